"""`casework grade`: takes submissions by the hundred and grades what has changed. No rule of scoring."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.api import Gradebook
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from casework.answers import UnreadableNotebook
from casework.grading.autograded import Folders, alone
from casework.grading.code_cells import tag_of
from casework.grading.desk import GradingDesk, Materials
from casework.grading.digests import materials_digest, submission_digest, written_stamp
from casework.grading.engine import GradeRecord, grade
from casework.grading.errors import FILE, SubmissionError, replace_errors
from casework.grading.gradebook import Book, Entry, Known, Marks
from casework.grading.keys import keys_folder
from casework.grading.rebuild import Notebook
from casework.grading.settings import Converter, read_settings
from casework.grading.student_text import clean
from casework.grading.submissions import (
    folder_error,
    name_problem,
    present,
    read_answers_beside,
    read_submission,
    unreadable,
)
from casework.module import CourseError

BATCH = 100
"""Submissions that share a transaction: so many are graded again after a run that was cut short."""

_SILENT = logging.getLogger(f"{__name__}.silent")
"""Takes what the grader's desk logs: its exceptions say the same."""
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


@dataclass
class Count:
    """What became of an assignment's submissions."""

    graded: int = 0
    unchanged: int = 0
    errors: int = 0

    def __str__(self) -> str:
        """Return the numbers in words."""
        line = f"{self.graded} graded, {self.unchanged} unchanged"
        return f"{line}, {self.errors} not graded: see {FILE}" if self.errors else line


def grade_course(
    assessments: Path, assignments: Sequence[str], students: Collection[str] = (), force: bool = False
) -> Iterator[tuple[str, Count]]:
    """
    Grade submissions as ``nbgrader autograde`` does, and yield each assignment with what became of it.

    Args:
        assignments: their names; none: every released one that somebody has handed in.
        students: names or patterns; none: all.
        force: also grade what has not changed.

    Raises:
        CourseError: in one line, why nothing, or nothing more, can be graded; what is graded stays so.
    """
    converter = read_settings(assessments)
    log = converter.log
    with alone(converter), logging_redirect_tqdm([log]):
        for name in assignments or _handed_in(converter):
            try:
                if _runs_code(converter, name, asked=bool(assignments)):
                    continue
                yield name, _Run(converter, name).grade(students, force)
            except NbGraderException as error:
                raise CourseError(str(error)) from None
            except SQLAlchemyError as error:
                reason = str(getattr(error, "orig", None) or error).splitlines()[0]
                raise CourseError(
                    f"the gradebook cannot be used ({reason}); close what writes to it and run this again: "
                    "what is graded stays graded"
                ) from None


