"""A report as rows for a table program, pandas or a CSV file; what is hidden is None. Reckons nothing."""

from __future__ import annotations

from typing import Any

from casework.report.analysis import Report
from casework.report.lines import QuestionLine

Row = dict[str, Any]


def question_rows(report: Report) -> list[Row]:
    """Return a row a question: what it is, how many were asked, and its figures; shares are 0 to 1."""
    return [_question(one) for one in report.lines]


def choice_rows(report: Report) -> list[Row]:
    """Return a row a choice: question, chosen, right, share (0 to 1), idle, reason."""
    return [
        {
            "question": line.asked.id,
            "chosen": one.choice.said,
            "right": one.choice.right,
            "share": one.share,
            "idle": one.idle,
            "reason": one.why,
        }
        for line in report.lines
        for one in line.choices
    ]


def heat_rows(report: Report) -> list[Row]:
    """Return a row for each outcome and level that may be shown: outcome, level, share (0 to 1)."""
    pairs = report.heat.cells.items()
    return [
        {"outcome": outcome, "level": level, "share": share}
        for (outcome, level), share in pairs
        if outcome and level
    ]


def _question(line: QuestionLine) -> Row:
    return {
        "question": line.asked.id,
        "outcome": line.outcome,
        "level": line.level,
        "points": line.asked.points,
        "learners": "not read yet" if line.waiting else line.people,
        "right": line.p,
        "fits_the_rest": line.r,
        "left_out": line.blank,
        "worst": line.worst.choice.said if line.worst else None,
        "worst_share": line.worst.share if line.worst else None,
        "place": line.place,
    }
