"""Fixtures of the grading tests: the trial course's parts as plain data, and one real class graded once for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casework.grading.keys import module_keys
from casework.module import Module, load_module
from casework.questions import KeyFile
from grading import trial_course
from grading.submissions import write_class
from unit.course_builder import NAME


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
    """Return a trial course after ``nbgrader generate_assignment``; later tests add to it."""
    assessments = trial_course.write_trial_course(tmp_path_factory.mktemp("course"))
    return trial_course.Run(assessments, trial_course.run_nbgrader(assessments, "generate_assignment", NAME))


@pytest.fixture(scope="session")
def graded(released_course: trial_course.Run) -> Iterator[trial_course.Run]:
    """Return the course after ``nbgrader autograde`` of a class with every kind of submission in it."""
    assessments = released_course.assessments
    write_class(assessments)
    yield trial_course.Run(assessments, trial_course.run_nbgrader(assessments, "autograde", NAME))


@pytest.fixture(scope="session")
def fed_back(graded: trial_course.Run) -> trial_course.Run:
    """Return the course after ``nbgrader generate_feedback`` and ``nbgrader export``."""
    result = trial_course.run_nbgrader(graded.assessments, "generate_feedback", NAME)
    assert result.returncode == 0, result.stdout
    return trial_course.Run(graded.assessments, trial_course.run_nbgrader(graded.assessments, "export"))
