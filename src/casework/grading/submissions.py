"""Submitted files: opens them without trust and says in one line why one cannot be graded. Scores nothing."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection
from pathlib import Path

from casework.answers import (
    MAX_NOTEBOOK_BYTES,
    Record,
    UnreadableNotebook,
    read_notebook,
    read_sidecar,
    sidecar_path,
)
from casework.grading.errors import SubmissionError

MAX_FILES = 1_000
"""A submission folder with more files is somebody's whole disk, not an assignment."""
MAX_FOLDER_BYTES = 200_000_000
"""Each of a submission's files is copied twice, for the grader and into the feedback."""
MAX_PATH_CHARS = 300
"""Below a submission's folder; the course's own folder, and a system's limit, must fit around it."""

YEARS = range(1970, 2200)
"""At the ends of the calendar a time cannot be shown in every time zone."""

_TIME = re.compile(r"[\w ,:./+-]{0,100}", re.ASCII)
_ZONE = re.compile(r"[+-]?\w+(?:[/+-]\w+)*", re.ASCII)
"""A time zone's name; dateutil would take a path for the file of one, and read it."""

# Whatever a system lacks of these counts 0: Windows has no links to follow in open(), others no O_BINARY.
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)


def read_submission(path: Path) -> bytes:
    """
    Return a submitted notebook's bytes: of a regular file only, never through a link, never too many.

    Raises:
        UnreadableNotebook: in one line, why it cannot be read.
    """
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        what = "is a link" if path.is_symlink() else f"cannot be opened ({error.strerror})"
        raise UnreadableNotebook(f"the file {what}; ask for the file itself") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnreadableNotebook("this is not a file; ask for the .ipynb file itself")
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_NOTEBOOK_BYTES + 1)


def read_answers_beside(path: Path) -> Record | None:
    """Return the answers in the file beside a submitted notebook, or None if there is none."""
    beside = sidecar_path(path)
    return read_sidecar(beside) if beside.is_file() and not beside.is_symlink() else None


def submission_error(
    folder: Path, student: str, assignment: str, expected: Collection[str], taken: Collection[str] = ()
) -> SubmissionError | None:
    """
    Return the first reason why a submission cannot be graded, or None.

    Args:
        folder: the submission, ``submitted/STUDENT/ASSIGNMENT``.
        expected: the file names of the released notebooks.
        taken: the course's files, by their paths in a submission, that are put into each graded one.
    """
    return folder_error(folder, student, assignment, expected, taken) or _first(
        student, assignment, lambda: _bad_notebook(folder, expected)
    )


def folder_error(
    folder: Path, student: str, assignment: str, expected: Collection[str], taken: Collection[str] = ()
) -> SubmissionError | None:
    """Return what `submission_error` does, but for what can be wrong inside a notebook: none is opened."""
    return _first(
        student,
        assignment,
        lambda: (
            _bad_name(student)
            or _bad_file(folder)
            or _in_the_way(folder, expected, taken)
            or _bad_timestamp(folder)
            or _no_notebook(folder, expected)
        ),
    )


def name_problem(student: str) -> str:
    """
    Return why a folder's name cannot be a learner's, or nothing.

    Such a name stands in no gradebook: nbgrader takes some for patterns, of other learners' folders too, and
    stops the whole class at others; a table of grades would run the rest.
    """
    if not student.isprintable():
        what = "hold line breaks or characters that cannot be seen"
    elif any(one in student for one in "*?["):
        what = "hold any of * ? ["
    elif student.startswith(("=", "+", "-", "@")):
        what = "begin with any of = + - @"
    else:
        return ""
    return f"a learner's name cannot {what}; rename the folder"


def unreadable(student: str, assignment: str, error: OSError) -> SubmissionError:
    """Return the error for a file that the system does not let us read."""
    reason = f"cannot be read ({error.strerror}); check its permissions"
    return SubmissionError(student, assignment, Path(error.filename or ".").name, reason)


