// One view's conversation with the notebook's record (record.js) and with Python: send, wait, restore, mirror. No page elements.

/** @typedef {{get: Function, send: Function, on: Function, off: Function, widget_manager: any}} Model  anywidget's */
/** @typedef {{at: string, state: string, words: string, slots: Object<string, {state: string, words: string, html: string}>, revealed: boolean, after_html: string}} Feedback */
/** @typedef {{kind: "idle"|"waiting"|"silent"|"answered"|"error", text: string}} PythonState */

const PYTHON_PATIENCE_MS = 3000;
const RESTORE_PATIENCE_MS = 10000; // behind "Run All" Python answers late, and nothing hangs on it
const ECHO_MS = 500;

/** Open the record of some questions (and a case's place) for one view of a widget. @param {Model} model @param {string[]} ids */
function openSession(model, ids) {
  const own = new Map();
  const offered = new Map(); // question id -> `at` of the newest answer this view has sent to Python
  const python = new Map();
  const pending = new Map(); // message number -> {ids, timer}
  const listeners = new Set();
  const undo = [];
  let store = null;
  let opened = false;
  let closed = false;
  let number = Math.floor(Math.random() * 2 ** 40); // other tabs hear Python's replies too: start where nobody else does
  let sidecar = null;
  let echoTimer = null;

  const tell = () => closed || [...listeners].forEach((listener) => listener());
  const known = (id) => asAnswer(model.get("answers")?.[id]);
  const isNewer = (a, b) => Boolean(a) && newestAnswer(b, a) === a;
  const latest = (id) => newestAnswer(own.get(id), store?.read(id), known(id));

  function feedback(id) {
    const one = model.get("feedback")?.[id];
    return one && one.at === latest(id)?.at ? one : null;
  }

  function send(content, patience) {
    const about = content.answers ? Object.keys(content.answers) : [content.question];
    const n = ++number;
    const silent = () => {
      // A "checked" lost on the way is no silence when the answer itself has arrived.
      for (const id of about) python.set(id, { kind: isNewer(latest(id), known(id)) || !store ? "silent" : "answered", text: "" });
      tell();
    };
    about.forEach((id) => python.set(id, { kind: "waiting", text: "" }));
    pending.set(n, { ids: about, timer: setTimeout(silent, patience) });
    try {
      model.send({ ...content, n, sidecar: !store });
    } catch {
      clearTimeout(pending.get(n).timer); // the channel to Python is gone
      setTimeout(silent);
    }
  }

  function ask(id) {
    const answer = latest(id);
    send({ kind: "answer", question: id, answer }, PYTHON_PATIENCE_MS);
    tell();
  }

  /** Record an answer: in the notebook at once, then with Python. `extra`: what belongs to it and is never graded. */
  async function write(id, response, { attempt = true, extra = {} } = {}) {
    const before = latest(id);
    // Later than what it replaces even where a clock was set back: the newest answer wins everywhere.
    const at = new Date(Math.max(Date.now(), before ? Date.parse(before.at) + 1 : 0)).toISOString();
    const answer = { ...before, ...extra, response, at, attempts: (before?.attempts ?? 0) + attempt };
    own.set(id, answer);
    offered.set(id, at);
    python.set(id, { kind: "waiting", text: "" });
    tell();
    if (!opened) await ready;
    store?.put(id, answer);
    ask(id);
  }

  /** Give Python what it does not know: after a reload or restart, or when another view has recorded something. */
  function offer() {
    const answers = {};
    for (const id of ids) {
      const answer = latest(id);
      if (!answer || offered.get(id) === answer.at || (store && !isNewer(answer, known(id)))) continue;
      offered.set(id, answer.at);
      answers[id] = answer;
    }
    if (Object.keys(answers).length) send({ kind: "restore", answers }, RESTORE_PATIENCE_MS);
  }

  /** Write what Python knows from elsewhere into this notebook too: with "Overwrite" it would be lost. */
  function mirror() {
    for (const id of ids) if (store && isNewer(known(id), store.read(id))) store.put(id, known(id), { save: false });
    tell();
  }

  function onRecordChanged() {
    echoTimer ??= setTimeout(() => {
      echoTimer = null;
      offer();
      tell();
    }, ECHO_MS);
    tell();
  }

  function onMessage(content) {
    if (content?.kind !== "checked") return;
    sidecar = content.sidecar ?? sidecar;
    const asked = pending.get(content.n);
    if (!asked) return;
    clearTimeout(asked.timer);
    pending.delete(content.n);
    for (const id of asked.ids) python.set(id, { kind: content.error ? "error" : "answered", text: content.error ?? "" });
    tell();
  }

  /** @returns {SaveState} */
  function saved(id) {
    const answer = latest(id);
    const none = /** @type {SaveState} */ ({ kind: "none", time: answer?.at ?? "", reason: "", detail: "" });
    if (!answer) return none;
    if (!opened) return { ...none, kind: own.has(id) ? "saving" : "none" };
    if (store) return store.state(id);
    const { kind, text } = python.get(id) ?? { kind: "idle", text: "" };
    if (kind === "silent") return { ...none, kind: "failed", reason: "python" };
    if (kind === "error") return { ...none, kind: "failed", reason: "other", detail: text };
    return { ...none, kind: kind === "waiting" ? "saving" : "aside", detail: sidecar ?? "" };
  }

  async function open() {
    const found = await waitForNotebook(model, () => closed);
    store = found && storeOf(found); // even when closed by now: an answer may be waiting to be written
    if (store && !closed) {
      undo.push(store.subscribe(onRecordChanged));
      tell();
      await store.identity.ready;
    }
    if (closed) return;
    opened = true;
    for (const id of ids) {
      // After a crash, or a "Revert" that took the answer out again: this browser still has it.
      const rescued = own.has(id) ? null : store?.buffered(id);
      if (isNewer(rescued, store?.read(id)) && !isNewer(known(id), rescued)) store.put(id, rescued);
    }
    mirror();
    offer();
  }

  for (const [name, handler] of [["change:answers", mirror], ["change:feedback", tell], ["msg:custom", onMessage]]) {
    model.on(name, handler);
    undo.push(() => model.off(name, handler));
  }
  const ready = open();

  return {
    latest, feedback, saved, write, ask, ready,
    python: (id) => python.get(id) ?? { kind: "idle", text: "" },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      listeners.clear();
      clearTimeout(echoTimer);
      for (const { timer } of pending.values()) clearTimeout(timer);
      undo.forEach((step) => step());
    },
  };
}
