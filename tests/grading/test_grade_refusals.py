"""`casework grade`: what it will not do, in one line each, with nothing lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from grading.submissions import FILE
from grading.two_doors import counts, grade
from nbgrader.api import Gradebook
from unit.course_builder import NAME

from casework.grading import grader

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

    def test_work_of_no_module(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A folder that belongs to no released module is named, and the others are graded."""
        (course / "submitted" / "bob" / "01-tinny").mkdir(parents=True)
        assert grade(course) == 0
        said = capsys.readouterr()
        assert said.out == f"{NAME}: 1 graded, 0 unchanged\n"
        assert said.err.strip() == (
            "01-tinny: handed in (1), but no module of this name is released; "
            "rename the folders, or run nbgrader generate_assignment 01-tinny first"
        )

    def test_students_of_a_closed_list(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Where the settings forbid new students, one who is not in the gradebook is an error."""
        with (course / "nbgrader_config.py").open("a") as file:
            file.write("c.Autograde.create_student = False\n")
        assert grade(course) == 1
        said = capsys.readouterr()
        assert said.out == f"{NAME}: 0 graded, 0 unchanged, 1 not graded: see errors.csv\n"
        assert said.err.strip() == "ann: .: no such student; nbgrader db student add ann"

    def test_a_fault_of_ours(
        self, course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A submission on which the program itself fails is an error like others and keeps nobody back."""
        shutil.copytree(course / "submitted" / "ann", course / "submitted" / "bob")
        original, calls = grader.grade_with, iter((True, False))

        def failing(*arguments: Any) -> Any:
            if next(calls):
                raise KeyError("surprise")
            return original(*arguments)

        monkeypatch.setattr(grader, "grade_with", failing)
        assert grade(course) == 1
        said = capsys.readouterr()
        assert said.out == f"{NAME}: 1 graded, 0 unchanged, 1 not graded: see errors.csv\n"
        assert said.err.strip() == (
            f"ann: {FILE}: casework failed on it (KeyError: 'surprise'); report this with the file"
        )

    def test_settings_with_a_mistake(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Settings that cannot be read stop the run: nbgrader's defaults would be another course."""
        settings = course / "nbgrader_config.py"
        lines = len(settings.read_text().splitlines())
        settings.write_text(settings.read_text() + "c.Autograde. = 1\n")
        said = self.refusal(course, capsys)
        assert said == f"nbgrader_config.py, line {lines + 1}: invalid syntax; correct it first"

    def test_a_setting_of_another_kind(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A setting that nbgrader does not take stops the run, after nbgrader's own line."""
        with (course / "nbgrader_config.py").open("a") as file:
            file.write("c.CourseDirectory.ignore = 3\n")
        assert self.refusal(course, capsys).splitlines() == [
            "Bad config encountered during initialization: "
            "The 'ignore' trait of a CourseDirectory instance expected a list, not the int 3.",
            "nbgrader_config.py: a setting is wrong, see above; correct it first",
        ]

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
        (course / "private").rename(course / "elsewhere")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CASEWORK_KEYS", str(course / "elsewhere"))
            assert counts(course, "--force") == (1, 0)

    def test_one_run_at_a_time(self, course: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A second run in the same course is refused while the first is at work."""
        (course / "autograded").mkdir()
        with FileLock(str(course / "autograded" / ".grading.lock")):
            said = self.refusal(course, capsys)
        assert said == "another casework grade is at work in this course; wait for its end"
