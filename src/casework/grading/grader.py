"""Grades one submission after the other and makes their folders. Touches no gradebook."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.utils import compute_checksum

from casework.answers import UnreadableNotebook
from casework.grading.autograded import Folders
from casework.grading.code_cells import tag_of
from casework.grading.desk import GradingDesk, Materials
from casework.grading.digests import grade_digest, materials_digest, submission_digest, written_stamp
from casework.grading.engine import GradeRecord, Marker, grade_with
from casework.grading.errors import SubmissionError
from casework.grading.gradebook import Entry, Known, Marks
from casework.grading.keys import keys_folder
from casework.grading.rebuild import Notebook
from casework.grading.settings import Converter
from casework.grading.student_text import clean
from casework.grading.submissions import (
    folder_error,
    present,
    read_answers_beside,
    read_submission,
    unreadable,
)


@dataclass(frozen=True)
class Outcome:
    """
    What became of one submission: an entry for the gradebook, or an error, or neither: it is unchanged.

    ``remarks`` are for the log; ``versions`` has (student, file, words) of notebooks of another version.
    """

    entry: Entry | None = None
    error: SubmissionError | None = None
    remarks: tuple[str, ...] = ()
    versions: tuple[tuple[str, str, str], ...] = ()


@dataclass
class _Said:
    """What is to be said of a submission while it is graded: lines for the log, versions of its notebooks."""

    remarks: list[str] = field(default_factory=list)
    versions: list[tuple[str, str, str]] = field(default_factory=list)


class Refused(Exception):
    """A submission that cannot be graded."""

    def __init__(self, error: SubmissionError) -> None:
        self.error = error


class Grader:
    """
    Grades an assignment's submissions.

    Args:
        desk: where the submissions are found.
        materials: what they are graded with.
        names: the notebooks that the gradebook has of the assignment.
        duedate: in words; another one makes another digest.
    """

    def __init__(
        self,
        desk: GradingDesk,
        converter: Converter,
        assignment: str,
        materials: Materials,
        names: Collection[str],
        duedate: str,
    ) -> None:
        self.converter = converter
        self.find = desk
        self.assignment = assignment
        self.names = sorted(names)
        self.duedate = duedate
        self.materials = materials
        self.marker = Marker(self.materials.module, self.materials.keys, self.materials.label)
        self.expected = {f"{name}.ipynb": name for name in self.materials.released}
        self.folders = Folders(converter, assignment)
        self.taken = desk.source_files(assignment)
        self.digest = materials_digest(
            self.materials,
            desk.folder(converter.coursedir.release_directory, ".", assignment),
            keys_folder(desk.root, desk.keys_folder),
            [path for path, _ in self.folders.copied],
            f"{converter.fingerprint()} {duedate}",
        )

    def grade(self, student: str, known: Known | None, force: bool) -> Outcome:
        """
        Grade one submission and make its folder aside.

        Args:
            known: what the gradebook knows of it, None if nothing.
            force: also where nothing has changed.
        """
        said = _Said()
        entry = error = None
        try:
            with self._submission(student) as (folder, names):
                entry = self._one(student, folder, names, known, force, said)
        except Refused as refused:
            error = refused.error
        return Outcome(entry, error, tuple(said.remarks), tuple(said.versions))

    def tried(self, student: str) -> Outcome:
        """Score one submission and make nothing: the entry is for `Book.tried` alone."""
        try:
            with self._submission(student) as (folder, names):
                files, time = submission_digest(folder), self._collected(folder)
                marks = self._scored(student, folder, names, _Said())[1]
                return Outcome(Entry(student, time, marks, False, "", "", files))
        except Refused as refused:
            return Outcome(error=refused.error)

    @contextmanager
    def _submission(self, student: str) -> Iterator[tuple[Path, list[str]]]:
        """
        Give a submission's folder and the notebooks in it; what goes wrong with it is said in one line.

        Raises:
            Refused: it cannot be graded.
        """
        folder = self.find.submission(student, self.assignment)
        error = folder_error(folder, student, self.assignment, self.expected, self.taken)
        if error:
            raise Refused(error)
        names = present(folder, self.expected)
        try:
            yield folder, names
        except OSError as failure:
            raise Refused(unreadable(student, self.assignment, failure)) from None
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, AttributeError) as fault:
            # Not foreseen: a fault of ours in one submission must not keep the others from being graded.
            reason = f"casework failed on it ({type(fault).__name__}: {fault}); report this with the file"
            raise self._refused(student, names[0], reason) from None

    def _one(
        self, student: str, folder: Path, names: list[str], known: Known | None, force: bool, said: _Said
    ) -> Entry | None:
        """Return what is to be written, or None if nothing has changed."""
        files, code = submission_digest(folder), self.materials.code(student)
        about = (self.digest, known.extension if known else "None")
        digest = grade_digest(files, *(about if code == student else (*about, code)))
        final = self.converter.final_folder(student, self.assignment)
        stamp = written_stamp(final, names)
        if not force and known and stamp and (known.digest, known.written) == (digest, stamp):
            return None
        notebooks, marks = self._scored(student, folder, names, said)
        before, now = self._collected(final), self._collected(folder)
        newer = before is not None and now is not None and now > before
        made = self.folders.make(student, notebooks)
        kept = not force and not newer and self.folders.same_notebooks(student, notebooks)
        return Entry(student, now, marks, kept, digest, written_stamp(made, names), files)

    def _scored(
        self, student: str, folder: Path, names: list[str], said: _Said
    ) -> tuple[dict[str, Notebook], dict[str, Marks | None]]:
        """Return a submission's graded notebooks by file, and its marks by notebook."""
        notebooks: dict[str, Notebook] = {}
        marks: dict[str, Marks | None] = dict.fromkeys(self.names)
        for file in names:
            path, name = folder / file, self.expected[file]
            try:
                released, beside = self.materials.released[name], read_answers_beside(path)
                code = self.materials.code(student)
                record = grade_with(self.marker, read_submission(path), released, beside, code)
            except UnreadableNotebook as error:
                raise self._refused(student, file, str(error)) from None
            said.remarks += _remarks(student, file, record)
            said.versions += [(student, file, record.version)] if record.version else []
            notebooks[file] = record.notebook
            marks[name] = Marks(record.scores, _blanks(record.notebook))
        return notebooks, marks

    def _collected(self, folder: Path) -> datetime | None:
        """Return the time that stands in a folder, where there is one."""
        found: datetime | None = self.converter.coursedir.get_existing_timestamp(str(folder))
        return found

    def _refused(self, student: str, file: str, reason: str) -> Refused:
        return Refused(SubmissionError(student, self.assignment, file, reason))


def _remarks(student: str, file: str, record: GradeRecord) -> list[str]:
    """Return what a person should know of a graded notebook, a line each."""
    repaired = [f"repaired: {'; '.join(record.repairs)}"] if record.repairs else []
    version = [record.version] if record.version else []
    return [f"{student}: {file}: {line}" for line in (*repaired, *record.problems, *version)]


def _blanks(notebook: Notebook) -> dict[str, bool]:
    """Return of every cell to write in whether it is as released, as nbgrader tells a blank."""
    return {
        tag["grade_id"]: tag.get("checksum") == compute_checksum(_node(cell))
        for cell in notebook["cells"]
        if (tag := tag_of(cell)).get("solution")
    }


def _node(cell: dict[str, Any]) -> Any:
    """Return a cell as nbgrader's functions expect it, its text in one piece."""
    return from_dict({**cell, "source": clean(cell["source"])})  # type: ignore[no-untyped-call]
