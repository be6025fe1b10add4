// Questions as accessible page elements, and every word a learner reads about an answer. No recording: that is session.js.

/** @typedef {{id: string, type: string, mode: "practice"|"graded", html: string, response: string}} Question  `html`: frame.py */
/**
 * `again`: what a new try starts from once the key has been shown: long texts are kept.
 * @typedef {{get: () => any, set: (response: any) => void, again: () => any, blank: any, focus: () => void, lock: (locked: boolean) => void}} Control
 */

/** Form of a response -> mount(box, onChange) -> Control. order.js adds one. */
const FORMS = { list: (box, onChange) => form(box, onChange, true), map: (box, onChange) => form(box, onChange, false) };

/** A text of WORDS, which Python puts in front (words.py), with its gaps filled. */
const word = (name, gaps) => WORDS[name].replace(/{(\w+)}/g, (_, gap) => gaps[gap]);

/** Make an element. Attributes that are null or false are left out. */
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

/** Change a text only when it differs: a screen reader says it again. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = !text;
}

/** Differs between all widgets of a page, each of which has its own copy of this text. */
const newName = () => `cw-${Math.random().toString(36).slice(2, 10)}`;

const hasFocus = (element) => element.contains(element.getRootNode().activeElement);

const isBlank = (response) => !response || !Object.keys(response).length;

/** Inputs marked data-field as one response: a list of what is ticked, or field -> value without blanks. @returns {Control} */
function form(box, onChange, isList) {
  const inputs = [...box.querySelectorAll("[data-field]")];
  const isChoice = ({ type }) => type === "radio" || type === "checkbox";
  const isText = ({ type }) => type === "text" || type === "textarea";
  const given = (input) => (isChoice(input) ? input.checked : input.value.trim());
  const responseOf = (some) =>
    isList ? some.map(({ value }) => value) : Object.fromEntries(some.map(({ dataset, value }) => [dataset.field, value.trim()]));
  for (const input of inputs) input.addEventListener(isText(input) ? "input" : "change", onChange);
  box.addEventListener("click", (event) => event.target.ariaDisabled === "true" && event.preventDefault());
  return {
    get: () => responseOf(inputs.filter(given)),
    again: () => responseOf(inputs.filter((input) => input.type === "textarea" && given(input))),
    blank: responseOf([]),
    set(response) {
      for (const input of inputs) {
        const wanted = String(response?.[input.dataset.field] ?? "").trim();
        if (isChoice(input)) input.checked = isList ? Array.isArray(response) && response.includes(input.value) : wanted === input.value;
        else if (given(input) !== wanted) input.value = wanted; // a caret is not moved for nothing
      }
    },
    focus: () => (inputs.find(({ type, checked }) => type === "radio" && checked) ?? inputs[0]).focus(),
    lock(locked) {
      box.toggleAttribute("data-locked", locked);
      for (const input of inputs) {
        if (isChoice(input)) input.ariaDisabled = String(locked); // not disabled: what was chosen stays visible, and within reach
        else input[isText(input) ? "readOnly" : "disabled"] = locked;
      }
    },
  };
}

