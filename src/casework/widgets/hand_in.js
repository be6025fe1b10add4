// The hand-in panel: what is answered, check, download, receipt, and "Mark it now" where Python can mark. Records no answer itself.
// Python makes the HTML, and joins record.js, session.js and controls.js in front of this text.

const UNWRITTEN = "*Write here"; // how the place for a text begins in a lesson, whatever its language

/** @param {{model: any, el: HTMLElement}} view */
function render({ model, el }) {
  const spec = model.get("spec");
  const waiting = new Map();
  let closed = false;
  let store = null;
  let number = Math.floor(Math.random() * 2 ** 40); // other tabs hear Python's replies too
  let unsubscribe = () => {};

  const root = h("section", { class: "cw-root cw-hand-in", "aria-label": word("hand-in"), lang: WORDS.lang, html: spec.frame });
  const [count, note, list, download, mark, receipt, result] = ["status", "note", "list", "save", "mark", "receipt", "result"]
    .map((one) => root.querySelector(`[data-part="${one}"]`));
  download.onclick = onDownload;
  if (mark) mark.onclick = onMark;
  const release = keepKeys(root);
  el.append(root);

  /** Graded texts written in cells of the lesson: are they begun? */
  const texts = () => [...(store.context.model.sharedModel.cells ?? [])].filter((cell) => cell.cell_type === "markdown" && cell.getMetadata("nbgrader")?.grade);
  const isAnswered = ({ id }) => !isBlank(store.read(id)?.response);
  const place = (id) => store.read(id)?.response ?? {};
  /** Of a case with several paths only the steps that were come to. */
  const items = () => spec.items.filter(({ id, path }) => !path || [place(path).path].flat().includes(id));

  let shown = "";
  function draw() {
    if (closed || !store) return;
    const rows = items().map((item) => ({ ...item, done: isAnswered(item) }));
    for (const { id, label } of spec.paths) if (!place(id).done) rows.push({ label: word("to-end", { title: label }), done: false });
    rows.push(...texts().map((cell) => ({ label: word("written"), done: !cell.getSource().trim().startsWith(UNWRITTEN) })));
    const now = JSON.stringify(rows);
    if (now === shown) return;
    shown = now;
    const done = rows.filter((row) => row.done).length;
    count.textContent = word("count", { done, all: rows.length });
    list.replaceChildren(...rows.map((row) =>
      h("li", { "data-done": row.done }, h("b", {}, word(row.done ? "done" : "not-done")), ` ${row.label} `,
        row.done || !row.id ? null : h("button", { type: "button", class: "cw-button", "aria-label": word("go-to", { title: row.label }), click: () => goTo(row.id) }, word("go")))));
  }

  function goTo(id) {
    const found = (el.closest(".jp-Notebook") ?? document).querySelector(`[data-question="${id}"]`);
    if (!found) return void (note.textContent = word("not-drawn"));
    found.scrollIntoView({ block: "center" });
    found.querySelector("input, select, textarea, button")?.focus();
  }

  /** Send the answers to Python and wait; null when it does not answer. */
  function ask(content, patience) {
    const answers = {};
    for (const id of spec.ids) if (store?.read(id)) answers[id] = { v: 1, ...store.read(id) };
    return new Promise((resolve) => {
      waiting.set(++number, resolve);
      setTimeout(resolve, patience, null);
      try {
        model.send({ ...content, n: number, answers });
      } catch {
        resolve(null); // the channel to Python is gone
      }
    });
  }

  async function onDownload() {
    note.textContent = word("downloading");
    const at = new Date().toISOString();
    const reply = await ask({ kind: "check", at }, PYTHON_PATIENCE_MS);
    try {
      store.identity.write({ handed_in: { at, answers: items().filter(isAnswered).length, code: reply?.code ?? "" } });
      await store.context.download();
    } catch (error) {
      return void (note.textContent = word("no-download", { reason: error?.message ?? error }));
    }
    note.textContent = word("file", spec) + (reply ? "" : ` ${word("not-checked")}`);
    if (!reply) return;
    receipt.innerHTML = reply.html; // made by Python, all that is not its own escaped
    receipt.hidden = false;
    receipt.focus();
  }

  async function onMark() {
    note.textContent = word("marking");
    const reply = await ask({ kind: "mark" }, 10000);
    if (!reply) return void (note.textContent = word("python"));
    note.textContent = word("marked");
    result.innerHTML = reply.html; // made by Python from the course's own files, all else escaped
    result.focus();
  }

  const onMessage = (content) => waiting.get(content?.n)?.(content);
  model.on("msg:custom", onMessage);

  async function open() {
    const context = await waitForNotebook(model, () => closed);
    if (closed) return;
    if (!context) {
      download.remove();
      count.textContent = word("two-files", spec);
      return;
    }
    store = storeOf(context);
    unsubscribe = store.subscribe(draw);
    draw();
  }
  open();

  return () => {
    closed = true;
    unsubscribe();
    model.off("msg:custom", onMessage);
    release();
    root.remove();
  };
}

export default { initialize: () => ({ render }) };
