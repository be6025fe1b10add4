"""Every lesson of the course in JupyterLab: it runs without an error, alone, and fits a narrow page."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.lab import Lab, Session, copy_course
from playwright.sync_api import Page

from casework.module import module_folders

pytestmark = pytest.mark.browser
MODULES = [path.name for path in module_folders(Path(__file__).parents[3])]
# JupyterLab draws only the cells near the window; here all of them are looked at.
DRAW_ALL = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.notebookConfig = { ...notebook.notebookConfig, windowingMode: "none" };
}"""
TOO_WIDE = """() => {
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


@pytest.mark.parametrize("name", MODULES)
def test_a_lesson_runs_and_fits(name: str, page: Page, lab: Lab, repo_root: Path) -> None:
    """After Run All no cell holds an error, nothing was fetched from outside, no text leaves the page."""
    session = Session(page, lab, copy_course(repo_root, lab.folder(f"lesson-{name}"), name=name))
    session.run_all()
    outputs = page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
          .filter((cell) => cell.cell_type === "code")
          .map((cell) => [cell.id, cell.toJSON().outputs.map((output) => output.output_type)])"""
    )
    assert {id_: types for id_, types in outputs if "error" in types or "stream" in types} == {}
    assert [id_ for id_, types in outputs[1:] if not types] == []  # the first only imports

    page.evaluate(DRAW_ALL)
    assert page.evaluate(TOO_WIDE) == []
    session.narrow()
    assert page.evaluate(TOO_WIDE) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    assert (session.errors, session.outside) == ([], [])
    session.close()
