// The case-study widget: a path of steps that reveal facts, one fact changed, a debrief. Questions are drawn by controls.js.

/** @typedef {{id: string, title_html: string, reveal_html: string, question: Question|null, next: Object<string, string>, back: boolean}} Step */
/** @typedef {{id: string, title_html: string, intro_html: string, tracks_html: string, starts: Object<string, string>, length: number|null,
 *   steps: Step[], changes: Question[], end_html: string}} CaseSpec  `starts`: track ("" without) -> its first step; `length`: of every path alike */

/** Make `wanted` the children, touching only what differs: what has the focus keeps it. */
function place(parent, wanted) {
  for (const one of [...parent.children]) if (!wanted.includes(one)) one.remove();
  wanted.forEach((one, i) => parent.children[i] === one || parent.insertBefore(one, parent.children[i] ?? null));
}

/** Draw one view. @param {{model: Model, el: HTMLElement}} view @returns {() => void} what undoes it */
function render({ model, el }) {
  /** @type {CaseSpec} */
  const spec = model.get("spec");
  const steps = new Map(spec.steps.map((step) => [step.id, step]));
  const changes = new Map(spec.changes.map((question) => [question.id, question]));
  const asking = spec.steps.filter(({ question }) => question);
  const session = openSession(model, [spec.id, ...asking.map(({ id }) => id), ...changes.keys()]);
  const root = h("div", { class: "cw-root cw-case", "data-case": spec.id, lang: WORDS.lang });
  const undo = [keepKeys(root), session.close];

  const name = newName();
  const unique = (html) => html.replaceAll("\ue000", name);
  const progress = h("p", { class: "cw-progress", role: "status", "aria-live": "polite" });
  const bar = h("div", { class: "cw-bar", "aria-hidden": "true" });
  const facts = h("ol", { class: "cw-facts" });
  const log = h("section", { class: "cw-log", tabindex: "0", "aria-labelledby": `${name}-log` },
    h("h4", { class: "cw-heading", id: `${name}-log` }, word("facts")), facts);
  const tracks = h("div", { class: "cw-tracks", html: unique(spec.tracks_html), change: onTrack });
  const stepList = h("div", { class: "cw-steps" });
  const end = h("div", { class: "cw-end", change: onChange });
  root.append(
    h("section", { class: "cw-case-body", "aria-labelledby": name },
      h("h3", { class: "cw-case-title", id: name, html: spec.title_html }),
      h("div", { class: "cw-intro", html: spec.intro_html }),
      tracks,
      h("div", { class: "cw-place" }, progress, bar),
      h("div", { class: "cw-columns" }, log, h("div", { class: "cw-main" }, stepList, end))),
  );

  const drawn = new Map(); // step id -> its elements, once they were on the page
  let now;

  /** The step after one, by its answer; undefined at the end. */
  function after({ id, next }) {
    const chosen = session.latest(id)?.response;
    const letter = Array.isArray(chosen) && chosen.length === 1 && Object.hasOwn(next, chosen[0]) ? chosen[0] : "else";
    return steps.get(next[letter]);
  }

  function routeFrom(track) {
    const route = [];
    for (let step = steps.get(spec.starts[track]); step; step = after(step)) route.push(step);
    return route;
  }

  const isAnswered = (id) => !isBlank(session.latest(id)?.response);

  /** The answers make the route, the record says how far it is open. Anything may stand in the record. */
  function readPlace() {
    const kept = session.latest(spec.id)?.response ?? {};
    const track = Object.hasOwn(spec.starts, kept.track ?? "") ? (kept.track ?? "") : "";
    const route = routeFrom(track);
    const path = Array.isArray(kept.path) ? kept.path.filter((id) => steps.has(id)).map((id) => route.indexOf(steps.get(id))) : null;
    const off = path ? path.indexOf(-1) : -1; // from here on the path is that of an answer since changed
    // An earlier form was {step: index of the last open step}; without any record the answers tell.
    const earlier = [Number.isInteger(kept.step) ? kept.step : 0, route.findLastIndex(({ id }) => isAnswered(id))];
    const last = Math.max(0, ...(path ? path.slice(0, off < 0 ? path.length : off) : earlier));
    const done = path ? kept.done === true && off < 0 && last === route.length - 1 : last >= route.length;
    const tried = Array.isArray(kept.changes) ? kept.changes.filter((id) => changes.has(id)) : [];
    return { track, route, opened: Math.min(last + 1, route.length), done: done && route.length > 0, strayed: off >= 0, tried };
  }

  function remember(news) {
    const { track, route, opened, done, tried } = { ...now, ...news };
    const path = route.slice(0, opened).map(({ id }) => id);
    session.write(spec.id, { path, ...(track && { track }), changes: tried, done }); // all listeners draw at once
  }

  /** Open the next step, or the end. */
  function goOn() {
    drawn.get(now.route[now.opened - 1].id).details.open = false;
    remember(now.opened < now.route.length ? { opened: now.opened + 1 } : { done: true });
    const head = now.done ? end.querySelector("h4") : drawn.get(now.route[now.opened - 1].id).head;
    head.focus();
    head.scrollIntoView({ block: "nearest" });
  }

  function onTrack({ target: { value: track } }) {
    remember({ track, route: routeFrom(track), opened: 1, done: false });
  }

  function onChange({ target: { value: id } }) {
    const question = changes.get(id);
    if (!question) return; // an answer, not the choice of a fact
    for (const panel of end.querySelectorAll("[data-panel]")) {
      panel.hidden = panel.dataset.panel !== id;
      if (!panel.hidden && !panel.querySelector(".cw-question")) undo.push(mountQuestion(panel, question, session).destroy);
    }
    if (!now.tried.includes(id)) remember({ tried: [...now.tried, id] });
  }

  function drawStep(step) {
    const noteId = newName();
    const number = h("span");
    const title = () => h("span", { html: step.title_html });
    const mark = h("span", { class: "cw-mark", hidden: true });
    // The summary takes the focus: from a heading inside it, Chromium's next Tab would go back to the summary.
    const head = h("summary", {}, h("h4", { class: "cw-heading" }, number, title()), mark);
    const reveal = () => h("div", { class: "cw-reveal", html: step.reveal_html });
    const fact = h("li", {}, h("span", { class: "cw-fact-title" }, title()), reveal());
    const button = (action, kind, text) =>
      h("button", { type: "button", class: `cw-button ${kind}`, "data-action": action, "aria-describedby": noteId, click: goOn }, text);
    const next = button("next", "cw-primary", "");
    const skip = button("skip", "cw-quiet", word("skip"));
    const note = h("p", { class: "cw-final", id: noteId, hidden: true });
    const moves = h("div", { class: "cw-moves" }, note, h("div", { class: "cw-actions" }, next, skip));
    const lock = h("fieldset", { class: "cw-fieldset", role: "none" }); // disables all that is in it
    const body = h("div", { class: "cw-step-body" }, reveal(), lock, moves);
    const details = h("details", { class: "cw-step", "data-step": step.id }, head, body);
    if (step.question) undo.push(mountQuestion(lock, step.question, session).destroy);
    const parts = { step, details, head, number, mark, fact, next, skip, note, moves, lock, passed: null };
    drawn.set(step.id, parts);
    return parts;
  }

  /** Bring the page up to date: with the learner, another tab, or an earlier sitting. */
  function draw() {
    now = readPlace();
    const { route, opened, done } = now;
    const shown = route.slice(0, opened).map((step) => drawn.get(step.id) ?? drawStep(step));
    const isPassed = (index) => done || index < opened - 1;
    let final = -1; // answers up to here cannot be changed any more
    shown.forEach(({ step }, index) => {
      if (!step.back) final = isPassed(index) ? index : index - 1;
    });

    let skipped = 0;
    const states = shown.map((parts, index) => {
      const { step, details, number, mark, next, skip, note, moves, lock } = parts;
      const passed = isPassed(index);
      const answered = isAnswered(step.id);
      const left = passed && step.question && !answered;
      const target = after(step);
      if (left) skipped += 1;
      if (parts.passed !== passed) {
        parts.passed = passed;
        if (!passed || !hasFocus(details)) details.open = !passed;
      }
      number.textContent = `${word("step", { number: index + 1 })} `;
      say(mark, [answered ? word("answered") : left ? word("skipped") : "", step.question && index <= final ? word("final") : ""].filter(Boolean).join(", "));
      say(next, word(target ? "next" : spec.changes.length ? "next-change" : "next-end"));
      say(note, step.back && (target?.back ?? true) ? "" : word("no-way-back"));
      next.disabled = Boolean(step.question) && !answered;
      skip.hidden = !next.disabled;
      moves.hidden = passed;
      lock.disabled = index <= final;
      return left ? "skipped" : passed || answered ? "done" : "current";
    });
    place(stepList, shown.map(({ details }) => details));
    place(facts, shown.filter(({ passed }) => passed).map(({ fact }) => fact));
    log.hidden = !facts.children.length;
    bar.replaceChildren(...route.map((_, index) => h("span", { "data-state": states[index] ?? null })));
    for (const input of tracks.querySelectorAll("input")) {
      input.checked = input.value === now.track;
      input.disabled = final >= 0;
    }

    if (done && !end.children.length) end.innerHTML = unique(spec.end_html);
    end.hidden = !done;
    for (const one of end.querySelectorAll("[data-tried]")) say(one, isAnswered(one.dataset.tried) ? word("tried") : "");
    for (const one of end.querySelectorAll("[data-other]")) one.hidden = route.includes(steps.get(one.dataset.other));
    const others = end.querySelector(".cw-others");
    if (others) others.hidden = !others.querySelector("li:not([hidden])");

    const tail = (skipped ? `, ${word("some-skipped", { number: skipped })}` : "") + (now.strayed ? `. ${word("strayed")}` : "");
    const count = word(spec.length ? "at-of" : "at", { number: opened, all: spec.length }) + tail;
    say(progress, !opened ? word("role") : done ? `${word("behind", { number: opened })}${tail}.` : count);
  }

  undo.push(session.subscribe(draw));
  draw();
  el.append(root);
  return () => {
    undo.forEach((step) => step());
    root.remove();
  };
}

export default { initialize: () => ({ render }) };
