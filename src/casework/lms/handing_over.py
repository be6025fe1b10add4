"""Writes one learner's hand-in below submitted/. Never over a file that is there, unless told to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from casework.lms.names import Owner
from casework.module import CourseError
from casework.one_step import write_in_one_step

MAX_TIME_BYTES = 100


@dataclass(frozen=True)
class Copied:
    """What became of one hand-in; ``line`` is for people, ``state`` is "" where it was refused."""

    student: str
    line: str
    state: Literal["", "new", "there"]


def hand_over(
    submitted: Path, owner: Owner, module: str, files: Mapping[str, bytes], notes: Sequence[str], force: bool
) -> Copied:
    """
    Write a hand-in into submitted/STUDENT/MODULE/.

    Args:
        files: file name -> bytes: the notebook first; maybe its answer file and timestamp.txt.
        notes: what the learner's line says besides.
        force: replace files that are there with others.

    Raises:
        CourseError: other files are there, or a folder is a link; nothing was written.
        OSError: it cannot be written.
    """
    notes = list(notes)
    student = _student(submitted, owner, notes)
    folder = submitted / student / module
    for above in (submitted, folder.parent, folder):
        if above.is_symlink():
            raise CourseError(f"the folder {above.name} in submitted/ is a link; put a real folder there")
    kept, wanted = {}, dict(files)
    if (time := wanted.get("timestamp.txt")) is not None and not _is_time(time):
        del wanted["timestamp.txt"]
        notes.append("timestamp.txt is no date and time, left out; write it as 2026-11-22 10:00:00 UTC")
    for name, data in wanted.items():
        path = folder / name
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise CourseError(f"{name} in submitted/ is not a file; remove it")
        if path.is_file():
            kept[name] = path.read_bytes() == data
    other = [name for name, same in kept.items() if not same]
    if other and not force:
        raise CourseError(f"{other[0]} is there already, and differs; --force replaces it")
    new = [name for name in wanted if not kept.get(name)]
    folder.mkdir(parents=True, exist_ok=True)
    for name in new:
        write_in_one_step(folder / name, wanted[name])
    old_time = folder / "timestamp.txt"
    if next(iter(files)) in other and "timestamp.txt" not in wanted and old_time.is_file():
        old_time.unlink()
        notes.append("timestamp.txt of the old file removed")
    if any(name.endswith(".answers.json") for name in new):
        notes.append("with its answer file")
    said = ", ".join(["replaced" if other else "collected" if new else "already there", *notes])
    return Copied(student, f"{student}: {module}: {said}", "new" if new else "there")


def _student(submitted: Path, owner: Owner, notes: list[str]) -> str:
    """Return the learner's folder: of a Canvas user whose name has changed, the one that is there."""
    if owner.platform != "canvas" or not owner.number.isdigit() or (submitted / owner.student).exists():
        return owner.student
    there = [path.name for path in submitted.glob(f"*_{owner.number}") if path.is_dir()]
    if len(there) != 1:
        return owner.student
    notes.append(f"now named {owner.student}, the same Canvas user")
    return there[0]


def _is_time(data: bytes) -> bool:
    from nbgrader.utils import parse_utc

    try:
        parse_utc(data[: MAX_TIME_BYTES + 1].decode("utf-8").strip())
    except (ValueError, TypeError, OverflowError):
        return False
    return len(data) <= MAX_TIME_BYTES
