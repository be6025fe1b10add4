"""The course grade: parts, weights and points to a number. Pure but for reading the file of parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from pathlib import Path
from typing import Literal

from casework.items import exact
from casework.questions import file_problems
from casework.yaml_lines import ContentError, load

FILE = "grade.yaml"


@dataclass(frozen=True)
class Part:
    """
    One part of the course grade.

    Attributes:
        percent: its share of the grade; all parts have 100 together.
        points: which points of a module count: the machine's, a person's, or all.
        take: ``sum`` of all its modules, or the ``best`` of those handed in.
        modules: patterns of modules' names.
    """

    name: str
    percent: Fraction
    points: Literal["machine", "person", "all"]
    take: Literal["sum", "best"]
    modules: tuple[str, ...]

    def holds(self, module: str) -> bool:
        """Return whether a module belongs to it."""
        return any(fnmatchcase(module, pattern) for pattern in self.modules)


@dataclass(frozen=True)
class Points:
    """Points of one kind: how many there are to get, or were got."""

    machine: Fraction
    person: Fraction

    def of(self, kind: str) -> Fraction:
        """Return the points of a kind."""
        return {"machine": self.machine, "person": self.person}.get(kind, self.machine + self.person)


def read_parts(path: Path) -> tuple[Part, ...]:
    """
    Read assessments/grade.yaml.

    Raises:
        ContentError: there is no such file, or it has a mistake.
    """
    document = load(path)
    problems = list(file_problems(document, "grade_file"))
    if problems:
        raise ContentError(problems)
    parts = tuple(
        Part(one["name"], exact(one["percent"]), one["points"], one["take"], tuple(one["modules"]))
        for one in document.data["parts"]
    )
    names = [part.name for part in parts]
    for index, name in enumerate(names):
        if name in names[:index]:
            text = f"two parts are called {name!r}; give each a name of its own"
            problems.append(document.problem(text, "parts", index, "name"))
    total = sum((part.percent for part in parts), Fraction(0))
    if total != 100:
        text = f"the percents add up to {float(total):g}; change them so that they add up to 100"
        problems.append(document.problem(text, "parts"))
    if problems:
        raise ContentError(problems)
    return parts


def share(part: Part, full: Mapping[str, Points], got: Mapping[str, Points]) -> Fraction | None:
    """
    Return a learner's share of one part, 0 to 1 (more with extra credit), or None where it has no points yet.

    A module that is not handed in counts 0 in a sum, and is left out where the best counts.

    Args:
        full: module -> points to get, of every module in the gradebook.
        got: module -> points got, of the modules this learner handed in.
    """
    own = {name: points.of(part.points) for name, points in full.items() if part.holds(name)}
    own = {name: points for name, points in own.items() if points > 0}
    if not own:
        return None
    gained = {name: got[name].of(part.points) for name in own if name in got}
    if part.take == "best":
        return max((points / own[name] for name, points in gained.items()), default=Fraction(0))
    return sum(gained.values(), Fraction(0)) / sum(own.values())


def course_grade(parts: Sequence[Part], shares: Mapping[str, Fraction | None]) -> Fraction | None:
    """Return the weighted sum in per cent, or None while a part has no points: a guess would be no grade."""
    total = Fraction(0)
    for part in parts:
        one = shares[part.name]
        if one is None:
            return None
        total += part.percent * one
    return total
