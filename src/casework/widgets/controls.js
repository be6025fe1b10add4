// Questions as accessible page elements, and every word a learner reads about an answer. No recording: that is session.js.
// Plain top-level functions, no import or export: Python joins this text with record.js, session.js and a widget's module.

/**
 * A question as Python describes it. `controls_html`: its inputs (types/controls.py); `response`: the form of an answer.
 * @typedef {{id: string, type: string, mode: "practice"|"graded", text_html: string, controls_html: string, response: "list"|"map"|"order",
 *   hint: string, points: string, hints: string[]}} Question
 * @typedef {{get: () => any, set: (response: any) => void, blank: any, focus: () => void, lock: (locked: boolean) => void}} Control
 */

/** Form of a response -> mount(box, onChange) -> Control. A type that needs more than a form adds its own, as order.js does. */
const FORMS = { list: (box, onChange) => form(box, onChange, true), map: (box, onChange) => form(box, onChange, false) };

/** Make an element: h("p", {class: "x"}, "text", child). Attributes that are null or false are left out. */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name === "html") element.innerHTML = value; // sanitised by Python
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Change a text only when it differs, so that a screen reader is not told the same thing twice. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}

/** Ids and radio names must differ between all widgets of a page, and each widget has its own copy of this text. */
const newName = () => `cw-${Math.random().toString(36).slice(2, 10)}`;

const hasFocus = (element) => element.contains(element.getRootNode().activeElement);

/**
 * Keep keys from the notebook: it takes b, x, d d, 0 0 and the arrows for commands on cells. JupyterLab listens on the document
 * after the widget, Notebook 7 before it, so only the window is early enough. Ctrl and Meta pass: saving must work.
 */
function keepKeys(root) {
  const stop = (event) => {
    if (!event.ctrlKey && !event.metaKey && event.composedPath().includes(root)) event.stopPropagation();
  };
  window.addEventListener("keydown", stop, true);
  return () => window.removeEventListener("keydown", stop, true);
}

/** @param {any} response @returns {boolean} whether it says nothing */
const isBlank = (response) => !response || !Object.keys(response).length;

/** Inputs marked data-field as one response: a list of what is ticked, or field -> value without blanks. @returns {Control} */
function form(box, onChange, isList) {
  const inputs = [...box.querySelectorAll("[data-field]")];
  const isChoice = ({ type }) => type === "radio" || type === "checkbox";
  const isText = (input) => !isChoice(input) && input.tagName !== "SELECT";
  const given = (input) => (isChoice(input) ? input.checked : input.value.trim());
  for (const input of inputs) input.addEventListener(isText(input) ? "input" : "change", onChange);
  const get = () => {
    const answered = inputs.filter(given);
    return isList ? answered.map(({ value }) => value) : Object.fromEntries(answered.map(({ dataset, value }) => [dataset.field, value]));
  };
  return {
    get,
    blank: isList ? [] : {},
    set(response) {
      for (const input of inputs) {
        const wanted = isList ? Array.isArray(response) && response.includes(input.value) : response?.[input.dataset.field];
        if (isChoice(input)) input.checked = isList ? wanted : wanted === input.value;
        else if (given(input) !== (wanted ?? "").trim()) input.value = wanted ?? ""; // a caret is not moved for nothing
      }
    },
    focus: () => (inputs.find(({ type, checked }) => type === "radio" && checked) ?? inputs[0]).focus(),
    lock: (locked) => inputs.forEach((input) => (isText(input) ? (input.readOnly = locked) : (input.disabled = locked))),
  };
}

/** Put what Python said beside each part of the answer, tied to its inputs; null takes it away. */
function showSlots(box, slots) {
  for (const place of box.querySelectorAll("[data-slot]")) {
    const part = slots?.[place.dataset.slot];
    const why = place.querySelector(".cw-why");
    why.hidden = !part;
    why.replaceChildren();
    place.removeAttribute("data-verdict");
    for (const input of place.querySelectorAll("[data-field]")) part ? input.setAttribute("aria-describedby", why.id) : input.removeAttribute("aria-describedby");
    if (!part) continue;
    place.dataset.verdict = part.state;
    why.append(h("p", { class: "cw-verdict" }, symbol(part.state), part.words), part.html ? h("div", { class: "cw-rationale", html: part.html }) : "");
  }
}

/** A drawing beside words that say the same. */
function symbol(state) {
  return h("span", { class: "cw-symbol", "aria-hidden": "true" }, { right: "✓", wrong: "✗", partly: "◐" }[state] ?? "–");
}

