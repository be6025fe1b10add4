"""`casework grade`: what it will not do, in one line each, with nothing lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from grading.submissions import FILE
from grading.two_doors import counts, grade
from nbgrader.api import Gradebook
from unit.course_builder import NAME

pytestmark = pytest.mark.grading


class TestRefusals:
    """What `casework grade` will not do, in one line each."""

    @pytest.fixture
    def course(self, untouched: Path, tmp_path: Path) -> Path:
        """Return a course in which one learner has handed in."""
        shutil.copytree(untouched, tmp_path / "course")
        assessments = tmp_path / "course" / "assessments"
        place = assessments / "submitted" / "ann" / NAME
        place.mkdir(parents=True)
        shutil.copy(assessments / "release" / NAME / FILE, place)
        return assessments

    def refusal(self, assessments: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
        """Return the only line of a run that fails, paths shortened."""
        assert grade(assessments, *words) == 1
        said = capsys.readouterr()
        assert said.out == ""
        return said.err.strip().replace(str(assessments), "HERE")

    def test_no_such_work(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """An assignment or student without a submission is named, with the place for it."""
        said = self.refusal(course, capsys, NAME, "--student", "bob")
        assert said == f"{NAME}: no submission of bob; each belongs in HERE/submitted/STUDENT/{NAME}"
        shutil.rmtree(course / "submitted")
        assert self.refusal(course, capsys) == (
            "nothing to grade: no submission of a released module; "
            "each belongs in HERE/submitted/STUDENT/ASSIGNMENT"
        )

    def test_settings_with_a_mistake(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Settings that cannot be read stop the run: nbgrader's defaults would be another course."""
        settings = course / "nbgrader_config.py"
        lines = len(settings.read_text().splitlines())
        settings.write_text(settings.read_text() + "c.Autograde. = 1\n")
        said = self.refusal(course, capsys)
        assert said.splitlines()[-1] == (
            f"nbgrader_config.py, line {lines + 1}: SyntaxError: invalid syntax (nbgrader_config.py, "
            f"line {lines + 1}); correct it first"
        )

    def test_steps_of_somebody_else(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Steps of grading that only nbgrader can take are left to it."""
        with (course / "nbgrader_config.py").open("a") as file:
            file.write('c.Autograde.autograde_preprocessors.insert(0, "nbgrader.preprocessors.Execute")\n')
        assert self.refusal(course, capsys) == (
            "nbgrader_config.py: Autograde.autograde_preprocessors is not as in this course's own settings; "
            "casework grade takes only those steps, so use nbgrader autograde"
        )

    def test_another_gradebook(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The gradebook of the settings is used; one that has not got the assignment says what to run."""
        with (course / "nbgrader_config.py").open("a") as file:
            file.write('c.CourseDirectory.db_url = f"sqlite:///{here}/other.db"\n')
        shutil.copy(course / "course.db", course / "other.db")
        with Gradebook(f"sqlite:///{course / 'other.db'}") as gradebook:
            gradebook.remove_assignment(NAME)
        assert self.refusal(course, capsys) == (
            f"{NAME}: not in the gradebook; run nbgrader generate_assignment {NAME} first"
        )

    def test_a_gradebook_in_use(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A gradebook that another program holds is said to be so, and nothing is lost."""
        with (course / "nbgrader_config.py").open("a") as file:
            file.write('c.CourseDirectory.db_url += "?timeout=0.1"\n')
        with closing(sqlite3.connect(course / "course.db")) as holder:
            holder.execute("BEGIN EXCLUSIVE")
            said = self.refusal(course, capsys)
        assert said == (
            "the gradebook cannot be used (database is locked); close what writes to it and run this again: "
            "what is graded stays graded"
        )
        assert counts(course) == (1, 0)

    def test_keys_in_a_private_place(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The folder of keys that the settings name is used; without the keys nobody gets a zero."""
        with (course / "nbgrader_config.py").open("a") as file:
            file.write('c.GradingDesk.keys_folder = "private"\n')
        said = self.refusal(course, capsys)
        assert "no key file for the 6 graded questions; put it there or set CASEWORK_KEYS" in said
        assert len(said.splitlines()) == 1
        (course / "keys").rename(course / "private")
        assert counts(course) == (1, 0)

    def test_one_run_at_a_time(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A second run in the same course is refused while the first is at work."""
        (course / "autograded").mkdir()
        with FileLock(str(course / "autograded" / ".grading.lock")):
            said = self.refusal(course, capsys)
        assert said == "another casework grade is at work in this course; wait for its end"
