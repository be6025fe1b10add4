"""`casework grade`: takes submissions by the hundred and grades what has changed. No rule of scoring."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from casework.grading.autograded import Folders, alone
from casework.grading.desk import GradingDesk
from casework.grading.digests import grade_digest, materials_digest, written_stamp
from casework.grading.errors import FILE, SubmissionError, replace_errors
from casework.grading.gradebook import Entry, Known
from casework.grading.marker import Marker, Refused, failing_in_one_line
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
    with alone(converter):
        for name in assignments or _handed_in(converter):
            with failing_in_one_line():
                yield name, Run(converter, name).grade(students, force)


class Run(Marker):
    """One assignment's run: what its marker finds is written down."""

    def __init__(self, converter: Converter, assignment: str) -> None:
        super().__init__(converter, assignment)
        self.folders = Folders(converter, assignment)

    def grade(self, wanted: Collection[str], force: bool) -> Count:
        """Grade the assignment's submissions, those of ``wanted`` if there are any."""
        found = self.students(wanted)
        count = Count()
        with (
            self.opened() as book,
            logging_redirect_tqdm([self.log]),
            tqdm(total=len(found), desc=self.assignment, unit=" submissions", disable=None) as bar,
        ):
            book.prepare(self.version)
            self.digest = self._materials_digest()
            names = iter(found)
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
            except Refused as refused:
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
        with self.refusals(student):
            names, files = self.checked(student)
            digest = grade_digest(files, self.digest, known.extension if known else "None")
            stamp = written_stamp(self.converter.final_folder(student, self.assignment), names)
            if not force and known and stamp and (known.digest, known.written) == (digest, stamp):
                return None
            notebooks, marks = self.marked(student, names)
            final = self.converter.final_folder(student, self.assignment)
            now = self.collected(student)
            before = self.converter.coursedir.get_existing_timestamp(str(final))
            newer = before is not None and now is not None and now > before
            made = self.folders.make(student, notebooks)
            kept = not force and not newer and self.folders.same_notebooks(student, notebooks)
            return Entry(student, now, marks, kept, digest, written_stamp(made, names), files)

    def _materials_digest(self) -> str:
        coursedir = self.converter.coursedir
        return materials_digest(
            self.materials,
            self.find.folder(coursedir.release_directory, ".", self.assignment),
            self.keys,
            [path for path, _ in self.folders.copied],
            f"{self.converter.fingerprint()} {self.book.duedate}",
        )


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