/** Put what Python said beside each part of the answer, tied to its inputs. */
function showSlots(box, slots) {
  for (const place of box.querySelectorAll("[data-slot]")) {
    const part = slots?.[place.dataset.slot];
    const why = place.querySelector(".cw-why");
    const change = part ? "setAttribute" : "removeAttribute";
    place[change]("data-verdict", part?.state);
    for (const input of place.querySelectorAll("[data-field]")) input[change]("aria-describedby", why.id);
    why.hidden = !part;
    why.replaceChildren();
    if (part) why.append(h("p", { class: "cw-verdict" }, symbol(part.state), part.words), h("div", { class: "cw-rationale", html: part.html }));
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
  return word("day", { time: text, day: time.toLocaleDateString(WORDS.locale, { day: "numeric", month: "long" }) });
}

const SLOW_MS = 2500;

/** Whether the answer is in the file. @param {SaveState} state */
function savedWords({ kind, time, reason, detail }, graded) {
  const more = graded ? ` ${word("change")}` : "";
  const at = () => ({ time: clockTime(time), file: detail });
  if (kind === "saving") return word(Date.now() - Date.parse(time) > SLOW_MS ? "slow" : "saving");
  if (kind === "saved" || kind === "elsewhere") return word(kind, at()) + more;
  if (kind === "aside") return detail ? word("aside", at()) : word("beside") + more;
  if (kind === "failed") return word("failed", { reason: word(reason, { detail }) });
  return graded ? word("unanswered") : "";
}

/** Whether Python has answered. */
function pythonWords({ kind, text }, saved, graded) {
  if (kind === "waiting") return graded ? "" : word("checking");
  if (kind === "error") return saved.kind === "failed" ? "" : word("reports", { text });
  // Without its server nobody needs to hear that Python, behind it, is silent too.
  if (kind !== "silent" || ["python", "server"].includes(saved.reason)) return "";
  return (saved.kind === "saved" ? `${word("kept")} ` : "") + word("silent");
}

/** Show one question. @param {HTMLElement} root @param {Question} question @param {ReturnType<typeof openSession>} session */
function mountQuestion(root, question, session) {
  const { id, mode, type, html } = question;
  const graded = mode === "graded";
  // A form, since Enter in a line of text then checks: keepKeys lets nobody hear the key itself.
  const box = h("form", { class: "cw-question", novalidate: true, "data-question": id, "data-mode": mode, "data-type": type, submit: onSubmit });
  box.innerHTML = html.replaceAll("\ue000", newName());
  const named = (kind) => Object.fromEntries([...box.querySelectorAll(`[data-${kind}]`)].map((one) => [one.dataset[kind], one]));
  const { inputs, result, saved, python, sure, tries, after } = named("part");
  const { check, retry, hint, later, clear } = named("action");
  const presses = { check: onCheck, retry: onRetry, hint: onHint, clear: onClear, later: () => amend({ later: !extras().later }, true) };
  box.addEventListener("click", ({ target }) => presses[target.closest("[data-action]")?.dataset.action]?.());
  sure.addEventListener("change", () => amend({ confidence: Number(sure.value) || undefined }, graded && session.latest(id)));
  const control = FORMS[question.response](inputs, onChange);
  root.append(box);

  let choosing = !graded; // practice: the learner's choice is on the page only, until it is checked
  let asked = false; // this view is waiting for feedback, and moves the focus when it comes
  let notice = "";
  let seen = null;
  let shown = "";
  let judged = {}; // the last feedback, and the try it is about
  let said = {}; // how sure, not yet recorded
  let typing = false; // one sitting at a text is one try, however many letters

  /** Whether what stands on the page is what was recorded last; a file has its names in another order. */
  const isKept = () => flat(session.latest(id)?.response) === flat(control.get());
  const flat = (response) => JSON.stringify(Object.entries(response ?? {}).sort());

  const extras = () => ({ ...session.latest(id), ...said });

  /** What is wrong with an input, in words: its title is about its pattern. */
  const trouble = () => inputs.querySelector(":invalid")?.title ?? "";

  function write(attempt) {
    session.write(id, control.get(), { attempt, extra: said });
    said = {};
  }

  function onChange(event) {
    notice = "";
    if (graded) {
      write(!typing);
      typing = event?.type === "input";
    } else {
      choosing = true;
      draw();
    }
  }

  /** Say what belongs to an answer and is no part of it; `now`: record it at once. */
  function amend(extra, now) {
    if (now) session.write(id, session.latest(id)?.response ?? control.blank, { attempt: false, extra });
    else said = extra;
    draw();
  }

  function onSubmit(event) {
    event.preventDefault();
    if (!graded && !check.hidden) onCheck();
  }

  function onCheck() {
    notice = isBlank(control.get()) ? word("nothing") : trouble();
    if (notice) return draw();
    const again = !choosing && isKept(); // Python was silent: the answer stands, only the question to Python is put again
    if (again && session.python(id).kind === "waiting") return;
    choosing = false;
    asked = true;
    if (again) session.ask(id);
    else write(true);
  }

  function onRetry() {
    const kept = session.feedback(id)?.revealed ? control.again() : control.get();
    choosing = true;
    asked = false;
    said = { confidence: undefined };
    control.set(kept);
    draw();
    control.focus();
  }

  function onClear() {
    control.set(control.blank);
    control.focus();
    write(true);
  }

  function onHint() {
    box.querySelector(".cw-hints [hidden]").hidden = false;
    draw();
    if (hint.hidden) (check.hidden ? retry : check).focus();
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
    const state = session.saved(id);
    say(saved, choosing ? (isKept() ? "" : word("unchecked")) : (graded && trouble()) || savedWords(state, graded));
    say(python, choosing ? "" : pythonWords(session.python(id), state, graded));
    saved.dataset.state = state.kind;
    sure.value = extras().confidence ?? "";
    if (graded) return void (clear.hidden = isBlank(control.get()));
    later.setAttribute("aria-pressed", String(Boolean(extras().later)));
    const hints = box.querySelectorAll(".cw-hints li");
    const next = [...hints].findIndex(({ hidden }) => hidden) + 1;
    hint.hidden = !next;
    hint.textContent = word("hint", { number: next, all: hints.length });
    say(tries, answer?.attempts ? word("tries", { number: answer.attempts }) : "");
    // "Later" gives an answer a new time, and Python judges it once more: until then its feedback stands.
    const about = JSON.stringify([answer?.response, answer?.attempts]);
    const fresh = session.feedback(id);
    if (fresh) judged = { about, feedback: fresh };
    const feedback = choosing || judged.about !== about ? null : judged.feedback;
    if (feedback?.state !== "blank") return showFeedback(feedback);
    choosing = true; // to Python something is lacking that the page cannot know of
    notice = word("nothing");
    draw();
  }

  function showFeedback(feedback) {
    const key = feedback ? JSON.stringify({ ...feedback, at: "" }) : "";
    showResult(feedback?.state ?? "", feedback?.words ?? notice);
    if (key === shown) return;
    shown = key;
    const follow = asked && hasFocus(box);
    const inside = hasFocus(inputs);
    showSlots(inputs, feedback?.slots);
    retry.hidden = !feedback;
    if (feedback && (follow || inside)) retry.focus();
    check.hidden = sure.disabled = Boolean(feedback);
    control.lock(Boolean(feedback));
    after.innerHTML = feedback?.after_html ?? "";
    after.hidden = !feedback?.after_html;
    asked = false;
  }

  inputs.addEventListener("focusin", () => (typing = false));
  const stop = session.subscribe(draw);
  draw();
  return { destroy: stop };
}
