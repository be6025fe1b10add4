"""The small course with a pre-test of two forms and a final test of three, on the tiny one. No tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from unit.course_builder import as_text, code_cell, put_answers, write_course
from unit.page import AT, answer

from casework.answers import Answer
from casework.marking import mark_form
from casework.module import load_module

HUB, PRE_A, PRE_B = "08-final", "00-test-a", "00-test-b"
A, B, C = "08-test-a", "08-test-b", "08-test-c"
TRIES = "m08-final-forms"

FINAL = f"""\
module: {HUB}
id: {TRIES}
title: Lights & signs
first: [{A}, {B}]
retake: [{C}]
pass_percent: 80
needs: [01-tiny]
"""

EVALUATION = f"""\
module: {HUB}
questions:
  - id: m08-p-made
    type: classify
    outcome: "8.1"
    level: evaluate
    points: 1
    rule: each-part
    text: How far do you agree? Choose one for each line, or leave it out.
    statements: {{skip: I could skip a part., time: The time was right.}}
    kinds: {{"no": Disagree, "yes": Agree, none: Does not apply}}
    sources: ["fact:T01"]
    key:
      correct: {{skip: ["no", "yes", none], time: ["no", "yes", none]}}
      why:
        skip: {{text: Asked because nobody has to read it., sources: ["fact:T01"]}}
        time: {{text: Asked because it is not measured yet., sources: ["fact:T01"]}}
"""

OWN: dict[str, dict[str, tuple[str, int]]] = {
    PRE_A: {"m00-ta-1": ("1.1", 1), "m00-ta-2": ("1.2", 1)},
    PRE_B: {"m00-tb-1": ("1.1", 1), "m00-tb-2": ("1.2", 1)},
    A: {"m08-ta-1": ("1.1", 4), "m08-ta-2": ("1.2", 4)},
    B: {},
    C: {f"m08-tc-{place}": (f"1.{place % 2 + 1}", points) for place, points in enumerate((4, 4, 1, 1), 1)},
}
"""Form -> its own questions: outcome and points. In all of them c is right."""
SAME: dict[str, dict[str, str]] = {
    A: {"m08-ta-3": f"{PRE_B}/m00-tb-1", "m08-ta-4": f"{PRE_B}/m00-tb-2"},
    B: {
        "m08-tb-1": f"{A}/m08-ta-1",
        "m08-tb-2": f"{A}/m08-ta-2",
        "m08-tb-3": f"{PRE_A}/m00-ta-1",
        "m08-tb-4": f"{PRE_A}/m00-ta-2",
    },
}
"""Form -> the questions that stand elsewhere; the last two of a form weigh a point each, the others four."""


def write_final_course(root: Path) -> Path:
    """Write the whole course below ``root`` and return the folder of the final test's page."""
    write_course(root)
    for form in OWN:
        _write_form(root, form)
    hub = root / "modules" / HUB
    hub.mkdir()
    (hub / "final.yaml").write_text(FINAL, encoding="utf-8")
    (hub / "practice.yaml").write_text(EVALUATION, encoding="utf-8")
    title = "# 08: The final test\n\n**Time: about 10 minutes**"
    _write_notebook(hub, title, {"m08-p-made": None})
    return hub


def ids(form: str) -> list[str]:
    """Return the ids of a form's questions, in order."""
    return [*OWN[form], *SAME.get(form, {})]


def taken(form: str, wrong: int = 0, at: str = AT) -> dict[str, Answer]:
    """Return answers to a whole form, right but for so many at its end."""
    right = len(ids(form)) - wrong
    return {id_: Answer(["c"] if place < right else ["a"], at, 1) for place, id_ in enumerate(ids(form))}


def mark(root: Path, form: str, wrong: int = 0) -> str:
    """Press "Mark it now" in a form whose last answers are wrong; return what is shown."""
    return mark_form(load_module(root / "modules" / form), taken(form, wrong))


def save(root: Path, form: str, wrong: int = 0, at: str = AT, **about: Any) -> Path:
    """Save a form's notebook with such answers and return its path."""
    path = notebook_of(root, form)
    put_answers(path, {id_: one.to_json() for id_, one in taken(form, wrong, at).items()}, **about)
    return path


def hand_in_lesson(root: Path) -> None:
    """Hand in the one lesson that the certificate needs."""
    receipt = {"at": AT, "answers": 1, "code": "x"}
    put_answers(notebook_of(root, "01-tiny"), {"m01-primary": answer(["b"])}, handed_in=receipt)


def notebook_of(root: Path, name: str) -> Path:
    """Return the notebook of a module."""
    return root / "modules" / name / f"{name}.ipynb"


def keys_file(root: Path, name: str) -> Path:
    """Return the file of keys of a module."""
    return root / "assessments" / "keys" / f"{name}.yaml"


def _write_form(root: Path, form: str) -> None:
    folder = root / "modules" / form
    folder.mkdir()
    questions = "".join(_question(id_, *about) for id_, about in OWN[form].items())
    questions += "".join(
        f"  - id: {id_}\n    same_as: {place}\n" for id_, place in SAME.get(form, {}).items()
    )
    feedback = "feedback: points\n" if form[:2] == "08" else ""
    text = f"module: {form}\n{feedback}questions:\n{questions}"
    (folder / "graded.yaml").write_text(text, encoding="utf-8")
    keys = "".join(_key(id_) for id_ in OWN[form])
    keys_file(root, form).write_text(f"module: {form}\nkeys:{f'{chr(10)}{keys}' if keys else ' {}'}", "utf-8")
    points = [1, 1] if form[:2] == "00" else [4, 4, 1, 1]
    title = f"# {form[:2]}: Form {form[-1].upper()}\n\n**Time: about 30 minutes**"
    _write_notebook(folder, title, dict(zip(ids(form), points, strict=True)))


def _question(id_: str, outcome: str, points: int) -> str:
    return f"""\
  - id: {id_}
    type: single
    outcome: "{outcome}"
    level: apply
    points: {points}
    rule: all-or-nothing
    text: Which light means stop at corner {id_}?
    options: {{a: Green, b: Amber, c: Red}}
    sources: ["fact:T01"]
"""


def _key(id_: str) -> str:
    return f"""\
  {id_}:
    correct: [c]
    why:
      a: {{text: SECRET green is go at {id_}., sources: ["fact:T01"]}}
      b: {{text: SECRET amber is wait at {id_}., sources: ["fact:T01"]}}
      c: {{text: SECRET red is stop at {id_}., sources: ["fact:T01"]}}
"""


def _write_notebook(folder: Path, title: str, cells: dict[str, int | None]) -> None:
    content = {
        "cells": [
            {"cell_type": "markdown", "id": f"m{folder.name[:2]}-title", "metadata": {}, "source": [title]},
            code_cell(f"m{folder.name[:2]}-start", "from casework import ask"),
            *(code_cell(id_, f'ask("{id_}")', points) for id_, points in cells.items()),
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / f"{folder.name}.ipynb").write_text(as_text(content), encoding="utf-8")
