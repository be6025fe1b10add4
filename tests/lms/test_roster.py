"""`casework roster`: a gradebook of Canvas as nbgrader's list of students."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.cli import main
from casework.lms.names import platform_owner

Capsys = pytest.CaptureFixture[str]
GRADES = (
    "Student,ID,SIS Login ID,Section,01-tiny (5)\r\n"
    "    Points Possible,,,,9.00\r\n"
    '"Doe, Jane",1234,jane@x.edu,"A, B",\r\n'
    '"Doe, Jane",1234,jane@x.edu,B,\r\n'
    '"=""Evil, Jo""",55,jd5,A,\r\n'
    "Øst Per,77,per,A,\r\n"
    '"Student, Test",99,,A,\r\n'
    '"No, Number",,x@x.edu,A,\r\n'
)


def test_a_list_for_nbgrader(root: Path, capsys: Capsys) -> None:
    """Each learner once, with name, address and number, and no cell that a spreadsheet would run."""
    (root / "grades.csv").write_text(GRADES, encoding="utf-8", newline="")

    assert main(["roster", "grades.csv", "--out", "roster.csv"]) == 0
    assert capsys.readouterr().out == "roster.csv: 3 learners; 1 stood there twice\n"
    assert (root / "roster.csv").read_text(encoding="utf-8").splitlines() == [
        "id,first_name,last_name,email,lms_user_id",
        "doejane_1234,Jane,Doe,jane@x.edu,1234",
        '''eviljo_55,"Jo""","'=""Evil",,55''',
        "østper_77,,Øst Per,,77",
    ]


def test_ids_are_those_of_collecting(root: Path) -> None:
    """A learner has the id in the list that their file gets when a download of Canvas is collected."""
    (root / "grades.csv").write_text(GRADES, encoding="utf-8", newline="")
    main(["roster", "grades.csv", "--out", "roster.csv"])
    ids = [line.partition(",")[0] for line in (root / "roster.csv").read_text(encoding="utf-8").splitlines()]

    for name in ("doejane_1234_900_01-tiny.ipynb", "østper_LATE_77_5_x.ipynb"):
        found = platform_owner([name])
        assert found is not None
        assert found[1].student in ids


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "no gradebook of Canvas (Student, ID, and a row Points Possible); export it"),
        ("Student,ID\nPoints Possible,\n", "no learner is in it; export the gradebook again"),
    ],
)
def test_no_list(root: Path, capsys: Capsys, text: str, reason: str) -> None:
    """A file that lists nobody is refused in one line, and nothing is written."""
    (root / "grades.csv").write_text(text, encoding="utf-8")

    assert main(["roster", "grades.csv", "--out", "roster.csv"]) == 1
    assert f"grades.csv: {reason}" in capsys.readouterr().err
    assert not (root / "roster.csv").exists()


def test_a_file_that_is_there_stays(root: Path, capsys: Capsys) -> None:
    """Nothing is overwritten."""
    (root / "grades.csv").write_text(GRADES, encoding="utf-8", newline="")
    (root / "roster.csv").write_text("mine", encoding="utf-8")

    assert main(["roster", "grades.csv", "--out", "roster.csv"]) == 1
    assert "there is already such a file" in capsys.readouterr().err
    assert (root / "roster.csv").read_text(encoding="utf-8") == "mine"
