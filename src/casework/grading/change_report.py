"""The report on a regrade as text: questions, submissions, pass mark, a summary. Pure; no files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from casework.final_rules import FinalRules
from casework.grading.score_changes import Cause, Change, Comparison
from casework.markup import number

CAUSES: Mapping[Cause, str] = {
    "key": "By the key",
    "not known": "By the key, or by a file handed in since (graded before either was noted)",
    "new file": "By a new file, handed in since the last grading",
    "other": "Neither by the key nor by a new file: release, due date, settings or program have changed",
}


@dataclass(frozen=True)
class About:
    """
    What a report says besides the points.

    Attributes:
        words: what differs at each question, in words; one entry for every older version there was.
        parts: the questions that a cell scores, where they are not the cell's own.
        unknown: how many submissions were graded with a key that was not kept.
        unreadable: whether a key that was kept can no longer be read.
        rules: of the final test, where the assignment is one of its forms.
    """

    words: Sequence[Mapping[str, str]] = ()
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unknown: int = 0
    unreadable: bool = False
    rules: FinalRules | None = None


def report(found: Comparison, about: About) -> str:
    """Return the whole report."""
    lines = [*_questions(found, about), *_submissions(found), *_passes(found, about.rules), *_others(found)]
    return "\n".join([*lines, summary(found)])


def summary(found: Comparison) -> str:
    """Return in one line how many change, up and down, and what that does to the mean."""
    changed, of = len(found.changed), len(found.pairs)
    if not changed:
        return f"{found.assignment}: nobody's points change ({of} of {of} submissions stay as they are)"
    before, after = found.means()
    same = changed - found.up - found.down
    also = f", {same} with the same total" if same else ""
    return (
        f"{found.assignment}: {changed} of {of} submissions change: {found.up} up, {found.down} down{also}; "
        f"mean {before:.2f} → {after:.2f} of {number(found.full)} points"
    )


def _questions(found: Comparison, about: About) -> Iterator[str]:
    yield "Questions"
    said = 0
    for cell in found.cells:
        up, down = found.of_cell(cell)
        own = _words(about, cell)
        parts = [
            (one, words) for one in about.parts.get(cell, ()) if one != cell and (words := _words(about, one))
        ]
        if up or down or own or parts:
            said += 1
            yield f"  {cell}: {up} up, {down} down{f'; {own}' if own else ''}"
            yield from (f"    {one}: {words}" for one, words in parts)
    if not said:
        yield "  no question has changed"
    if about.unknown:
        yield (
            f"  The key that {about.unknown} of {len(found.pairs)} were graded with is not known: "
            "they were graded before casework kept it."
        )
    if about.unreadable:
        yield "  A key that was kept can no longer be read by this version; its text is in the record."


def _words(about: About, id_: str) -> str:
    return " or ".join(dict.fromkeys(words[id_] for words in about.words if id_ in words))


def _submissions(found: Comparison) -> Iterator[str]:
    for cause, heading in CAUSES.items():
        changes = [one for one in found.changes if one.cause == cause]
        if changes:
            yield heading
            yield from _table(changes)


def _table(changes: Sequence[Change]) -> Iterator[str]:
    head = ("student", "question", "old", "new", "difference")
    rows = [
        head,
        *((one.student, one.cell, _points(one.old), _points(one.new), _signed(one)) for one in changes),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield f"  {'  '.join(cells)}".rstrip()


def _passes(found: Comparison, rules: FinalRules | None) -> Iterator[str]:
    if rules is None:
        return
    needed = number(rules.needed(found.full))
    yield f"Pass mark: {needed} of {number(found.full)} points ({rules.pass_percent} %)"
    said = 0
    for pair in found.changed:
        before, after = (rules.passes(one.total, found.full) for one in (pair.before, pair.after))
        if before != after:
            said += 1
            words = "did not pass → passes" if after else "passed → does not pass"
            yield f"  {pair.student}: {words} ({number(pair.before.total)} → {number(pair.after.total)})"
    if not said:
        yield "  nobody passes or fails who did not before"


def _others(found: Comparison) -> Iterator[str]:
    if found.first:
        yield f"Not graded before, to be graded for the first time: {', '.join(found.first)}"
    if found.errors:
        yield "Cannot be graded"
        yield from (f"  {error}" for error in found.errors)


def _points(points: float | None) -> str:
    return "-" if points is None else number(points)


def _signed(change: Change) -> str:
    if change.old is None or change.new is None:
        return ""
    sign = "+" if change.difference > 0 else "-" if change.difference < 0 else ""
    return f"{sign}{number(abs(change.difference))}"
