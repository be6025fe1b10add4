"""Puts points into a platform's own CSV: one row a learner, exactly matched. Not which columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from casework.lms.gradebook import Grades, Learner
from casework.lms.sheets import Sheet, number

Match = Callable[[Learner, list[str]], bool]
KEPT = ("EX", "N/A")
"""What Canvas writes for an excused learner, and for one who does not have the assignment."""


@dataclass
class Result:
    """A filled sheet and what to tell, a line for each learner or module that is not in it."""

    sheet: Sheet
    filled: int = 0
    lines: list[str] = field(default_factory=list)


def fill(
    sheet: Sheet, rows: Sequence[list[str]], columns: Mapping[str, int], grades: Grades, match: Match
) -> Result:
    """
    Fill the columns of some modules; nothing else in the sheet is changed.

    Args:
        rows: the sheet's rows of learners.
        columns: module -> place of its column.
        match: whether a row is a learner's. A learner with no row or several, and a row of several
            learners, are named and left alone.
    """
    result = Result(sheet)
    found = {one.id: [index for index, row in enumerate(rows) if match(one, row)] for one in grades.learners}
    takers: dict[int, list[str]] = {}
    for id_, places in found.items():
        for place in places:
            takers.setdefault(place, []).append(id_)
    for learner in grades.learners:
        got = {name: points for name, points in grades.of(learner.id).items() if name in columns}
        if not got:
            continue
        places = found[learner.id]
        rivals = sorted({id_ for place in places for id_ in takers[place]} - {learner.id})
        if not places:
            result.lines.append(f"{learner.id}: no row of the template is theirs; not filled in")
        elif len(places) > 1:
            result.lines.append(f"{learner.id}: {len(places)} rows of the template fit; not filled in")
        elif rivals:
            result.lines.append(
                f"{learner.id}: the same row of the template fits {', '.join(rivals)}; not filled in"
            )
        else:
            _fill_row(result, learner, rows[places[0]], got, columns, grades)
    return result


def _fill_row(
    result: Result,
    learner: Learner,
    row: list[str],
    got: Mapping[str, object],
    columns: Mapping[str, int],
    grades: Grades,
) -> None:
    for name in sorted(got):
        old = row[columns[name]].strip()
        if old.upper() in KEPT:
            result.lines.append(f"{learner.id}: {name} is {old} in the template; left as it is")
            continue
        row[columns[name]] = number(grades.got[learner.id, name].of("all"))
        result.filled += 1
        if (learner.id, name) in grades.waiting:
            result.lines.append(f"{learner.id}: {name} has a text that nobody has read; it counts 0 so far")
