/* Keeps the notebook's one-letter commands out of a widget that has the focus. Draws nothing. */

/**
 * Keep keys from the notebook: it takes b, x, d d, 0 0 and the arrows for commands on cells. JupyterLab listens on the document
 * after the widget, Notebook 7 before it, so only the window is early enough. Ctrl and Meta pass: saving must work.
 * An element of class cw-keys around the root counts as the root.
 */
function keepKeys(root) {
  const stop = (event) => {
    if (!event.ctrlKey && !event.metaKey && event.composedPath().includes(root.closest(".cw-keys") ?? root)) event.stopPropagation();
  };
  window.addEventListener("keydown", stop, true);
  return () => window.removeEventListener("keydown", stop, true);
}
