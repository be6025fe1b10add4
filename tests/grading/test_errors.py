"""casework.grading.errors: errors.csv, replaced submission by submission."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.grading.errors import SubmissionError, read_errors, replace_errors

CUT = SubmissionError("ann", "01-tiny", "01-tiny.ipynb", "the file is cut off")
LINK = SubmissionError("bob", "01-tiny", "notes.txt", "the file is a link")


def test_file_is_a_table_with_a_header(tmp_path: Path) -> None:
    """The file is CSV with student, assignment, file and reason."""
    path = tmp_path / "errors.csv"
    replace_errors(path, [], [LINK, CUT])

    assert path.read_text(encoding="utf-8").splitlines() == [
        "student,assignment,file,reason",
        "ann,01-tiny,01-tiny.ipynb,the file is cut off",
        "bob,01-tiny,notes.txt,the file is a link",
    ]


def test_a_run_replaces_only_what_it_saw(tmp_path: Path) -> None:
    """A run over some students, or another module, leaves the others' errors."""
    path = tmp_path / "errors.csv"
    other = SubmissionError("ann", "02-other", "x", "empty")
    replace_errors(path, [], [CUT, LINK, other])
    replace_errors(path, [("ann", "01-tiny")], [])

    assert read_errors(path) == [other, LINK]


def test_file_goes_with_the_last_error(tmp_path: Path) -> None:
    """There is a file only while there is an error."""
    path = tmp_path / "errors.csv"
    replace_errors(path, [], [CUT])
    replace_errors(path, [("ann", "01-tiny")], [])

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("a\nb\x1b[31m.ipynb", "a?b?[31m.ipynb"),
        ("x" * 300, "x" * 197 + "..."),
        ("\udcff.ipynb", "?.ipynb"),
    ],
)
def test_file_names_cannot_act(tmp_path: Path, name: str, shown: str) -> None:
    """A file name with line breaks, control characters or a formula is shown as harmless text in one line."""
    path = tmp_path / "errors.csv"
    replace_errors(path, [], [SubmissionError("ann", "01-tiny", name, "why")])

    assert [error.file for error in read_errors(path)] == [shown]


def test_line_for_the_log() -> None:
    """The log's line names student, file and reason."""
    assert str(CUT) == "ann: 01-tiny.ipynb: the file is cut off"
