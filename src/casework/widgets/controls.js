// Questions as accessible page elements, and every word a learner reads about an answer. No recording: that is session.js.
// Plain top-level functions, no import or export: Python joins this text with record.js, session.js and a widget's module.

/** @typedef {{id: string, type: string, mode: "practice"|"graded", text_html: string, points: number, options: {id: string, html: string}[]}} Question */
/**
 * What a question type must offer. To add a type, write its `mount` and name it in CONTROLS.
 * @typedef {{get: () => any, set: (response: any) => void, isBlank: () => boolean, blank: any, focus: () => void,
 *   setFeedback: (feedback: Feedback|null) => void, lock: (locked: boolean) => void}} Control
 */

/** Question type -> {hint, mount(fieldset, question, onChange) -> Control}. */
const CONTROLS = {
  single: { hint: "Choose one.", mount: choices("radio") },
  multiple: { hint: "Choose all that apply.", mount: choices("checkbox") },
};

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

/** @param {"radio"|"checkbox"} type @returns {(fieldset: HTMLElement, question: Question, onChange: () => void) => Control} */
function choices(type) {
  return function mount(fieldset, question, onChange) {
    const name = newName();
    const rows = question.options.map(({ id, html }) => {
      const input = h("input", { type, name, value: id, change: onChange });
      const why = h("div", { class: "cw-why", id: `${name}-${id}`, hidden: true });
      const label = h("label", { class: "cw-option" }, input, h("span", { class: "cw-letter" }, `${id}.`), h("span", { class: "cw-option-text", html }));
      const row = h("div", { class: "cw-choice", "data-option": id }, label, why);
      fieldset.append(row);
      return { id, input, why, row };
    });
    const get = () => rows.filter(({ input }) => input.checked).map(({ id }) => id);
    return {
      get,
      blank: [],
      isBlank: () => get().length === 0,
      set: (response) => rows.forEach(({ id, input }) => (input.checked = Array.isArray(response) && response.includes(id))),
      focus: () => (rows.find(({ input }) => type === "radio" && input.checked) ?? rows[0]).input.focus(),
      lock: (locked) => rows.forEach(({ input }) => (input.disabled = locked)),
      setFeedback(feedback) {
        for (const { id, input, why, row } of rows) {
          const part = feedback?.options?.[id];
          why.hidden = !part;
          why.replaceChildren();
          row.removeAttribute("data-verdict");
          input.removeAttribute("aria-describedby");
          if (!part) continue;
          const verdict = verdictWords(type, part.correct, input.checked);
          row.dataset.verdict = part.correct ? "right" : input.checked ? "wrong" : "left";
          input.setAttribute("aria-describedby", why.id);
          why.append(
            h("p", { class: "cw-verdict" }, symbol(part.correct ? "right" : input.checked ? "wrong" : "left"), verdict),
            h("div", { class: "cw-rationale", html: part.html }),
          );
        }
      },
    };
  };
}

