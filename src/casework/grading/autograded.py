"""Autograded folders as `nbgrader autograde` leaves them: made aside, then put in place. Scores nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout
from nbgrader.converters.base import BaseConverter
from nbgrader.utils import find_all_files

from casework.grading.notebook_text import Writer
from casework.grading.rebuild import Notebook
from casework.grading.settings import Converter
from casework.module import CourseError

_OLD = ".old"
_SMALL = 1_000_000
"""Bytes of a file of the source that is read once and not for every submission."""


class Folders:
    """The autograded folders of one assignment."""

    def __init__(self, converter: Converter, assignment: str) -> None:
        self.converter = converter
        self.assignment = assignment
        self.text_of = Writer().text_of

    @cached_property
    def copied(self) -> list[tuple[Path, str]]:
        """Files of the source, and their names in every autograded folder."""
        coursedir = self.converter.coursedir
        source = Path(coursedir.format_path(coursedir.source_directory, ".", self.assignment))
        kept = {source / name for name in self.converter.exclude_overwriting.get(self.assignment, [])}
        files = map(Path, find_all_files(str(source), [*coursedir.ignore, "*.ipynb"]))
        return [(path, str(path.relative_to(source))) for path in files if path not in kept]

    @cached_property
    def _contents(self) -> list[tuple[str, Path, bytes | None]]:
        """The same files by name, with the bytes of those that are small."""
        return [
            (name, path, path.read_bytes() if path.stat().st_size <= _SMALL else None)
            for path, name in self.copied
        ]

    def make(self, student: str, notebooks: Mapping[str, Notebook]) -> Path:
        """
        Make a submission's folder aside, and return it: notebooks, the learner's files, the source's files.

        Raises:
            OSError: a file cannot be read or written.
        """
        folder = self.converter.new_folder(student, self.assignment)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        empty = self._only_notebooks(student, notebooks)
        if not empty:
            BaseConverter.init_assignment(self.converter, self.assignment, student)
        for name, path, content in self._contents:
            to = folder / name
            if to.parent != folder:
                to.parent.mkdir(parents=True, exist_ok=True)
            if not empty:
                to.unlink(missing_ok=True)  # a learner's file of this name may be read-only
            if content is None:
                shutil.copy(path, to)
            else:
                to.write_bytes(content)
        for name, notebook in notebooks.items():
            (folder / name).write_text(self.text_of(notebook), encoding="utf-8")
        self.converter.set_permissions(self.assignment, student)
        return folder

    def _only_notebooks(self, student: str, notebooks: Mapping[str, Notebook]) -> bool:
        """Return whether a submission has nothing but what is written anew: then nothing is copied."""
        coursedir = self.converter.coursedir
        with os.scandir(
            coursedir.format_path(coursedir.submitted_directory, student, self.assignment)
        ) as found:
            return all(entry.name in notebooks for entry in found)

    def same_notebooks(self, student: str, names: Mapping[str, Notebook]) -> bool:
        """Return whether the notebooks just made are, letter by letter, those that are in place."""
        new, old = self._places(student)
        try:
            return all((new / name).read_bytes() == (old / name).read_bytes() for name in names)
        except OSError:
            return False

    def put_in_place(self, student: str) -> None:
        """
        Move a folder that was made aside to where nbgrader looks for it.

        At every moment what is there is whole, or nothing is there: then nbgrader would grade it again.
        """
        new, final = self._places(student)
        if not final.parent.exists() and self._alone_in_its_folder(new, final):
            os.rename(new.parent, final.parent)  # so no empty folder stays behind to be removed
            return
        final.parent.mkdir(parents=True, exist_ok=True)
        old = new.with_name(new.name + _OLD)
        if final.exists():
            os.rename(final, old)
        os.rename(new, final)
        if old.exists():
            shutil.rmtree(old)

    def _alone_in_its_folder(self, new: Path, final: Path) -> bool:
        """Return whether the folder above can be moved instead: one of this learner's own."""
        above = new.parent
        whole = above.parent == self.converter.unfinished and final.parent.parent == above.parent.parent
        return whole and os.listdir(above) == [new.name]

    def _places(self, student: str) -> tuple[Path, Path]:
        return (
            self.converter.new_folder(student, self.assignment),
            self.converter.final_folder(student, self.assignment),
        )


@contextmanager
def alone(converter: Converter) -> Iterator[None]:
    """
    Let no second run into the same folders, and leave nothing unfinished behind.

    Raises:
        CourseError: another run is at work.
    """
    place = converter.unfinished
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(place.with_name(".grading.lock")), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise CourseError("another casework grade is at work in this course; wait for its end") from None
    try:
        shutil.rmtree(place, ignore_errors=True)
        yield
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.release()
