"""`casework regrade`: what a mended key changes, asked before it is applied, kept on record."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from grading.mended_key import (
    CLASS,
    NEW,
    OLD,
    REASON,
    REPORT,
    contents,
    hand_in,
    mend,
    records,
    regrade,
    typed,
)
from grading.submissions import FILE
from grading.trial_course import REFLECTION, RIGHT, gradebook, read_csv
from grading.two_doors import autograde, book, dump
from unit.course_builder import NAME, change

from casework.cli import main
from casework.grading.regrade_records import CHANGES, FOLDER, HEADER

pytestmark = pytest.mark.grading
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def course(graded_few: Path) -> Path:
    """Return the assessments folder of a graded course that a test may change."""
    return graded_few


class TestApplied:
    """What is said, what is changed, what is kept."""

    def test_the_same_as_a_fresh_class(
        self, course: Path, few_under_the_new_key: dict[Any, Any], capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The report says who changes and why; then the gradebook is that of a class under the new key."""
        mend(course)
        assert regrade(course, "--yes") == 0
        said = capsys.readouterr().out
        assert said.startswith(REPORT)
        [record] = records(course)
        assert said.removeprefix(REPORT) == (
            f"{NAME}: 4 graded, 0 unchanged; on record as {FOLDER}/{record}\n"
        )
        assert dump(course) == few_under_the_new_key

        assert regrade(course) == 0
        assert "nobody's points change (4 of 4 submissions stay as they are)" in capsys.readouterr().out
        assert records(course) == [record]

    def test_what_a_person_gave_stays(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Manual points, extra credit and comments stay and count in the totals, before and after."""
        with book(course) as found:
            grade = found.find_grade("m01-q-stop", NAME, NAME, "ann")
            grade.manual_score, grade.extra_credit = 0.5, 0.25
            found.find_comment(REFLECTION, NAME, NAME, "ann").manual_comment = "Well seen."
            found.db.commit()
        mend(course)
        assert regrade(course, "--yes") == 0
        assert "  ann      total       8.75  8.75  0\n" in capsys.readouterr().out
        now = gradebook(course)["ann", "m01-q-stop"]
        assert (now.auto, now.manual, now.extra, now.score) == (0.0, 0.5, 0.25, 0.75)
        assert dump(course)["ann", "comment", REFLECTION]["shown"] == "Well seen."

    def test_a_text_that_was_read_is_not_to_be_read_again(self, course: Path) -> None:
        """A mended key asks nobody to read a text anew, but where the learner's file was replaced."""
        with book(course) as found:
            students = sorted(one.student.id for one in found.assignment_submissions(NAME))
            for student in students:
                grade = found.find_grade(REFLECTION, NAME, NAME, student)
                grade.manual_score, grade.needs_manual_grade = 2.0, False
            found.db.commit()
        path = course / "submitted" / students[0] / NAME / f"{NAME}.ipynb"
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        mend(course)

        assert regrade(course, "--yes") == 0

        with book(course) as found:
            again = [
                student
                for student in students
                if found.find_grade(REFLECTION, NAME, NAME, student).needs_manual_grade
            ]
        assert again == students[:1]

    def test_late_penalties_follow(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A late penalty is worked out anew as nbgrader does, and named; the total is what then counts."""
        with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write('\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
        with book(course) as found:
            found.update_or_create_assignment(NAME, duedate="2027-02-02 12:00:00 UTC")
        time = course / "submitted" / "bob" / NAME / "timestamp.txt"
        time.write_text("2027-02-03 09:00:00 UTC", encoding="utf-8")
        assert typed(course, "grade") == 0
        mend(course)
        capsys.readouterr()
        assert regrade(course, "--yes") == 0
        said = capsys.readouterr().out
        assert [line.split() for line in said.splitlines() if line.startswith("  bob")] == [
            ["bob", "m01-q-stop", "0", "1", "+1"],
            ["bob", "late", "penalty", "8", "9", "+1"],
            ["bob", "total", "0", "0", "0"],
        ]
        assert "3 of 4 submissions change: 1 up, 1 down, 1 with the same total" in said
        assert dump(course)["bob", "work"]["penalty"] == 9.0

    def test_one_student(self, course: Path) -> None:
        """With --student the others stay as they were."""
        mend(course)
        assert regrade(course, "--yes", "--student", "bob") == 0
        scores = gradebook(course)
        assert [scores[one, "m01-q-stop"].auto for one in CLASS] == [1.0, 1.0, 0.0, 0.0]

    def test_the_record(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The record has reason, time, version, both keys and each change; it is listed and shown again."""
        old = (course / "keys" / f"{NAME}.yaml").read_text(encoding="utf-8")
        mend(course)
        assert regrade(course, "--yes") == 0
        [name] = records(course)
        record = course / FOLDER / name
        about = json.loads((record / "about.json").read_text(encoding="utf-8"))
        new = (course / "keys" / f"{NAME}.yaml").read_text(encoding="utf-8")

        assert name == f"{about['at'][:10]}-01-{NAME}"
        assert (about["reason"], about["changed"], about["compared"]) == (REASON, 3, 4)
        assert (record / "before" / "keys" / f"{NAME}.yaml").read_text(encoding="utf-8") == old
        assert (record / "after" / "keys" / f"{NAME}.yaml").read_text(encoding="utf-8") == new
        assert (record / "report.txt").read_text(encoding="utf-8") == REPORT
        rows = [tuple(row.values()) for row in read_csv(record / CHANGES)]
        assert HEADER == tuple(read_csv(record / CHANGES)[0])
        assert rows[:2] == [
            ("ann", "m01-q-stop", "1.0", "0.0", "-1.0", "key"),
            ("ann", "total", "9.0", "8.0", "-1.0", "key"),
        ]
        assert len(rows) == 6
        assert os.name == "nt" or (record / CHANGES).stat().st_mode & 0o77 == 0  # it names learners
        capsys.readouterr()
        assert typed(course, "regrade", "--list") == 0
        assert capsys.readouterr().out == f"1  {about['at'][:10]}  {NAME}  3 of 4 changed  {REASON}\n"
        assert typed(course, "regrade", "--show", "1") == 0
        head = f"{NAME}, {about['at']}, casework {about['casework']}: {REASON}\n"
        assert capsys.readouterr().out == head + REPORT
        assert typed(course, "regrade", "--show", "2") == 1
        assert capsys.readouterr().err == "no regrade 2; there are 1\n"

    def test_git_ignores_the_records(self) -> None:
        """Records name learners and hold keys, so git leaves them out."""
        assert f"/assessments/{FOLDER}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


class TestAsked:
    """Nothing is written unless somebody agrees."""

    @pytest.mark.parametrize(("answer", "applied"), [("n", False), ("", False), ("Y", True)])
    def test_a_person_is_asked(
        self,
        course: Path,
        answer: str,
        applied: bool,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The question names how many change; without a yes neither gradebook nor any file changes."""
        asked: list[str] = []
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
        mend(course)
        before = contents(course)

        assert regrade(course) == (0 if applied else 1)
        assert asked == ["Apply to 3 of 4 submissions? [y/N] "]
        assert bool(records(course)) == applied
        if not applied:
            assert capsys.readouterr().err == "nothing applied\n"
            assert contents(course) == before

    def test_nobody_to_ask(
        self, course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without a terminal and without --yes the report is printed and nothing applied."""
        monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
        mend(course)
        before = contents(course)
        assert regrade(course) == 1
        said = capsys.readouterr()
        assert said.out == REPORT
        assert said.err == "nothing applied: there is nobody to ask; add --yes to apply it\n"
        assert contents(course) == before

    def test_a_key_that_changes_meanwhile(
        self, course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A key that is changed while the question stands there is not applied unseen."""

        def slow(question: str) -> str:
            change(course / "keys" / f"{NAME}.yaml", NEW, "  m01-q-stop:\n    correct: [a]")
            return "y"

        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", slow)
        mend(course)
        assert regrade(course) == 1
        assert capsys.readouterr().err == (f"{NAME}: key or questions have changed meanwhile; run it again\n")
        assert records(course) == []


class TestCauses:
    """What is not the key's doing is told apart."""

    def test_new_files_and_others(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A replaced file, a first hand-in, a broken one and one that is gone are each named apart."""
        hand_in(course, "dee", {"m01-q-mix": ["a", "b"]})
        hand_in(course, "eve", RIGHT)
        (course / "submitted" / "bob" / NAME / FILE).write_text("{", encoding="utf-8")
        shutil.rmtree(course / "submitted" / "cid")
        mend(course)
        assert regrade(course, "--yes") == 1  # somebody could not be graded
        said = capsys.readouterr().out
        apart = said.split("By a new file, handed in since the last grading\n")[1].splitlines()
        assert [line.split() for line in apart[1:3]] == [
            ["dee", "m01-q-mix", "1", "2", "+1"],
            ["dee", "total", "1", "2", "+1"],
        ]
        assert apart[3] == "Not graded before, to be graded for the first time: eve"
        assert apart[4] == "Cannot be graded"
        assert apart[5].startswith(f"  bob: {FILE}: ")
        assert apart[6] == (
            "  cid: .: it was graded, but its files are no longer among the submissions; its points stay"
        )
        scores = gradebook(course)
        assert [scores[one, "m01-q-stop"].auto for one in ("ann", "bob", "cid", "eve")] == [0.0] * 4
        assert scores["dee", "m01-q-mix"].auto == 2.0

    def test_graded_by_nbgrader(self, few: Path, tmp_path: Path) -> None:
        """What nbgrader's own autograde has graded is compared in the same way, the old key known."""
        shutil.copytree(few, tmp_path / "course")
        assessments = tmp_path / "course" / "assessments"
        autograde(assessments)
        mend(assessments)
        assert regrade(assessments, "--yes") == 0
        [record] = records(assessments)
        assert (assessments / FOLDER / record / "report.txt").read_text(encoding="utf-8") == REPORT

    def test_graded_before_keys_were_kept(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Where the old key is not known the report says so, and the points are compared all the same."""
        with closing(sqlite3.connect(course / "course.db")) as found, found:
            found.execute("DROP TABLE casework_graded_from")
            found.execute("DROP TABLE casework_versions")
        mend(course)
        assert regrade(course, "--yes") == 0
        said = capsys.readouterr().out
        assert (
            "  The key that 4 of 4 were graded with is not known: they were graded before casework kept it.\n"
            "By the key, or by a file handed in since (graded before either was noted)\n"
        ) in said
        [record] = records(course)
        assert sorted(path.name for path in (course / FOLDER / record).iterdir()) == [
            "about.json",
            "after",
            "changes.csv",
            "report.txt",
        ]

    def test_another_rule(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A mended rule of points counts like a mended key; a step's key is named below its case."""
        path = course.parent / "modules" / NAME / "graded.yaml"
        change(path, "    rule: net-correct", "    rule: each-part")
        change(
            course / "keys" / f"{NAME}.yaml",
            "m01-case-s3:\n    correct: [b]",
            "m01-case-s3:\n    correct: [a]",
        )
        assert regrade(course, "--yes", "--student", "dee") == 0
        assert capsys.readouterr().out.splitlines()[:4] == [
            "Questions",
            "  m01-q-mix: 1 up, 0 down; rule net-correct → each-part",
            "  m01-case: 0 up, 0 down",
            "    m01-case-s3: key b → a",
        ]

    def test_keys_in_a_private_place(self, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """With private keys the old one is kept in the gradebook; the folder of keys stays as it is."""
        private = course.parent.parent / "private"
        shutil.move(course / "keys", private)
        change(private / f"{NAME}.yaml", OLD, NEW)
        monkeypatch.setenv("CASEWORK_KEYS", str(private))
        monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(course / ".jupyter"))
        monkeypatch.chdir(course)
        assert main(["regrade", NAME, "--reason", REASON, "--yes"]) == 0
        assert [path.name for path in private.iterdir()] == [f"{NAME}.yaml"]
        [record] = records(course)
        assert OLD in (course / FOLDER / record / "before" / "keys" / f"{NAME}.yaml").read_text("utf-8")
