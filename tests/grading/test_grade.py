"""`casework grade`: the same gradebook and the same notebooks as `nbgrader autograde`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from grading.trial_course import run_nbgrader
from grading.two_doors import dump, files, write_course
from unit.course_builder import NAME

from casework.cli import main

pytestmark = pytest.mark.grading


def grade(assessments: Path, *words: str) -> int:
    """Type `casework grade` in a course."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(assessments / ".jupyter"))
        patch.delenv("CASEWORK_KEYS", raising=False)
        patch.chdir(assessments)
        return main(["grade", *words])


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


class TestTwoDoors:
    """What both doors leave behind."""

    def test_gradebooks_are_equal(self, by_nbgrader: Path, by_casework: Path) -> None:
        """Every score, maximum, flag, penalty, comment and time is the same by either door."""
        ours, theirs = dump(by_casework), dump(by_nbgrader)

        assert any(one.get("penalty") for one in theirs.values() if isinstance(one, dict))
        assert ours == theirs

    def test_folders_are_equal(self, by_nbgrader: Path, by_casework: Path) -> None:
        """Autograded notebooks, the files beside them and errors.csv are the same to the byte, modes too."""
        ours, theirs = files(by_casework), files(by_nbgrader)

        assert len(theirs) > 100
        assert sorted(ours) == sorted(theirs)
        assert [name for name in theirs if ours[name] != theirs[name]] == []
