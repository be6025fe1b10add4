"""Finds what an author has still to write: each line of a module's files, and each cell, with the mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from casework.yaml_lines import ContentError, Problem, display_path, read_text

MARK = "TODO:"
"""Stands before every text of a scaffold, so that none can be released as it is."""

LONGEST = 60


def unfinished_text(text: str) -> Iterator[str]:
    """Yield what is wrong with a text in which something is marked as still to be written."""
    if MARK in text:
        rest = text.split(MARK, 1)[1].split("\n")[0].strip(" \"'}")
        short = rest if len(rest) <= LONGEST else f"{rest[:LONGEST].rstrip()}..."
        yield f"still has {MARK} {short!r}; write your own text and take the mark out"


def check_unfinished(files: Iterable[Path]) -> Iterator[Problem]:
    """Yield each line that is marked; notebooks.py tells of cells, for releases by nbgrader too."""
    for path in files:
        with suppress(ContentError):  # its own reader tells
            for number, line in enumerate(read_text(path).splitlines(), start=1):
                for text in unfinished_text(line):
                    yield Problem(display_path(path), number, "", text)


def files_to_finish(root: Path, folder: Path, content: Iterable[Path]) -> list[Path]:
    """Return a module's files beside its notebook: content and keys, README, rubrics and notes."""
    rubrics = sorted((root / "assessments" / "rubrics").glob(f"m{folder.name[:2]}-*.yaml"))
    notes = root / "docs" / "instructor-notes" / f"{folder.name}.md"
    return [*content, *(path for path in (folder / "README.md", *rubrics, notes) if path.is_file())]
