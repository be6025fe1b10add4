"""A graded class for report tests: notebooks as handed in, and nbgrader's own gradebook. No tests here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbgrader import api
from sqlalchemy import URL, create_engine
from sqlalchemy.orm import Session
from unit.course_builder import NAME, as_text

from casework.grading.keys import module_keys
from casework.module import Module, load_module
from casework.scoring import score

Answers = Mapping[str, Any]
REFLECTION = "m01-reflection"
AT = "2027-02-01T10:{:02d}:00.000Z"
SIZE = 40


def lights(place: int) -> dict[str, Any]:
    """Return what learner number 0 to 39 answers in the tiny module; the counts are those of 40 learners."""
    stop = (
        "c" if place < 22 else "a" if place < 36 else "b" if place < 39 else ""
    )  # 22 right, 14 a, 3 b, a blank
    return {
        "m01-case-s2": ["a", "b"] if place % 2 else ["a", "b", "c"],
        "m01-q-stop": [stop] if stop else [],
        "m01-q-mix": ["a", "b"] if place < 30 else ["a"],  # 30 right, 10 leave b out, nobody takes c
    }


def handed_in(root: Path, learner: str, answers: Answers, name: str = NAME, at: str = AT) -> Path:
    """Write one notebook as it was collected, its answers a minute apart; return its path."""
    content = json.loads((root / "modules" / name / f"{name}.ipynb").read_text("utf-8"))
    for minute, (id_, response) in enumerate(answers.items()):
        content["metadata"][f"casework:{id_}"] = {"v": 1, "response": response, "at": at.format(minute)}
    path = root / "assessments" / "submitted" / learner / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_text(content), encoding="utf-8")
    return path


def write_class(
    root: Path, answers: Sequence[Answers], name: str = NAME, read: Sequence[float | None] = ()
) -> list[str]:
    """
    Hand in and grade a class of learners called Nobody-00 and on; return their names.

    Args:
        read: the points of each learner's reflection; None is one that nobody has read yet.
    """
    learners = [f"Nobody-{place:02d}" for place in range(len(answers))]
    for learner, own in zip(learners, answers, strict=True):
        handed_in(root, learner, own, name)
    write_grades(root, dict(zip(learners, answers, strict=True)), name, read)
    return learners


def write_grades(
    root: Path, answers: Mapping[str, Answers], name: str = NAME, read: Sequence[float | None] = ()
) -> None:
    """Put learners into the gradebook with the points that their answers have."""
    module = load_module(root / "modules" / name)
    path = root / "assessments" / "course.db"
    cells = {id_: float(one.points) for id_, one in module.graded.questions.items()}
    cells |= {id_: float(case.graded_points) for id_, case in module.cases.items()}
    cells |= {REFLECTION: 5.0} if read else {}
    # In one transaction: nbgrader's own functions end one for each learner, and that is slow.
    engine = create_engine(URL.create("sqlite", database=str(path)))
    api.Base.metadata.create_all(engine)
    with Session(engine) as book, book.no_autoflush:
        assignment = api.Assignment(name=name)
        notebook = api.Notebook(name=name, assignment=assignment)
        book.add_all([assignment, notebook])
        graded = {
            id_: api.GradeCell(name=id_, max_score=of, cell_type=kind, notebook=notebook)
            for id_, of in cells.items()
            for kind in ("markdown" if id_ == REFLECTION else "code",)
        }
        book.add_all(graded.values())
        for place, (learner, own) in enumerate(answers.items()):
            student = book.get(api.Student, learner) or api.Student(id=learner)
            submission = api.SubmittedAssignment(student=student, assignment=assignment)
            part = api.SubmittedNotebook(assignment=submission, notebook=notebook)
            book.add_all([student, submission, part])
            points = dict(_points(root, module, own))
            for id_, cell in graded.items():
                hand = read[place] if id_ == REFLECTION else None
                waits = id_ == REFLECTION and hand is None
                marks = {"auto_score": points.get(id_), "manual_score": hand, "needs_manual_grade": waits}
                book.add(api.Grade(cell=cell, notebook=part, **marks))
        book.commit()
    engine.dispose()


def _points(root: Path, module: Module, answers: Answers) -> Iterator[tuple[str, float]]:
    keys = module_keys(root / "assessments" / "keys", module).keys
    for id_, question in module.graded.questions.items():
        yield id_, score(question, keys[id_], answers.get(id_)).points
    for id_, case in module.cases.items():
        steps = [step for step in case.route(answers, None) if step.graded and step.question]
        yield (
            id_,
            sum(
                score(one.question, keys[one.id], answers.get(one.id)).points for one in steps if one.question
            ),
        )
