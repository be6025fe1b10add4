"""The gradebook: writes many submissions at once through nbgrader's own model classes. No scoring."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import insert, select
from sqlalchemy.orm import selectinload

from casework.grading import notes
from casework.grading.key_versions import Version
from casework.grading.notes import GRADED
from casework.grading.score_changes import Standing
from casework.grading.standings import standings
from casework.module import CourseError


@dataclass(frozen=True)
class Marks:
    """
    What one notebook of a submission came to.

    ``scores`` has every graded cell by grade_id, None where a person must read; ``blank`` says of every cell
    to write in whether it is as released.
    """

    scores: Mapping[str, float | None]
    blank: Mapping[str, bool]


@dataclass(frozen=True)
class Entry:
    """
    One graded submission: marks by notebook (None: it was not handed in), and when it was collected.

    ``kept`` is true where what a person has looked at need not be looked at again: nbgrader would have left
    the submission alone and nothing came out differently, or its key alone was mended. ``files`` is the
    digest of its files alone.
    """

    student: str
    timestamp: datetime | None
    notebooks: Mapping[str, Marks | None]
    kept: bool
    digest: str
    written: str
    files: str


@dataclass(frozen=True)
class Known:
    """What the gradebook knows of a submission: of `casework grade`, and how much longer the learner had."""

    digest: str | None
    written: str | None
    extension: str


class Book:
    """One assignment in an open gradebook."""

    def __init__(self, gradebook: Gradebook, assignment: str, penalties: AssignLatePenalties) -> None:
        self.db = gradebook.db
        self.engine = gradebook.engine
        self.version = ""
        self.penalties = penalties
        penalties.init_plugin()
        try:
            found = gradebook.find_assignment(assignment)
        except MissingEntry:
            raise CourseError(
                f"{assignment}: not in the gradebook; run nbgrader generate_assignment {assignment} first"
            ) from None
        self.id: str = found.id
        self.duedate: datetime | None = found.duedate
        self.full: float = found.max_score
        self.notebooks: dict[str, str] = {one.name: one.id for one in found.notebooks}
        self.graded = {one.name: {cell.name: cell.id for cell in one.grade_cells} for one in found.notebooks}
        self.commented = {
            one.name: {cell.name: cell.id for cell in one.solution_cells} for one in found.notebooks
        }
        self._forget()

    def prepare(self, version: Version) -> None:
        """Make room for what is noted beside the grades, and keep the key that they will be made with."""
        notes.prepare(self.engine)
        notes.keep(self.db, version)
        self.version = version.digest
        self.db.commit()

    def known(self, students: Collection[str]) -> dict[str, Known]:
        """Return what is known of the submissions of some students."""
        rows = self.db.execute(
            select(
                SubmittedAssignment.student_id,
                SubmittedAssignment.extension,
                GRADED.c.digest,
                GRADED.c.written,
            )
            .outerjoin(GRADED, GRADED.c.submission_id == SubmittedAssignment.id)
            .where(SubmittedAssignment.assignment_id == self.id, SubmittedAssignment.student_id.in_(students))
        )
        found = {student: Known(digest, written, str(more)) for student, more, digest, written in rows}
        self.db.rollback()  # ends the reading: nobody waits for us while we grade
        return found

    def write(self, entries: Sequence[Entry], others: Collection[str] = ()) -> None:
        """
        Write some submissions in one transaction: all of them, or none.

        Args:
            others: students who get an entry of their own and no grades.
        """
        ids = self._put(entries, others)
        done = [
            {"submission_id": ids[one.student], "digest": one.digest, "written": one.written}
            for one in entries
        ]
        notes.note_graded(self.db, done)
        notes.note_from(self.db, {ids[one.student]: notes.From(one.files, self.version) for one in entries})
        self.db.commit()
        self._forget()

    def tried(self, entries: Sequence[Entry]) -> dict[str, Standing]:
        """Return what `write` would come to for some students, and write nothing."""
        try:
            self._put(entries)
            return standings(self.db, self, [entry.student for entry in entries])
        finally:
            self._forget()

    def _put(self, entries: Sequence[Entry], others: Collection[str] = ()) -> dict[str, str]:
        """Put scores and penalties into the open transaction; return the submissions' ids by student."""
        names = [entry.student for entry in entries]
        present = set(self.db.scalars(select(Student.id).where(Student.id.in_([*names, *others]))))
        self._insert(Student, [{"id": name} for name in sorted({*names, *others} - present)])
        known: dict[str, Any] = {one.student_id: one for one in self.db.scalars(self._query(names))}
        new = [entry for entry in entries if entry.student not in known]
        for entry in entries:
            if entry.student in known:
                self._fill(known[entry.student], entry)
        self.db.flush()
        ids = {student: one.id for student, one in known.items()} | self._add(new)
        late = [entry.student for entry in new if self._seconds_late(entry.timestamp, None) > 0]
        if late:
            known |= {one.student_id: one for one in self.db.scalars(self._query(late))}
        for entry in entries:
            if entry.student in known:
                self._penalise(known[entry.student], entry)
        self.db.flush()
        return ids

    def students(self, names: Collection[str]) -> set[str]:
        """Return those of some students whom the gradebook has."""
        found = set(self.db.scalars(select(Student.id).where(Student.id.in_(names))))
        self.db.rollback()
        return found

    def _query(self, names: Collection[str]) -> Any:
        """Return the query for the submissions of some students with all that is in them."""
        return (
            select(SubmittedAssignment)
            .where(SubmittedAssignment.assignment_id == self.id, SubmittedAssignment.student_id.in_(names))
            .options(
                selectinload(SubmittedAssignment.notebooks).selectinload(SubmittedNotebook.grades),
                selectinload(SubmittedAssignment.notebooks).selectinload(SubmittedNotebook.comments),
            )
        )

    def _insert(self, model: Any, rows: list[dict[str, Any]]) -> None:
        """Insert rows with their columns' defaults: objects would cost five times as much."""
        if rows:
            self.db.execute(insert(model.__table__), rows)

    def _add(self, entries: Sequence[Entry]) -> dict[str, str]:
        """
        Add submissions that the gradebook does not have, with a place for every grade and comment.

        Returns:
            Their ids by student.
        """
        ids = {entry.student: new_uuid() for entry in entries}
        works, parts, grades, comments = [], [], [], []
        for entry in entries:
            id_ = ids[entry.student]
            works.append(
                {
                    "id": id_,
                    "assignment_id": self.id,
                    "student_id": entry.student,
                    "timestamp": entry.timestamp,
                }
            )
            for name, notebook_id in self.notebooks.items():
                marks = entry.notebooks.get(name)
                part = new_uuid()
                parts.append({"id": part, "assignment_id": id_, "notebook_id": notebook_id})
                for grade_id, cell in self.graded[name].items():
                    # Without the notebook it is 0; a cell that has no score is left to a person.
                    score = marks.scores.get(grade_id) if marks else 0.0
                    row = {"notebook_id": part, "cell_id": cell, "auto_score": score}
                    grades.append(row | {"needs_manual_grade": score is None})
                for grade_id, cell in self.commented[name].items():
                    text = "No response." if marks and marks.blank.get(grade_id) else None
                    comments.append({"notebook_id": part, "cell_id": cell, "auto_comment": text})
        for model, rows in (
            (SubmittedAssignment, works),
            (SubmittedNotebook, parts),
            (Grade, grades),
            (Comment, comments),
        ):
            self._insert(model, rows)
        return ids

    def _fill(self, submission: SubmittedAssignment, entry: Entry) -> None:
        """Set what a machine gives; manual scores, extra credit and a person's comments stay."""
        if entry.timestamp:
            submission.timestamp = entry.timestamp
        parts = {part.notebook_id: part for part in submission.notebooks}
        for name, marks in entry.notebooks.items():
            part = parts[self.notebooks[name]]
            graded = {cell: grade_id for grade_id, cell in self.graded[name].items()}
            commented = {cell: grade_id for grade_id, cell in self.commented[name].items()}
            for grade in part.grades:
                grade_id = graded.get(grade.cell_id, "")
                if marks is None:  # the notebook was not handed in
                    grade.auto_score, grade.needs_manual_grade = 0.0, False
                elif grade_id in marks.scores:
                    score = marks.scores[grade_id]
                    if not (entry.kept and grade.auto_score == score):
                        grade.needs_manual_grade = grade.manual_score is not None or score is None
                    grade.auto_score = score
            for comment in part.comments:
                grade_id = commented.get(comment.cell_id, "")
                if marks is not None and grade_id in marks.blank:
                    comment.auto_comment = "No response." if marks.blank[grade_id] else None

    def _penalise(self, submission: SubmittedAssignment, entry: Entry) -> None:
        """Set the late penalty by the plugin that nbgrader is set to, and within nbgrader's bounds."""
        late = self._seconds_late(submission.timestamp, submission.extension)
        handed_in = {self.notebooks[name] for name, marks in entry.notebooks.items() if marks is not None}
        for part in submission.notebooks:
            if part.notebook_id not in handed_in:
                continue
            penalty = None
            if late > 0:
                self.db.refresh(part, ["score"])
                plugin = self.penalties.plugin_inst
                penalty = plugin.late_submission_penalty(entry.student, part.score, late)
            if penalty is not None:
                penalty = self.penalties._check_late_penalty(part, penalty)
            part.late_submission_penalty = penalty

    def _seconds_late(self, timestamp: datetime | None, extension: timedelta | None) -> float:
        """Return by how much a time is after the due date; 0 where there is none of the two."""
        if timestamp is None or self.duedate is None:
            return 0.0
        return max(0.0, (timestamp - self.duedate - (extension or timedelta())).total_seconds())

    def _forget(self) -> None:
        """Let go of all that was loaded: what is kept in memory does not grow with the class."""
        self.db.rollback()
        self.db.expunge_all()
