"""The engine: bytes, released notebook, questions and keys in; scores and feedback out. Pure; no nbgrader."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from casework.answers import Answer, Record, read_notebook, record_of
from casework.grading.code_cells import is_code_test, tag_of
from casework.grading.matching import index_of
from casework.grading.rebuild import Notebook, rebuild
from casework.grading.sets import handed_in, own_module
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
    is safe HTML by grade_id. ``notebook`` is the rebuilt one with scores and feedback as outputs. ``version``
    says what the learner's version of the lesson has otherwise, if it does.
    """

    scores: Mapping[str, float | None]
    feedback: Mapping[str, str]
    notebook: Notebook
    repairs: tuple[str, ...]
    problems: tuple[str, ...]
    version: str = ""


MAX_KEPT = 2_000
"""Judged answers a marker keeps: a class of thousands gives few different answers to closed questions."""
_SHORT = 2_000
"""Characters of answers that are kept: no two learners write the same essay."""


class _NotGraded(Exception):
    """A graded cell that cannot be scored; ``str()`` says why in one line."""


@dataclass(frozen=True)
class _Judged:
    """What one answer to one graded cell comes to; the outputs are shared, and nobody may change them."""

    points: float | None
    html: str
    outputs: list[dict[str, Any]]


class Marker:
    """Scores the graded cells of one module; what it has judged before it does not judge again."""

    def __init__(
        self, module: Module, keys: KeyFile, label: Labeller = plain_label, code_tests: bool = False
    ) -> None:
        """
        Take the module, its keys, and a function that puts a source locator in words.

        Args:
            code_tests: leave cells alone that are graded by running code; else each cannot be scored.
        """
        self.module = module
        self.code_tests = code_tests
        self.keys = keys
        self.label = label
        self._kept: OrderedDict[tuple[str, str], _Judged] = OrderedDict()
        self._parts: OrderedDict[tuple[str, str], tuple[Score, str]] = OrderedDict()

    def mark(
        self, notebook: Notebook, answers: Mapping[str, Answer] | None = None
    ) -> tuple[dict[str, float | None], dict[str, str], tuple[str, ...]]:
        """
        Score every graded code cell of a rebuilt notebook and put score and feedback into its outputs.

        A free text that is answered has no score: nbgrader then asks for a person's.

        Args:
            notebook: its graded cells are changed.
            answers: those in the notebook's metadata, where they are read already.

        Returns:
            Scores and feedback HTML by grade_id, and a line for every cell that could not be scored. Such a
            cell gets 0 and an error as its output: nbgrader gives full marks to a cell that has none.
        """
        if answers is None:
            answers = record_of(notebook["metadata"]).answers
        scores: dict[str, float | None] = {}
        feedback: dict[str, str] = {}
        problems: list[str] = []
        for cell in notebook["cells"]:
            tag = tag_of(cell)
            if cell["cell_type"] != "code" or not tag.get("grade"):
                continue
            name = str(tag.get("grade_id"))
            if self.code_tests and is_code_test(cell) and not graded_parts(self.module, name):
                continue
            cell["execution_count"] = None
            try:
                judged = self._judged(name, tag.get("points"), answers)
                if judged.points is None and not tag.get("solution"):
                    raise _NotGraded("a person grades this, but nbgrader cannot tell; release it again")
            except _NotGraded as reason:
                problems.append(f"{name}: {reason}")
                scores[name] = 0.0
                cell["outputs"] = [_error(str(reason))]
                continue
            scores[name], feedback[name] = judged.points, judged.html
            cell["outputs"] = judged.outputs
        return scores, feedback, tuple(problems)

    def _judged(self, name: str, points: object, answers: Mapping[str, Answer]) -> _Judged:
        """Return what was judged of the same answers before, or judge them; raise _NotGraded."""
        # All answers under the ids of a case count: they decide its path.
        case = self.module.cases.get(name)
        ids = (name, *(case.questions if case else [part.id for part in graded_parts(self.module, name)]))
        given = [answers[id_].response if id_ in answers else None for id_ in ids]
        key = (name, json.dumps([points, given]))
        judged = self._kept.get(key)
        if judged is None:
            scored = self._scored(name, points, answers)
            judged = _Judged(*scored, _outputs(*scored))
            _keep(self._kept, key, judged)
        return judged

    def _scored(
        self, name: str, cell_points: object, answers: Mapping[str, Answer]
    ) -> tuple[float | None, str]:
        """Return points (None: a person gives them) and feedback for one graded cell, or raise _NotGraded."""
        parts = graded_parts(self.module, name)
        if not parts:
            raise _NotGraded("no graded question or case has this id; correct the cell or the question file")
        lost = [part.id for part in parts if part.id not in self.keys.keys]
        if lost:
            raise _NotGraded(f"no key for {', '.join(lost)}; add it to the module's key file")
        full = float(full_points(self.module, name))
        if type(cell_points) not in (int, float) or cell_points != full:
            raise _NotGraded(f"the cell has {cell_points!r} points, the question {full:g}; release it again")
        case = self.module.cases.get(name)
        parts, titles = asked(self.module, name, answers)
        responses = [answers[part.id].response if part.id in answers else None for part in parts]
        parted = [self._part(part, response) for part, response in zip(parts, responses, strict=True)]
        judged, pages = [one for one, _ in parted], [page for _, page in parted]
        points = min(max(_total(judged), 0.0), full)
        if not case:
            return None if judged[0].state == "by-hand" else points, pages[0]
        debrief = self.keys.debriefs.get(name) if self.module.graded.feedback == "reasons" else None
        return points, "".join(
            [
                f"<h3>{inline(case.title)}</h3>",
                f"<p><b>{number(points)} of {points_text(full)} for the case.</b></p>",
                *(f"<h4>{title}</h4>{page}" for title, page in zip(titles, pages, strict=True)),
                f"<h4>Debrief</h4>{markdown(debrief)}" if debrief else "",
            ]
        )

    def _part(self, part: Question, response: object) -> tuple[Score, str]:
        """Return score and feedback of one question: a case's paths differ more than the answers on them."""
        key = (part.id, json.dumps(response))
        found = self._parts.get(key)
        if found is None:
            judged = score(part, self.keys.keys[part.id], response)
            label = self.label if self.module.graded.feedback == "reasons" else None
            found = judged, feedback_html(part, self.keys.keys[part.id], response, judged, label)
            _keep(self._parts, key, found)
        return found


