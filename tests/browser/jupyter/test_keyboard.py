"""Whole modules by keyboard alone in JupyterLab and Notebook 7: all is answered, no shortcut fires."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.keyboard import Typist
from browser.lab import Lab, Session, shorten
from every_type import lay_out, questions_of
from playwright.sync_api import Page

from casework.module import load_module

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("app", ["lab/tree", "notebooks"])
def test_every_type_by_keyboard_alone(page: Page, lab: Lab, repo_root: Path, app: str) -> None:
    """Tab, arrows, Space, letters and Enter answer every type, graded and to practise, and move no cell."""
    practice = None if app == "lab/tree" else ()
    notebook = lay_out(repo_root, lab.root / f"keys-{app.partition('/')[0]}", practice)
    _walk(Session(page, lab, notebook, app=app))


def test_a_module_by_keyboard_alone(notebook: Path, page: Page, lab: Lab) -> None:
    """The questions of a real module are answered one after another without a mouse."""
    module = load_module(notebook.parent)
    shorten(notebook, *module.practice.questions, *module.graded.questions)
    _walk(Session(page, lab, notebook))


def _walk(session: Session) -> None:
    typist, before = Typist(session), session.cell_types()
    typist.run_all()
    given = typist.answer_all()
    session.page.keyboard.press("Control+s")

    assert set(given) == set(questions_of(session.notebook))
    session.wait_for_file(given)
    assert session.cell_types() == before
    assert (session.dialogs(), typist.strayed) == ([], [])
    session.close()
