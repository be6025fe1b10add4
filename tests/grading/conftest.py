"""Fixtures of the grading tests: the trial course as plain data, and one class that is graded once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from grading import mended_key, trial_course, two_doors
from grading.submissions import write_class
from unit.course_builder import NAME, as_text

from casework.grading.keys import module_keys
from casework.module import Module, load_module
from casework.questions import KeyFile


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the assessments folder of a trial course that no test changes."""
    return trial_course.write_trial_course(tmp_path_factory.mktemp("content"))


@pytest.fixture(scope="session")
def module(content: Path) -> Module:
    """Return the trial course's module."""
    return load_module(content.parent / "modules" / NAME)


@pytest.fixture(scope="session")
def keys(content: Path, module: Module) -> KeyFile:
    """Return its keys."""
    return module_keys(content / "keys", module)


@pytest.fixture
def released() -> dict[str, Any]:
    """Return its notebook as it is handed out."""
    return trial_course.trial_notebook()


@pytest.fixture(scope="session")
def released_course(tmp_path_factory: pytest.TempPathFactory) -> trial_course.Run:
    """
    Return a trial course after ``nbgrader generate_assignment``; later fixtures add to it.

    Its folder has a name that a careless pattern would trip over, and somebody has tried the module in place.
    """
    root = tmp_path_factory.mktemp("course") / "a course (1+2)"
    assessments = trial_course.write_trial_course(root)
    tried = trial_course.answered(trial_course.trial_notebook(), trial_course.RIGHT, widgets={"state": {}})
    (root / "modules" / NAME / f"{NAME}.ipynb").write_text(as_text(tried), encoding="utf-8")
    run = trial_course.Run(assessments, trial_course.run_nbgrader(assessments, "generate_assignment", NAME))
    shutil.copytree(root, root.parent / "untouched")
    return run


@pytest.fixture(scope="session")
def untouched(released_course: trial_course.Run) -> Path:
    """Return the trial course as it is after its release: to be copied, never changed."""
    return released_course.assessments.parent.parent / "untouched"


@pytest.fixture(scope="session")
def graded(released_course: trial_course.Run) -> Iterator[trial_course.Run]:
    """Return the course after ``nbgrader autograde`` of a class with every kind of submission in it."""
    assessments = released_course.assessments
    write_class(assessments)
    return trial_course.Run(assessments, trial_course.run_nbgrader(assessments, "autograde", NAME))


@pytest.fixture(scope="session")
def fed_back(graded: trial_course.Run) -> trial_course.Run:
    """Return the course after ``nbgrader generate_feedback``, typed elsewhere, and ``nbgrader export``."""
    root = graded.assessments.parent
    words = ("generate_feedback", NAME, f"--course-dir={graded.assessments}")
    result = trial_course.run_nbgrader(graded.assessments, *words, cwd=root)
    assert result.returncode == 0, result.stdout
    return trial_course.Run(graded.assessments, trial_course.run_nbgrader(graded.assessments, "export"))


@pytest.fixture(scope="session")
def few(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course in which a few have handed in; not to be changed."""
    root = tmp_path_factory.mktemp("regrade") / "handed in"
    shutil.copytree(untouched, root)
    for student, answers in mended_key.CLASS.items():
        mended_key.hand_in(root / "assessments", student, answers)
    return root


@pytest.fixture(scope="session")
def few_graded(few: Path) -> Path:
    """Return the course after `casework grade`; not to be changed."""
    root = few.parent / "done"
    shutil.copytree(few, root)
    assert mended_key.typed(root / "assessments", "grade") == 0
    return root


@pytest.fixture
def graded_few(few_graded: Path, tmp_path: Path) -> Path:
    """Return the assessments folder of a graded course that a test may change."""
    shutil.copytree(few_graded, tmp_path / "course", copy_function=shutil.copy2)
    return tmp_path / "course" / "assessments"


@pytest.fixture(scope="session")
def few_under_the_new_key(few: Path) -> dict[Any, Any]:
    """Return the gradebook of the same class, graded with the mended key from the start."""
    root = few.parent / "fresh"
    shutil.copytree(few, root)
    mended_key.mend(root / "assessments")
    assert mended_key.typed(root / "assessments", "grade") == 0
    return two_doors.dump(root / "assessments")
