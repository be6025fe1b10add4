// The case-study widget: steps that reveal facts, one fact changed, a debrief. Questions are drawn by controls.js.

/** @typedef {{title: string, reveal_html: string, question: Question}} Step */
/** @typedef {{id: string, fact_html: string, becomes_html: string, question: Question}} Change */
/** @typedef {{id: string, title_html: string, intro_html: string, steps: Step[], changes: Change[], debrief_html: string}} CaseSpec */

/** Draw one view. @param {{model: Model, el: HTMLElement}} view @returns {() => void} what undoes it */
function render({ model, el }) {
  /** @type {CaseSpec} */
  const spec = model.get("spec");
  const total = spec.steps.length;
  const questions = [...spec.steps, ...spec.changes].map(({ question }) => question.id);
  const session = openSession(model, [spec.id, ...questions]);
  const root = h("div", { class: "cw-root cw-case", "data-case": spec.id });
  const undo = [keepKeys(root), session.close];

  const titleId = newName();
  const progress = h("p", { class: "cw-progress", role: "status", "aria-live": "polite" });
  const bar = h("div", { class: "cw-bar", "aria-hidden": "true" }, ...spec.steps.map(() => h("span")));
  const facts = h("ol", { class: "cw-facts" });
  const log = h("section", { class: "cw-log", hidden: true }, h("h4", { class: "cw-heading" }, "What you know so far"), facts);
  const stepList = h("div", { class: "cw-steps" });
  const end = h("div", { class: "cw-end", hidden: true });
  root.append(
    h("section", { class: "cw-case-body", "aria-labelledby": titleId },
      h("h3", { class: "cw-case-title", id: titleId, html: spec.title_html }),
      h("div", { class: "cw-intro", html: spec.intro_html }),
      h("div", { class: "cw-place" }, progress, bar),
      h("div", { class: "cw-columns" }, log, h("div", { class: "cw-main" }, stepList, end))),
  );

  /** The steps on the page, in order. `opened` counts them; total + 1 means: the end is open too. */
  const shownSteps = [];
  let opened = 0;
  const openedChanges = new Set();
  const isAnswered = (id) => !isBlank(session.latest(id)?.response);

  /** The place in the case: {step: index of the last opened step, or the number of steps at the end; changes: ids opened}. */
  const remember = () => session.write(spec.id, { step: opened - 1, changes: [...openedChanges] });

  /** Open the next step, or the end, and close the one before. @param {boolean} byLearner false when restoring */
  function openNext(byLearner) {
    const before = shownSteps.at(-1);
    if (before && opened <= total) {
      before.details.open = false;
      facts.append(h("li", {}, h("span", { class: "cw-fact-title" }, before.step.title), before.reveal));
      log.hidden = false;
    }
    if (opened < total) shownSteps.push(drawStep(spec.steps[opened], opened));
    else drawEnd();
    opened += 1;
    if (!byLearner) return;
    remember();
    draw();
    const head = opened > total ? end.querySelector("h4") : shownSteps.at(-1).head;
    head.focus();
    head.scrollIntoView({ block: "nearest" });
  }

  function drawStep(step, index) {
    const isLast = index === total - 1;
    const onward = !isLast ? "Next step" : spec.changes.length ? "Next: change one fact" : "Next: debrief";
    const mark = h("span", { class: "cw-mark", hidden: true });
    // The summary takes the focus: from a heading inside it, Chromium's next Tab would go back to the summary.
    const head = h("summary", {}, h("h4", { class: "cw-heading" }, `Step ${index + 1}: ${step.title}`), mark);
    const reveal = h("div", { class: "cw-reveal", html: step.reveal_html });
    const next = h("button", { type: "button", class: "cw-button cw-primary", "data-action": "next", click: () => openNext(true) }, onward);
    const skip = h("button", { type: "button", class: "cw-button cw-quiet", "data-action": "skip", click: () => openNext(true) }, "Skip this step");
    const moves = h("div", { class: "cw-actions cw-moves" }, next, skip);
    const body = h("div", { class: "cw-step-body" }, reveal);
    const details = h("details", { class: "cw-step", "data-step": step.question.id, open: true }, head, body);
    const question = mountQuestion(body, step.question, session);
    body.append(moves);
    stepList.append(details);
    undo.push(question.destroy);
    return { step, details, head, mark, reveal, next, skip, moves };
  }

  function drawEnd() {
    if (spec.changes.length) end.append(drawChanges());
    end.append(
      h("section", { class: "cw-debrief" },
        h("h4", { class: "cw-heading", tabindex: "-1" }, "Debrief"),
        h("div", { html: spec.debrief_html })),
    );
    end.hidden = false;
  }

  function drawChanges() {
    const name = newName();
    const panel = h("div", { class: "cw-panels" });
    const fieldset = h("fieldset", { class: "cw-fieldset" }, h("legend", { class: "cw-legend" }, "Which fact do you want to change?"));
    for (const change of spec.changes) {
      const input = h("input", { type: "radio", name, value: change.id, change: () => showChange(change.id, true) });
      const tried = h("span", { class: "cw-tried", "data-tried": change.id });
      fieldset.append(
        h("div", { class: "cw-choice", "data-change": change.id },
          h("label", { class: "cw-option" }, input, h("span", { class: "cw-option-text" }, h("span", { html: change.fact_html }), tried))),
      );
    }
    const section = h("section", { class: "cw-changes" },
      h("h4", { class: "cw-heading", tabindex: "-1" }, "Change one fact"),
      h("p", {}, "Change a single fact of the case, predict what follows, then check. This part is practice and optional."),
      fieldset, panel);

    function showChange(id, byLearner) {
      const change = spec.changes.find((one) => one.id === id);
      for (const one of panel.children) one.hidden = one.dataset.panel !== id;
      if (![...panel.children].some((one) => one.dataset.panel === id)) panel.append(drawPanel(change));
      if (openedChanges.has(id)) return;
      openedChanges.add(id);
      if (byLearner) remember();
    }
    return section;
  }

  function drawPanel(change) {
    const panel = h("div", { class: "cw-panel", "data-panel": change.id },
      h("dl", { class: "cw-change" },
        h("div", {}, h("dt", {}, "As it was"), h("dd", { html: change.fact_html })),
        h("div", {}, h("dt", {}, "As changed"), h("dd", { html: change.becomes_html }))));
    undo.push(mountQuestion(panel, change.question, session).destroy);
    return panel;
  }

  /** Bring marks, buttons and progress up to date; open what another tab, or an earlier sitting, has opened. */
  function draw() {
    const place = session.latest(spec.id)?.response;
    const lastAnswered = spec.steps.findLastIndex(({ question }) => isAnswered(question.id));
    const reached = Math.min(Math.max(Number.isInteger(place?.step) ? place.step : 0, lastAnswered), total);
    while (opened <= reached) openNext(false);
    if (Array.isArray(place?.changes)) place.changes.forEach((id) => openedChanges.add(id));

    let skipped = 0;
    shownSteps.forEach(({ step, mark, next, skip, moves }, index) => {
      const done = isAnswered(step.question.id);
      const isCurrent = index === opened - 1;
      if (!done && !isCurrent) skipped += 1;
      say(mark, done ? "answered" : isCurrent ? "" : "skipped");
      next.disabled = !done;
      skip.hidden = done;
      moves.hidden = !isCurrent;
      bar.children[index].dataset.state = done ? "done" : isCurrent ? "current" : "skipped";
    });
    for (const tried of end.querySelectorAll("[data-tried]")) say(tried, isAnswered(tried.dataset.tried) ? "tried" : "");
    const tail = skipped === 0 ? "" : `, ${skipped} skipped`;
    say(progress, opened > total ? `All ${total} steps are behind you${tail}.` : `Step ${opened} of ${total}${tail}`);
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
