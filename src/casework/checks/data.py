"""Checks the data folder: points and tables; facts.py and library.py do the rest. Knows all locators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from casework.checks.facts import check_facts
from casework.checks.library import check_library
from casework.table_rules import table_problems
from casework.tables import PACKAGE, file_of, read_lines, read_package
from casework.yaml_lines import ContentError, Problem, display_path

COLUMN_FIELDS = ("name", "title", "type")


@dataclass(frozen=True)
class Locators:
    """The ids that a locator may point to; None where they cannot be known, so that nobody is blamed."""

    facts: frozenset[str] | None
    points: frozenset[str] | None
    references: frozenset[str] | None

    def mistake(self, locator: str) -> str | None:
        """Return what is wrong with a locator, or None."""
        kind, _, rest = locator.partition(":")
        if kind == "fact" and self.facts is not None and rest not in self.facts:
            return f"source {locator!r} names no fact; facts are in data/facts.yaml"
        if kind in ("brief", "article") and self.points is not None and rest not in self.points:
            return f"source {locator!r} names no paragraph; paragraphs are in data/source_points.csv"
        if kind == "ref" and self.references is not None and rest not in self.references:
            return f"source {locator!r} names no reference; references are in data/library.json"
        if kind == "law" and not any(character.isdigit() for character in rest):
            return f"source {locator!r} names no section; write the section, such as law:22 U.S.C. 7102"
        if kind == "course" and not re.match(r"\d\d \S", rest):
            return f"source {locator!r} names no lesson; write one, such as course:00 Start, part 1"
        return None


def check_data(folder: Path) -> tuple[Locators, list[Problem]]:
    """Return the locators that exist and what is wrong in the data folder."""
    facts, problems = check_facts(folder / "facts.yaml")
    points = _points(folder / "source_points.csv", problems)
    references, mistakes = check_library(folder, facts, points)
    problems += mistakes
    problems += _tables(folder)
    # A table that cannot be read is told once, though two checks open it.
    return Locators(facts, points, references), list(dict.fromkeys(problems))


def _points(path: Path, problems: list[Problem]) -> frozenset[str] | None:
    """Return the ids of the sources' paragraphs and add what is wrong to ``problems``."""
    try:
        header, *rows = [cells for _, cells in read_lines(path)] or [[]]
    except ContentError as error:
        problems += error.problems
        return None
    if "id" not in header:
        text = "no column 'id'; the first line must name it"
        problems.append(Problem(display_path(path), 1, "", text))
        return None
    column = header.index("id")
    return frozenset(row[column] for row in rows if len(row) > column)


def _tables(folder: Path) -> Iterator[Problem]:
    """Yield where datapackage.json and the tables it describes disagree."""
    path = folder / PACKAGE
    name = display_path(path)
    try:
        resources = read_package(path)
    except ContentError as error:
        yield from error.problems
        return
    described: set[str] = set()
    for index, resource in enumerate(resources, start=1):
        table = file_of(resource)
        if table is None:
            text = (
                f"table {index} is not described; needed are path, a file's name, and schema.fields, a list"
            )
            yield Problem(name, 1, "", text)
            continue
        described.add(table)
        fields = resource["schema"]["fields"]
        for field in fields:
            lacking = [key for key in COLUMN_FIELDS if not isinstance(field.get(key), str) or not field[key]]
            if lacking:
                text = f"column {field.get('name')!r} of {table} lacks {', '.join(lacking)}"
                yield Problem(name, 1, "", text)
        try:
            lines = read_lines(folder / table)
        except ContentError as error:
            yield from error.problems
            continue
        header = lines[0][1] if lines else []
        columns = [str(field.get("name")) for field in fields]
        if header != columns:
            text = f"{table} has the columns {', '.join(header)}; described are {', '.join(columns)}"
            yield Problem(name, 1, "", text)
        else:
            yield from table_problems(display_path(folder / table), lines, resource["schema"])
    for file in sorted(folder.glob("*.csv")):
        if file.name not in described:
            yield Problem(name, 1, "", f"{file.name} is not described; add a resource with its columns")
