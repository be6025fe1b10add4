"""Spaced review in a cell: earlier practice questions, answered again here. spaced_review.py chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from ipywidgets import HTML, VBox

from casework.languages import N_, _, n_
from casework.module import CourseError
from casework.progress_report import day, standing
from casework.records import CourseRecord, FolderRecord, read_here
from casework.spaced_review import (
    DAYS,
    OPENING,
    PACK,
    Item,
    answered_since,
    due,
    due_day,
    items,
    start_of,
    tried,
)
from casework.widgets.quiz import Quiz

HOW = N_("Answer from memory, then read why.")


def review() -> Review:
    """
    Show up to three practice questions from earlier modules, to be answered from memory.

    Raises:
        CourseError: the notebook is not in its module's folder.
    """
    course, folder, notebook = read_here()
    earlier = course.folders[: course.folders.index(folder)]
    candidates = tried(item for one in earlier for item in items(one, course.held))
    # What was answered in this module's own notebook stays on the page when the cell runs again.
    chosen = due(candidates, OPENING, taken=folder.held.answers)
    if not chosen:
        return Review(
            _("Nothing to review yet: you have tried no practice question of an earlier module."), []
        )
    lead = _("Before you start: {questions} from earlier modules.").format(questions=_questions(len(chosen)))
    lead += f" {_(HOW)}"
    return Review(lead, _quizzes(chosen, course, notebook))


def review_pack(days: int) -> Review:
    """
    Show six practice questions of this notebook's module some days after it was finished.

    Args:
        days: 7, 30 or 90.

    Raises:
        CourseError: no such pack, or the notebook is not in its module's folder.
    """
    _check_days("review_pack", days)
    course, folder, notebook = read_here()
    finished = standing(course, folder).finished
    if finished is None:
        said = _("This review is due {days} days after you have answered this module's graded questions.")
        return Review(said.format(days=days), [])
    when = due_day(finished, days)
    start = start_of(when)
    if datetime.now(UTC) < start:
        said = _("This review is due on {day}, {days} days after you finished the module.")
        return Review(said.format(day=day(start), days=days), [])
    candidates = list(items(folder, course.held))
    chosen = due(candidates, PACK, taken=answered_since(candidates, start))
    if not chosen:
        return Review(_("This module has no practice questions to review."), [])
    lead = _("Review, day {days}: {questions}.").format(days=days, questions=_questions(len(chosen)))
    lead += f" {_(HOW)}"
    return Review(lead, _quizzes(chosen, course, notebook, start))


def booster(days: int) -> Review:
    """
    Show six practice questions from all lessons, some days after the final test was finished.

    Args:
        days: 7, 30 or 90.

    Raises:
        CourseError: no such pack, or the notebook is not in the folder of a final test.
    """
    _check_days("booster", days)
    course, folder, notebook = read_here()
    if folder.module.final is None:
        raise CourseError(f"{folder.module.name} has no final.yaml; booster() belongs beside a final test")
    forms = [one for one in course.folders if one.module.name in folder.module.final.forms]
    finished = [time for one in forms if (time := standing(course, one).finished)]
    if not finished:
        return Review(
            f"Day {days}: six questions from all lessons. They wait until you have taken the test.", []
        )
    start = start_of(due_day(min(finished), days))
    if datetime.now(UTC) < start:
        return Review(f"Day {days}: six questions from all lessons, from {day(start)} on.", [])
    lessons = [one for one in course.folders if one.module.name in folder.module.final.needs]
    candidates = tried(item for one in lessons for item in items(one, course.held))
    chosen = due(candidates, PACK, taken=answered_since(candidates, start))
    if not chosen:
        return Review("You have tried no practice question yet, so there is none to ask again.", [])
    lead = f"Day {days}: {_questions(len(chosen))} from all lessons. {_(HOW)}"
    return Review(lead, _quizzes(chosen, course, notebook, start))


class Review(VBox):
    """
    Some questions under one another.

    Args:
        lead: what stands above them.
        quizzes: the questions; none where the lead says why.
    """

    def __init__(self, lead: str, quizzes: Sequence[Quiz]) -> None:
        self.lead, self.quizzes = lead, tuple(quizzes)
        super().__init__([HTML(f"<p>{escape(lead)}</p>"), *self.quizzes])

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Add the questions as pages without widgets show them."""
        parts = [quiz.fallback() for quiz in self.quizzes]
        html = "".join([f"<p>{escape(self.lead)}</p>", *(part for part, _ in parts)])
        text = "\n\n".join([self.lead, *(part for _, part in parts)])
        return {**super()._repr_mimebundle_(**kwargs), "text/html": html, "text/plain": text}


def _quizzes(
    chosen: Sequence[Item], course: CourseRecord, notebook: Path, since: datetime | None = None
) -> list[Quiz]:
    homes: Mapping[str, FolderRecord] = {
        id_: one for one in course.folders for id_ in one.module.practice.questions
    }
    quizzes = []
    for item in chosen:
        module = homes[item.id].module
        quiz = Quiz(module.questions[item.id], module.practice_keys[item.id], module.folder, notebook)
        if since:  # an answer from before would give the review away
            at = since.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            quiz.spec = {**quiz.spec, "since": at}
        quizzes.append(quiz)
    return quizzes


def _check_days(call: str, days: int) -> None:
    if days not in DAYS:
        known = ", ".join(map(str, DAYS))
        raise CourseError(f"{call}({days!r}): there are packs for day {known}; write one of these numbers.")


def _questions(number: int) -> str:
    return n_("{number} question", "{number} questions", number).format(number=number)
