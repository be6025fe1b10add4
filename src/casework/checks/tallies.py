"""Counts questions by outcome, level and type, and points by module, as Markdown tables. Writes no file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from casework.checks import coverage
from casework.checks.content import WHOLE_COURSE
from casework.items import Question
from casework.module import Module
from casework.references import FILE as LIBRARY
from casework.tables import read_lines
from casework.types import TYPES, type_of

LEVELS = ("remember", "understand", "apply", "analyse", "evaluate", "create")


def outcomes(modules: Sequence[Module]) -> str:
    """Return a row an outcome: its questions by level, and how many are practice and graded."""
    everything = [q for one in modules for q in one.questions.values() if not q.same_as]
    graded = {id_ for one in modules for id_ in one.graded_questions}
    rows = []
    for outcome in sorted({one.outcome for one in everything}, key=_number):
        of_it = [one for one in everything if one.outcome == outcome]
        levels = Counter(one.level for one in of_it)
        number = sum(one.id in graded for one in of_it)
        rows.append([outcome, *(levels[level] or "" for level in LEVELS), len(of_it) - number, number])
    return table(["Outcome", *(level.capitalize() for level in LEVELS), "Practice", "Graded"], rows)


def bank(modules: Sequence[Module]) -> str:
    """Return a row an outcome: in which files its graded questions outside cases are written."""
    tests = [one for one in modules if WHOLE_COURSE.fullmatch(one.name)]
    rooms = {one.name: Counter(q.outcome for q in _written(one)) for one in tests if _written(one)}
    lessons = Counter(q.outcome for one in modules if one not in tests for q in _written(one))
    columns = {"Lessons": lessons, **{f"`{name}`": count for name, count in rooms.items()}}
    rows: list[list[object]] = [
        [outcome, *(count[outcome] for count in columns.values()), sum(c[outcome] for c in columns.values())]
        for outcome in sorted({name for count in columns.values() for name in count}, key=_number)
    ]
    sums = [sum(count.values()) for count in columns.values()]
    rows.append(["all", *sums, sum(sums)])
    return table(["Outcome", *columns, "All"], rows)


def repeats(modules: Sequence[Module]) -> str:
    """Return a line for each module that repeats questions of others: how many, and whose."""
    lines = []
    for module in modules:
        homes = Counter(q.same_as.partition("/")[0] for q in module.graded.questions.values() if q.same_as)
        if homes:
            told = " and ".join(f"{number} of `{home}`" for home, number in sorted(homes.items()))
            lines.append(f"`{module.name}` repeats {told}.\n")
    return "".join(lines)


def _written(module: Module) -> list[Question]:
    """Return the graded questions that are written in a module's own file and marked by a program."""
    return [q for q in module.graded.questions.values() if not q.same_as and not type_of(q).by_hand]


def types(modules: Sequence[Module]) -> str:
    """Return a row a type of question: how many are practice, graded, and in cases."""
    columns: list[list[Question]] = [
        [question for one in modules for question in one.practice.questions.values()],
        [q for one in modules for q in one.graded.questions.values() if not q.same_as],
        [question for one in modules for case in one.cases.values() for question in case.questions.values()],
    ]
    counts = [Counter(question.type for question in column) for column in columns]
    rows: list[list[object]] = [
        [f"`{name}`", *(count[name] or "" for count in counts)]
        for name in TYPES
        if any(count[name] for count in counts)
    ]
    rows.append(["all", *(len(column) for column in columns)])
    return table(["Type", "Practice", "Graded", "In cases"], rows)


def points(root: Path) -> tuple[str, str] | None:
    """Return a sentence on the points of the two texts and a row a module, or None without their list."""
    path = root / "docs" / coverage.FILE
    if not path.is_file():
        return None
    known = coverage.read_points(root / "data" / coverage.POINTS)
    placed = {(cells[0], cells[1][:2]) for _, cells in read_lines(path)[1:]}
    rows = []
    for number in sorted({one for point in known.values() for one in point.modules if one.isdigit()}):
        due = [id_ for id_, point in known.items() if number in point.modules]
        done = [id_ for id_ in due if (id_, number) in placed]
        article = sum(id_.startswith("A") for id_ in done)
        rows.append([number, len(due), len(done), article, len(done) - article])
    cited = coverage.cited_points(root / "data" / LIBRARY) or frozenset()
    there = {*placed, *((id_, "library") for id_ in cited), *((id_, "context") for id_ in known)}
    everywhere = sum(all((id_, one) in there for one in point.modules) for id_, point in known.items())
    others = sum(not any(one.isdigit() for one in point.modules) for point in known.values())
    text = (
        f"`data/{coverage.POINTS}` has {len(known)} points, and {everywhere} stand wherever they belong.\n"
        f"{others} of them are for the library or for context alone; a point may belong to several\n"
        "modules. Where each one stands: `docs/coverage.csv`."
    )
    return text, table(["Module", "Points", "Placed", "of the article", "of the brief"], rows)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table, all but its first column set right."""
    rule = ["---" if index == 0 else "--:" for index, _ in enumerate(head)]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in (head, rule, *rows))


def _number(outcome: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in outcome.split("."))
