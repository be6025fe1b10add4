// The hand-in panel: what is answered, download, and "Mark it now" where Python can mark. Records nothing itself.
// Python joins record.js, session.js and controls.js in front of this text.

const MARK_PATIENCE_MS = 10000;
const DONE = "Answered";

/** @param {{model: any, el: HTMLElement}} view */
function render({ model, el }) {
  const spec = model.get("spec");
  let closed = false;
  let store = null;
  let number = 0;
  let timer = null;
  let unsubscribe = () => {};

  const count = h("p", { role: "status" });
  const list = h("ol", { class: "cw-hand-in-list" });
  const download = h("button", { type: "button", class: "cw-button", click: onDownload }, "Save and download this notebook");
  const mark = h("button", { type: "button", class: "cw-button cw-primary", click: onMark }, "Mark it now");
  const note = h("p", { role: "status" });
  const result = h("div", { class: "cw-hand-in-result", tabindex: -1 });
  const actions = h("div", { class: "cw-actions" }, download, spec.can_mark ? mark : null);
  const card = h("div", { class: "cw-question" }, count, list, actions, note, result);
  const root = h("section", { class: "cw-root cw-hand-in", "aria-label": "Hand in" }, card);
  const release = keepKeys(root);
  el.append(root);

  /** A case with several paths (`parts`) is one item: answered when its end was reached. */
  function isAnswered({ id, parts }) {
    const response = store?.read(id)?.response;
    return parts ? response?.done === true : !isBlank(response);
  }
  let shown = "";
  function draw() {
    if (closed || !store) return;
    const now = spec.items.map((item) => (isAnswered(item) ? DONE : "Not answered yet"));
    if (now.join() === shown) return;
    shown = now.join();
    const done = now.filter((word) => word === DONE).length;
    count.textContent = `${done} of ${spec.items.length} graded questions answered.`;
    list.replaceChildren(...spec.items.map((item, i) => h("li", { "data-done": now[i] === DONE }, h("b", {}, `${now[i]}:`), ` ${item.label}`)));
  }

  async function onDownload() {
    note.textContent = "Saving, then downloading.";
    try {
      await store.context.download();
      note.textContent = `Hand in the file ${spec.name} from your downloads, under its own name.`;
    } catch (error) {
      note.textContent = `The download failed (${error?.message ?? error}). Use File > Download.`;
    }
  }

  function onMark() {
    const answers = {};
    for (const id of spec.items.flatMap(({ id, parts }) => [id, ...(parts ?? [])])) {
      const answer = store?.read(id);
      if (answer) answers[id] = { v: 1, ...answer };
    }
    note.textContent = "Marking.";
    clearTimeout(timer);
    timer = setTimeout(() => {
      note.textContent = "Python is not answering. Choose Kernel > Restart Kernel and Run All Cells, then press the button again.";
    }, MARK_PATIENCE_MS);
    try {
      model.send({ kind: "mark", n: ++number, answers });
    } catch {
      // The timer says what to do.
    }
  }

  function onMessage(content) {
    if (content?.kind !== "marked" || content.n !== number) return;
    clearTimeout(timer);
    note.textContent = "Marked. The result follows.";
    result.innerHTML = content.html; // made by Python from the course's own files, all else escaped
    result.focus();
  }
  model.on("msg:custom", onMessage);

  async function open() {
    const context = await waitForNotebook(model, () => closed);
    if (closed) return;
    if (!context) {
      download.remove();
      count.textContent = `Here your answers are kept in a second file. Hand in ${spec.name} and ${spec.sidecar} together.`;
      return;
    }
    store = storeOf(context);
    unsubscribe = store.subscribe(draw);
    draw();
  }
  open();

  return () => {
    closed = true;
    clearTimeout(timer);
    unsubscribe();
    model.off("msg:custom", onMessage);
    release();
    root.remove();
  };
}

export default { render };
