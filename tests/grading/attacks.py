"""Every attack on grading, by the name of its learner: what it writes and what it deserves. No tests here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grading.attacked_course import FILE, SOME_POINTS, Room


@dataclass(frozen=True)
class Attack:
    """
    One learner's attack.

    ``points`` has the cells that deserve some; without it the submission is refused, with ``reason`` for
    ``file`` in errors.csv; without that too, it is not looked at.
    ``written`` names the cells that wait for a person.
    """

    write: Callable[[Room], None]
    points: Mapping[str, float] | None
    file: str = FILE
    reason: str = ""
    written: tuple[str, ...] = ()
    student: str = ""
    """The learner's name, where it is the attack."""


def graded(
    write: Callable[[Room], None], points: Mapping[str, float] = SOME_POINTS, *written: str, student: str = ""
) -> Attack:
    """Return an attack that is graded for what it answers, and gains nothing."""
    return Attack(write, points, written=written, student=student)


def refused(write: Callable[[Room], None], reason: str, file: str = FILE, student: str = "") -> Attack:
    """Return an attack that becomes one line of errors.csv."""
    return Attack(write, None, file, reason, student=student)
