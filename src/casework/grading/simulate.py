"""Makes up a class: submissions of every released module, and the points they must get. No scoring.py."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from casework.answers import UnreadableNotebook, read_notebook, sidecar_path
from casework.cases import Case, Step
from casework.grading.code_cells import is_code_test
from casework.grading.keys import module_keys
from casework.grading.learners import Learner, written_reflection
from casework.grading.matching import is_written
from casework.items import Key
from casework.module import CourseError, Module, load_module
from casework.questions import KeyFile
from casework.variants import CODE_ID

EXPECTED = "expected.csv"
HEADER = ("student", "assignment", "question", "points")


@dataclass(frozen=True)
class _Assignment:
    """A released module, its notebook cut into ready-made JSON: only answers and texts differ by student."""

    module: Module
    keys: KeyFile
    cells: tuple[str, ...]
    metadata: Mapping[str, Any]
    minor: int
    graded: tuple[tuple[int, str], ...]
    """(place among the cells, grade_id) of every graded code cell."""
    written: tuple[tuple[int, str, Mapping[str, Any]], ...]
    """(place, grade_id, cell) of every graded text cell."""


def simulate(released: Path, keys: Path, target: Path, students: int, seed: int) -> int:
    """
    Write submissions of every released module as ``target/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb``.

    Student 001 answers everything right, student 002 nothing; the others as their ability has it. The
    points in ``target/expected.csv`` follow from how each answer was chosen. A written text, in a cell or
    as an answer, has 0 there: a person must read it. The same seed gives the same files.

    Args:
        released: nbgrader's release folder.
        keys: the folder of the key files.

    Returns:
        The number of submissions.

    Raises:
        CourseError: nothing is released, or ``target`` holds other submissions.
        ContentError: a mistake in a question or key file.
    """
    assignments = [
        _read(path, keys) for path in sorted(released.glob("*/*.ipynb")) if path.stem == path.parent.name
    ]
    if not assignments:
        raise CourseError(f"{released}: no released module; run nbgrader generate_assignment first")
    if students < 1:
        raise CourseError(f"{students} students; at least 1 is needed")
    width = max(3, len(str(students)))
    names = [f"student-{number:0{width}d}" for number in range(1, students + 1)]
    _check_free(target, names)
    target.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, str, str, str]] = []
    for number, name in enumerate(names):
        for assignment in assignments:
            # A student's answers stay the same when the class grows or another module is released.
            random = Random(f"{seed}/{name}/{assignment.module.name}")
            rows += _submission(target, name, assignment, Learner(random, _ability(number, random)))
    with (target / EXPECTED).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return len(names) * len(assignments)


def _check_free(target: Path, names: list[str]) -> None:
    """Refuse to mix a made-up class with real submissions."""
    if not target.exists():
        return
    others = sorted(
        path.name for path in target.iterdir() if path.is_dir() and not path.name.startswith("student-")
    )
    if others:
        raise CourseError(f"{target}: holds other submissions ({others[0]}); name an empty folder")


def _ability(number: int, random: Random) -> float:
    """Return a share of right answers; the first two of a class are all right and all blank."""
    return {0: 1.0, 1: 0.0}.get(number, random.betavariate(4, 2) * 0.96 + 0.02)


def _read(path: Path, keys: Path) -> _Assignment:
    """Read one released module."""
    module = load_module(path.parent)
    try:
        notebook = read_notebook(path.read_bytes())
    except UnreadableNotebook as error:
        raise CourseError(f"{path}: {error}") from None
    graded, written = [], []
    for place, cell in enumerate(notebook["cells"]):
        tag = cell["metadata"].get("nbgrader", {})
        if is_code_test(cell):
            continue  # made-up learners write no programs: these cells stay as released, and get 0
        if tag.get("grade") and is_written(cell):
            written.append((place, tag["grade_id"], cell))
        elif tag.get("grade"):
            graded.append((place, tag["grade_id"]))
    return _Assignment(
        module=module,
        keys=module_keys(keys, module),
        cells=tuple(_json(cell) for cell in notebook["cells"]),
        metadata=notebook["metadata"],
        minor=notebook["nbformat_minor"],
        graded=tuple(graded),
        written=tuple(written),
    )


def _submission(
    target: Path, student: str, assignment: _Assignment, learner: Learner
) -> list[tuple[str, str, str, str]]:
    """Write one submission and return its expected rows."""
    name, module = assignment.module.name, assignment.module.of(student)
    entries: dict[str, Any] = {}
    if module.graded.variants:
        entries[f"casework:{CODE_ID}"] = learner.entry({"text": student})
    responses: dict[str, Any] = {}
    points: dict[str, Fraction] = {}

    def answer(id_: str, key: Key) -> Fraction:
        choice = learner.choose(module.questions[id_], key)
        responses[id_] = choice.response
        if (
            not choice.blank or learner.random.random() < 0.2
        ):  # a blank is mostly no entry, sometimes an empty one
            entries[f"casework:{id_}"] = learner.entry(choice.response)
        return choice.points

    if learner.ability > 0:
        for id_, key in module.practice_keys.items():
            answer(id_, key)
    for _, id_ in assignment.graded:
        case = module.cases.get(id_)
        if not case:
            asked = module.graded.drawn.get(id_, id_)
            points[id_] = answer(asked, assignment.keys.keys[asked])
            continue
        progress = _progress(case, learner)
        points[id_] = Fraction(0)
        walked: list[Step] = []
        while route := case.route(responses, progress)[len(walked) :]:  # an answer may change what follows
            walked.append(route[0])
            if route[0].graded:
                points[id_] += answer(route[0].id, assignment.keys.keys[route[0].id])
        for step in case.graded_steps:  # some have tried another path before: that does not count
            if step not in walked and learner.random.random() < learner.ability / 3:
                answer(step.id, assignment.keys.keys[step.id])
        if learner.ability > 0:
            progress |= {"path": [step.id for step in walked], "done": True}
            entries[f"casework:{id_}"] = learner.entry(progress)
    cells = list(assignment.cells)
    for place, id_, cell in assignment.written:
        points[id_] = Fraction(0)
        if learner.random.random() < learner.ability:
            cells[place] = _json({**cell, "source": written_reflection(learner.random)})
    path = target / student / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"version": 1, "copy_id": learner.copy_id(), "path": f"{name}/{name}.ipynb"}
    sidecar_path(path).unlink(missing_ok=True)
    if (
        0 < learner.ability < 1 and learner.random.random() < 0.04
    ):  # a front end that cannot write into the file
        answers = {key.removeprefix("casework:"): entry for key, entry in entries.items()}
        sidecar_path(path).write_text(_json({"version": 1, "answers": answers}), encoding="utf-8")
        entries = {}
    metadata = _json({**assignment.metadata, "casework": about, **entries})
    joined = ",\n".join(cells)
    rest = f'"metadata": {metadata},\n"nbformat": 4,\n"nbformat_minor": {assignment.minor}'
    path.write_text(f'{{"cells": [\n{joined}\n],\n{rest}}}\n', encoding="utf-8")
    return [(student, name, id_, repr(float(value))) for id_, value in points.items()]


def _progress(case: Case, learner: Learner) -> dict[str, Any]:
    """Return what a learner records of a case besides its path: facts they changed, the role they chose."""
    progress: dict[str, Any] = {"changes": [change.question.id for change in case.changes]}
    return progress | ({"track": learner.random.choice([*case.tracks])} if case.tracks else {})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
