"""casework.grading.desk: what a run needs is found, or its lack is one line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from grading.trial_course import RIGHT, write_trial_course
from nbgrader.converters import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from unit.course_builder import NAME

from casework.grading.desk import GradingDesk


def desk(assessments: Path, keys: str = "") -> GradingDesk:
    """Return a desk for a course, as nbgrader's settings give it."""
    coursedir = CourseDirectory(root=str(assessments), source_directory="../modules")
    return GradingDesk(coursedir=coursedir, config=Config(GradingDesk={"keys_folder": keys}))


def test_materials_are_found_through_nbgraders_settings(tmp_path: Path) -> None:
    """Module, keys, labels and the released notebook are found from the course directory alone."""
    assessments = write_trial_course(tmp_path)
    shutil.copytree(tmp_path / "modules", assessments / "release")
    found = desk(assessments).materials(NAME)

    assert (found.module.name, set(found.keys.keys), list(found.released)) == (NAME, set(RIGHT), [NAME])
    assert found.label("fact:T01") == "Handbook of light, chapter 1 (fact T01, as of 2024-01-31)"


def test_keys_may_lie_elsewhere(tmp_path: Path) -> None:
    """The folder of the keys can be set, relative to the assessments folder."""
    assessments = write_trial_course(tmp_path)
    (assessments / "keys").rename(tmp_path / "private")

    assert set(desk(assessments, "../private").source(NAME)[1].keys) == set(RIGHT)


def test_grading_before_releasing_is_one_line(tmp_path: Path) -> None:
    """Without a released notebook the run stops and says which command comes first."""
    assessments = write_trial_course(tmp_path)
    with pytest.raises(
        NbGraderException, match="no notebook; run nbgrader generate_assignment 01-tiny first"
    ):
        desk(assessments).materials(NAME)


def test_every_mistake_in_a_file_is_a_line(tmp_path: Path) -> None:
    """Mistakes in question or key files stop the run, each in its own line."""
    assessments = write_trial_course(tmp_path)
    path = assessments / "keys" / f"{NAME}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("m01-q-", "m01-x-"), encoding="utf-8")
    with pytest.raises(NbGraderException) as caught:
        desk(assessments).source(NAME)

    assert len(str(caught.value).splitlines()) == 8
