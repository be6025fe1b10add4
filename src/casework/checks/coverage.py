"""Holds docs/coverage.csv against the course: every point of the two texts has its place, and is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from casework.checks.places import Places
from casework.references import read_references
from casework.tables import read_lines
from casework.yaml_lines import ContentError, Problem, display_path

FILE = "coverage.csv"
COLUMNS = ["id", "module", "cells", "questions", "how"]
POINTS = "source_points.csv"

_RANGE = re.compile(r"\b([AB]-R?)(\d+)(?:\.\.|\s?[-–/]\s?|\sto\s)(?:[AB]-R?)?(\d+)\b")
_POINT = re.compile(r"\b[AB]-R?\d+[ab]?\b")


@dataclass(frozen=True)
class Point:
    """A point of one of the two texts: its kind, and the modules that are to treat it."""

    kind: str
    modules: tuple[str, ...]


def read_points(path: Path) -> Mapping[str, Point]:
    """Return the points by id; none where the table cannot be read or lacks a column (data.py tells)."""
    try:
        header, *lines = [cells for _, cells in read_lines(path)] or [[]]
    except ContentError:
        return {}
    if not {"id", "kind", "modules"} <= set(header):
        return {}
    rows = [dict(zip(header, cells, strict=False)) for cells in lines if len(cells) == len(header)]
    return {row["id"]: Point(row["kind"], tuple(row["modules"].split())) for row in rows}


def cited_points(path: Path) -> frozenset[str] | None:
    """Return the points that entries of the library name; None where it cannot be read or is not there."""
    try:
        return frozenset(id_ for entry in read_references(path).values() for id_ in entry.cites)
    except ContentError:
        return None


def points_in(text: str) -> frozenset[str]:
    """Return the points that a text names; a range such as A-34..36 or A-24/25 names all in it."""
    found = set(_POINT.findall(text))
    for prefix, first, last in _RANGE.findall(text):
        if 0 < int(last) - int(first) < 30:
            found |= {f"{prefix}{number}" for number in range(int(first), int(last) + 1)}
    return frozenset(found)


def check_coverage(
    root: Path,
    points: Mapping[str, Point],
    cited: frozenset[str] | None,
    modules: Mapping[str, Places],
) -> Iterator[Problem]:
    """
    Yield what is wrong with the list of places, and each point that has none where it is due.

    Named cells and questions exist, and name the point: a cell in its text, a question in its sources or
    those of its reasons. A point is due in each module named in its row that has a folder, and in the library
    where its row says so. Nothing is due in a copy without the list.

    Args:
        cited: the points that the library names; None where nobody knows.
        modules: what each module's folder holds, by its name.
    """
    path = root / "docs" / FILE
    if not path.is_file():
        return
    file = display_path(path)
    try:
        (_, header), *lines = read_lines(path) or [(1, [])]
    except ContentError as error:
        yield from error.problems
        return
    if header != COLUMNS:
        yield Problem(file, 1, "", f"the columns are {', '.join(header)}; write {', '.join(COLUMNS)}")
        return
    placed: set[tuple[str, str]] = set()
    for line, cells in lines:
        if len(cells) != len(COLUMNS):
            text = f"{len(cells)} cells for {len(COLUMNS)} columns; check the commas and quotes here"
            yield Problem(file, line, "", text)
            continue
        id_, module = cells[:2]
        for text in _row(cells, points, modules, placed):
            yield Problem(file, line, f"point {id_}", text)
        placed.add((id_, module))
    yield from (Problem(file, 1, f"point {id_}", text) for id_, text in _due(points, cited, modules, placed))


def _row(
    cells: list[str],
    points: Mapping[str, Point],
    modules: Mapping[str, Places],
    placed: Iterable[tuple[str, str]],
) -> Iterator[str]:
    """Yield what is wrong with one row of the list."""
    id_, module, cell_ids, question_ids, how = cells
    if points and id_ not in points:
        yield f"is not in data/{POINTS}; check the id"
    if module not in modules:
        yield f"module {module!r} is not there; the modules are {', '.join(modules)}"
        return
    if (id_, module) in placed:
        yield f"stands here twice for {module}; make one row of the two"
    if not how.strip() or not (cell_ids + question_ids).strip():
        yield "names no cell and no question, or not how; say where and how it is treated"
    places = modules[module]
    for kind, ids, texts in (("cell", cell_ids, places.cells), ("question", question_ids, places.questions)):
        for one in ids.split():
            if one not in texts:
                yield f"{kind} {one!r} is not in {module}; check the id"
            elif id_ not in points_in(texts[one]):
                where = "its text" if kind == "cell" else "its sources"
                yield f"{kind} {one!r} does not name it; write ({id_}) into {where}, or take it from this row"


def _due(
    points: Mapping[str, Point],
    cited: frozenset[str] | None,
    modules: Mapping[str, Places],
    placed: Iterable[tuple[str, str]],
) -> Iterator[tuple[str, str]]:
    """Yield (point, text) for each point without a place where it is due."""
    there = {(id_, module[:2]) for id_, module in placed}
    numbers = {name[:2]: name for name in sorted(modules, reverse=True)}
    for id_, point in points.items():
        for number in point.modules:
            if number in numbers and (id_, number) not in there:
                text = f"data/{POINTS} gives it to module {number} and no row places it there"
                yield id_, f"{text}; add one with module {numbers[number]}"
            if number == "library" and cited is not None and id_ not in cited:
                yield id_, f'data/{POINTS} gives it to the library and no entry names it in "cites"; add it'
