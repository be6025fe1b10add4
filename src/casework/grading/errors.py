"""Lines of errors.csv (what could not be graded) and versions.csv (of another version). Writes no other."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from casework.one_step import write_in_one_step

FILE = "errors.csv"
VERSIONS = "versions.csv"
"""Of the same form: submissions whose questions are not those that they are graded by."""
MAX_REASON = 2_000


@dataclass(frozen=True, order=True)
class SubmissionError:
    """Whose submission of what could not be graded, which file it is, and why, in one line."""

    student: str
    assignment: str
    file: str
    reason: str

    def __str__(self) -> str:
        """Return the line for a log."""
        return f"{_plain(self.student)}: {_plain(self.file)}: {_plain(self.reason)}"


HEADER = tuple(field.name for field in fields(SubmissionError))


def read_errors(path: Path) -> list[SubmissionError]:
    """Return the errors in a file; none where there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return [SubmissionError(*row) for row in rows[1:] if len(row) == len(HEADER)]


def replace_errors(path: Path, seen: Collection[tuple[str, str]], errors: Iterable[SubmissionError]) -> None:
    """
    Write what this run found in place of what was known of the same submissions.

    Args:
        path: errors.csv; it exists only while there is an error.
        seen: (student, assignment) of every submission of this run; their old lines go.
        errors: this run's errors.
    """
    gone = {(_cell(student), _cell(assignment)) for student, assignment in seen}
    kept = [one for one in read_errors(path) if (one.student, one.assignment) not in gone]
    lines = sorted([*kept, *map(_row, errors)])
    if not lines:
        path.unlink(missing_ok=True)
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(map(astuple, lines))
    write_in_one_step(path, text.getvalue().encode(), mode=0o600)  # it names learners


def note_versions(
    folder: Path, assignment: str, seen: Collection[str], notes: Iterable[tuple[str, str, str]]
) -> None:
    """
    Write what is known of these submissions' versions into versions.csv, in place of what was.

    Args:
        folder: the assessments folder; the file exists only while there is a line in it.
        seen: the learners whose submissions were looked at.
        notes: (learner, file, words) of those that differ.
    """
    lines = [SubmissionError(student, assignment, file, words) for student, file, words in notes]
    replace_errors(folder / VERSIONS, [(student, assignment) for student in seen], lines)


def _row(error: SubmissionError) -> SubmissionError:
    """Return an error as a table's row; the reason is in our words and may be longer than a name."""
    student, assignment, file = map(_cell, (error.student, error.assignment, error.file))
    return SubmissionError(student, assignment, file, _cell(error.reason, MAX_REASON))


def _plain(text: str, most: int = 200) -> str:
    """Return a text in one line: a file name may hold line breaks and control characters."""
    line = "".join(character if character.isprintable() else "?" for character in text)
    return line if len(line) <= most else f"{line[: most - 3]}..."


def _cell(text: str, most: int = 200) -> str:
    """Return a text that a spreadsheet shows and does not run."""
    line = _plain(text, most)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line
