"""A learner's tries at a final test: the forms that were drawn and tried, and their points. Marks nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from casework.answers import Answer, sidecar_path, write_sidecar
from casework.final_rules import FILE as FINAL
from casework.final_rules import FinalRules, read_final
from casework.markup import number, points_text
from casework.module import Module
from casework.receipts import code_of
from casework.records import CourseRecord, FolderRecord, moment, read_course
from casework.yaml_lines import ContentError


@dataclass(frozen=True)
class Try:
    """
    One form, as it was when it was first marked.

    Attributes:
        form: its folder.
        at: when, ISO 8601 in UTC.
        code: the code of its answers, as on the receipt; see receipts.py.
        points, of: earned, and to be had.
    """

    form: str
    at: str
    code: str
    points: float
    of: float


@dataclass(frozen=True)
class Tries:
    """The forms drawn so far, in order, and those that were tried."""

    drawn: tuple[str, ...] = ()
    tried: tuple[Try, ...] = ()

    def of(self, form: str) -> Try | None:
        """Return the try at a form, if there was one."""
        return next((one for one in self.tried if one.form == form), None)

    def passed(self, rules: FinalRules) -> Try | None:
        """Return the best try that passes, if one does."""
        passing = [one for one in self.tried if rules.passes(one.points, one.of)]
        return max(passing, key=lambda one: one.points / one.of, default=None)

    def waiting(self) -> str | None:
        """Return the form that was drawn and is not tried yet."""
        return next((form for form in self.drawn if not self.of(form)), None)


def tries_in(course: CourseRecord, rules: FinalRules) -> Tries:
    """Return the tries in the course's record; anything may stand there, and what is no try is left out."""
    answer = course.held.answers.get(rules.id)
    data = answer.response if answer and isinstance(answer.response, dict) else {}
    drawn, tried = data.get("drawn"), data.get("tried")
    known: dict[str, Try] = {}
    for one in map(_try, tried if isinstance(tried, list) else []):
        if one and one.form in rules.forms:
            known.setdefault(one.form, one)
    return Tries(
        tuple(form for form in drawn if form in rules.forms) if isinstance(drawn, list) else (),
        tuple(known.values()),
    )


def draw(course: CourseRecord, rules: FinalRules, tries: Tries) -> Tries:
    """Return the tries with a form to take now: the one that waits, or one drawn at random if any is left."""
    if tries.waiting() or tries.passed(rules):
        return tries
    choice = rules.candidates(_met(course, rules, tries), [one.form for one in tries.tried])
    # Which of two parallel forms somebody takes is no secret and protects nothing.
    return replace(tries, drawn=(*tries.drawn, random.choice(choice))) if choice else tries  # noqa: S311


def with_try(tries: Tries, new: Try) -> Tries:
    """Return the tries with one more; a form counts as it was when it was first marked."""
    if tries.of(new.form):
        return tries
    drawn = tries.drawn if new.form in tries.drawn else (*tries.drawn, new.form)
    return Tries(drawn, (*tries.tried, new))


def form_of(module: Module) -> Path | None:
    """Return the folder of the final test that a module is a form of, or None."""
    for path in sorted(module.folder.parent.glob(f"*/{FINAL}")):
        with suppress(ContentError):
            if module.name in read_final(path).forms:
                return path.parent
    return None


def record_try(module: Module, answers: Mapping[str, Answer], points: float, full: float) -> str:
    """
    Keep a marked form in the learner's record and return what came of it, in words.

    Args:
        module: the form, answered to the end.
        points, full: earned, and to be had.
    """
    folder = form_of(module)
    course = read_course(module.folder.parent.parent)
    page = next((one for one in course.folders if one.module.folder == folder), None)
    if page is None or page.module.final is None:
        return "This form belongs to no final test that can be read."
    rules, code = page.module.final, code_of(answers, module.graded_questions)
    tries = with_try(tries_in(course, rules), Try(module.name, now(), code, points, full))
    first = next(one for one in tries.tried if one.form == module.name)
    verdict = told(rules, first, page.title)
    if first.code != code:
        verdict = f"This form counts as it was first marked. {verdict}"
    try:
        keep(course, page, rules, tries)
    except OSError as error:
        return f"{verdict} It cannot be kept ({error.strerror or error}); note your points."
    return verdict


def told(rules: FinalRules, one: Try, page: str) -> str:
    """Return what a try came to, in words, and what to do next."""
    passed = rules.passes(one.points, one.of)
    result = f"{number(one.points)} of {points_text(one.of)}; {number(rules.needed(one.of))} are needed."
    if passed:
        return f"Passed: {result} Your certificate is in {page}."
    return f"Not passed yet: {result} Read again what the table names; {page} then has another form for you."


def keep(course: CourseRecord, page: FolderRecord, rules: FinalRules, tries: Tries) -> None:
    """
    Write the tries beside the notebook of the final test's page, newer than what any file holds.

    Raises:
        OSError: the folder cannot be written to.
    """
    response = {"drawn": list(tries.drawn), "tried": [vars(one) for one in tries.tried]}
    held = course.held.answers.get(rules.id)
    before = moment(held.at) if held else None  # ahead of now where a clock was set back
    at = now(before + timedelta(milliseconds=1) if before else None)
    answer = Answer(response, at, len(tries.tried))
    write_sidecar(sidecar_path(page.module.folder / f"{page.module.name}.ipynb"), {rules.id: answer})


def now(earliest: datetime | None = None) -> str:
    """Return this moment, or ``earliest`` if that is later, as a record holds it."""
    this = datetime.now(UTC)
    time = max(this, earliest.astimezone(UTC)) if earliest else this
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _met(course: CourseRecord, rules: FinalRules, tries: Tries) -> Mapping[str, int]:
    """Return, for each form in this copy, how many of its questions stand in what was already taken."""
    folders = {one.module.name: one for one in course.folders}
    taken = {one.form for one in tries.tried}
    taken |= {name for name, one in folders.items() if name not in rules.forms and _begun(course, one)}
    seen = {place for name in taken if name in folders for place in _places(folders[name])}
    return {form: len(_places(folders[form]) & seen) for form in rules.forms if form in folders}


def _begun(course: CourseRecord, folder: FolderRecord) -> bool:
    graded = folder.module.graded_questions
    return any(id_ in graded for id_ in course.own(folder).answers)


def _places(folder: FolderRecord) -> set[str]:
    """Return "module/id" of the place where each graded question of a module is written."""
    return {one.place(folder.module.name) for one in folder.module.graded_questions.values()}


def _try(data: Any) -> Try | None:
    if not isinstance(data, dict) or data.keys() != {"form", "at", "code", "points", "of"}:
        return None
    numbers = (data["points"], data["of"])
    if not all(type(one) in (int, float) and 0 <= one < 10_000 for one in numbers) or not data["of"]:
        return None
    form, at, code = (str(data[name])[:60] for name in ("form", "at", "code"))
    return Try(form, at, code, float(numbers[0]), float(numbers[1]))
