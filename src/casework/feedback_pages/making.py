"""Makes one learner's sheet from gradebook, graded notebook and keys; refuses where they do not agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from casework.answers import Answer, record_of
from casework.feedback_pages.bodies import case_html, question_html, text_html
from casework.feedback_pages.gradebook import CellGrade, Submission
from casework.feedback_pages.lessons import heading_before, places
from casework.feedback_pages.sheet import Item, NoPage, Sheet, Show
from casework.grading.code_cells import tag_of
from casework.grading.desk import Materials
from casework.grading.engine import asked, full_points
from casework.grading.matching import is_written
from casework.grading.rebuild import Notebook
from casework.grading.rows import Comment, read_comment
from casework.grading.rubrics import Rubric, rubric_of
from casework.grading.student_text import clean
from casework.items import Question, exact
from casework.markup import number, words
from casework.receipts import code_of
from casework.scoring import Score, score
from casework.types import type_of

_TITLE = re.compile(r"^# +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """What the pages of an assignment are made from, beside gradebook and notebooks."""

    assignment: str
    root: Path
    materials: Materials
    rubric_homes: tuple[Path, ...]


def make_sheet(source: Source, entry: Submission, notebook: Notebook, name: str, show: Show) -> Sheet:
    """
    Return what one learner is told.

    Args:
        notebook: as it was graded.
        name: its file's, without the ending.

    Raises:
        NoPage: gradebook, notebook and keys do not agree, or a comment's rows are wrong.
        ContentError: a rubric has mistakes.
    """
    answers = record_of(notebook["metadata"]).answers
    released = source.materials.released[name]
    items: list[Item] = []
    troubles: list[str] = []
    count = 0
    for place, cell in enumerate(notebook["cells"]):
        if not (tag := tag_of(cell)).get("grade"):
            continue
        id_ = str(tag["grade_id"])
        grade = entry.cells.get(id_)
        if grade is None:
            troubles.append(f"{id_}: not in the gradebook; grade again: casework grade {source.assignment}")
            continue
        try:
            if is_written(cell):
                title = heading_before(notebook["cells"], place) or "Text"
                items.append(_written(source, cell, _released(released, id_), title, grade, show))
            else:
                count += id_ not in source.materials.module.cases
                items.append(_answered(source, cell, f"Question {count}", answers, grade, show))
        except NoPage as error:
            troubles += error.lines
    if troubles:
        raise NoPage(*troubles)
    told = show != "none"
    total = max(
        sum((grade.score for grade in entry.cells.values()), Fraction(0)) - entry.penalty, Fraction(0)
    )
    return Sheet(
        source.assignment,
        _title(released) or source.assignment,
        show,
        entry.student,
        entry.name,
        entry.at,
        entry.late if told else 0.0,
        entry.penalty if told else Fraction(0),
        total if told else None,
        sum((item.of for item in items), Fraction(0)),
        tuple(items),
        code_of(answers, source.materials.module.graded_questions),
    )


def _answered(
    source: Source,
    cell: dict[str, Any],
    title: str,
    answers: Mapping[str, Answer],
    grade: CellGrade,
    show: Show,
) -> Item:
    """Return the item of a question, a free text that ``ask`` wanted, or a case."""
    module, keys, label = source.materials.module, source.materials.keys, source.materials.label
    id_ = str(tag_of(cell)["grade_id"])
    case = module.cases.get(id_)
    parts, steps = asked(module, id_, answers)
    if not parts and not case:
        raise NoPage(f"{id_}: no graded question or case has this id; release the module again")
    responses = [answers[part.id].response if part.id in answers else None for part in parts]
    scores = [score(part, keys.keys[part.id], given) for part, given in zip(parts, responses, strict=True)]
    full = full_points(module, id_)
    by_hand = any(type_of(part).by_hand for part in parts)
    _agree(source, id_, scores, full, grade)
    blank = all(one.state in ("blank", "unreadable") for one in scores)
    outcomes = tuple(dict.fromkeys(part.outcome for part in parts))
    title = f"Case: {words(case.title)}" if case else title
    if show == "none":
        return _received(id_, title, outcomes, full, blank)
    body = ""
    if by_hand:
        body = _read_by_hand(source, parts[0], responses[0], grade, show)
    elif show == "rationale":
        pages = [
            question_html(part, keys.keys[part.id], given, one, label)
            for part, given, one in zip(parts, responses, scores, strict=True)
        ]
        body = case_html(pages, steps, scores, keys.debriefs.get(id_, "")) if case else pages[0]
    state = _read_state(grade, blank) if by_hand else _state(grade, full, scores, blank, show)
    again = _again(source, outcomes, grade.score < full)
    return Item(id_, title, outcomes, grade.score, full, state, body, again)


def _written(
    source: Source, cell: dict[str, Any], before: object, title: str, grade: CellGrade, show: Show
) -> Item:
    """Return the item of a text in a cell of its own."""
    id_, full = str(tag_of(cell)["grade_id"]), exact(tag_of(cell)["points"])
    text = clean(cell["source"])
    blank = text == clean(before)
    if show == "none":
        return _received(id_, title, (), full, blank)
    rubric = rubric_of(id_, None, source.materials.keys, source.rubric_homes)
    comment = _comment(id_, grade, rubric)
    body = text_html("" if blank else text, rubric, comment, show == "rationale")
    return Item(id_, title, (), grade.score, full, _read_state(grade, blank), body, ())


def _read_by_hand(source: Source, question: Question, response: object, grade: CellGrade, show: Show) -> str:
    """Return the body of a free text in the record."""
    type_ = type_of(question)
    answer = type_.read(question, response)
    typed = type_.answer_html(question, answer) if answer else ""
    rubric = rubric_of(question.id, question, source.materials.keys, source.rubric_homes)
    comment = _comment(question.id, grade, rubric)
    return text_html(typed, rubric, comment, show == "rationale", typed=True)


def _comment(id_: str, grade: CellGrade, rubric: Rubric | None) -> Comment:
    comment = read_comment(grade.comment, rubric, grade.manual)
    if comment.problems:
        raise NoPage(*(f"{id_}: the comment: {problem}" for problem in comment.problems))
    return comment


def _agree(source: Source, id_: str, scores: list[Score], full: Fraction, grade: CellGrade) -> None:
    """Raise NoPage where the gradebook has other points than these keys give: the reasons would not fit."""
    again = f"grade again: casework grade {source.assignment}"
    if any(one.state == "by-hand" for one in scores):
        return
    if grade.auto is None:
        raise NoPage(f"{id_}: not graded yet; {again}")
    now = min(sum((exact(one.points) for one in scores), Fraction(0)), full)
    if exact(float(now)) != grade.auto:
        had, gives = number(float(grade.auto)), number(float(now))
        raise NoPage(f"{id_}: the gradebook has {had} points, the key now gives {gives}; {again}")


def _received(id_: str, title: str, outcomes: tuple[str, ...], of: Fraction, blank: bool) -> Item:
    state = "No answer is in the file" if blank else "An answer is in the file"
    return Item(id_, title, outcomes, None, of, state, "", ())


def _state(grade: CellGrade, full: Fraction, scores: list[Score], blank: bool, show: Show) -> str:
    """Return what became of machine-marked work, in words."""
    if grade.manual is not None:
        return "Points set by a person"
    if blank:
        unreadable = any(one.state == "unreadable" for one in scores)
        return "The answer could not be read" if unreadable else "Not answered"
    kind = 0 if grade.score >= full else 2 if grade.score <= 0 else 1
    if show == "score":
        return ("All points", "Some of the points", "No points")[kind]
    return ("Right", "Partly right", "Not right")[kind]


def _read_state(grade: CellGrade, blank: bool) -> str:
    if grade.waits:
        return "Not read yet; it counts 0 until a person has read it"
    if blank and grade.manual is None:
        return "Nothing was written"
    return "Read by a person"


def _again(source: Source, outcomes: tuple[str, ...], missing: bool) -> tuple[str, ...]:
    found: Iterator[str] = (place for one in outcomes for place in places(source.root, one))
    return tuple(dict.fromkeys(found)) if missing else ()


def _released(released: Notebook, id_: str) -> object:
    """Return the text of a cell as it was handed out."""
    return next((cell["source"] for cell in released["cells"] if tag_of(cell).get("grade_id") == id_), "")


def _title(released: Notebook) -> str:
    for cell in released["cells"]:
        if cell["cell_type"] == "markdown" and (found := _TITLE.search(clean(cell["source"]))):
            return words(found[1])
    return ""