function verdictWords(type, correct, chosen) {
  if (correct) return chosen ? "Right. You chose this." : "This is right. You did not choose it.";
  if (chosen) return "Not right. You chose this.";
  return type === "checkbox" ? "Not right. You rightly left it out." : "Not right.";
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

const pointsText = (points) => `${points} ${points === 1 ? "point" : "points"}`;

/**
 * Show one question with everything around it: choice, buttons, status, feedback.
 *
 * @param {HTMLElement} root
 * @param {Question} question
 * @param {ReturnType<typeof openSession>} session
 * @returns {{destroy: () => void}}
 */
function mountQuestion(root, question, session) {
  const { id } = question;
  const graded = question.mode === "graded";
  const type = CONTROLS[question.type];
  if (!type) {
    root.append(h("p", { class: "cw-problem", role: "alert" }, `Question '${id}': the type '${question.type}' is not known here.`));
    return { destroy() {} };
  }
  const hintId = newName();
  const fieldset = h("fieldset", { class: "cw-fieldset", "aria-describedby": hintId });
  const result = h("p", { class: "cw-result", hidden: true });
  const saved = h("p", { class: "cw-saved", hidden: true });
  const python = h("p", { class: "cw-python", hidden: true });
  const status = h("div", { class: "cw-status", role: "status", "aria-live": "polite", "aria-atomic": "false" }, result, saved, python);
  const check = h("button", { type: "button", class: "cw-button cw-primary", "data-action": "check", click: onCheck }, "Check answer");
  const retry = h("button", { type: "button", class: "cw-button", "data-action": "retry", click: onRetry }, "Try again");
  const clear = h("button", { type: "button", class: "cw-button", "data-action": "clear", click: onClear }, "Clear my answer");
  const tries = h("span", { class: "cw-tries", hidden: true });
  const after = h("div", { class: "cw-after", hidden: true });
  const box = h(
    "div",
    { class: "cw-question", "data-question": id, "data-mode": question.mode },
    h("p", { class: "cw-head", id: hintId },
      h("span", { class: "cw-kind" }, graded ? "Graded" : "Practice"), " ",
      graded ? h("span", { class: "cw-points" }, pointsText(question.points)) : null, " ",
      h("span", { class: "cw-hint" }, type.hint)),
    fieldset, status, h("div", { class: "cw-actions" }, graded ? clear : check, graded ? null : retry, tries), after,
  );
  fieldset.append(h("legend", { class: "cw-legend", html: question.text_html }));
  const control = type.mount(fieldset, question, onChange);
  root.append(box);

  let choosing = !graded; // practice: the learner's choice is on the page only, until it is checked
  let asked = false; // this view is waiting for feedback, and moves the focus when it comes
  let notice = "";
  let seen = null;
  let shown = "";

  function onChange() {
    if (graded) return session.write(id, control.get());
    choosing = true;
    notice = "";
    draw();
  }

  function onCheck() {
    if (control.isBlank()) {
      notice = "Choose an answer first.";
      return draw();
    }
    const same = JSON.stringify(session.latest(id)?.response) === JSON.stringify(control.get());
    if (session.python(id).kind === "waiting" && same && !choosing) return;
    const again = same && !choosing; // Python was silent: the answer stands, only the question to Python is put again
    choosing = false;
    asked = true;
    if (again) session.ask(id);
    else session.write(id, control.get());
  }

  function onRetry() {
    choosing = true;
    asked = false;
    notice = "";
    control.set(control.blank);
    draw();
    control.focus();
  }

  function onClear() {
    control.set(control.blank);
    control.focus();
    session.write(id, control.blank);
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
      if (graded || control.isBlank() || !choosing) choosing = false; // a choice in the making is not taken away
    }
    if (!choosing && answer) control.set(answer.response);
    const feedback = choosing || graded ? null : session.feedback(id);
    const state = session.saved(id);
    say(saved, choosing ? "" : savedWords(state, graded));
    say(python, choosing ? "" : pythonWords(session.python(id), state, graded));
    saved.dataset.state = state.kind;
    box.dataset.answered = String(Boolean(answer) && !control.isBlank());
    if (graded) return void (clear.hidden = control.isBlank());
    say(tries, answer ? `Tries: ${answer.attempts}` : "");
    showFeedback(feedback);
  }

  function showFeedback(feedback) {
    const key = feedback ? `${feedback.at} ${feedback.state}` : "";
    showResult(feedback?.state ?? "", feedback?.words ?? notice);
    if (key === shown) return;
    shown = key;
    const follow = asked && hasFocus(box);
    const inside = hasFocus(fieldset);
    control.setFeedback(feedback);
    retry.hidden = !feedback;
    if (feedback && (follow || inside)) retry.focus();
    check.hidden = Boolean(feedback);
    control.lock(Boolean(feedback));
    after.innerHTML = feedback?.after_html ?? "";
    after.hidden = !feedback?.after_html;
    asked = false;
  }

  retry.hidden = true;
  const stop = session.subscribe(draw);
  draw();
  return { destroy: stop };
}
