"""Grading a case with branches and roles: the answers make the path, and nothing else does."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from grading.trial_course import answered, read_csv
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.branching_case import RIGHT, write_branching_course
from unit.course_builder import NAME

from casework.answers import read_notebook, read_sidecar, record_of, sidecar_path
from casework.checks import check_course
from casework.grading.engine import GradeRecord, full_points, grade
from casework.grading.keys import module_keys
from casework.grading.simulate import simulate
from casework.module import Module, load_module
from casework.questions import KeyFile

STUDENTS = 60
ID = "m01-case"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course with a branching case, which no test changes."""
    path = tmp_path_factory.mktemp("paths")
    write_branching_course(path)
    return path


@pytest.fixture(scope="module")
def module(root: Path) -> Module:
    """Return its module."""
    return load_module(root / "modules" / NAME)


@pytest.fixture(scope="module")
def keys(root: Path, module: Module) -> KeyFile:
    """Return its keys."""
    return module_keys(root / "assessments" / "keys", module)


@pytest.fixture(scope="module")
def released(root: Path) -> dict[str, Any]:
    """Return its notebook."""
    return read_notebook((root / "modules" / NAME / f"{NAME}.ipynb").read_bytes())


class Desk:
    """Grades answers to the case, given by the end of each step's id."""

    def __init__(self, module: Module, keys: KeyFile, released: dict[str, Any]) -> None:
        self.module, self.keys, self.released = module, keys, released

    def grade(self, answers: dict[str, Any], progress: object = None) -> GradeRecord:
        """Return the grade of a submission."""
        record = {f"{ID}-{name}": response for name, response in answers.items()}
        record |= {} if progress is None else {ID: progress}
        submitted = json.dumps(answered(self.released, record)).encode()
        return grade(submitted, self.released, self.module, self.keys)


@pytest.fixture(scope="module")
def desk(module: Module, keys: KeyFile, released: dict[str, Any]) -> Desk:
    """Return what grades."""
    return Desk(module, keys, released)


def test_the_course_has_no_mistake(root: Path) -> None:
    """`casework check` finds nothing: the cell's points are those of each path."""
    assert [str(problem) for problem in check_course(root).problems] == []


def test_a_cell_is_worth_one_path(module: Module) -> None:
    """The most that the case's cell can get is what one path offers, not all its graded steps together."""
    assert full_points(module, ID) == 3
    assert sum(question.points for question in module.cases[ID].graded_questions.values()) == 7


@pytest.mark.parametrize(
    ("answers", "progress", "points"),
    [
        ({}, None, 0.0),
        ({"s1": ["a"], **RIGHT}, None, 3.0),
        ({"s1": ["b"], **RIGHT}, None, 3.0),
        (RIGHT, {"track": "walker"}, 3.0),
        ({"s1": ["a"], "s2": RIGHT["s2"]}, None, 2.0),
        ({"s1": ["a"], "s3": RIGHT["s3"], "s5": RIGHT["s5"]}, None, 1.0),
        ({"s3": RIGHT["s3"]}, None, 2.0),
        ({"s2": RIGHT["s2"], "s4": RIGHT["s4"]}, None, 0.0),
        ({"s4": RIGHT["s4"]}, {"track": "walker"}, 2.0),
        ({"s4": RIGHT["s4"]}, {"track": "driver"}, 0.0),
        ({"s1": ["a"], "s2": ["b"], "s5": ["b"]}, None, 2.0),
    ],
)
def test_only_the_path_of_the_answers_counts(
    desk: Desk, answers: dict[str, Any], progress: object, points: float
) -> None:
    """Points come from the graded steps on the path that the answers and the role lead through."""
    record = desk.grade(answers, progress)

    assert (record.scores[ID], record.problems) == (points, ())


@pytest.mark.parametrize(
    "progress",
    [
        {"path": [f"{ID}-s4", f"{ID}-s5"], "done": True},
        {"track": "cook", "path": [f"{ID}-s2"] * 50},
        {"track": ["walker"]},
        {"track": {"walker": 1}},
        {"track": "__proto__"},
        {"step": 99, "changes": ["x"]},
        "walker",
        ["walker"],
        7,
        True,
    ],
)
def test_the_recorded_path_is_not_believed(desk: Desk, progress: object) -> None:
    """Whatever stands in the record of the place, the score is that of the answers on the first track."""
    answers = {"s1": ["a"], "s2": ["b"], "s3": ["a", "b"], "s4": ["a"], "s5": ["b"]}
    record = desk.grade(answers, progress)

    assert record.scores[ID] == 2.0
    assert record.problems == ()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["a", "b", "walker", "driver", f"{ID}-s4", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["track", "path", "a", "else"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["s1", "s2", "s3", "s4", "s5", "s6"]), JSON), JSON)
def test_a_hostile_record_never_breaks_grading(desk: Desk, answers: dict[str, Any], progress: object) -> None:
    """Anything in the record gives a score between nothing and one path's points, and harms no other cell."""
    record = desk.grade(answers, progress)

    assert 0.0 <= (record.scores[ID] or 0.0) <= 3.0
    assert record.scores["m01-q-stop"] == 0.0


def test_feedback_is_on_the_path_alone(desk: Desk) -> None:
    """The feedback has the graded steps of the path in its order, and no reason of another path."""
    page = desk.grade({"s1": ["a"], **RIGHT}).feedback[ID]

    assert "3 of 3 points for the case." in page
    assert page.index("The light") < page.index("SECRET s2 b") < page.index("The road")
    for other in ("The sign", "SECRET s3", "SECRET s4", "The corner", "Home"):
        assert other not in page


def test_of_the_progress_only_the_role_is_taken_over(desk: Desk) -> None:
    """The rebuilt notebook holds the role, checked, and nothing else of what the page kept."""
    metadata = desk.grade({}, {"track": "walker", "path": ["<script>"], "done": 1}).notebook["metadata"]

    assert metadata[f"casework:{ID}"]["response"] == {"track": "walker"}


def test_a_made_up_class_gets_its_points(root: Path, desk: Desk, tmp_path: Path) -> None:
    """The engine gives each made-up learner what was expected, on every path and in both roles."""
    shutil.copytree(root / "modules", tmp_path / "release")
    group = tmp_path / "class"
    simulate(tmp_path / "release", root / "assessments" / "keys", group, STUDENTS, seed=3)
    expected = {
        (row["student"], row["question"]): float(row["points"]) for row in read_csv(group / "expected.csv")
    }
    paths: Counter[tuple[str, ...]] = Counter()
    beside = off_path = 0
    for (student, id_), points in expected.items():
        if id_ != ID:
            continue
        path = group / student / NAME / f"{NAME}.ipynb"
        sidecar = read_sidecar(sidecar_path(path))
        record = grade(path.read_bytes(), desk.released, desk.module, desk.keys, sidecar=sidecar)
        assert record.scores[ID] == points, student
        answers = record_of(json.loads(path.read_bytes())["metadata"]).answers | sidecar.answers
        walked = answers[ID].response["path"] if ID in answers else []
        paths[tuple(walked)] += 1
        beside += bool(sidecar.answers)
        off_path += any(id_ in answers and id_ not in walked for id_ in (f"{ID}-s2", f"{ID}-s3", f"{ID}-s4"))

    assert expected["student-001", ID] == 3.0
    assert expected["student-002", ID] == 0.0
    assert len({points for (_, id_), points in expected.items() if id_ == ID}) == 4
    assert len(paths) >= 6
    assert (beside > 0, off_path > 5) == (True, True)