class _Run:
    """One assignment's run."""

    def __init__(self, converter: Converter, assignment: str) -> None:
        self.converter = converter
        self.assignment = assignment
        self.log = converter.log
        self.find = GradingDesk.of(converter)
        self.find.log = _SILENT
        self.materials: Materials = self.find.materials(assignment)
        self.expected = {f"{name}.ipynb": name for name in self.materials.released}
        self.folders = Folders(converter, assignment)
        self.taken = self.find.source_files(assignment)

    def grade(self, students: Collection[str], force: bool) -> Count:
        """Grade the assignment's submissions, those of ``students`` if there are any."""
        found = list(self.find.submissions(self.assignment, students))
        if not found:
            whose = f" of {', '.join(students)}" if students else ""
            where = self.find.submission("STUDENT", self.assignment)
            raise CourseError(f"{self.assignment}: no submission{whose}; each belongs in {where}")
        coursedir = self.converter.coursedir
        count = Count()
        with (
            Gradebook(coursedir.db_url, coursedir.course_id) as gradebook,
            tqdm(total=len(found), desc=self.assignment, unit=" submissions", disable=None) as bar,
        ):
            self.book = Book(gradebook, self.assignment, AssignLatePenalties(parent=self.converter))
            self._check_cells()
            self.digest = self._materials_digest()
            names = iter(student for _, student in found)
            while batch := list(islice(names, BATCH)):
                self._batch(batch, force, count, bar)
        return count

    def _batch(self, students: list[str], force: bool, count: Count, bar: Any) -> None:
        """Grade some submissions: make their folders, write their grades, put the folders in place."""
        readable = [student for student in students if not name_problem(student)]
        known = self.book.known(readable)
        strangers = set() if self.converter.create_student else set(readable) - self.book.students(readable)
        entries: list[Entry] = []
        errors: list[SubmissionError] = []
        for student in students:
            try:
                if student in strangers:
                    raise self._refused(student, ".", f"no such student; nbgrader db student add {student}")
                done = self._one(student, known.get(student), force)
            except _Refused as refused:
                self.log.error(str(refused.error))
                errors.append(refused.error)
                count.errors += 1
            else:
                entries += [done] if done else []
                count.graded += done is not None
                count.unchanged += done is None
            bar.update()
        named = {error.student for error in errors if not name_problem(error.student)}
        others = named if self.converter.create_student else set()
        # Grades first: where only they are there, both doors grade again, and the same comes out. A folder
        # without its grades would be taken for graded by nbgrader.
        self.book.write(entries, others)
        for entry in entries:
            self.folders.put_in_place(entry.student)
        replace_errors(self.find.root / FILE, [(one, self.assignment) for one in students], errors)

    def _one(self, student: str, known: Known | None, force: bool) -> Entry | None:
        """Grade one submission and make its folder, or return None if nothing has changed."""
        folder = self.find.submission(student, self.assignment)
        error = folder_error(folder, student, self.assignment, self.expected, self.taken)
        if error:
            raise _Refused(error)
        names = present(folder, self.expected)
        try:
            digest = submission_digest(folder, repr((self.digest, known.extension if known else "None")))
            final = self.converter.final_folder(student, self.assignment)
            stamp = written_stamp(final, names)
            if not force and known and stamp and (known.digest, known.written) == (digest, stamp):
                return None
            return self._graded(student, folder, names, digest, force)
        except OSError as failure:
            raise _Refused(unreadable(student, self.assignment, failure)) from None
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, AttributeError) as fault:
            # Not foreseen: a fault of ours in one submission must not keep the others from being graded.
            reason = f"casework failed on it ({type(fault).__name__}: {fault}); report this with the file"
            raise self._refused(student, names[0], reason) from None

    def _graded(self, student: str, folder: Path, names: list[str], digest: str, force: bool) -> Entry:
        notebooks: dict[str, Notebook] = {}
        marks: dict[str, Marks | None] = dict.fromkeys(self.book.notebooks)
        for file in names:
            path, name = folder / file, self.expected[file]
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
            self._say(student, file, record)
            notebooks[file] = record.notebook
            marks[name] = Marks(record.scores, _blanks(record.notebook))
        final = self.converter.final_folder(student, self.assignment)
        before, now = map(self.converter.coursedir.get_existing_timestamp, (str(final), str(folder)))
        newer = before is not None and now is not None and now > before
        made = self.folders.make(student, notebooks)
        kept = not force and not newer and self.folders.same_notebooks(student, notebooks)
        return Entry(student, now, marks, kept, digest, written_stamp(made, names))

    def _refused(self, student: str, file: str, reason: str) -> _Refused:
        return _Refused(SubmissionError(student, self.assignment, file, reason))

    def _say(self, student: str, file: str, record: GradeRecord) -> None:
        if record.repairs:
            self.log.warning("%s: %s: repaired: %s", student, file, "; ".join(record.repairs))
        for problem in record.problems:
            self.log.warning("%s: %s: %s", student, file, problem)

    def _materials_digest(self) -> str:
        coursedir = self.converter.coursedir
        return materials_digest(
            self.materials,
            self.find.folder(coursedir.release_directory, ".", self.assignment),
            keys_folder(self.find.root, self.find.keys_folder),
            [path for path, _ in self.folders.copied],
            f"{self.converter.fingerprint()} {self.book.duedate}",
        )

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


def _runs_code(converter: Converter, name: str, asked: bool) -> bool:
    """Return whether nbgrader must grade an assignment, and say so: an error where it was ``asked`` for."""
    if not GradingDesk.of(converter).executes(name):
        return False
    words = f"{name}: its code cells are run by nbgrader only; type nbgrader autograde {name}"
    if asked:
        raise CourseError(words)
    converter.log.warning(words)
    return True


def _handed_in(converter: Converter) -> list[str]:
    """Return the released assignments that somebody has handed in; the others are said to be in vain."""
    find = GradingDesk.of(converter)
    released = find.released()
    handed_in = find.handed_in()
    for name in sorted(handed_in.keys() - released):
        converter.log.warning(
            "%s: handed in (%d), but no module of this name is released; "
            "rename the folders, or run nbgrader generate_assignment %s first",
            *(name, handed_in[name], name),
        )
    if not (found := sorted(handed_in.keys() & released)):
        where = find.submission("STUDENT", "ASSIGNMENT")
        raise CourseError(f"nothing to grade: no submission of a released module; each belongs in {where}")
    return found


class _Refused(Exception):
    """A submission that cannot be graded."""

    def __init__(self, error: SubmissionError) -> None:
        self.error = error


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
