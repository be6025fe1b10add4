"""`casework grade`: the same gradebook and the same notebooks as `nbgrader autograde`."""

from __future__ import annotations

import os
import shutil
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from grading.submissions import FILE
from grading.trial_course import REFLECTION, run_nbgrader
from grading.two_doors import (
    BY_HAND,
    DUE,
    autograde,
    book,
    counts,
    dump,
    files,
    grade,
    grade_by_hand,
    write_course,
)
from unit.course_builder import NAME

from casework.grading import autograded, fast, gradebook, notebook_text

pytestmark = pytest.mark.grading
Left = tuple[dict[Any, Any], dict[str, tuple[int, bytes]]]
FEW = ("student-001", "student-002", "script", "regraded", "beside")


@pytest.fixture(scope="module")
def handed_in(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a course in which a class of every kind has handed in; not to be changed."""
    root = tmp_path_factory.mktemp("doors") / "handed in"
    write_course(untouched, root)
    return root


def copied(handed_in: Path, name: str) -> Path:
    """Return the assessments folder of a copy; the pipe, which cannot be copied, is left out."""
    root = handed_in.parent / name
    shutil.copytree(handed_in, root, symlinks=True, ignore=shutil.ignore_patterns("pipe"))
    return root / "assessments"


@pytest.fixture(scope="module")
def by_nbgrader(handed_in: Path) -> Path:
    """Return the course after `nbgrader autograde`."""
    assessments = copied(handed_in, "by nbgrader")
    result = run_nbgrader(assessments, "autograde", NAME)
    assert result.returncode == 0, result.stdout
    return assessments


@pytest.fixture(scope="module")
def by_casework(handed_in: Path) -> Path:
    """Return the course after `casework grade`."""
    assessments = copied(handed_in, "by casework")
    assert grade(assessments) == 1  # some submissions cannot be graded
    return assessments


@pytest.fixture(scope="module")
def undisturbed(by_casework: Path) -> Left:
    """Return gradebook and files after `casework grade`."""
    return dump(by_casework), files(by_casework)


class TestTwoDoors:
    """What both doors leave behind."""

    def test_gradebooks_are_equal(self, by_nbgrader: Path, undisturbed: Left) -> None:
        """Every score, maximum, flag, penalty, comment and time is the same by either door."""
        ours, theirs = undisturbed[0], dump(by_nbgrader)

        assert any(one.get("penalty") for one in theirs.values() if isinstance(one, dict))
        assert ours == theirs

    def test_folders_are_equal(self, by_nbgrader: Path, undisturbed: Left) -> None:
        """Autograded notebooks, the files beside them and errors.csv are the same to the byte, modes too."""
        ours, theirs = undisturbed[1], files(by_nbgrader)

        assert len(theirs) > 100
        assert sorted(ours) == sorted(theirs)
        assert [name for name in theirs if ours[name] != theirs[name]] == []

    def test_regrading_keeps_what_a_person_gave(self, by_nbgrader: Path, by_casework: Path) -> None:
        """Graded again with --force, points, credit and comments of a person stay, and penalties follow."""
        ours, theirs = copied(by_casework.parent, "ours again"), copied(by_nbgrader.parent, "theirs again")
        for assessments in (ours, theirs):
            grade_by_hand(assessments)
        autograde(theirs, "--force", "--student=[rs]*")
        assert grade(ours, NAME, "--force", "--student", "[rs]*") == 1  # one is renamed
        found = dump(ours)

        assert found == dump(theirs)
        assert files(ours) == files(theirs)
        for student in BY_HAND:
            reflection = found[student, "grade", REFLECTION]
            assert (reflection["manual_score"], reflection["extra_credit"], reflection["score"]) == (
                4,
                0.5,
                4.5,
            )
            assert found[student, "comment", REFLECTION]["shown"] == "Well seen."
        assert found["regraded", "work"]["penalty"] > 4.5
        assert found["script", "work"]["penalty"] == 0  # has more time now

    def test_what_nbgrader_has_graded_stays_as_a_person_left_it(self, by_nbgrader: Path) -> None:
        """After nbgrader and a person, `casework grade` changes nothing, and then knows that all is done."""
        assessments = copied(by_nbgrader.parent, "nbgrader first")
        with book(assessments) as gradebook:
            found = gradebook.find_grade("m01-q-stop", NAME, NAME, "doubled")
            found.manual_score, found.needs_manual_grade = 0.25, False
            gradebook.db.commit()
        before = dump(assessments), files(assessments)
        grade(assessments)

        assert (dump(assessments), files(assessments)) == before
        assert counts(assessments) == (0, len(list(assessments.glob("autograded/*/*"))))

    def test_what_casework_has_graded_is_graded_for_nbgrader(
        self, by_casework: Path, undisturbed: Left, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """After `casework grade`, `nbgrader autograde` skips what is there, by its own rule."""
        assessments = copied(by_casework.parent, "casework first")
        autograde(assessments)

        assert capsys.readouterr().err.count("Skipping existing assignment") == len(
            list(assessments.glob("autograded/*/*"))
        )
        assert (dump(assessments), files(assessments)) == undisturbed


class TestUnchanged:
    """What is graded again, and what is not."""

    @pytest.fixture
    def done(self, by_casework: Path, tmp_path: Path) -> Path:
        """Return a graded course of a few learners that a test may change."""
        root = tmp_path / "course"
        shutil.copytree(by_casework.parent, root, symlinks=True, copy_function=shutil.copy2)
        for folder in (root / "assessments" / "submitted").iterdir():
            if folder.is_dir() and folder.name not in FEW:
                shutil.rmtree(folder)
        return root / "assessments"

    def test_nothing_has_changed(self, done: Path) -> None:
        """A second run grades nothing and changes no file; --force grades all."""
        before = files(done)

        assert counts(done) == (0, len(FEW))
        assert files(done) == before
        assert counts(done, "--force") == (len(FEW), 0)

    def test_a_changed_submission(self, done: Path) -> None:
        """A submission of which any file has changed is graded again, and no other."""
        (done / "submitted" / "script" / NAME / "notes" / "own.txt").write_text("mine, corrected")

        assert counts(done) == (1, len(FEW) - 1)
        assert (done / "autograded" / "script" / NAME / "notes" / "own.txt").read_text() == "mine, corrected"

    @pytest.mark.parametrize(
        "file", [f"keys/{NAME}.yaml", f"release/{NAME}/{FILE}", f"../modules/{NAME}/case.yaml"]
    )
    def test_changed_materials(self, done: Path, file: str) -> None:
        """With another key, release or question file all are graded again."""
        path = done / file
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

        assert counts(done) == (len(FEW), 0)

    def test_changed_settings_and_times(self, done: Path) -> None:
        """Another penalty, due date or extension counts without --force."""
        with book(done) as gradebook:
            gradebook.grant_extension(NAME, "script", days=3)
        assert counts(done) == (1, len(FEW) - 1)
        with book(done) as gradebook:
            gradebook.update_or_create_assignment(NAME, duedate=DUE + timedelta(days=30))
        assert counts(done) == (len(FEW), 0)
        settings = done / "nbgrader_config.py"
        settings.write_text(settings.read_text().replace('"zero"', '"none"'))
        assert counts(done) == (len(FEW), 0)

    def test_what_is_gone_is_made_again(self, done: Path) -> None:
        """A deleted folder is made again, and so are all grades of a submission that the gradebook lost."""
        before = dump(done)
        shutil.rmtree(done / "autograded" / "script")
        with book(done) as gradebook:
            gradebook.remove_submission(NAME, "regraded")
        assert counts(done) == (2, len(FEW) - 2)
        assert dump(done) == before


KILLS = {
    "while it makes a folder": (notebook_text.Writer, "text_of", 8),
    "before it writes grades": (gradebook.Book, "write", 2),
    "before a folder is in its place": (autograded.os, "rename", 1),
    "between folders": (autograded.os, "rename", 7),
    "before errors.csv": (fast, "replace_errors", 2),
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("moment", KILLS)
def test_killed_at_any_moment_and_run_again(handed_in: Path, undisturbed: Left, moment: str) -> None:
    """After kill -9 the next run comes to the same gradebook and files as a run that nobody disturbed."""
    assessments = copied(handed_in, f"killed {moment}")
    where, name, times = KILLS[moment]
    original = getattr(where, name)
    calls = iter(range(times, 0, -1))

    def deadly(*arguments: Any) -> Any:
        if next(calls) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments)

    child = os.fork()
    if not child:
        fast.BATCH = 5
        setattr(where, name, deadly)
        try:
            grade(assessments)
        finally:
            os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert grade(assessments) == 1

    assert (dump(assessments), files(assessments)) == undisturbed
    assert not (assessments / "autograded" / ".unfinished").exists()
