"""Where a learner's pages are put: nbgrader's layout, closed to others. Makes no page and releases none."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from casework.feedback_pages.sheet import NoPage
from casework.grading.settings import Converter
from casework.one_step import write_in_one_step

BESIDE = ("timestamp.txt", "submission_secret.txt")
"""What nbgrader's exchange wants beside a page: when it was handed in, and what names the learner's file."""


@dataclass(frozen=True)
class Place:
    """Where one learner's pages lie, by the name of their notebook."""

    student: str
    folder: Path
    pages: Mapping[str, Path]


def put(
    converter: Converter, student: str, assignment: str, pages: Mapping[str, str], out: Path | None
) -> Place:
    """
    Write a learner's pages into feedback/STUDENT/ASSIGNMENT/, or below ``out``.

    In feedback/, what was in the folder goes: ``nbgrader release_feedback`` hands out every page in it. The
    folder feedback/ is closed to other users of the computer; the files are open, since the exchange copies
    them with their rights.

    Raises:
        NoPage: a folder on the way is a link.
        OSError: it cannot be written.
    """
    coursedir = converter.coursedir
    top = out or Path(coursedir.root, coursedir.feedback_directory)
    folder = (
        out / student / assignment
        if out
        else Path(coursedir.format_path(coursedir.feedback_directory, student, assignment))
    )
    for above in (top, folder.parent, folder):
        if above.is_symlink():
            raise NoPage(f"the folder {above.name} in {top.name}/ is a link; put a real folder there")
    if not top.exists():
        top.mkdir(parents=True)
    if not (out or coursedir.groupshared):
        os.chmod(top, 0o700)
    folder.parent.mkdir(parents=True, exist_ok=True)
    files = {f"{name}.html": text.encode() for name, text in pages.items()}
    if out:
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            write_in_one_step(folder / name, data, 0o600)
    else:
        graded = converter.final_folder(student, assignment)
        for name in BESIDE:
            if (graded / name).is_file() and not (graded / name).is_symlink():
                files[name] = (graded / name).read_bytes()
        _replace(folder, top, files)
    return Place(student, folder, {name: folder / f"{name}.html" for name in pages})


def _replace(folder: Path, top: Path, files: Mapping[str, bytes]) -> None:
    """Put a folder with these files in place of one that may be there."""
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=top) as room:
        new = Path(room, "new")
        new.mkdir()
        for name, data in files.items():
            write_in_one_step(new / name, data)
        if folder.exists():
            shutil.move(folder, Path(room, "old"))
        os.replace(new, folder)
