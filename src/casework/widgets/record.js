// The answer record in the notebook's metadata: reading, writing, saving, telling copies apart. No page elements, no wording.

/** @typedef {{response: any, at: string, attempts: number, confidence?: number, later?: boolean}} Answer  `at`: ISO 8601, UTC, ms */
/**
 * Where an answer stands. `time`: when it was saved or given; `reason`: why it is not saved; `detail`: an error's text or a
 * file's name. "elsewhere": known from another tab; "aside": in the sidecar file.
 * @typedef {{kind: "none"|"saving"|"saved"|"elsewhere"|"aside"|"failed", time: string, reason: string, detail: string}} SaveState
 */

const RECORD_KEY = "casework";
const CONTEXT_PATIENCE_MS = 2000;
const SERVER_RETRY_MS = 5000;

/** The open notebook behind a widget, or null: the only place at this door, which anywidget does not promise. */
function notebookContext(model) {
  try {
    const context = model.widget_manager?.context;
    // JupyterLab 3 has the same names with other meanings: there getMetadata takes no key.
    return context?.model?.sharedModel?.getMetadata?.length && context.save ? context : null;
  } catch {
    return null;
  }
}

/** Wait for the notebook: JupyterLab may bind it some 50 ms after render. Null when there is none for good. */
async function waitForNotebook(model, isClosed) {
  for (const end = Date.now() + CONTEXT_PATIENCE_MS; ; ) {
    const context = notebookContext(model);
    if (context || isClosed() || Date.now() > end) return context;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A random id. crypto.randomUUID exists on secure origins only, and a classroom hub may be plain http. */
const newCopyId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** Browser storage that never throws: it may be full, forbidden or absent. */
function stored(kind, key, value) {
  try {
    const storage = globalThis[kind];
    if (value === undefined) return storage.getItem(key);
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // A crash buffer is a second chance, never a condition.
  }
  return null;
}

/** @returns {Answer|null} null for what is no answer of this version */
function asAnswer(value) {
  if (!value || typeof value !== "object" || (value.v ?? 1) !== 1 || Number.isNaN(Date.parse(value.at))) return null;
  const { response, at, attempts, confidence, later } = value;
  const extra = { ...(confidence > 0 && { confidence }), ...(later && { later: true }) };
  return { response: response ?? [], at, attempts: Number.isInteger(attempts) ? attempts : 1, ...extra };
}

/** @param {...(Answer|null|undefined)} answers @returns {Answer|null} the newest; the first of equals */
function newestAnswer(...answers) {
  return answers.reduce((best, one) => (one && (!best || Date.parse(one.at) > Date.parse(best.at)) ? one : best), null) ?? null;
}

/**
 * The one store of a notebook context, shared by all widgets of the page. anywidget loads a module per widget, so it
 * lives on globalThis; whichever module comes first makes it.
 */
function storeOf(context) {
  const stores = (globalThis[Symbol.for("casework.record.v1")] ??= new WeakMap());
  if (!stores.has(context)) stores.set(context, makeStore(context));
  return stores.get(context);
}

function makeStore(context) {
  const shared = context.model.sharedModel;
  const listeners = new Set();
  /** Answers not yet known to be in the file: question id -> {tick, at, save, bufferKey}. */
  const unsaved = new Map();
  const savedTimes = new Map();
  let clock = 0;
  let failure = null;
  let tail = Promise.resolve();
  let waiting = null;
  let retryTimer = null;
  const identity = makeIdentity(context);
  const tell = () => [...listeners].forEach((listener) => listener());
  const read = (id) => asAnswer(shared.getMetadata(`${RECORD_KEY}:${id}`));
  const bufferKey = (id) => `${RECORD_KEY}:${identity.id()}:${id}`;

  // One save at a time, whoever asks (we, Ctrl+S, autosave), and at most one waiting behind it. Two at once make
  // JupyterLab raise "File Changed". The answers of a waiting save are read when it starts, so nothing is left behind.
  const save = context.save.bind(context);
  context.save = () => {
    waiting ??= tail.then(async () => {
      waiting = null;
      failure = null;
      const tick = clock;
      tell();
      try {
        const result = await save();
        settle(tick);
        return result;
      } catch (error) {
        fail(reasonOf(error), String(error?.message ?? error));
        throw error;
      }
    });
    const run = waiting;
    tail = run.catch(() => {});
    return run;
  };

  // File > Download takes the file on disk: bring it up to date first. If that fails, the page itself is the newest.
  const download = context.download?.bind(context);
  context.download = async () => {
    try {
      if (context.model.dirty || unsaved.size || waiting) await (isReadOnly() ? Promise.reject(new Error("read-only")) : context.save());
    } catch {
      if (context.model.toJSON) return downloadFromPage(context);
    }
    return isBrowserEdition() ? downloadFromPage(context) : download?.();
  };

  const isReadOnly = () => context.contentsModel?.writable === false;

  function settle(tick) {
    failure = null;
    for (const [id, entry] of unsaved) {
      if (entry.tick > tick) continue;
      // "Revert" in the File Changed dialog ends as a success with our answer gone: look before calling it saved.
      if (!(Date.parse(read(id)?.at) >= Date.parse(entry.at))) {
        failure = { reason: "cancelled", detail: "" };
        continue;
      }
      unsaved.delete(id);
      savedTimes.set(id, new Date().toISOString());
      stored("localStorage", entry.bufferKey, null);
    }
    identity.kept();
    // JupyterLab calls the notebook clean after a save, even when something was written meanwhile.
    if (unsaved.size) context.model.dirty = true;
    tell();
  }

  function fail(reason, detail = "") {
    failure = { reason, detail };
    if (reason === "server") retryTimer ??= setTimeout(retry, SERVER_RETRY_MS);
    tell();
  }

  /** Try again by itself, but ask the server quietly first: each failed save puts a dialog on the screen. */
  async function retry() {
    retryTimer = null;
    if (context.isDisposed || failure?.reason !== "server") return;
    if (await serverAnswers(context)) requestSave(true);
    else retryTimer = setTimeout(retry, SERVER_RETRY_MS);
  }

  function requestSave(sure = false) {
    if (isReadOnly()) fail("read-only");
    else if (failure?.reason === "server" && !sure) tell();
    else context.save().catch(() => {});
  }

  /** Write one answer under its own key. With `save` false it only follows what another tab or view has recorded. */
  function put(id, answer, { save: wanted = true } = {}) {
    const entry = { tick: ++clock, at: answer.at, save: wanted, bufferKey: bufferKey(id) };
    unsaved.set(id, entry);
    if (wanted) stored("localStorage", entry.bufferKey, JSON.stringify(answer));
    try {
      shared.setMetadata(`${RECORD_KEY}:${id}`, { v: 1, ...answer });
      if (wanted) identity.write();
    } catch (error) {
      return fail("other", String(error?.message ?? error));
    }
    if (wanted) {
      tabs.send({ id, answer });
      requestSave();
    }
    tell();
  }

  // In the browser edition each tab has a Python of its own, which tells the other tab nothing.
  const tabs = otherTabs(context, identity.path, ({ id, answer }) => {
    const one = asAnswer(answer);
    if (typeof id === "string" && one && newestAnswer(read(id), one) === one) put(id, one, { save: false });
  });

  /** @returns {SaveState} */
  function state(id) {
    const entry = unsaved.get(id);
    const time = savedTimes.get(id) ?? read(id)?.at ?? "";
    if (!entry) return { kind: read(id) ? "saved" : "none", time, reason: "", detail: "" };
    if (failure) return { kind: "failed", time: entry.at, ...failure };
    return { kind: entry.save ? "saving" : "elsewhere", time: entry.at, reason: "", detail: "" };
  }

  return {
    context, read, put, state, identity,
    buffered: (id) => asAnswer(safeParse(stored("localStorage", bufferKey(id)))),
    subscribe(listener) {
      listeners.add(listener);
      shared.metadataChanged?.connect(listener);
      return () => {
        listeners.delete(listener);
        shared.metadataChanged?.disconnect(listener);
      };
    },
  };
}

/** The same notebook in other tabs of this browser: "Overwrite" in one would else lose what was answered in another. */
function otherTabs(context, path, hear) {
  try {
    const channel = new BroadcastChannel(`${RECORD_KEY}:${context.sessionContext.sessionManager.serverSettings.baseUrl}${path()}`);
    channel.onmessage = ({ data }) => context.isDisposed || hear(data ?? {});
    context.disposed?.connect(() => channel.close());
    return { send: (message) => context.isDisposed || channel.postMessage(message) };
  } catch {
    return { send: () => {} }; // an old browser, or a page that allows none
  }
}

function safeParse(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}

/**
 * Which copy of the notebook this is. Nothing is written before the first answer: opening a notebook leaves it clean.
 * A renamed file keeps its id; a duplicate (the old path still holds the same id) gets a new one.
 */
function makeIdentity(context) {
  const shared = context.model.sharedModel;
  const pathNow = () => context.localPath || context.path;
  const entry = () => shared.getMetadata(RECORD_KEY) ?? {};
  const first = entry();
  const pendingKey = `${RECORD_KEY}:pending:${location.origin}${pathNow()}`;
  // A crash before the very first save would lose the id, and with it the way to the buffer: this tab remembers it.
  const fresh = first.copy_id ? null : (stored("sessionStorage", pendingKey) ?? newCopyId());
  let copied = null;
  let known = true;
  let written = null;
  const id = () => copied ?? entry().copy_id ?? fresh ?? first.copy_id;
  function write(more = {}) {
    if (!known) return void (written = more);
    const wanted = { version: 1, copy_id: id(), path: pathNow(), ...more };
    const now = entry();
    if (!now.copy_id) stored("sessionStorage", pendingKey, wanted.copy_id);
    if (now.copy_id !== wanted.copy_id || now.path !== wanted.path || more.handed_in) shared.setMetadata(RECORD_KEY, { ...now, ...wanted });
  }
  const check = async () => {
    if (!first.copy_id || !first.path || first.path === pathNow()) return;
    known = false;
    if ((await copyIdAt(context, first.path)) === first.copy_id) copied = newCopyId();
    known = true;
    if (written) write(written);
  };
  return { id, path: pathNow, write, ready: check(), kept: () => stored("sessionStorage", pendingKey, null) };
}

/** @returns {Promise<string|null>} the copy id of the notebook at a path; null when it is not there or cannot be read */
async function copyIdAt(context, path) {
  try {
    const url = `api/contents/${path.split("/").map(encodeURIComponent).join("/")}?type=notebook&content=1`;
    const reply = await askServer(context, url);
    return reply.ok ? ((await reply.json()).content.metadata[RECORD_KEY]?.copy_id ?? null) : null;
  } catch {
    return null;
  }
}

/** JupyterLite downloads a notebook under a random name, and a hand-in is known by its name. */
const isBrowserEdition = () => Boolean(document.querySelector("#jupyter-config-data[data-jupyter-lite-root]"));

async function serverAnswers(context) {
  try {
    return (await askServer(context, "api")).status < 500;
  } catch {
    return false;
  }
}

function askServer(context, path) {
  const settings = context.sessionContext.sessionManager.serverSettings;
  const request = settings.fetch ?? fetch; // called bare: window.fetch refuses another `this`
  const headers = settings.token ? { Authorization: `token ${settings.token}` } : {};
  return request(settings.baseUrl + path, { ...settings.init, headers, signal: AbortSignal.timeout(5000) });
}

/** @returns {"server"|"cancelled"|"other"} why a save failed */
function reasonOf(error) {
  const status = error?.response?.status;
  if (error?.name === "ModalCancelError" || error?.name === "ModalDuplicateError") return "cancelled";
  if (error instanceof TypeError || [502, 503, 504].includes(status)) return "server";
  return "other";
}

/** Hand over the notebook as it is on the page, so that a dead server or a read-only file loses no answer. */
function downloadFromPage(context) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(context.model.toJSON(), null, 1)], { type: "application/json" }));
  link.download = (context.localPath || context.path).split("/").pop();
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
