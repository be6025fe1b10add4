"""Digests: what a grade depends on, as one short text each, to tell what has changed. No grading."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from casework import __version__
from casework.grading.desk import Materials
from casework.references import FILE as LIBRARY
from casework.sources import find_data

_SIZE = 32


def materials_digest(
    materials: Materials, released: Path, keys: Path, copied: Iterable[Path], settings: str
) -> str:
    """
    Return the digest of all that an assignment is graded with: release, questions, keys, facts, settings.

    Args:
        released: the folder that was handed out.
        keys: the folder of the key files.
        copied: files of the source that go into every autograded submission.
        settings: what of the settings and the gradebook may change a grade.
    """
    module = materials.module
    homes = {one.same_as.partition("/")[0] for one in module.graded_questions.values() if one.same_as}
    data = find_data(module.folder)
    files = [
        *sorted(released.glob("*.ipynb")),
        *(keys / f"{name}.yaml" for name in sorted({module.name, *homes})),
        *(module.folder.parent / name / "graded.yaml" for name in sorted(homes)),
        *sorted(copied),
        *((data / "facts.yaml", data / LIBRARY) if data else ()),
    ]
    whole = hashlib.blake2b(repr((__version__, settings)).encode(), digest_size=_SIZE)
    for path in files:
        _add(whole, path.name, path)
    return whole.hexdigest()


def submission_digest(folder: Path) -> str:
    """
    Return the digest of every file of a submission.

    Raises:
        OSError: a file cannot be read.
    """
    whole = hashlib.blake2b(digest_size=_SIZE)
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(place, name)
            _add(whole, path.relative_to(folder).as_posix(), path)
    return whole.hexdigest()


def grade_digest(submission: str, *about: str) -> str:
    """Return the digest of all that a grade depends on: a submission's, and what else it depends on."""
    return hashlib.blake2b(repr((submission, *about)).encode(), digest_size=_SIZE).hexdigest()


def written_stamp(folder: Path, notebooks: Iterable[str]) -> str:
    """Return what tells a folder's notebooks from others of the same name; empty where one is missing."""
    try:
        return ",".join(str((folder / name).stat().st_mtime_ns) for name in sorted(notebooks))
    except OSError:
        return ""


def _add(whole: hashlib.blake2b, name: str, path: Path) -> None:
    """Add a file by name and content; one that is not there by its name alone."""
    part = hashlib.blake2b(digest_size=_SIZE)
    known = path.is_file()
    if known:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                part.update(block)
    whole.update(repr((name, known, part.hexdigest())).encode("utf-8", "surrogateescape"))
