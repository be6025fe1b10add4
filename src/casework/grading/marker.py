"""Marks one assignment's submissions: finds, checks, scores them. Writes nothing; no rule of scoring."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from nbformat import from_dict
from nbgrader.api import Gradebook
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum
from sqlalchemy.exc import SQLAlchemyError

from casework.answers import UnreadableNotebook
from casework.grading.desk import GradingDesk, Materials
from casework.grading.digests import submission_digest
from casework.grading.engine import GradeRecord, grade
from casework.grading.errors import SubmissionError
from casework.grading.gradebook import Book, Marks
from casework.grading.keys import keys_folder
from casework.grading.matching import tag_of
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
from casework.grading.versions import current_version
from casework.module import CourseError

_SILENT = logging.getLogger(f"{__name__}.silent")
"""Takes what the grader's desk logs: its exceptions say the same."""
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


class Refused(Exception):
    """A submission that cannot be graded."""

    def __init__(self, error: SubmissionError) -> None:
        self.error = error


@contextmanager
def failing_in_one_line() -> Iterator[None]:
    """
    Let nbgrader's and the database's exceptions out as what a person can read.

    Raises:
        CourseError: in place of them.
    """
    try:
        yield
    except NbGraderException as error:
        raise CourseError(str(error)) from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise CourseError(
            f"the gradebook cannot be used ({reason}); close what writes to it and run this again: "
            "what is graded stays graded"
        ) from None


class Marker:
    """One assignment: what it is marked with, and its submissions."""

    def __init__(self, converter: Converter, assignment: str) -> None:
        self.converter = converter
        self.assignment = assignment
        self.log = converter.log
        self.find = GradingDesk.of(converter)
        self.find.log = _SILENT
        self.materials: Materials = self.find.materials(assignment)
        self.expected = {f"{name}.ipynb": name for name in self.materials.released}
        self.taken = self.find.source_files(assignment)
        self.keys = keys_folder(self.find.root, self.find.keys_folder)
        self.version = current_version(self.materials.module, self.keys)

    def students(self, wanted: Collection[str]) -> list[str]:
        """
        Return who has handed the assignment in, of ``wanted`` if there are any.

        Raises:
            CourseError: nobody.
        """
        found = [student for _, student in self.find.submissions(self.assignment, wanted)]
        if not found:
            whose = f" of {', '.join(wanted)}" if wanted else ""
            where = self.find.submission("STUDENT", self.assignment)
            raise CourseError(f"{self.assignment}: no submission{whose}; each belongs in {where}")
        return found

    @contextmanager
    def opened(self) -> Iterator[Book]:
        """Open the gradebook for the steps below; nothing is written by it."""
        coursedir = self.converter.coursedir
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            self.book = Book(gradebook, self.assignment, AssignLatePenalties(parent=self.converter))
            self._check_cells()
            yield self.book

    @contextmanager
    def refusals(self, student: str) -> Iterator[None]:
        """
        Keep what goes wrong with one submission from keeping the others back.

        Raises:
            Refused: whatever it was.
        """
        try:
            yield
        except OSError as failure:
            raise Refused(unreadable(student, self.assignment, failure)) from None
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, AttributeError) as fault:
            # Not foreseen: a fault of ours in one submission must not keep the others from being graded.
            file = next(iter(present(self.find.submission(student, self.assignment), self.expected)), ".")
            reason = f"casework failed on it ({type(fault).__name__}: {fault}); report this with the file"
            raise self._refused(student, file, reason) from None

    def checked(self, student: str) -> tuple[list[str], str]:
        """
        Return the names of a submission's notebooks and the digest of all its files.

        Raises:
            Refused: it cannot be graded.
        """
        folder = self.find.submission(student, self.assignment)
        error = folder_error(folder, student, self.assignment, self.expected, self.taken)
        if error:
            raise Refused(error)
        return present(folder, self.expected), submission_digest(folder)

    def collected(self, student: str) -> datetime | None:
        """Return when a submission was collected, where that is known."""
        folder = self.find.submission(student, self.assignment)
        found: datetime | None = self.converter.coursedir.get_existing_timestamp(str(folder))
        return found

    def marked(
        self, student: str, names: list[str], quiet: bool = False
    ) -> tuple[dict[str, Notebook], dict[str, Marks | None]]:
        """
        Return a submission's graded notebooks by file, and its marks by notebook; nothing is written.

        Args:
            quiet: do not log what was repaired in it.

        Raises:
            Refused: one of its notebooks cannot be read.
        """
        notebooks: dict[str, Notebook] = {}
        marks: dict[str, Marks | None] = dict.fromkeys(self.book.notebooks)
        for file in names:
            path, name = self.find.submission(student, self.assignment) / file, self.expected[file]
            try:
                record = grade(
                    read_submission(path),
                    self.materials.released[name],
                    self.materials.module,
                    self.materials.keys,
                    self.materials.label,
                    read_answers_beside(path),
                )
            except UnreadableNotebook as error:
                raise self._refused(student, file, str(error)) from None
            if not quiet:
                self._say(student, file, record)
            notebooks[file] = record.notebook
            marks[name] = Marks(record.scores, _blanks(record.notebook))
        return notebooks, marks

    def _refused(self, student: str, file: str, reason: str) -> Refused:
        return Refused(SubmissionError(student, self.assignment, file, reason))

    def _say(self, student: str, file: str, record: GradeRecord) -> None:
        if record.repairs:
            self.log.warning("%s: %s: repaired: %s", student, file, "; ".join(record.repairs))
        for problem in record.problems:
            self.log.warning("%s: %s: %s", student, file, problem)

    def _check_cells(self) -> None:
        """Refuse a release that is not the one in the gradebook: its grades would have no place."""
        for name, notebook in self.materials.released.items():
            cells = {tag_of(cell)["grade_id"] for cell in notebook["cells"] if tag_of(cell).get("grade")}
            lost = sorted(cells - set(self.book.graded.get(name, {})))
            if lost or name not in self.book.notebooks:
                raise CourseError(
                    f"{self.assignment}: the gradebook does not know {', '.join(lost) or name}; "
                    f"run nbgrader generate_assignment {self.assignment} --force first"
                )


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