/** @returns {string} "10:32", with the day when it is not today */
function clockTime(iso) {
  const time = new Date(iso);
  const text = time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (time.toDateString() === new Date().toDateString()) return text;
  return `${text} on ${time.toLocaleDateString([], { day: "numeric", month: "long" })}`;
}

const KEPT = "Your answer is kept in this browser";
const SLOW_MS = 2500;
const NOT_SAVED = {
  server: `the Jupyter server does not answer. ${KEPT} and will be saved when the server is back.`,
  "read-only": "this notebook is read-only. To keep your answers, choose File > Save Notebook As, or File > Download.",
  cancelled: `the file was changed elsewhere. ${KEPT}. To save it, press Ctrl+S and choose Overwrite.`,
  python: "Python is not answering. Choose Kernel > Restart Kernel and Run All Cells, and answer again.",
};

/** @param {SaveState} state @returns {string} whether the answer is in the file, in words */
function savedWords({ kind, time, reason, detail }, graded) {
  const change = graded ? " You can change it until you hand in." : "";
  if (kind === "saving" && Date.now() - Date.parse(time) > SLOW_MS) return `Still saving: the server is slow. ${KEPT}.`;
  if (kind === "saving") return "Saving…";
  if (kind === "saved") return `Saved in this notebook at ${clockTime(time)}.${change}`;
  if (kind === "elsewhere") return `Answered in another tab or view at ${clockTime(time)}.${change}`;
  if (kind === "aside" && !detail) return `Saved beside this notebook.${change}`;
  if (kind === "aside") return `Saved in ${detail} at ${clockTime(time)}. Hand in both files: this notebook and ${detail}.`;
  if (kind === "failed") return `Not saved yet: ${NOT_SAVED[reason] ?? `${detail}. ${KEPT}. To try again, press Ctrl+S.`}`;
  return graded ? "Not answered yet." : "";
}

/** @returns {string} whether Python has answered, in words */
function pythonWords({ kind, text }, saved, graded) {
  if (kind === "waiting") return graded ? "" : "Checking…";
  if (kind === "error") return saved.kind === "failed" ? "" : `Python reports: ${text}`;
  // Without its server nobody needs to hear that Python, behind it, is silent too.
  if (kind !== "silent" || ["python", "server"].includes(saved.reason)) return "";
  const start = saved.kind === "saved" ? "Saved in the file. " : "";
  return `${start}Python is not answering: it may be busy or stopped. If it stays so, choose Kernel > Restart Kernel and Run All Cells.`;
}


/**
 * Show one question with everything around it: inputs, help, buttons, status, feedback.
 *
 * @param {HTMLElement} root
 * @param {Question} question
 * @param {ReturnType<typeof openSession>} session
 * @returns {{destroy: () => void}}
 */
