/* A line of text that screen readers read out when it changes, beside controls that Python draws. Holds no data. */

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const show = () => {
    el.textContent = model.get("text");
  };
  const release = keepKeys(el);
  el.setAttribute("role", "status");
  model.on("change:text", show);
  show();
  return () => {
    release();
    model.off("change:text", show);
  };
}

export default { render };
