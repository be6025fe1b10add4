"""The points of each criterion that a grader wrote above a comment, read and checked. Pure; no files."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from casework.grading.rubrics import Rubric

_ROW = re.compile(
    r"[ \t]*[-*]?[ \t]*(?P<id>[A-Za-z][A-Za-z0-9-]*)[ \t]*[:=]?"
    r"[ \t]*(?P<points>\d{1,3}(?:[.,]\d{1,2})?)[ \t]*"
)


@dataclass(frozen=True)
class Comment:
    """
    A grader's comment in its parts.

    Attributes:
        rows: criterion -> points, of every criterion; empty where the grader wrote none, or wrote them wrong.
        words: the rest, in Markdown; all of it where the rows are wrong.
        problems: what is wrong with the rows, each in one line without a place.
    """

    rows: Mapping[str, Fraction]
    words: str
    problems: tuple[str, ...] = ()


def read_comment(text: str, rubric: Rubric | None, score: Fraction | None) -> Comment:
    """
    Read rows such as ``law 4`` from the first lines of a comment: one word and one number each.

    Args:
        text: the comment as typed in formgrader.
        rubric: whose criteria the words name; without one, every line is a comment.
        score: what the grader gave altogether; None where no score was typed, so that nothing is compared.
    """
    lines = text.splitlines()
    found: list[tuple[str, Fraction]] = []
    while rubric and len(found) < len(lines) and (row := _ROW.fullmatch(lines[len(found)])):
        found.append((row["id"].lower(), Fraction(row["points"].replace(",", "."))))
    if rubric is None or not found:
        return Comment({}, text.strip())
    problems = [*_mistakes(found, rubric)]
    total = sum((points for _, points in found), Fraction(0))
    if not problems and score is not None and total != score:
        problems = [
            f"the rows add up to {float(total):g}, the score is {float(score):g}; correct one of them"
        ]
    if problems:
        return Comment({}, text.strip(), tuple(problems))
    return Comment(dict(found), "\n".join(lines[len(found) :]).strip())


def _mistakes(found: list[tuple[str, Fraction]], rubric: Rubric) -> list[str]:
    known = {one.id: one for one in rubric.criteria}
    listed = ", ".join(known)
    problems = []
    for place, (id_, points) in enumerate(found):
        if id_ not in known:
            near = difflib.get_close_matches(id_, known, n=1)
            hint = f"is it {near[0]}?" if near else "an empty line above it makes it a comment."
            problems.append(f"{id_!r} is no criterion; they are {listed}; {hint}")
        elif id_ in [other for other, _ in found[:place]]:
            problems.append(f"{id_} has points twice; keep one line")
        elif points > known[id_].points:
            problems.append(f"{id_} has {float(points):g} points of {float(known[id_].points):g}; give fewer")
    missing = [id_ for id_ in known if id_ not in [one for one, _ in found]]
    if missing and not problems:
        problems.append(f"no points for {', '.join(missing)}; write {missing[0]} 0 if it earns none")
    return problems
