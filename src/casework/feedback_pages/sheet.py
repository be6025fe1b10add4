"""One learner's feedback as data: what a page may tell, and nothing besides. Makes and shows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

Show = Literal["none", "score", "rationale"]
SHOWS: tuple[Show, ...] = ("none", "score", "rationale")
"""What a page tells, the least first."""


@dataclass(frozen=True)
class Item:
    """
    One graded cell on a learner's page.

    Attributes:
        title: plain words, such as "Question 3".
        outcomes: what it asks for, such as ("2.1",).
        points: got; None where the page tells no points. ``of`` is what was to be had.
        state: in plain words.
        body: safe HTML below its heading; empty where nothing more is told.
        again: where to read again, where points are missing.
    """

    id: str
    title: str
    outcomes: tuple[str, ...]
    points: Fraction | None
    of: Fraction
    state: str
    body: str
    again: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """
    What one learner is told of one assignment, and nothing else.

    Attributes:
        name: first and last name, where the gradebook has them.
        at: when it was handed in, in UTC, where that is known.
        late: seconds after the due date; 0 where it was in time.
        total: points with the penalty taken off; None where the page tells no points.
        code: of the answers, as the learner's hand-in showed it.
    """

    assignment: str
    title: str
    show: Show
    student: str
    name: str
    at: datetime | None
    late: float
    penalty: Fraction
    total: Fraction | None
    of: Fraction
    items: tuple[Item, ...]
    code: str


class NoPage(Exception):
    """A learner's page cannot be made; ``lines`` say why and what to do, each in one line."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
