"""casework.grading.simulate: made-up classes and the points they must get."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from grading.trial_course import POINTS, REFLECTION, read_csv
from unit.course_builder import NAME

from casework.answers import record_of, sidecar_path
from casework.grading.simulate import simulate
from casework.module import CourseError

STUDENTS = 120


@pytest.fixture(scope="module")
def release(content: Path) -> Path:
    """Return a released folder, made without nbgrader: the module as it is."""
    folder = content / "release"
    shutil.copytree(content.parent / "modules", folder)
    return folder


@pytest.fixture(scope="module")
def group(content: Path, release: Path) -> Path:
    """Return a made-up class."""
    simulate(release, content / "keys", content / "made-up", STUDENTS, seed=1)
    return content / "made-up"


def notebook(group: Path, student: str) -> dict[str, Any]:
    """Return a student's notebook."""
    found: dict[str, Any] = json.loads((group / student / NAME / f"{NAME}.ipynb").read_bytes())
    return found


def test_layout_is_nbgraders(group: Path) -> None:
    """Every student has STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb, and every graded cell a row in expected.csv."""
    rows = read_csv(group / "expected.csv")
    students = sorted(path.name for path in group.iterdir() if path.is_dir())

    assert (students[0], students[-1], len(students)) == ("student-001", f"student-{STUDENTS}", STUDENTS)
    assert list(rows[0]) == ["student", "assignment", "question", "points"]
    assert [(row["student"], row["question"]) for row in rows] == [
        (student, id_) for student in students for id_ in [*POINTS, REFLECTION]
    ]


def test_every_cell_is_right_partly_right_wrong_and_blank_for_someone(group: Path) -> None:
    """A class has, for every question, full marks and none, and what is between where the rule knows it."""
    values = defaultdict(set)
    for row in read_csv(group / "expected.csv"):
        values[row["question"]].add(float(row["points"]))

    for id_, full in POINTS.items():
        assert {0.0, full} <= values[id_]
    assert values["m01-q-mix"] == {0.0, 1.0, 2.0}
    assert values["m01-q-parts"] == {0.0, 2 / 3, 4 / 3, 2.0}
    assert values["m01-q-all"] == {0.0, 1.0}
    assert values[REFLECTION] == {0.0}


def test_first_is_all_right_and_second_all_blank(group: Path) -> None:
    """The first learner has full marks, the second an empty record."""
    points = defaultdict(float)
    for row in read_csv(group / "expected.csv"):
        points[row["student"]] += float(row["points"])

    assert (points["student-001"], points["student-002"]) == (sum(POINTS.values()), 0.0)
    assert not [
        one for one in record_of(notebook(group, "student-002")["metadata"]).answers.values() if one.response
    ]


def test_records_look_like_a_widgets(group: Path) -> None:
    """Records have times, tries, a copy's own id and path, practice answers and the case's progress."""
    metadata = notebook(group, "student-001")["metadata"]
    record = record_of(metadata)

    assert {"m01-primary", "m01-case-c1", "m01-case-s2", "m01-case"} <= set(record.answers)
    assert record.problems == ()
    assert all(
        re.fullmatch(r"2027-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", one.at) for one in record.answers.values()
    )
    assert all(one.attempts >= 1 for one in record.answers.values())
    assert record.path == f"{NAME}/{NAME}.ipynb"
    assert (
        len({record_of(notebook(group, f"student-{n:03d}")["metadata"]).copy_id for n in range(1, 30)}) == 29
    )


def test_some_write_and_some_use_another_front_end(group: Path) -> None:
    """Most but not all write the reflection, and a few have their answers beside the notebook."""
    written = sum(
        "When did you last stop?" not in notebook(group, f"student-{n:03d}")["cells"][-1]["source"]
        for n in range(1, STUDENTS + 1)
    )
    beside = [path for path in group.rglob("*.answers.json")]

    assert STUDENTS / 4 < written < STUDENTS
    assert 0 < len(beside) < STUDENTS / 8
    assert all(sidecar_path(path.parent / f"{NAME}.ipynb") == path for path in beside)


def test_same_seed_same_files(content: Path, release: Path, group: Path, tmp_path: Path) -> None:
    """A seed gives the same class again, a smaller class is its beginning, another seed differs."""
    simulate(release, content / "keys", tmp_path / "same", 20, seed=1)
    simulate(release, content / "keys", tmp_path / "other", 20, seed=2)
    old, same, other = (
        [(path / f"student-{n:03d}" / NAME / f"{NAME}.ipynb").read_bytes() for n in range(1, 21)]
        for path in (group, tmp_path / "same", tmp_path / "other")
    )

    assert old == same
    assert old[2:] != other[2:]


def test_a_thousand_take_seconds(content: Path, release: Path, tmp_path: Path) -> None:
    """A class of a thousand is written in seconds."""
    began = time.process_time()
    simulate(release, content / "keys", tmp_path / "many", 1000, seed=1)

    assert time.process_time() - began < 10


def test_nothing_released_is_said_in_one_line(content: Path, tmp_path: Path) -> None:
    """Without a release the error says what to do first."""
    with pytest.raises(CourseError, match="no released module; run nbgrader generate_assignment first"):
        simulate(tmp_path / "release", content / "keys", tmp_path / "out", 3, seed=1)


def test_real_submissions_are_not_mixed_with(content: Path, release: Path, tmp_path: Path) -> None:
    """A folder that holds somebody's real submission is refused, and nothing is written into it."""
    (tmp_path / "submitted" / "ann" / NAME).mkdir(parents=True)
    with pytest.raises(CourseError, match=r"holds other submissions \(ann\); name an empty folder"):
        simulate(release, content / "keys", tmp_path / "submitted", 3, seed=1)

    assert [path.name for path in (tmp_path / "submitted").iterdir()] == ["ann"]
