"""One class report as data: figures of questions, trust, gain, and what to teach again. Reads by read.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from statistics import fmean, stdev

from casework.final_rules import FinalRules
from casework.report import cells
from casework.report.learned import Kept, Learned, kept, learned, rules_for
from casework.report.lines import HeatMap, QuestionLine, heat_map, matrix_of, question_lines, scale_of
from casework.report.read import read_class
from casework.report.reliability import (
    Agreement,
    agreement,
    alpha,
    feldt_interval,
    is_kr20,
    standard_error,
)
from casework.report.sittings import ClassRecord

TEACH_BELOW = 0.7
"""The share of a question's points below which it is one to teach again; our choice, no source's."""
TEACH_MOST = 6


@dataclass(frozen=True)
class Trust:
    """
    How far the points can be trusted, or why that cannot be told.

    Attributes:
        name: of the coefficient.
        interval: Feldt's, 95 %.
        questions: in the total. ``of``: its points.
        needed: points that pass; None where nothing passes or fails.
        passed: how many, where that may be told.
        reason: in words, where the rest is empty.
    """

    name: str = ""
    value: float | None = None
    interval: tuple[float, float] | None = None
    questions: int = 0
    of: float = 0.0
    mean: float = 0.0
    spread: float = 0.0
    error: float | None = None
    needed: float | None = None
    same: Agreement | None = None
    passed: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """
    What the page and the notebook show. It holds no name, and no figure of too few people.

    Attributes:
        count: learners; None where they are too few to report on.
        teach: the questions to teach again, the hardest first.
        points_only: whether the assignment's keys are held back, since its questions come again.
    """

    assignment: str
    title: str
    count: int | None
    lines: tuple[QuestionLine, ...]
    heat: HeatMap
    trust: Trust
    learned: Learned | None
    kept: tuple[Kept, ...]
    teach: tuple[QuestionLine, ...]
    points_only: bool
    notes: tuple[str, ...]


def report(root: Path, assignment: str) -> Report:
    """
    Return the report on a class's work at one assignment.

    Args:
        root: the course's folder.
        assignment: a folder of modules/.

    Raises:
        CourseError: no such assignment, nothing graded, no gradebook, or one that cannot be read.
        ContentError: mistakes in the module's files or keys.
    """
    record, rules = read_class(root, assignment), rules_for(root, assignment)
    count = len(record.sittings)
    lines = question_lines(record)
    told = cells.shown(count)
    return Report(
        assignment=assignment,
        title=record.title,
        count=count if told else None,
        lines=lines,
        heat=heat_map(lines),
        trust=trust(record, rules),
        learned=learned(root, record, rules) if rules and told else None,
        kept=kept(root, record, rules) if rules and told else (),
        teach=teach_again(lines),
        points_only=record.module.graded.feedback == "points",
        notes=record.notes,
    )


def teach_again(lines: Iterable[QuestionLine]) -> tuple[QuestionLine, ...]:
    """Return the questions of which under 70 % of the points were got, hardest first, at most six."""
    hard = [one for one in lines if one.p is not None and one.p < TEACH_BELOW and one.asked.question]
    return tuple(sorted(hard, key=lambda one: one.p or 0.0)[:TEACH_MOST])


def trust(record: ClassRecord, rules: FinalRules | None) -> Trust:
    """Return how far the total of what a program marks, and everybody was asked, can be trusted."""
    scale, count = scale_of(record), len(record.sittings)
    if not cells.shown(count):
        return Trust(reason=f"Hidden: {cells.people_words(count, -1)} learners.")
    if len(scale) < 2:
        return Trust(
            reason="Fewer than two questions were asked of everybody, so there is no total to look at."
        )
    points = matrix_of(record, scale)
    totals = [sum(row) for row in points]
    value = alpha(points)
    if value is None:
        return Trust(
            reason="All have the same points, so nothing tells learners apart and reliability has no value."
        )
    of = sum(one.points for one in record.asked if one.id in scale)
    needed = rules.needed(of) if rules else None
    return Trust(
        name="KR-20" if is_kr20(points) else "Cronbach's alpha",
        value=value,
        interval=feldt_interval(value, count, len(scale)),
        questions=len(scale),
        of=of,
        mean=fmean(totals),
        spread=stdev(totals),
        error=standard_error(totals, value),
        needed=needed,
        same=None if needed is None else agreement(totals, needed, value, _step(totals)),
        passed=_passed(rules, totals, of),
    )


def _passed(rules: FinalRules | None, totals: Sequence[float], of: float) -> int | None:
    """Return how many pass, if both they and the others are enough to be told."""
    if rules is None:
        return None
    passed = sum(rules.passes(one, of) for one in totals)
    return cells.partition([passed, len(totals) - passed])[0]


def _step(totals: Sequence[float]) -> float:
    """Return the step between totals for the correction of continuity: 1 for whole points, else none."""
    return 1.0 if all(isclose(one, round(one), abs_tol=1e-9) for one in totals) else 0.0
