"""`casework regrade` when it is broken off, and what it will not do, in one line each."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from grading.mended_key import (
    CLASS,
    NEW,
    OLD,
    REASON,
    REPORT,
    mend,
    records,
    regrade,
    typed,
)
from grading.trial_course import gradebook, read_csv
from grading.two_doors import dump
from unit.course_builder import NAME, change

from casework.grading import autograded, fast, regrade_records
from casework.grading import gradebook as gradebook_module
from casework.grading.regrade_records import CHANGES, FOLDER

pytestmark = pytest.mark.grading


@pytest.fixture
def course(graded_few: Path) -> Path:
    """Return the assessments folder of a graded course that a test may change."""
    return graded_few


KILLS = {
    "before the record is whole": (regrade_records, "write_in_one_step", 3),
    "before it grades": (fast.Run, "grade", 1),
    "before it writes the second grades": (gradebook_module.Book, "write", 2),
    "between folders": (autograded.os, "rename", 4),
    "before the record has its number": (regrade_records.Records, "finish", 1),
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("moment", KILLS)
def test_killed_at_any_moment_and_run_again(
    course: Path, few_under_the_new_key: dict[Any, Any], moment: str
) -> None:
    """After kill -9 the same command comes to the same gradebook, and to one record with every change."""
    where, name, times = KILLS[moment]
    original = getattr(where, name)
    calls = iter(range(times, 0, -1))

    def deadly(*arguments: Any, **named: Any) -> Any:
        if next(calls) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)

    mend(course)
    child = os.fork()
    if not child:
        fast.BATCH = 2
        setattr(where, name, deadly)
        try:
            regrade(course, "--yes")
        finally:
            os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert regrade(course, "--yes") == 0

    assert dump(course) == few_under_the_new_key
    [record] = records(course)
    text = (course / FOLDER / record / "report.txt").read_text(encoding="utf-8")
    assert text.endswith(REPORT)
    assert len(read_csv(course / FOLDER / record / CHANGES)) == 6
    assert OLD in (course / FOLDER / record / "before" / "keys" / f"{NAME}.yaml").read_text("utf-8")


class TestBrokenOff:
    """What a regrade that was broken off leaves to be decided."""

    @pytest.fixture
    def half(self, course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Return a course in which a regrade was broken off after its first grades."""
        original, calls = gradebook_module.Book.write, iter((True, False))

        def breaking(*arguments: Any) -> None:
            if not next(calls):
                raise KeyboardInterrupt
            original(*arguments)

        mend(course)
        with monkeypatch.context() as patch:
            patch.setattr(fast, "BATCH", 2)
            patch.setattr(gradebook_module.Book, "write", breaking)
            assert regrade(course, "--yes") == 1
        scores = gradebook(course)
        assert [scores[one, "m01-q-stop"].auto for one in CLASS] == [0.0, 1.0, 0.0, 0.0]
        return course

    def test_taken_back(self, half: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """With the old key put back, what was applied is taken back, and nothing is on record."""
        change(half / "keys" / f"{NAME}.yaml", NEW, OLD)
        assert regrade(half, "--yes") == 0
        assert "nobody's points change" in capsys.readouterr().out
        scores = gradebook(half)
        assert [scores[one, "m01-q-stop"].auto for one in CLASS] == [1.0, 0.0, 0.0, 0.0]
        assert records(half) == []

    def test_others_wait(self, half: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """It is listed as broken off, and one for other students has to wait for it."""
        capsys.readouterr()
        assert typed(half, "regrade", "--list") == 0
        assert capsys.readouterr().out.splitlines()[0] == (
            f"-  {NAME}: broken off; type casework regrade {NAME} once more"
        )
        assert regrade(half, "--yes", "--student", "ann") == 1
        assert capsys.readouterr().err == (
            f'{NAME}: a regrade was broken off; finish it first: casework regrade {NAME} --reason "TEXT"\n'
        )


class TestRefusals:
    """What it will not do, in one line each."""

    def refusal(self, capsys: pytest.CaptureFixture[str], assessments: Path, *words: str) -> str:
        """Return the only line of a run that fails."""
        capsys.readouterr()
        assert typed(assessments, "regrade", *words) == 1
        said = capsys.readouterr()
        assert (said.out, records(assessments)) == ("", [])
        return said.err.rstrip("\n")

    def test_what_cannot_be_compared(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """No reason, no such module, no such student, keys with mistakes, another release."""
        words = (NAME, "--reason", REASON)
        assert self.refusal(capsys, course, NAME, "--reason", " \n") == (
            '--reason is empty; say what was mended, such as --reason "c is right too"'
        )
        assert self.refusal(capsys, course, "01-tinny", "--reason", REASON) == (
            f"no module '01-tinny'; there are {NAME}"
        )
        assert self.refusal(capsys, course, *words, "--student", "zoe").startswith(
            f"{NAME}: no submission of zoe; each belongs in "
        )
        path = course / "keys" / f"{NAME}.yaml"
        change(path, OLD, "  m01-q-stop:\n    correct: [x]")
        assert self.refusal(capsys, course, *words).endswith(
            "question 'm01-q-stop': the key names option 'x'; the options are a, b, c"
        )
        change(path, "correct: [x]", "correct: [c]")
        change(
            course.parent / "modules" / NAME / "graded.yaml",
            "    level: remember\n    points: 1",
            "    level: remember\n    points: 3",
        )
        assert self.refusal(capsys, course, *words) == (
            f"{NAME}: the release is older than the questions: m01-q-stop has 1 points there, "
            f"3 in its question; run nbgrader generate_assignment {NAME} --force first"
        )

    def test_never_graded(self, few: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What was handed in and never graded is to be graded first; no gradebook is made by the way."""
        shutil.copytree(few, tmp_path / "course")
        assessments = tmp_path / "course" / "assessments"
        words = (NAME, "--reason", REASON)
        assert self.refusal(capsys, assessments, *words) == (
            f"{NAME}: never graded; grade it first: casework grade {NAME}"
        )
        (assessments / "course.db").unlink()
        assert self.refusal(capsys, assessments, *words) == (
            f"{NAME}: never graded, there is no course.db; grade it first: casework grade {NAME}"
        )
        assert not (assessments / "course.db").exists()

    def test_usage(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Without an assignment or a reason the usage is shown."""
        with pytest.raises(SystemExit) as caught:
            typed(course, "regrade", NAME)
        assert caught.value.code == 2
        assert 'give an assignment and --reason "TEXT", or --list, or --show N' in capsys.readouterr().err

    def test_damaged_records(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A damaged record is named and hides no other; a damaged unfinished one stops the next regrade."""
        for name in ("2027-01-01-01-x", f".unfinished-{NAME}"):
            (course / FOLDER / name).mkdir(parents=True)
            (course / FOLDER / name / "about.json").write_text("[", encoding="utf-8")
        assert typed(course, "regrade", "--list") == 0
        assert capsys.readouterr().out.splitlines()[0] == (
            f"1  {FOLDER}/2027-01-01-01-x: about.json is missing or damaged"
        )
        assert regrade(course, "--yes") == 1
        assert capsys.readouterr().err == (
            f"{FOLDER}/.unfinished-{NAME}: a regrade was broken off, and its record cannot be read "
            "(FileNotFoundError); move the folder away, and what it changed is not told apart\n"
        )
