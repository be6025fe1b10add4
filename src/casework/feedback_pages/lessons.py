"""Where an outcome is taught: module, part and section, by the practice questions that stand there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from casework.answers import UnreadableNotebook, read_notebook
from casework.markup import words
from casework.module import CourseError, load_module
from casework.outcomes import Outcome, outcomes
from casework.parts import HEADING, asked
from casework.yaml_lines import ContentError

MOST = 3
"""Places named for one outcome: more would be no help."""


def places(root: Path, outcome: str) -> tuple[str, ...]:
    """
    Return where to read again, the lesson's title first, such as "Module 02: The law, Part 3. Two terms".

    Practice is set where a thing was taught: the sections are those with practice questions of the outcome.
    Empty where no lesson names the outcome.
    """
    known = outcomes(root).get(outcome)
    if known is None:
        return ()
    lesson = f"Module {known.lesson.replace(' ', ': ', 1)}"
    return tuple(f"{lesson}{where}" for where in _sections(known).get(outcome, ("",)))


def _sections(outcome: Outcome) -> Mapping[str, tuple[str, ...]]:
    try:
        stamp = outcome.notebook.stat().st_mtime_ns
    except OSError:
        return {}
    return _read(outcome.notebook, stamp)


@lru_cache(maxsize=32)
def _read(path: Path, stamp: int) -> Mapping[str, tuple[str, ...]]:
    """Read a lesson once for each state of it; a broken one names no section."""
    try:
        cells = read_notebook(path.read_bytes())["cells"]
        module = load_module(path.parent)
    except (OSError, UnreadableNotebook, CourseError, ContentError):
        return {}
    found: dict[str, list[str]] = {}
    for id_, part, section in asked(cells):
        question = module.practice.questions.get(id_)
        where = f", {part}" + (f", section “{section}”" if section else "")
        if question is not None and where not in found.setdefault(question.outcome, []):
            found[question.outcome].append(where)
    return {id_: tuple(listed[:MOST]) for id_, listed in found.items()}


def heading_before(cells: list[Any], place: int) -> str:
    """Return the last heading of second level above a cell, as plain words; empty where there is none."""
    for cell in reversed(cells[:place]):
        if cell["cell_type"] == "markdown":
            found = [text for level, text in HEADING.findall("".join(cell["source"])) if level == "##"]
            if found:
                return words(found[-1])
    return ""
