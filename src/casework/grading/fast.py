"""`casework grade`: takes submissions by the hundred and grades what has changed. No rule of scoring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from casework.grading.autograded import alone
from casework.grading.code_cells import tag_of
from casework.grading.desk import GradingDesk
from casework.grading.errors import FILE, SubmissionError, note_versions, replace_errors
from casework.grading.gradebook import Book, Known
from casework.grading.grader import Grader, Outcome
from casework.grading.key_versions import current_version
from casework.grading.keys import keys_folder
from casework.grading.settings import Converter, read_settings
from casework.grading.submissions import name_problem
from casework.module import CourseError

BATCH = 100
"""Submissions that share a transaction: so many are graded again after a run that was cut short."""


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


@dataclass(frozen=True)
class Batch:
    """Some submissions: students with what the gradebook knows of them, and students it must not take in."""

    tasks: list[tuple[str, Known | None]]
    strangers: list[str]


Spread = Callable[[Grader, Iterable[Batch], bool], Iterator[tuple[Batch, Sequence[Outcome]]]]
"""Has batches graded, here or elsewhere: takes a grader, batches, and whether to grade all again."""


def here(grader: Grader, batches: Iterable[Batch], force: bool) -> Iterator[tuple[Batch, Sequence[Outcome]]]:
    """Grade batches in this process."""
    for batch in batches:
        yield batch, [grader.grade(student, known, force) for student, known in batch.tasks]


def grade_course(
    assessments: Path,
    assignments: Sequence[str],
    students: Collection[str] = (),
    force: bool = False,
    spread: Spread = here,
) -> Iterator[tuple[str, Count]]:
    """
    Grade submissions as ``nbgrader autograde`` does, and yield each assignment with what became of it.

    Args:
        assignments: their names; none: every released one that somebody has handed in.
        students: names or patterns; none: all.
        force: also grade what has not changed.
        spread: has the batches graded; the gradebook is written here alone.

    Raises:
        CourseError: in one line, why nothing, or nothing more, can be graded; what is graded stays so.
    """
    converter = read_settings(assessments)
    log = converter.log
    with alone(converter), logging_redirect_tqdm([log]):
        for name in assignments or _handed_in(converter):
            with failing_in_one_line():
                if runs_code(converter, name, asked=bool(assignments)):
                    continue
                yield name, Run(converter, name, spread).grade(students, force)


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


class Run:
    """One assignment's run: what it is graded with, who has handed it in, and the way into the gradebook."""

    def __init__(self, converter: Converter, assignment: str, spread: Spread = here) -> None:
        self.converter = converter
        self.assignment = assignment
        self.spread = spread
        self.log = converter.log
        self.find = GradingDesk.silent(converter)
        self.materials = self.find.materials(assignment)
        self.keys = keys_folder(self.find.root, self.find.keys_folder)
        self.version = current_version(self.materials.module, self.keys)
        self.read_from: Mapping[str, str] = {}
        """By student, the digest of files of which nothing that a person has read needs to be read again."""

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
    def opened(self) -> Iterator[Grader]:
        """Open the gradebook as ``book``, and give what grades for it; nothing is written by it."""
        coursedir = self.converter.coursedir
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            self.book = Book(gradebook, self.assignment, AssignLatePenalties(parent=self.converter))
            self._check_cells()
            facts = (self.materials, self.book.notebooks, str(self.book.duedate))
            yield Grader(self.find, self.converter, self.assignment, *facts)

    def grade(self, wanted: Collection[str], force: bool) -> Count:
        """Grade the assignment's submissions, those of ``wanted`` if there are any."""
        names = self.students(wanted)
        count = Count()
        with (
            self.opened() as grader,
            tqdm(total=len(names), desc=self.assignment, unit=" submissions", disable=None) as bar,
        ):
            self.book.prepare(self.version)
            self.folders = grader.folders
            batches = (names[i : i + BATCH] for i in range(0, len(names), BATCH))
            for batch, outcomes in self.spread(grader, map(self._batch, batches), force):
                self._take(batch, outcomes, count, bar)
        return count

    def _batch(self, students: list[str]) -> Batch:
        """Return some submissions with what the gradebook knows of them."""
        readable = [student for student in students if not name_problem(student)]
        known = self.book.known(readable)
        strangers = set() if self.converter.create_student else set(readable) - self.book.students(readable)
        return Batch([(one, known.get(one)) for one in students if one not in strangers], sorted(strangers))

    def _take(self, batch: Batch, outcomes: Sequence[Outcome], count: Count, bar: Any) -> None:
        """Write the grades of some submissions, then put their folders in place."""
        reason = "no such student; nbgrader db student add"
        errors = [SubmissionError(one, self.assignment, ".", f"{reason} {one}") for one in batch.strangers]
        for outcome in outcomes:
            for line in outcome.remarks:
                self.log.warning("%s", line)
            errors += [outcome.error] if outcome.error else []
        for error in errors:
            self.log.error("%s", error)
        entries = [
            replace(one, kept=one.kept or self.read_from.get(one.student) == one.files)
            for outcome in outcomes
            if (one := outcome.entry)
        ]
        named = {error.student for error in errors if not name_problem(error.student)}
        others = named if self.converter.create_student else set()
        # Grades first: where only they are there, both doors grade again, and the same comes out. A folder
        # without its grades would be taken for graded by nbgrader.
        self.book.write(entries, others)
        for entry in entries:
            self.folders.put_in_place(entry.student)
        students = [*(student for student, _ in batch.tasks), *batch.strangers]
        replace_errors(self.find.root / FILE, [(one, self.assignment) for one in students], errors)
        seen = {*(entry.student for entry in entries), *(error.student for error in errors)}
        versions = [version for outcome in outcomes for version in outcome.versions]
        note_versions(self.find.root, self.assignment, seen, versions)
        count.graded += len(entries)
        count.errors += len(errors)
        count.unchanged += len(students) - len(entries) - len(errors)
        bar.update(len(students))

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


def runs_code(converter: Converter, name: str, asked: bool) -> bool:
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
