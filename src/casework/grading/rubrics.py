"""Rubrics: criteria, levels and points by which a person reads a text; read, checked, shown. No grades."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from casework.items import Question, exact
from casework.markup import inline, markdown, number, points_text
from casework.questions import KeyFile, file_problems
from casework.yaml_lines import ContentError, Document, Problem, load

_CELL = 'style="padding:.2em .8em .2em 0;vertical-align:top;border-top:1px solid #888;text-align:left"'


@dataclass(frozen=True)
class Level:
    """What a text is like that gets so many points of a criterion; ``text`` is Markdown."""

    points: Fraction
    text: str


@dataclass(frozen=True)
class Criterion:
    """One thing that is read for: its points, and its levels, the best first."""

    id: str
    title: str
    points: Fraction
    levels: tuple[Level, ...]

    def reached(self, points: Fraction) -> Level:
        """Return the best level that so many points reach; the lowest where they reach none."""
        return next((one for one in self.levels if one.points <= points), self.levels[-1])


@dataclass(frozen=True)
class Rubric:
    """The rubric of one text. ``stance`` says what carries no points; empty where nothing is said of it."""

    id: str
    points: Fraction
    stance: str
    criteria: tuple[Criterion, ...]


def read_rubric(path: Path) -> Rubric:
    """
    Read a rubric's file.

    Raises:
        ContentError: there is no such file, or one Problem for each mistake in it, with file and line.
    """
    document = load(path)
    problems = list(file_problems(document, "rubric_file")) or list(_mistakes(document))
    if problems:
        raise ContentError(problems)
    data = document.data
    criteria = tuple(
        Criterion(
            one["id"],
            one["title"],
            exact(one["points"]),
            tuple(Level(exact(level["points"]), level["text"].strip()) for level in one["levels"]),
        )
        for one in data["criteria"]
    )
    return Rubric(data["id"], exact(data["points"]), data["stance"].strip(), criteria)


def rubric_of(id_: str, question: Question | None, keys: KeyFile, homes: tuple[Path, ...]) -> Rubric | None:
    """
    Return the rubric of a text that a person reads; None where it has none.

    Args:
        id_: the graded cell's.
        question: the free question of the cell, whose own body has the rubric.
        homes: folders that may hold what ``keys`` calls "rubrics/...yaml", the first that has it counts.

    Raises:
        ContentError: the file has mistakes.
    """
    if question is not None:
        rows = question.body.get("rubric", {})
        criteria = tuple(
            Criterion(name, row["text"], exact(row["points"]), (Level(exact(row["points"]), row["full"]),))
            for name, row in rows.items()
        )
        return Rubric(id_, question.points, "", criteria) if criteria else None
    named = str(keys.reflections.get(id_, {}).get("rubric", ""))
    paths = [home / named for home in homes if named and (home / named).is_file()]
    return read_rubric(paths[0]) if paths else None


def rubric_table(rubric: Rubric) -> str:
    """Return a rubric as a table for graders, as HTML: a row a level, and what carries no points below it."""
    rows = "".join(_rows(rubric))
    head = "".join(
        f'<th scope="col" {_CELL}>{name}</th>' for name in ("What is read", "Points", "A text like this")
    )
    stance = markdown(rubric.stance) if rubric.stance else ""
    caption = f"Rubric, {points_text(float(rubric.points))}. Only graders see it here."
    top = f"<caption>{caption}</caption><thead><tr>{head}</tr></thead>"
    return f"<table>{top}<tbody>{rows}</tbody></table>{stance}"


def _rows(rubric: Rubric) -> Iterator[str]:
    for one in rubric.criteria:
        for place, level in enumerate(one.levels):
            span = f'<th scope="rowgroup" {_CELL} rowspan="{len(one.levels)}">'
            first = f"{span}{inline(one.title)}<br><code>{one.id}</code></th>" if place == 0 else ""
            points = f"<td {_CELL}>{number(float(level.points))}</td>"
            yield f"<tr>{first}{points}<td {_CELL}>{inline(level.text)}</td></tr>"


def _mistakes(document: Document) -> Iterator[Problem]:
    """Yield what the schema cannot see: points that do not add up, levels out of order, ids twice."""
    data: Any = document.data
    total = sum((exact(one["points"]) for one in data["criteria"]), Fraction(0))
    if total != exact(data["points"]):
        text = f"the criteria have {float(total):g} points, the rubric {data['points']:g}; make them equal"
        yield document.problem(text, "points")
    ids = [one["id"] for one in data["criteria"]]
    for place, one in enumerate(data["criteria"]):
        where = ("criteria", place)
        if one["id"] in ids[:place]:
            text = f"two criteria are called {one['id']!r}; give each an id of its own"
            yield document.problem(text, *where, "id")
        points = [exact(level["points"]) for level in one["levels"]]
        if points != sorted(set(points), reverse=True) or points[0] != exact(one["points"]):
            text = f"the levels of {one['id']!r} do not go down from {one['points']:g}; put the best first"
            yield document.problem(text, *where, "levels")
