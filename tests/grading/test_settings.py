"""assessments/nbgrader_config.py: what nbgrader does when it is broken, or our preprocessors are missing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from grading.trial_course import POINTS, RIGHT, Run, answered, gradebook, run_nbgrader
from unit.course_builder import NAME

pytestmark = pytest.mark.grading
FILE = f"{NAME}.ipynb"
NOT_HERE = "raise ImportError('not installed here')\n"


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder that a release or a grade would change."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in ("release", "autograded", "feedback", "course.db", "grades.csv", "errors.csv")
        for path in [folder / name, *(folder / name).rglob("*")]
        if path.is_file()
    }


@pytest.fixture
def course(released_course: Run, tmp_path: Path) -> Iterator[Path]:
    """Return a copy of the released course in which one learner has handed in."""
    later = shutil.ignore_patterns("submitted", "autograded", "feedback", "errors.csv", "grades.csv")
    shutil.copytree(released_course.assessments.parent, tmp_path / "course", ignore=later)
    assessments = tmp_path / "course" / "assessments"
    released = json.loads((assessments / "release" / NAME / FILE).read_bytes())
    path = assessments / "submitted" / "ann" / NAME / FILE
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(answered(released, RIGHT)), encoding="utf-8")
    return assessments


def test_settings_with_a_mistake_release_and_grade_nothing(course: Path) -> None:
    """With a syntax error in its settings nbgrader carries on, finds nothing to do, and changes nothing."""
    settings = course / "nbgrader_config.py"
    settings.write_text(settings.read_text(encoding="utf-8") + "\nc.Autograde. = 1\n", encoding="utf-8")
    before = everything(course)
    release = run_nbgrader(course, "generate_assignment", NAME, "--force")
    grade = run_nbgrader(course, "autograde", NAME, "--force")

    assert "SyntaxError" in release.stdout
    assert (release.returncode, grade.returncode) == (1, 1)
    assert everything(course) == before
    assert not (course / "source").exists()


def test_settings_without_the_package_release_and_grade_nothing(course: Path, tmp_path: Path) -> None:
    """Where the package cannot be imported, every command ends at once with one line that says so."""
    (tmp_path / "casework.py").write_text(NOT_HERE)
    before = everything(course)
    for words in (["generate_assignment", NAME, "--force"], ["autograde", NAME, "--force"]):
        result = run_nbgrader(course, *words, PYTHONPATH=str(tmp_path))

        assert result.returncode == 1
        assert result.stdout.strip().splitlines()[-1] == (
            "nbgrader_config.py: the course's package cannot be imported (not installed here); "
            "nothing was done. Start nbgrader from the environment that `python3 course.py` made."
        )
        assert "Traceback" not in result.stdout
    assert everything(course) == before


def test_without_keys_nothing_is_graded(course: Path, tmp_path: Path) -> None:
    """Without the key file autograde stops with one line, changes nothing, and gives no one a zero."""
    before = everything(course)
    result = run_nbgrader(course, "autograde", NAME, CASEWORK_KEYS=str(tmp_path / "nowhere"))

    assert result.returncode == 1
    assert "no key file for the 6 graded questions" in result.stdout
    assert "Traceback" not in result.stdout
    assert everything(course) == before


def test_stock_nbgrader_gives_zero_and_says_what_is_missing(course: Path) -> None:
    """With nbgrader's own steps in place of ours every graded cell gets 0 and says what is missing."""
    settings = course / "nbgrader_config.py"
    ours = settings.read_text(encoding="utf-8")
    kept = "\n\n".join(part for part in ours.split("\n\n") if "c.Autograde." not in part)
    assert kept != ours
    settings.write_text(kept, encoding="utf-8")
    result = run_nbgrader(course, "autograde", NAME)
    grades = gradebook(course)
    cells = json.loads((course / "autograded" / "ann" / NAME / FILE).read_bytes())["cells"]

    assert result.returncode == 0, result.stdout
    assert {id_: grades["ann", id_].score for id_ in POINTS} == dict.fromkeys(POINTS, 0.0)
    for cell in cells:
        if cell["id"] in POINTS:
            errors = [one["evalue"] for one in cell["outputs"] if one["output_type"] == "error"]
            assert len(errors) == 1
            assert "nbgrader ran this notebook without casework's preprocessors" in errors[0]
