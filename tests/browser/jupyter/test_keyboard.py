"""Whole modules by keyboard alone in JupyterLab and Notebook 7: all is answered, no shortcut fires."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.keyboard import Typist
from browser.lab import Lab, Session, copy_course, record, shorten
from every_type import lay_out, questions_of
from playwright.sync_api import Page

from casework.module import load_module, module_folders

pytestmark = pytest.mark.browser
MODULES = [path.name for path in module_folders(Path(__file__).parents[3])]
# Each takes half a minute: these have, between them, every kind of case and question. A soak run walks all.
WALKED = ("02-trafficking-law", "05-legal-models", "07-practice")
WALKS = [name if name in WALKED else pytest.param(name, marks=pytest.mark.soak) for name in MODULES]


@pytest.mark.parametrize("app", ["lab/tree", "notebooks"])
def test_every_type_by_keyboard_alone(page: Page, lab: Lab, repo_root: Path, app: str) -> None:
    """Tab, arrows, Space, letters and Enter answer every type, graded and to practise, and move no cell."""
    practice = None if app == "lab/tree" else ()
    notebook = lay_out(repo_root, lab.folder(f"keys-{app}"), practice)
    assert _walk(Session(page, lab, notebook, app=app)) == set(questions_of(notebook))


@pytest.mark.parametrize("name", WALKS)
def test_a_module_by_keyboard_alone(name: str, page: Page, lab: Lab, repo_root: Path) -> None:
    """Each module's questions are answered and its case is walked, one after another, without a mouse."""
    notebook = copy_course(repo_root, lab.folder(f"keys-{name}"), name=name)
    module = load_module(notebook.parent)
    alone = {*module.practice.questions, *module.graded.questions}
    shorten(notebook, *alone, *module.cases)
    given = _walk(Session(page, lab, notebook))

    assert alone <= given <= set(module.questions)
    saved = record(notebook)
    assert all(saved[case]["done"] for case in module.cases)


def _walk(session: Session) -> set[str]:
    """Answer all that Tab comes to, see that it is saved and nothing else has happened; return the ids."""
    typist, before = Typist(session), session.cell_types()
    typist.run_all()
    given = typist.answer_all()
    session.page.keyboard.press("Control+s")

    session.wait_for_file(given)
    assert session.cell_types() == before
    assert (session.dialogs(), typist.strayed) == ([], [])
    session.close()
    return set(given)
