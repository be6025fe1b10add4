"""The same class for nbgrader as it comes: answers and hidden tests in code cells. Measures nothing."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from casework.answers import read_notebook, read_sidecar, record_of, sidecar_path
from casework.grading.keys import module_keys
from casework.module import load_module
from casework.types import type_of

STOCK = "stock"
CONFIG = """\
c = get_config()
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "stock"
"""


def write_stock_course(place: Path, assessments: Path, module_name: str, students: int) -> Path:
    """Write nbgrader's own course with the first submissions of a class; return its folder."""
    module = load_module(assessments.parent / "modules" / module_name)
    keys = module_keys(assessments / "keys", module)
    lesson = read_notebook((module.folder / f"{module_name}.ipynb").read_bytes())
    texts = [cell for cell in lesson["cells"] if cell["cell_type"] == "markdown"]
    for cell in texts:
        cell["metadata"] = {}
    tests = []
    for id_, question in module.graded_questions.items():
        right, _ = type_of(question).made_up(question, keys.keys[id_], "right", Random(1))
        parts = len(question.options) if question.type == "multiple" and question.rule == "each-part" else 0
        tests.append((id_, float(question.points), right, parts))
    _write(place / "source" / STOCK, _notebook(texts, tests, {}))
    for folder in sorted((assessments / "submitted").glob(f"*/{module_name}"))[:students]:
        path = folder / f"{module_name}.ipynb"
        answers = record_of(read_notebook(path.read_bytes())["metadata"]).answers
        answers = {**answers, **read_sidecar(sidecar_path(path)).answers}
        given = {id_: answer.response for id_, answer in answers.items()}
        _write(place / "submitted" / folder.parent.name / STOCK, _notebook(texts, tests, given))
    (place / "nbgrader_config.py").write_text(CONFIG.format(root=str(place)), encoding="utf-8")
    return place


def _notebook(texts: list[Any], tests: list[Any], given: dict[str, Any]) -> dict[str, Any]:
    cells = list(texts)
    for id_, points, right, parts in tests:
        name = id_.replace("-", "_")
        cells.append(_code(f"{id_}-answer", f"{name} = {given.get(id_)!r}", solution=True))
        judge = f"score = {points} if {name} == {right!r} else 0.0"
        if parts:  # an option counts where it is chosen as it should be
            wrong = f"len(set({name}) ^ set({right!r}))"
            judge = f"score = {points} * ({parts} - {wrong}) / {parts} if {name} else 0.0"
        test = f"### BEGIN HIDDEN TESTS\n{judge}\n### END HIDDEN TESTS\nscore"
        cells.append(_code(id_, test, points=points))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _code(id_: str, source: str, solution: bool = False, points: float | None = None) -> dict[str, Any]:
    tag: dict[str, Any] = {"grade_id": id_, "schema_version": 3, "solution": solution, "task": False}
    tag |= {"grade": points is not None, "locked": not solution}
    tag |= {} if points is None else {"points": points}
    cell = {"cell_type": "code", "id": id_, "source": source, "outputs": [], "execution_count": None}
    return cell | {"metadata": {"nbgrader": tag}}


def _write(folder: Path, notebook: dict[str, Any]) -> None:
    folder.mkdir(parents=True)
    (folder / f"{STOCK}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