def _first(
    student: str, assignment: str, check: Callable[[], tuple[str, str] | None]
) -> SubmissionError | None:
    try:
        found = check()
    except OSError as error:
        return unreadable(student, assignment, error)
    return SubmissionError(student, assignment, *found) if found else None


def _bad_name(student: str) -> tuple[str, str] | None:
    problem = name_problem(student)
    return (".", problem) if problem else None


def _bad_file(folder: Path) -> tuple[str, str] | None:
    """Refuse links and special files: nbgrader would copy what they point to into the feedback."""
    for above in (folder, folder.parent):
        if above.is_symlink():
            return above.name, "the folder is a link; put the submission itself there"
    count = size = 0
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            about = path.lstat()
            mode = about.st_mode
            shown = path.relative_to(folder).as_posix()
            if len(shown) > MAX_PATH_CHARS:
                return shown.partition("/")[0], "the path is too long or too deep; hand in fewer folders"
            if stat.S_ISLNK(mode):
                return shown, "the file is a link; ask for the file itself"
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                return shown, "this is neither a file nor a folder; remove it"
            size += about.st_size if stat.S_ISREG(mode) else 0
            if size > MAX_FOLDER_BYTES:
                limit = MAX_FOLDER_BYTES // 10**6
                return shown, f"the folder has over {limit} MB; keep what belongs to it"
        count += len(files) + len(folders)
        if count > MAX_FILES:
            return ".", f"the folder holds over {MAX_FILES} files; keep what belongs to it"
    return None


def _bad_timestamp(folder: Path) -> tuple[str, str] | None:
    """Refuse a time that nbgrader cannot read: formgrader then shows no submission of the whole class."""
    path = folder / "timestamp.txt"
    if not path.exists():
        return None
    from nbgrader.utils import parse_utc

    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(1_000).strip()
        if not _TIME.fullmatch(text) or not all(map(_ZONE.fullmatch, text.split(" ")[2:])):
            raise ValueError(text)
        if parse_utc(text).year not in YEARS:
            raise ValueError(text)
    except (ValueError, TypeError, OverflowError, OSError):
        return path.name, "this is not a date and time; write it as 2026-11-22 10:00:00 UTC"
    return None


def _in_the_way(folder: Path, expected: Collection[str], taken: Collection[str]) -> tuple[str, str] | None:
    """Refuse a folder where grading puts a file of the course or a feedback page, and the other way round."""
    there = set(os.listdir(folder))
    for name in sorted({*taken, *(f"{Path(one).stem}.html" for one in expected)}):
        if name.partition("/")[0] not in there:
            continue
        above = [one.as_posix() for one in Path(name).parents if one.name]
        wrong = [name] if (folder / name).is_dir() else [one for one in above if (folder / one).is_file()]
        if wrong:
            return wrong[0], "a file of the course has this name; rename it"
    return None


def _no_notebook(folder: Path, expected: Collection[str]) -> tuple[str, str] | None:
    """Refuse a submission without a released notebook."""
    if present(folder, expected):
        return None
    others = sorted(path.name for path in folder.iterdir())
    notebooks = [name for name in others if name.endswith(".ipynb")]
    wanted = " or ".join(sorted(expected))
    if notebooks:
        return notebooks[0], f"no released notebook has this name; rename it to {wanted}"
    return (others or ["."])[0], f"there is no notebook; ask for {wanted}"


def present(folder: Path, expected: Collection[str]) -> list[str]:
    """Return the names of the released notebooks that a submission has, in order."""
    return [name for name in sorted(expected) if os.path.lexists(folder / name)]


def _bad_notebook(folder: Path, expected: Collection[str]) -> tuple[str, str] | None:
    """Refuse a submission with a notebook that cannot be read."""
    for name in present(folder, expected):
        try:
            read_notebook(read_submission(folder / name))
        except UnreadableNotebook as error:
            return name, str(error)
    return None
