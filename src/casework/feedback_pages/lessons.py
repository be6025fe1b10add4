"""Where an outcome is taught: module, part and section, by the practice questions that stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from casework.answers import UnreadableNotebook, read_notebook
from casework.markup import words
from casework.module import CourseError, load_module
from casework.outcomes import Outcome, outcomes
from casework.yaml_lines import ContentError

MOST = 3
"""Places named for one outcome: more would be no help."""

_HEADING = re.compile(r"^(##|###) +(.+?) *$", re.MULTILINE)
_ASKED = re.compile(r"""^(?:ask|case_study)\(["']([a-z0-9-]+)["']""")


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
    for id_, where in _asked(cells):
        question = module.practice.questions.get(id_)
        if question is not None and where not in found.setdefault(question.outcome, []):
            found[question.outcome].append(where)
    return {id_: tuple(listed[:MOST]) for id_, listed in found.items()}


def _asked(cells: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield (question's id, where: its part, and section if there is one), in order."""
    part = section = ""
    for cell in cells:
        source = "".join(map(str, cell["source"])) if isinstance(cell, dict) and cell.get("source") else ""
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            for level, text in _HEADING.findall(source):
                part, section = (words(text), "") if level == "##" else (part, words(text))
        elif (match := _ASKED.match(source)) and part:
            yield match[1], f", {part}" + (f", section “{section}”" if section else "")


def heading_before(cells: list[Any], place: int) -> str:
    """Return the last heading of second level above a cell, as plain words; empty where there is none."""
    for cell in reversed(cells[:place]):
        if cell["cell_type"] == "markdown":
            found = [text for level, text in _HEADING.findall("".join(cell["source"])) if level == "##"]
            if found:
                return words(found[-1])
    return ""
