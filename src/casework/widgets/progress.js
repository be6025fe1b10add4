// The progress panel's clicks; the HTML is Python's. Joined behind record.js and controls.js.

/** @param {{model: any, el: HTMLElement}} view */
async function render({ model, el }) {
  let timer, context;
  el.innerHTML = model.get("frame");
  el.lang = WORDS.lang;
  const [table, note, save, load] = ["div>div", "[role=status]", "button", "input"].map((one) => el.querySelector(one));
  const release = keepKeys(el);

  function draw() {
    table.innerHTML = model.get("table");
    const link = table.querySelector("a");
    const path = link && context && new URL(link.getAttribute("href"), `x:/${encodeURI(context.path)}`).pathname;
    // Else the link would leave the page.
    if (path) model.widget_manager.rendermime?.linkHandler.handleLink(link, decodeURIComponent(path.slice(1)));
  }

  function ask(kind, text) {
    note.textContent = word("wait");
    clearTimeout(timer);
    timer = setTimeout(() => (note.textContent = note.dataset.silent), 1e4);
    model.send({ kind, text });
  }
  save.onclick = () => ask("save");
  load.onchange = async () => {
    const [file] = load.files;
    ask("load", file.size > load.dataset.limit ? null : await file.text());
    load.value = "";
  };

  model.on("change:table", draw);
  model.on("msg:custom", ({ html, answers }) => {
    if (!timer) return; // another tab's
    timer = clearTimeout(timer);
    note.innerHTML = html;
    note.querySelector("a")?.click(); // the file
    const store = context && storeOf(context);
    for (const id in store && answers) if (!(store.read(id)?.at >= answers[id].at)) store.put(id, answers[id]);
  });
  draw();
  context = await waitForNotebook(model, () => 0);
  draw();
  return release;
}

export default { render };
