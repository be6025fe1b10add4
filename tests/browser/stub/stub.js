// What surrounds a widget in JupyterLab, faked: server, notebook context, model, Python. The widgets themselves are the real ones.

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const copy = (value) => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** A Jupyter server: files by path, and a switch. */
class Server {
  files = {};
  up = true;
  requests = [];
  settings = {
    baseUrl: "http://server.test/",
    token: "secret",
    init: {},
    fetch: async (url, init) => {
      if (!this.up) throw new TypeError("Failed to fetch");
      this.requests.push({ url, authorization: init.headers.Authorization ?? null });
      const path = decodeURIComponent(url.replace(/^.*\/api\/contents\//, "").replace(/\?.*$/, ""));
      if (url.endsWith("/api")) return new Response("{}");
      const file = this.files[path];
      return file ? new Response(JSON.stringify({ content: file })) : new Response("{}", { status: 404 });
    },
  };
}

class Signal {
  slots = new Set();
  connect(slot) { this.slots.add(slot); }
  disconnect(slot) { this.slots.delete(slot); }
  emit(...values) { [...this.slots].forEach((slot) => slot(null, ...values)); }
}

/**
 * A DocumentRegistry context. As in JupyterLab the content of a save is taken when it starts, and the notebook counts as clean
 * when it ends; two saves at once are what raises "File Changed" there.
 */
class Notebook {
  constructor(server, path, { metadata = {}, writable = true, saveMs = 30 } = {}) {
    Object.assign(this, { server, path, saveMs, saveCalls: 0, inFlight: 0, mostInFlight: 0, saves: [], downloads: [], failWith: null, revertNext: false });
    this.contentsModel = { writable };
    this.sessionContext = { sessionManager: { serverSettings: server.settings } };
    let content = copy(metadata);
    const metadataChanged = new Signal();
    this.model = {
      dirty: false,
      toJSON: () => ({ metadata: copy(content), cells: [], nbformat: 4, nbformat_minor: 5 }),
      sharedModel: {
        metadataChanged,
        getMetadata: (key) => copy(key === undefined ? content : content[key]),
        setMetadata: (key, value) => {
          content[key] = copy(value);
          this.model.dirty = true;
          metadataChanged.emit();
        },
      },
    };
    this.replaceMetadata = (value) => { content = copy(value); metadataChanged.emit(); };
    if (!server.files[path]) server.files[path] = this.model.toJSON();
  }
  get localPath() { return this.path; }
  get metadata() { return this.model.sharedModel.getMetadata(); }
  get onDisk() { return this.server.files[this.path].metadata; }
  async save() {
    this.saveCalls += 1;
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    const content = this.model.toJSON();
    try {
      await sleep(this.saveMs);
      if (!this.server.up) throw new TypeError("Failed to fetch");
      if (this.failWith) throw this.failWith;
      if (this.revertNext) { // the learner chose "Revert" in the dialog: the file wins, and save() ends well
        this.revertNext = false;
        this.replaceMetadata(this.onDisk);
      } else this.server.files[this.path] = content;
      this.saves.push(Object.keys(content.metadata));
      this.model.dirty = false;
    } finally {
      this.inFlight -= 1;
    }
  }
  async download() { this.downloads.push(copy(this.onDisk)); }
}

/**
 * A widget as the kernel holds it: traits, and a Python side that judges. Each client (a tab, a browser) has its own model of it.
 * `python`: {practice: ids it may judge, after: {id: html}, delay, silent, error, sidecar}; the judge is the real one, in the test
 */
class Widget {
  constructor(spec, python = {}, { answers = {}, feedback = {} } = {}) {
    this.traits = { spec, answers, feedback };
    this.python = { practice: [], after: {}, delay: 5, silent: false, error: null, sidecar: "lesson.answers.json", ...python };
    this.clients = [];
    this.received = [];
  }
  client(notebook, { bindAfter = 0, deadChannel = false } = {}) {
    const handlers = {};
    let context = bindAfter ? null : notebook;
    if (bindAfter) setTimeout(() => (context = notebook), bindAfter);
    const model = {
      handlers,
      get: (name) => copy(this.traits[name]),
      set() { throw new Error("the front end sets no traits"); },
      save_changes() { throw new Error("the front end sets no traits"); },
      on: (name, handler) => (handlers[name] ??= new Set()).add(handler),
      off: (name, handler) => handlers[name]?.delete(handler),
      send: (content) => {
        if (deadChannel) throw new Error("Cannot send: the comm is dead");
        this.receive(copy(content));
      },
      fire: (name, ...values) => [...(handlers[name] ?? [])].forEach((handler) => handler(...values)),
      widget_manager: { get context() { return context; } },
    };
    this.clients.push(model);
    return model;
  }
  async receive(content) {
    this.received.push(content);
    const { silent, delay, error, sidecar } = this.python;
    if (silent) return;
    await sleep(delay);
    const sent = content.kind === "answer" ? { [content.question]: content.answer } : content.answers;
    this.know(sent);
    const reply = { kind: "checked", n: content.n, question: content.question, sidecar: content.sidecar ? sidecar : null, error };
    this.clients.forEach((client) => client.fire("msg:custom", copy(reply)));
  }
  /** Python takes answers over and judges the practice ones. */
  know(sent) {
    this.traits.answers = { ...this.traits.answers, ...copy(sent) };
    this.clients.forEach((client) => client.fire("change:answers"));
    for (const [id, answer] of Object.entries(sent)) if (this.judges(id)) this.judge(id, answer);
  }
  judges(id) {
    return this.python.practice.some((one) => id === one || id.startsWith(`${one}-`));
  }
  async judge(id, answer) {
    const feedback = await globalThis.judge(id, answer, this.python.after[id] ?? "");
    this.traits.feedback = { ...this.traits.feedback, [id]: feedback };
    this.clients.forEach((client) => client.fire("change:feedback"));
  }
}

let instances = 0;
const views = [];

/** Show a view of a widget. Each gets its own copy of the module, as in notebooks of different kernels, through the real loader. */
async function show(model, { module = "quiz", box = document.getElementById("page") } = {}) {
  const { default: loader } = await import("/loader.js");
  const { default: widget } = await import(`/${module}.js?instance=${instances++}`);
  const host = { getWidget: async () => ({ exports: widget.initialize() }) };
  const el = document.createElement("div");
  el.className = "stub-output";
  box.append(el);
  const whole = Boolean(widget.render); // a widget that a page has once carries its code itself
  if (whole) await widget.initialize?.({ model });
  const view = { el, close: await (whole ? widget : loader).render({ model, el, host }) };
  views.push(view);
  return view;
}

// What JupyterLab (which listens while a key bubbles) and Notebook 7 (which listens before) would take for a command.
const keys = [];
for (const capture of [false, true]) {
  document.addEventListener("keydown", (event) => keys.push((event.ctrlKey ? "Ctrl+" : "") + event.key), capture);
}

globalThis.stub = { Server, Notebook, Widget, show, views, keys, sleep };
