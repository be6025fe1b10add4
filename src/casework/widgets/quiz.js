// The quiz widget: one question in a cell. How a question looks and speaks is in controls.js, recording in session.js and record.js.

/** Draw one view. @param {{model: Model, el: HTMLElement}} view @returns {() => void} what undoes it */
function render({ model, el }) {
  const { question } = model.get("spec");
  const root = h("div", { class: "cw-root cw-quiz" });
  const session = openSession(model, [question.id]);
  const release = keepKeys(root);
  const mounted = mountQuestion(root, question, session);
  el.append(root);
  return () => {
    mounted.destroy();
    session.close();
    release();
    root.remove();
  };
}

export default { initialize: () => ({ render }) };
