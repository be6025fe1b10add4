"""What in an open notebook is wider than its page, wide and narrow. Asserts nothing."""

from __future__ import annotations

from browser.lab import Session

# JupyterLab draws only the cells near the window; here all of them are looked at.
_DRAW_ALL = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.notebookConfig = { ...notebook.notebookConfig, windowingMode: "none" };
}"""
_TOO_WIDE = """() => {
  const notebook = document.querySelector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer");
  const edge = notebook.getBoundingClientRect().right;
  const scrolls = (one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX) && one.tabIndex >= 0;
  const free = (one) => { // a table may scroll within its own frame, if that can have the focus
    for (let box = one; box && box !== notebook; box = box.parentElement) if (scrolls(box)) return false;
    return true;
  };
  return [...notebook.querySelectorAll(".jp-RenderedMarkdown *, .cw-root *, .jp-RenderedHTML *")]
    .filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > edge + 1 && free(one))
    .map((one) => `${one.tagName} ${one.innerText?.slice(0, 80)}`);
}"""


def too_wide(session: Session) -> list[str]:
    """Return what leaves the page at 1280 and at 400 pixels, and leave the page wide."""
    session.page.evaluate(_DRAW_ALL)
    found: list[str] = session.page.evaluate(_TOO_WIDE)
    session.narrow()
    found += session.page.evaluate(_TOO_WIDE)
    session.page.set_viewport_size({"width": 1280, "height": 900})
    return found