def grade(
    data: bytes,
    released: Notebook,
    module: Module,
    keys: KeyFile,
    label: Labeller = plain_label,
    sidecar: Record | None = None,
    code: str = "",
) -> GradeRecord:
    """
    Grade one submission without running anything of it.

    Args:
        data: the submitted file, as it is.
        released: the notebook that was handed out.
        label: puts a source locator in words.
        sidecar: answers from the file beside the notebook, if there is one.
        code: whose questions these are, where learners get different ones.

    Raises:
        UnreadableNotebook: the bytes are no notebook, or (WrongSet) answer another learner's questions;
            nothing else about them can raise.
    """
    return grade_with(Marker(module, keys, label), data, released, sidecar, code)


def grade_with(
    marker: Marker, data: bytes, released: Notebook, sidecar: Record | None = None, code: str = ""
) -> GradeRecord:
    """Grade one of many submissions as `grade` does, with a marker that they share."""
    submitted = read_notebook(data)
    notes: tuple[str, ...] = ()
    if marker.module.graded.variants:  # this learner's questions and options are nobody else's
        module, notes = own_module(marker.module, handed_in(submitted["metadata"], sidecar), code)
        marker = Marker(module, marker.keys, marker.label)
    rebuilt = rebuild(submitted, released, marker.module, sidecar)
    scores, feedback, problems = marker.mark(rebuilt.notebook, rebuilt.answers)
    for cell, old in _written(rebuilt.notebook, released):
        scores[tag_of(cell)["grade_id"]] = 0.0 if cell["source"] == old["source"] else None
    problems = (*notes, *rebuilt.problems, *problems)
    return GradeRecord(scores, feedback, rebuilt.notebook, rebuilt.repairs, problems, rebuilt.version)


def mark(
    notebook: Notebook,
    module: Module,
    keys: KeyFile,
    label: Labeller = plain_label,
    code_tests: bool = False,
) -> tuple[dict[str, float | None], dict[str, str], tuple[str, ...]]:
    """Score one rebuilt notebook: see `Marker.mark`."""
    return Marker(module, keys, label, code_tests).mark(notebook)


def graded_parts(module: Module, grade_id: str) -> tuple[Question, ...]:
    """Return the questions that a graded cell may score: one, or a case's graded steps; none if unknown."""
    if question := module.graded.at(grade_id):
        return (question,)
    case = module.cases.get(grade_id)
    return tuple(case.graded_questions.values()) if case else ()


def full_points(module: Module, grade_id: str) -> Fraction:
    """Return the most that a graded cell can get: of a case, what each of its paths offers; 0 if unknown."""
    if question := module.graded.at(grade_id):
        return question.points
    return module.cases[grade_id].graded_points if grade_id in module.cases else Fraction(0)


def _keep(kept: OrderedDict[tuple[str, str], Any], key: tuple[str, str], value: object) -> None:
    """Keep what was judged, unless its answers are long; forget the oldest where there is too much."""
    if len(key[1]) <= _SHORT:
        kept[key] = value
        if len(kept) > MAX_KEPT:
            kept.popitem(last=False)


def asked(
    module: Module, grade_id: str, answers: Mapping[str, Answer]
) -> tuple[tuple[Question, ...], list[str]]:
    """
    Return the questions that a graded cell asked this learner, and of a case their steps' titles as HTML.

    Of a case they are the graded questions on the path that the answers lead through. The path in the record
    is a claim and not looked at; answers to steps on other paths do not count.
    """
    case = module.cases.get(grade_id)
    if not case:
        return graded_parts(module, grade_id), []
    responses = {id_: answer.response for id_, answer in answers.items()}
    steps = [step for step in case.route(responses, responses.get(case.id)) if step.graded]
    return tuple(step.question for step in steps if step.question), [inline(step.title) for step in steps]


def _total(scores: list[Score]) -> float:
    return float(sum((exact(one.points) for one in scores), Fraction(0)))


def _written(notebook: Notebook, released: Notebook) -> list[tuple[dict[str, Any], Mapping[str, Any]]]:
    """Return the graded cells that hold text, each with its released form."""
    places = index_of(released).places
    before = {one.name: one.fresh for one in places if one.written and one.tag.get("grade")}
    return [
        (cell, before[tag_of(cell)["grade_id"]])
        for cell in (notebook["cells"] if before else ())
        if cell["cell_type"] != "code" and tag_of(cell).get("grade_id") in before
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
