// The quiz widget: one question in a cell. How a question looks and speaks is in controls.js, recording in session.js and record.js.

/** Draw one view. @param {{model: Model, el: HTMLElement}} view @returns {() => void} what undoes it */
function render({ model, el }) {
  const { question, since } = model.get("spec");
  const root = h("div", { class: "cw-root cw-quiz", lang: WORDS.lang });
  const session = openSession(model, [question.id]);
  const release = keepKeys(root);
  const mounted = mountQuestion(root, question, since ? onlySince(session, since) : session);
  el.append(root);
  requestAnimationFrame(() => root.closest(".jp-Notebook")?.setAttribute("lang", WORDS.lang)); // the lesson's text as well
  return () => {
    mounted.destroy();
    session.close();
    release();
    root.remove();
  };
}

/** A review starts from memory: an answer older than `since` is not shown. Tries are still counted on. */
function onlySince(session, since) {
  const latest = (id) => newestAnswer({ at: since }, session.latest(id));
  return { ...session, latest: (id) => (latest(id).response === undefined ? null : latest(id)) };
}

export default { initialize: () => ({ render }) };
