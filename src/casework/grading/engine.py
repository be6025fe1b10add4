"""The engine: bytes, released notebook, questions and keys in; scores and feedback out. Pure; no nbgrader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from casework.answers import Answer, Record, read_notebook, record_of
from casework.cases import Case
from casework.grading.code_cells import is_code_test, tag_of
from casework.grading.matching import is_written
from casework.grading.rebuild import Notebook, rebuild
from casework.items import Question, exact
from casework.markup import inline, markdown, number, plain, points_text
from casework.module import Module
from casework.questions import KeyFile
from casework.render import feedback_html
from casework.scoring import Score, score
from casework.sources import Labeller, plain_label


@dataclass(frozen=True)
class GradeRecord:
    """
    One graded submission.

    ``scores`` has every graded cell by grade_id: plain floats, None where a person must read. ``feedback``
    is safe HTML by grade_id. ``notebook`` is the rebuilt one with scores and feedback as outputs.
    """

    scores: Mapping[str, float | None]
    feedback: Mapping[str, str]
    notebook: Notebook
    repairs: tuple[str, ...]
    problems: tuple[str, ...]


class _NotGraded(Exception):
    """A graded cell that cannot be scored; ``str()`` says why in one line."""


def grade(
    data: bytes,
    released: Notebook,
    module: Module,
    keys: KeyFile,
    label: Labeller = plain_label,
    sidecar: Record | None = None,
) -> GradeRecord:
    """
    Grade one submission without running anything of it.

    Args:
        data: the submitted file, as it is.
        released: the notebook that was handed out.
        label: puts a source locator in words.
        sidecar: answers from the file beside the notebook, if there is one.

    Raises:
        UnreadableNotebook: the bytes are no notebook; nothing else about them can raise.
    """
    rebuilt = rebuild(read_notebook(data), released, module, sidecar)
    scores, feedback, problems = mark(rebuilt.notebook, module, keys, label)
    for cell, old in _written(rebuilt.notebook, released):
        scores[tag_of(cell)["grade_id"]] = 0.0 if cell["source"] == old["source"] else None
    return GradeRecord(scores, feedback, rebuilt.notebook, rebuilt.repairs, rebuilt.problems + problems)


def mark(
    notebook: Notebook,
    module: Module,
    keys: KeyFile,
    label: Labeller = plain_label,
    code_tests: bool = False,
) -> tuple[dict[str, float | None], dict[str, str], tuple[str, ...]]:
    """
    Score every graded code cell of a rebuilt notebook and put score and feedback into its outputs.

    A free text that is answered has no score: nbgrader then asks for a person's.

    Args:
        code_tests: leave cells alone that are graded by running code; else each is one that cannot be scored.

    Returns:
        Scores and feedback HTML by grade_id, and a line for every cell that could not be scored. Such a
        cell gets 0 and an error as its output: nbgrader gives full marks to a cell that has none.
    """
    answers = record_of(notebook["metadata"]).answers
    scores: dict[str, float | None] = {}
    feedback: dict[str, str] = {}
    problems: list[str] = []
    for cell in notebook["cells"]:
        tag = tag_of(cell)
        if cell["cell_type"] != "code" or not tag.get("grade"):
            continue
        name = str(tag.get("grade_id"))
        if code_tests and is_code_test(cell) and not graded_parts(module, name):
            continue
        cell["execution_count"] = None
        try:
            points, html = _scored(name, tag.get("points"), module, keys, answers, label)
            if points is None and not tag.get("solution"):
                raise _NotGraded("a person grades this, but nbgrader cannot tell; release it again")
        except _NotGraded as reason:
            problems.append(f"{name}: {reason}")
            scores[name] = 0.0
            cell["outputs"] = [_error(str(reason))]
            continue
        scores[name], feedback[name] = points, html
        cell["outputs"] = _outputs(points, html)
    return scores, feedback, tuple(problems)


def graded_parts(module: Module, grade_id: str) -> tuple[Question, ...]:
    """Return the questions that a graded cell may score: one, or a case's graded steps; none if unknown."""
    if grade_id in module.graded.questions:
        return (module.graded.questions[grade_id],)
    case = module.cases.get(grade_id)
    return tuple(case.graded_questions.values()) if case else ()


