"""What a class learned from pre-test to final test, and kept later: finds the pairs of learners. No page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean

from casework.final_rules import FILE as FINAL
from casework.final_rules import FinalRules, read_final
from casework.module import CourseError, Module, load_module, module_folders
from casework.records import moment
from casework.report import cells, gain
from casework.report.read import read_class, read_handed
from casework.report.sittings import ClassRecord, Sitting
from casework.scoring import score
from casework.types import type_of
from casework.yaml_lines import ContentError

DAYS = (30, 90)
"""Days after the final test on which boosters are due; see spaced_review.py."""


@dataclass(frozen=True)
class Learned:
    """
    The same learners before and after, or why that cannot be told.

    Attributes:
        people: how many, in words.
        before, after: mean shares of the points.
        mean: the mean gain and its interval.
        reason: in words, where the rest is empty.
    """

    people: str = ""
    careful: bool = False
    before: float | None = None
    after: float | None = None
    normalised: float | None = None
    mean: tuple[float, float, float] | None = None
    effect: gain.Effect | None = None
    reason: str = ""


@dataclass(frozen=True)
class Kept:
    """Practice questions answered again so many days after the final test: people in words, share right."""

    days: int
    people: str
    careful: bool
    share: float | None


def rules_for(root: Path, form: str) -> FinalRules | None:
    """Return the rules of the final test that a module is a form of, or None."""
    for path in sorted((root / "modules").glob(f"*/{FINAL}")):
        with suppress(ContentError):
            final = read_final(path)
            if form in final.forms:
                return final
    return None


def learned(root: Path, record: ClassRecord, rules: FinalRules) -> Learned:
    """
    Return what the class gained from the pre-test to its pairs in a form of the final test.

    Counted are learners who answered both, each in full as it was handed out, and who took the other form of
    the pre-test than the one whose questions the final repeats: else they would have met them before.
    """
    pairs = rules.pairs(record.module.graded_questions)
    names = rules.pretests((folder.name for folder in module_folders(root)), set(pairs.values()))
    if not pairs or not names:
        return Learned(reason="This form repeats no question of a pre-test, so no gain can be told.")
    early: dict[str, float] = {}
    for name in names:
        with suppress(CourseError):
            early |= _shares(read_class(root, name))
    if not early:
        return Learned(
            reason=f"Nothing of the pre-test is graded ({', '.join(names)}), so no gain can be told."
        )
    late = _shares(record, pairs)
    both = sorted(early.keys() & late.keys())
    if not cells.shown(len(both)):
        people = cells.people_words(len(both), -1)
        return Learned(reason=f"Hidden: {people} learners have answered both tests.")
    before, after = [early[one] for one in both], [late[one] for one in both]
    return Learned(
        people=cells.people_words(len(both), len(record.sittings)),
        careful=cells.careful(len(both)),
        before=fmean(before),
        after=fmean(after),
        normalised=gain.normalised_gain(before, after),
        mean=gain.mean_gain(before, after),
        effect=gain.paired_effect(before, after),
    )


def kept(root: Path, record: ClassRecord, rules: FinalRules) -> tuple[Kept, ...]:
    """Return what was right in boosters 30 and 90 days after the final test; nothing where there are none."""
    rooms, lessons = root / "assessments", [load_module(root / "modules" / name) for name in rules.needs]
    found: dict[int, list[float]] = {days: [] for days in DAYS}
    for sitting in record.sittings:
        handed = read_handed(rooms, sitting.learner, rules.module)
        finished = max(_times(record.module, sitting), default=None)
        if handed is None or finished is None:
            continue
        shares: dict[int, list[float]] = {days: [] for days in DAYS}
        for lesson in lessons:
            for id_, question in lesson.practice.questions.items():
                key, answer = lesson.practice.keys[id_], handed.answers.get(id_)
                at = moment(answer.at) if answer else None
                if answer is None or at is None or type_of(question).unscored(question, key):
                    continue
                passed = (at - finished).days
                days = max((day for day in DAYS if day <= passed), default=None)
                if days is not None:
                    result = score(question, key, answer.response)
                    shares[days].append(result.points / result.max_points)
        for days, own in shares.items():
            found[days] += [fmean(own)] if own else []
    return tuple(_kept(days, shares, len(record.sittings)) for days, shares in found.items() if shares)


def _kept(days: int, shares: list[float], everybody: int) -> Kept:
    seen = fmean(shares) if cells.shown(len(shares)) else None
    people = cells.people_words(len(shares), everybody)
    return Kept(days, people, cells.careful(len(shares)), seen)


def _shares(record: ClassRecord, only: Mapping[str, str] | None = None) -> dict[str, float]:
    """Return learner -> share of the points, of those who were asked everything, or all of ``only``."""
    counted = [one for one in record.asked if not one.by_hand and (only is None or one.id in only)]
    full = sum(one.points for one in counted)
    return {
        sitting.learner: sum(sitting.points[one.id] or 0.0 for one in counted) / full
        for sitting in record.sittings
        if full and all(one.id in sitting.points for one in counted)
    }


def _times(module: Module, sitting: Sitting) -> Iterator[datetime]:
    for id_ in module.graded_questions:
        if id_ in sitting.answers and (at := moment(sitting.answers[id_].at)):
            yield at
