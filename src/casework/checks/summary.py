"""Puts together docs/content.md: what the course holds, counted. `casework check --write` makes the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from casework.checks import tallies
from casework.checks.pages import Page, blocks, read_page
from casework.checks.reading import LEFT_OUT, Count, Counter, counter, lesson_count
from casework.comparisons import FILE as COMPARE
from casework.comparisons import read_comparisons
from casework.module import CourseError, Module, load_module, module_folders

PER_MINUTE = 200
"""Words that take a minute to read; a question takes another."""

_HEAD = """\
# What is in the course

Counted by `casework check --write docs/content.md`; a test holds this page equal to the course. What is
counted, and how: [content rules](content-rules.md).
"""
_MODULES = """\
Minutes are those of the lesson's title, and beside them those that the words make: all words of the lesson,
its cases and its texts side by side, by 200, and a minute a question. Words and US grade (Flesch-Kincaid) are
those of the running text. Steps and changes belong to cases.
"""
_BANK = """\
Where the graded questions are written that a program marks, those of cases left out.
"""
_OUTCOMES = "Steps and changes of cases are counted too.\n"


def content_page(root: Path) -> str:
    """
    Return the page, in Markdown.

    Raises:
        ContentError: a module cannot be read.
        CourseError: the reading grade cannot be counted here.
    """
    count = counter()
    if count is None:
        raise CourseError(f"{LEFT_OUT}; without it the page cannot be written")
    modules = [load_module(folder) for folder in module_folders(root)]
    parts = [
        _HEAD,
        f"## Modules\n\n{_MODULES}",
        tallies.table(
            [
                *("Module", "Minutes", "by words", "Words", "US grade"),
                *("Practice", "Graded", "Steps", "Changes"),
            ],
            [_row(module, read_page(module.folder), count) for module in modules],
        ),
        f"## Questions by outcome and level\n\n{_OUTCOMES}",
        tallies.outcomes(modules),
        f"## The bank of graded questions\n\n{_BANK}{tallies.repeats(modules)}",
        tallies.bank(modules),
        "## Questions by type\n",
        tallies.types(modules),
    ]
    if found := tallies.points(root):
        parts += [f"## The points of the two texts\n\n{found[0]}\n", found[1]]
    return "\n".join(parts)


def _row(module: Module, page: Page | None, count: Counter) -> list[object]:
    """Return what a module holds, a number a column."""
    running = sum((lesson_count(text, count) for _, text in page.prose), Count()) if page else Count()
    words = sum(count(text).words for text in _read(module, page))
    cases = module.cases.values()
    return [
        f"`{module.name}`",
        _announced(page),
        round(words / PER_MINUTE + len(module.questions)),
        f"{running.words:,}",
        f"{running.grade:.1f}",
        len(module.practice.questions),
        len(module.graded.questions),
        sum(len(case.steps) for case in cases),
        sum(len(case.changes) for case in cases),
    ]


def _read(module: Module, page: Page | None) -> Iterator[str]:
    """Yield what a learner reads in a module beside its questions: no code, no lists at the end."""
    for _, source in page.prose if page else ():
        yield from (block.text.replace("|", " ") for block in blocks(source) if block.kind != "code")
    for case in module.cases.values():
        yield from (case.intro, case.debrief, *(step.reveal for step in case.steps))
        for change in case.changes:
            yield from (change.fact, change.becomes, change.effect)
    path = module.folder / COMPARE
    for comparison in read_comparisons(path).values() if path.is_file() else ():
        for row in comparison.rows:
            yield from (row.limb, *row.cells, row.difference)


def _announced(page: Page | None) -> str:
    """Return the minutes that a lesson names for itself, first of all."""
    for _, source in page.texts if page else ():
        if found := re.search(r"[Aa]bout (\d{1,3}) minutes", source):
            return found[1]
    return ""