def full_points(module: Module, grade_id: str) -> Fraction:
    """Return the most that a graded cell can get: of a case, what each of its paths offers; 0 if unknown."""
    if grade_id in module.graded.questions:
        return module.graded.questions[grade_id].points
    return module.cases[grade_id].graded_points if grade_id in module.cases else Fraction(0)


def _scored(
    name: str,
    cell_points: object,
    module: Module,
    keys: KeyFile,
    answers: Mapping[str, Answer],
    label: Labeller,
) -> tuple[float | None, str]:
    """Return points (None: a person gives them) and feedback for one graded cell, or raise _NotGraded."""
    parts = graded_parts(module, name)
    if not parts:
        raise _NotGraded("no graded question or case has this id; correct the cell or the question file")
    lost = [part.id for part in parts if part.id not in keys.keys]
    if lost:
        raise _NotGraded(f"no key for {', '.join(lost)}; add it to the module's key file")
    full = float(full_points(module, name))
    if type(cell_points) not in (int, float) or cell_points != full:
        raise _NotGraded(f"the cell has {cell_points!r} points, the question {full:g}; release it again")
    case = module.cases.get(name)
    if case:
        parts, titles = _on_path(case, answers)
    responses = [answers[part.id].response if part.id in answers else None for part in parts]
    judged = [
        score(part, keys.keys[part.id], response) for part, response in zip(parts, responses, strict=True)
    ]
    points = min(max(_total(judged), 0.0), full)
    reasons = module.graded.feedback == "reasons"
    pages = [
        feedback_html(part, keys.keys[part.id], response, one, label if reasons else None)
        for part, response, one in zip(parts, responses, judged, strict=True)
    ]
    if not case:
        return None if judged[0].state == "by-hand" else points, pages[0]
    debrief = keys.debriefs.get(name) if reasons else None
    return points, "".join(
        [
            f"<h3>{inline(case.title)}</h3>",
            f"<p><b>{number(points)} of {points_text(full)} for the case.</b></p>",
            *(f"<h4>{title}</h4>{page}" for title, page in zip(titles, pages, strict=True)),
            f"<h4>Debrief</h4>{markdown(debrief)}" if debrief else "",
        ]
    )


def _on_path(case: Case, answers: Mapping[str, Answer]) -> tuple[tuple[Question, ...], list[str]]:
    """
    Return the graded questions on the path that the answers lead through, and their steps' titles as HTML.

    The path in the record is a claim and not looked at; answers to steps on other paths do not count.
    """
    responses = {id_: answer.response for id_, answer in answers.items()}
    steps = [step for step in case.route(responses, responses.get(case.id)) if step.graded]
    return tuple(step.question for step in steps if step.question), [inline(step.title) for step in steps]


def _total(scores: list[Score]) -> float:
    return float(sum((exact(one.points) for one in scores), Fraction(0)))


def _written(notebook: Notebook, released: Notebook) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the graded cells that hold text, each with its released form."""
    before = {tag_of(cell).get("grade_id"): cell for cell in released["cells"] if tag_of(cell)}
    return [
        (cell, before[tag_of(cell)["grade_id"]])
        for cell in notebook["cells"]
        if tag_of(cell).get("grade") and is_written(cell)
    ]


def _outputs(points: float | None, html: str) -> list[dict[str, Any]]:
    """Return a graded cell's outputs; nbgrader reads a score from the first, which must be a float."""
    score = {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {"text/plain": repr(points)},
    }
    page = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"text/html": html, "text/plain": plain(html)},
    }
    return [page] if points is None else [score, page]


def _error(reason: str) -> dict[str, Any]:
    """Return an error output, which nbgrader scores 0."""
    line = f"NotGraded: {reason}"
    return {"output_type": "error", "ename": "NotGraded", "evalue": reason, "traceback": [line]}
