"""Puts a new entry into a content file, and new files into the course; overwrites nothing."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from casework.module import CourseError
from casework.yaml_lines import ContentError, display_path, load, read_text


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
    gap = [""] if "" in lines[start:end] else []
    return "\n".join([*lines[:end], *gap, block, *lines[end:]]) + "\n"
