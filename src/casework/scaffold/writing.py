"""Puts a new entry into a content file, and new files into the course; overwrites nothing."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.module import CourseError
from casework.yaml_lines import ContentError, display_path, load, read_text


@dataclass(frozen=True)
class Scaffold:
    """Entries to add, as (section, YAML) by file, and the cell that shows them."""

    module: str
    entries: Mapping[Path, tuple[str, str]]
    notebook: Path
    cell: Mapping[str, Any]

    def shown(self) -> str:
        """Return everything as text, each part below a line that says where it belongs."""
        parts = [
            f"# {display_path(path)}, at the end of {section}:\n{block}"
            for path, (section, block) in self.entries.items()
        ]
        return "\n".join([*parts, self.cell_shown()])

    def cell_shown(self) -> str:
        """Return the cell as text, below a line that says where it belongs."""
        where = f"# {display_path(self.notebook)}, in a text editor, among the cells where it belongs:"
        return f"{where}\n{json.dumps(self.cell, ensure_ascii=False, indent=1)}"

    def write(self) -> str:
        """Add the entries to their files; return what was done, and the cell, whose place is the author's."""
        add_entries(self.entries, self.module)
        added = [f"{display_path(path)}: added" for path in self.entries]
        return "\n".join([*added, "", self.cell_shown()])


def write_new(files: Mapping[Path, str]) -> None:
    """
    Write files that are not there yet, all or none.

    Raises:
        CourseError: one is there already.
    """
    for path in files:
        if path.exists():
            raise CourseError(f"{display_path(path)} is there already; nothing was written")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)


def add_entries(entries: Mapping[Path, tuple[str, str]], module: str) -> None:
    """
    Add entries, each as (section, YAML), at the end of a section of a file; a file that is missing is made.

    Raises:
        CourseError: with the entry a file could not be read; then no file is changed.
    """
    made = {}
    for path, (section, block) in entries.items():
        there = path.exists()
        new = inserted(read_text(path) if there else f"module: {module}\n", section, block)
        with tempfile.TemporaryDirectory() as scratch:
            trial = Path(scratch) / path.name
            trial.write_text(new, encoding="utf-8")
            try:
                load(trial)
            except ContentError:
                text = f"an entry does not fit under {section}: in its form; add it by hand"
                raise CourseError(f"{display_path(path)}: {text}") from None
        made[path] = new
    for path, new in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(new, encoding="utf-8", newline="\n")


def inserted(text: str, section: str, block: str) -> str:
    """Return a YAML text with a block at the end of a section, which is made where it is missing."""
    lines, block = text.rstrip().splitlines(), block.rstrip("\n")
    start = next((at for at, line in enumerate(lines) if re.match(rf"{section}:", line)), None)
    if start is None:
        return "\n".join([*lines, f"{section}:", block]) + "\n"
    if re.fullmatch(r"\w+:\s*(?:\[\s*\]|\{\s*\})\s*", lines[start]):  # written as an empty list or block
        lines[start] = f"{section}:"
    end = next((at for at in range(start + 1, len(lines)) if re.match(r"[^\s#]", lines[at])), len(lines))
    while re.match(r"#|\s*$", lines[end - 1]):  # what stands before the next section belongs to that
        end -= 1
    gap = [""] if end > start + 1 else []
    return "\n".join([*lines[:end], *gap, block, *lines[end:]]) + "\n"
