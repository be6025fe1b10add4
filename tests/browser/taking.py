"""A learner who takes a module in a real JupyterLab and knows every key. No tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from browser.answering import enter, reach
from browser.fitting import too_wide
from browser.lab import Session, record
from playwright.sync_api import Locator
from unit.course_builder import put_answers

from casework.cases import Case
from casework.grading.keys import module_keys
from casework.items import Key, Question
from casework.module import Module, load_module
from casework.types import type_of

WRITE = """(text) => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
  .filter((cell) => cell.cell_type === "markdown" && cell.getMetadata("nbgrader")?.grade)
  .forEach((cell) => cell.setSource(text))"""
TEXT = "Law: the section names the means. Evidence: one study, its limits told. Position: whose it is."


FIRST = ("00-start", "00-test-b")
LESSONS = (
    *("01-words", "02-trafficking-law", "03-spectrum", "04-conflation"),
    *("05-legal-models", "06-claims", "07-practice"),
)
PAGE, FORM = "08-final", "08-test-b"
"""Who took form B of the pre-test gets form B of the final, which holds none of its questions."""
LIKE_OTHERS = ("01-words", "04-conflation", "06-claims")
"""Lessons whose kinds of questions and cases others have too: taken in a soak run, else only run."""
TAKEN = (*FIRST, *(name for name in LESSONS if name not in LIKE_OTHERS), PAGE, FORM)

_OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
  .filter((cell) => cell.cell_type === "code")
  .map((cell) => [cell.id, cell.toJSON().outputs.map((output) => output.output_type)])"""


def to_take(lessons: Sequence[str]) -> list[Any]:
    """Return the lessons as a test's parameters: those that are like others only in a soak run."""
    return [pytest.param(name, marks=pytest.mark.soak) if name in LIKE_OTHERS else name for name in lessons]


def broken_cells(session: Session) -> list[str]:
    """Return the cells that show an error, print something or, but for the first, show nothing."""
    cells = session.page.evaluate(_OUTPUTS)
    return [
        id_
        for place, (id_, types) in enumerate(cells)
        if {"error", "stream"} & set(types) or (place and not types)
    ]


def faults(session: Session, file: Path) -> list[str]:
    """Return what went wrong with a lesson that was taken: questions not in its file, cells, errors."""
    module = load_module(session.notebook.parent)
    asked = {*module.practice.questions, *module.graded.questions, *module.cases}
    missing = sorted(asked - record(file).keys())
    return [*missing, *broken_cells(session), *too_wide(session), *session.errors, *session.outside]


def write_right_answers(notebook: Path, keys: Path) -> None:
    """Put the right answer to every question into a notebook's record, as if it had been taken."""
    module = load_module(notebook.parent)
    known = all_keys(module, keys)
    at = "2026-11-20T10:00:00.000Z"
    answers = {
        id_: {"response": right_answer(question, known[id_]), "at": at, "attempts": 1}
        for id_, question in module.questions.items()
        if id_ in known
    }
    put_answers(notebook, answers, copy_id="taken", path=f"{module.name}/{notebook.name}")


def all_keys(module: Module, keys: Path) -> Mapping[str, Key]:
    """Return the keys of a module's questions, learners' and graded ones."""
    return {**module.practice_keys, **module_keys(keys, module).keys}


def right_answer(question: Question, key: Key) -> Any:
    """Return the right answer to a question."""
    return type_of(question).made_up(question, key, "right", Random(1))[0]


class Taker:
    """Answers all of one open notebook right, with the mouse."""

    def __init__(self, session: Session, keys: Path) -> None:
        self.session, self.page = session, session.page
        self.module: Module = load_module(session.notebook.parent)
        self.keys = all_keys(self.module, keys)

    def take(self) -> Path:
        """Run the notebook, answer everything, hand it in, and return the file that was downloaded."""
        self.session.run_all()
        module = self.module
        for id_ in (*module.practice.questions, *module.graded.questions):
            self.answer(reach(self.page, id_), id_)
        for case in module.cases.values():
            self.walk(case)
        self.page.evaluate(WRITE, TEXT)
        if not module.graded_questions:
            return self.session.download()
        return self.session.hand_in(self.session.lab.root.parent)

    def answer(self, box: Locator, id_: str) -> None:
        """Answer one question right; check it if it is practice."""
        enter(box, right_answer(self.module.questions[id_], self.keys[id_]), keys=False)
        if box.get_attribute("data-mode") == "practice":
            box.locator('[data-action="check"]').click()

    def walk(self, case: Case) -> None:
        """Go through a case to its end, then change every fact."""
        root = self.session.scrolled(case.id, f'[data-case="{case.id}"], .cw-case')
        if case.tracks:
            root.locator('input[type="radio"]').first.check()
        step = root.locator("[data-step]").last  # always the one that was opened last
        while step.locator('[data-action="next"]').is_visible():
            id_ = step.get_attribute("data-step") or ""
            if id_ in self.keys:
                self.answer(step.locator(f'[data-question="{id_}"]'), id_)
            step.locator('[data-action="next"]').click()
        for id_ in (change.question.id for change in case.changes):
            root.locator(f'[data-change="{id_}"]').first.click()
            self.answer(root.locator(f'[data-question="{id_}"]').first, id_)