function mountQuestion(root, question, session) {
  const { id } = question;
  const graded = question.mode === "graded";
  const name = newName();
  const fieldset = h("fieldset", { class: "cw-fieldset", "aria-describedby": name });
  const result = h("p", { class: "cw-result", hidden: true });
  const saved = h("p", { class: "cw-saved", hidden: true });
  const python = h("p", { class: "cw-python", hidden: true });
  const status = h("div", { class: "cw-status", role: "status", "aria-live": "polite", "aria-atomic": "false" }, result, saved, python);
  const button = (action, text, click, kind = "") => h("button", { type: "button", class: `cw-button ${kind}`, "data-action": action, click }, text);
  const check = button("check", "Check answer", onCheck, "cw-primary");
  const retry = button("retry", "Try again", onRetry);
  const clear = button("clear", "Clear my answer", onClear);
  const hint = button("hint", "", onHint);
  const hints = h("ol", { class: "cw-hints", role: "status", hidden: true });
  const later = button("later", "Ask me again later", () => amend({ later: !extras().later }));
  const sure = h("select", { "data-action": "sure", change: () => amend({ confidence: Number(sure.value) || undefined }) },
    ...["–", "Guessing", "Fairly sure", "Sure"].map((text, value) => h("option", { value: value || "" }, text)));
  const sureLabel = h("label", { class: "cw-sure" }, "How sure are you? (not graded) ", sure);
  const tries = h("span", { class: "cw-tries", hidden: true });
  const after = h("div", { class: "cw-after", hidden: true });
  const box = h(
    "div",
    { class: "cw-question", "data-question": id, "data-mode": question.mode, "data-type": question.type },
    h("p", { class: "cw-head", id: name },
      h("span", { class: "cw-kind" }, graded ? "Graded" : "Practice"), " ",
      graded ? h("span", { class: "cw-points" }, question.points) : null, " ",
      h("span", { class: "cw-hint" }, question.hint)),
    fieldset, hints, status,
    h("div", { class: "cw-actions" }, ...(graded ? [clear] : [check, retry, question.hints.length ? hint : null, later]), sureLabel, tries), after,
  );
  const inputs = h("div", { html: question.controls_html.replaceAll("\ue000", name) });
  fieldset.append(h("legend", { class: "cw-legend", html: question.text_html }), inputs);
  const control = FORMS[question.response](inputs, onChange);
  root.append(box);

  let choosing = !graded; // practice: the learner's choice is on the page only, until it is checked
  let asked = false; // this view is waiting for feedback, and moves the focus when it comes
  let notice = "";
  let seen = null;
  let shown = "";
  let chosen = {}; // practice: how sure, said before there is an answer
  let typing = false; // one sitting at a text is one try, however many letters

  const extras = () => session.latest(id) ?? chosen;

  function onChange(event) {
    if (graded) {
      session.write(id, control.get(), { attempt: !typing });
      typing = event?.type === "input";
      return;
    }
    choosing = true;
    notice = "";
    draw();
  }

  /** Record what belongs to an answer and is no part of it. A choice in the making stays on the page. */
  function amend(extra) {
    chosen = { ...chosen, ...extra };
    const before = session.latest(id);
    if (before || extra.later) session.write(id, before?.response ?? control.blank, { attempt: false, extra });
    draw();
  }

  function onCheck() {
    if (isBlank(control.get())) {
      notice = "Choose an answer first.";
      return draw();
    }
    const same = JSON.stringify(session.latest(id)?.response) === JSON.stringify(control.get());
    if (session.python(id).kind === "waiting" && same && !choosing) return;
    const again = same && !choosing; // Python was silent: the answer stands, only the question to Python is put again
    choosing = false;
    asked = true;
    if (again) session.ask(id);
    else session.write(id, control.get(), { extra: chosen });
  }

  function onRetry() {
    const kept = session.feedback(id)?.revealed ? control.blank : control.get();
    choosing = true;
    asked = false;
    notice = "";
    control.set(kept);
    draw();
    control.focus();
  }

  function onClear() {
    control.set(control.blank);
    control.focus();
    session.write(id, control.blank);
  }

  function onHint() {
    hints.hidden = false;
    hints.append(h("li", { html: question.hints[hints.children.length] }));
    draw();
  }

  function showResult(state, words) {
    box.dataset.result = state;
    const key = `${state} ${words}`;
    result.hidden = !words;
    if (result.dataset.key === key) return;
    result.dataset.key = key;
    result.replaceChildren(...(state ? [symbol(state)] : []), words);
  }

  function draw() {
    const answer = session.latest(id);
    if (answer && answer.at !== seen) {
      seen = answer.at;
      // A choice in the making is not taken away; "later" alone answers nothing.
      if (graded || (isBlank(control.get()) && !isBlank(answer.response))) choosing = false;
    }
    if (!choosing && answer) control.set(answer.response);
    const feedback = choosing || graded ? null : session.feedback(id);
    const state = session.saved(id);
    say(saved, choosing ? "" : savedWords(state, graded));
    say(python, choosing ? "" : pythonWords(session.python(id), state, graded));
    saved.dataset.state = state.kind;
    box.dataset.answered = String(Boolean(answer) && !isBlank(control.get()));
    sure.value = extras().confidence ?? "";
    if (graded) return void (clear.hidden = isBlank(control.get()));
    later.setAttribute("aria-pressed", String(Boolean(extras().later)));
    const next = hints.children.length + 1;
    hint.hidden = next > question.hints.length;
    hint.textContent = `Hint ${next} of ${question.hints.length}`;
    say(tries, answer?.attempts ? `Tries: ${answer.attempts}` : "");
    showFeedback(feedback?.state === "blank" ? null : feedback);
  }

  function showFeedback(feedback) {
    const key = feedback ? `${feedback.at} ${feedback.state}` : "";
    showResult(feedback?.state ?? "", feedback?.words ?? notice);
    if (key === shown) return;
    shown = key;
    const follow = asked && hasFocus(box);
    const inside = hasFocus(fieldset);
    showSlots(inputs, feedback?.slots);
    retry.hidden = !feedback;
    if (feedback && (follow || inside)) retry.focus();
    check.hidden = Boolean(feedback);
    control.lock(Boolean(feedback));
    after.innerHTML = feedback?.after_html ?? "";
    after.hidden = !feedback?.after_html;
    asked = false;
  }

  inputs.addEventListener("focusin", () => (typing = false));
  retry.hidden = true;
  const stop = session.subscribe(draw);
  draw();
  return { destroy: stop };
}
