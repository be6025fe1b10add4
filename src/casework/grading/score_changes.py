"""Two states of an assignment's scores side by side: who changes, by how much, and why. Pure; no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from casework.grading.errors import SubmissionError

Cause = Literal["key", "not known", "new file", "other"]
"""
What a change comes from: another key or question, one of that or a new file (graded before either was noted),
a new file handed in since, or neither (release, due date, settings, the program).
"""
LATE, TOTAL = "late penalty", "total"
"""In place of a cell's name in a list of changes."""


@dataclass(frozen=True)
class Standing:
    """What a submission has: points by cell (None: a person gives them), late penalty, total that counts."""

    scores: Mapping[str, float | None]
    penalty: float
    total: float


@dataclass(frozen=True)
class Change:
    """One cell of one student, or the late penalty or total, before and after."""

    student: str
    cell: str
    old: float | None
    new: float | None
    cause: Cause

    @property
    def difference(self) -> float:
        """Return by how many points; none counts as 0."""
        return (self.new or 0.0) - (self.old or 0.0)


@dataclass(frozen=True)
class Pair:
    """One submission before and after."""

    student: str
    before: Standing
    after: Standing
    cause: Cause

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every cell that changes, the late penalty if it does, then the total; none where all is equal."""
        cells = dict.fromkeys((*self.after.scores, *self.before.scores))
        found = [(cell, self.before.scores.get(cell), self.after.scores.get(cell)) for cell in cells]
        found += [(LATE, self.before.penalty, self.after.penalty)]
        changed = [one for one in found if one[1] != one[2]]
        if changed or self.before.total != self.after.total:
            changed.append((TOTAL, self.before.total, self.after.total))
        return tuple(Change(self.student, cell, old, new, self.cause) for cell, old, new in changed)

    @property
    def difference(self) -> float:
        """Return by how much the total changes."""
        return self.after.total - self.before.total


@dataclass(frozen=True)
class Comparison:
    """
    An assignment before and after.

    Attributes:
        full: the points to be had.
        cells: the names of its graded cells, in order.
        pairs: every submission that has been graded before and can be graded now, by student.
        errors: those that cannot be graded.
        first: students who have no grade yet.
    """

    assignment: str
    full: float
    cells: Sequence[str]
    pairs: tuple[Pair, ...]
    errors: tuple[SubmissionError, ...] = ()
    first: tuple[str, ...] = ()

    @property
    def changed(self) -> tuple[Pair, ...]:
        """Return the submissions of which anything changes."""
        return tuple(pair for pair in self.pairs if pair.changes)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return every change, student by student."""
        return tuple(change for pair in self.pairs for change in pair.changes)

    @property
    def up(self) -> int:
        """Return how many totals rise."""
        return sum(pair.difference > 0 for pair in self.pairs)

    @property
    def down(self) -> int:
        """Return how many totals fall."""
        return sum(pair.difference < 0 for pair in self.pairs)

    def means(self) -> tuple[float, float]:
        """Return the mean total before and after, of all compared; 0 where there is nobody."""
        count = len(self.pairs) or 1
        before = sum(pair.before.total for pair in self.pairs)
        return before / count, sum(pair.after.total for pair in self.pairs) / count

    def of_cell(self, cell: str) -> tuple[int, int]:
        """Return how many submissions get more points at a cell, and how many fewer."""
        found = [change.difference for change in self.changes if change.cell == cell]
        return sum(one > 0 for one in found), sum(one < 0 for one in found)


def compare(
    before: Mapping[str, Standing], after: Mapping[str, Standing], causes: Mapping[str, Cause]
) -> tuple[Pair, ...]:
    """Return a pair for every student who stands in both; without a cause it is "other"."""
    both = sorted(before.keys() & after.keys())
    return tuple(Pair(one, before[one], after[one], causes.get(one, "other")) for one in both)
