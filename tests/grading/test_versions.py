"""A class that mixes versions of a lesson: points by the version graded, and every difference is said."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from grading.submissions import FILE
from grading.trial_course import REFLECTION, answered, gradebook, read_csv, run_nbgrader, write_trial_course
from grading.two_doors import autograde, counts, dump, files, grade
from grading.versions_class import (
    CLASS,
    FULL,
    OLD,
    RIGHT_NOW,
    cell_of,
    make_version_2,
    without_cells,
    write_class,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.course_builder import NAME, as_text, change

from casework import __version__
from casework.answers import LESSON_KEY
from casework.checks.notebooks import notebook_problems
from casework.grading import versions
from casework.grading.engine import grade as grade_one
from casework.grading.errors import VERSIONS
from casework.grading.keys import module_keys
from casework.module import load_module

DOORS = ("nbgrader", "casework")
Course = dict[str, Path]


@pytest.fixture(scope="module")
def graded(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return the assessments folder of each door, after the mixed class was graded by version 2."""
    root = tmp_path_factory.mktemp("versions")
    assessments = shutil.copytree(untouched, root / "casework") / "assessments"
    place = assessments / "release" / NAME / FILE
    old = json.loads(place.read_bytes())
    old["metadata"][LESSON_KEY]["made"] = "2026-01-31"
    make_version_2(assessments)
    result = run_nbgrader(assessments, "generate_assignment", NAME, "--force")
    assert result.returncode == 0, result.stdout
    write_class(assessments / "submitted", {1: old, 2: json.loads(place.read_bytes())})
    shutil.copytree(root / "casework", root / "nbgrader")
    found = {door: root / door / "assessments" for door in DOORS}
    autograde(found["nbgrader"])
    assert grade(found["casework"]) == 0
    return found


def lines(assessments: Path) -> dict[str, str]:
    """Return what versions.csv says, by learner."""
    rows = read_csv(assessments / VERSIONS)
    assert {(row["assignment"], row["file"]) for row in rows} == {(NAME, FILE)}
    return {row["student"]: row["reason"] for row in rows}


def expected_line(name: str, assessments: Path) -> str:
    """Return what must be said of a learner."""
    made = json.loads((assessments / "release" / NAME / FILE).read_bytes())["metadata"][LESSON_KEY]["made"]
    day = "2026-01-31" if CLASS[name].version == 1 else made
    return CLASS[name].line.replace("DAY", day).replace("VERSION", __version__)


@pytest.mark.grading
@pytest.mark.parametrize("door", DOORS)
class TestAMixedClass:
    """Hand-ins of version 1, version 2, an unknown and a later one, graded by version 2."""

    @pytest.mark.parametrize("name", CLASS)
    def test_answers_earn_what_the_graded_version_gives(self, graded: Course, door: str, name: str) -> None:
        """Each gets exactly what their answers earn under version 2; a question they did not have gives 0."""
        found = {id_: one for (who, id_), one in gradebook(graded[door]).items() if who == name}

        assert {id_: found[id_].auto for id_ in FULL} == dict(CLASS[name].points)
        assert found[REFLECTION].needs_manual == CLASS[name].waits
        assert found[REFLECTION].auto == (None if CLASS[name].waits else 0.0)

    def test_every_difference_is_said(self, graded: Course, door: str) -> None:
        """versions.csv has one line for each notebook of another version, with day, version and ids."""
        expected = {name: expected_line(name, graded[door]) for name in CLASS if CLASS[name].line}

        assert lines(graded[door]) == expected
        assert not (graded[door] / "errors.csv").exists()


@pytest.mark.grading
def test_both_doors_agree(graded: Course) -> None:
    """Gradebook and autograded folders are the same by either door, and so is versions.csv."""
    ours, theirs = graded["casework"], graded["nbgrader"]

    assert dump(ours) == dump(theirs)
    for one in graded.values():
        (one / "errors.csv").touch()  # files() reads it too
    assert files(ours) == files(theirs)
    for one in graded.values():
        (one / "errors.csv").unlink()
    assert (ours / VERSIONS).read_bytes() == (theirs / VERSIONS).read_bytes()


@pytest.mark.grading
def test_a_line_stays_until_its_cause_is_gone(graded: Course) -> None:
    """A run that finds nothing changed keeps the lines; a newer hand-in, or a refused one, takes its own."""
    assessments = graded["casework"]
    before = lines(assessments)

    assert counts(assessments) == (0, len(CLASS))
    assert lines(assessments) == before
    released = json.loads((assessments / "release" / NAME / FILE).read_bytes())
    path = assessments / "submitted" / "old-right" / NAME / FILE
    path.write_text(json.dumps(answered(released, RIGHT_NOW)), encoding="utf-8")
    (assessments / "submitted" / "later" / NAME / FILE).write_text("{", encoding="utf-8")
    assert counts(assessments) == (1, len(CLASS) - 2)
    left = {name: line for name, line in before.items() if name not in ("old-right", "later")}
    assert lines(assessments) == left


class Versions:
    """Two versions of the trial module, and the grading of one notebook by the second."""

    def __init__(self, root: Path) -> None:
        assessments = write_trial_course(root)
        folder = root / "modules" / NAME
        self.old = versions.marked(json.loads((folder / FILE).read_bytes()), load_module(folder))
        make_version_2(assessments)
        self.module = load_module(folder)
        self.keys = module_keys(assessments / "keys", self.module)
        self.new = versions.marked(json.loads((folder / FILE).read_bytes()), self.module)

    def grade(self, notebook: dict[str, Any]) -> Any:
        """Grade a notebook by version 2."""
        return grade_one(json.dumps(notebook).encode(), self.new, self.module, self.keys)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """Return both versions."""
    return Versions(tmp_path_factory.mktemp("two") / "course")


def test_a_rewording_outside_the_questions_is_no_other_version(two: Versions, tmp_path: Path) -> None:
    """A changed lesson text, or other quotes around a question, leave every digest as it was."""
    write_trial_course(tmp_path / "course")
    folder = tmp_path / "course" / "modules" / NAME
    change(folder / "graded.yaml", "text: Which light means stop?\n", 'text: "Which light means stop?"\n')
    change(folder / FILE, "# Lights", "# Many lights")
    again = versions.marked(json.loads((folder / FILE).read_bytes()), load_module(folder))

    assert again["metadata"][LESSON_KEY]["parts"] == two.old["metadata"][LESSON_KEY]["parts"]


def test_a_release_without_a_mark_is_compared_too(two: Versions) -> None:
    """Where the release was made before there were marks, its questions are read to compare with."""
    released = {**two.new, "metadata": {**two.new["metadata"]}}
    del released["metadata"][LESSON_KEY]
    record = grade_one(json.dumps(two.old).encode(), released, two.module, two.keys)
    made = two.old["metadata"][LESSON_KEY]["made"]

    assert record.version == OLD.replace("DAY", made).replace("VERSION", __version__)


def test_many_ids_are_counted_and_not_all_named(two: Versions) -> None:
    """A mark that claims hundreds of questions makes one line of readable length."""
    notebook = copy.deepcopy(two.new)
    notebook["metadata"][LESSON_KEY]["parts"] |= {f"m01-x-{number}": "0" * 8 for number in range(400)}
    line = two.grade(notebook).version

    assert "400 questions are no longer there: m01-x-0, m01-x-1, m01-x-10, " in line
    assert line.endswith("m01-x-108 and 388 more")


def test_without_a_mark_deleted_cells_are_named(two: Versions) -> None:
    """A notebook without mark and cells is said to lack the questions that it does not answer, no others."""
    notebook = without_cells(copy.deepcopy(two.new))
    del notebook["metadata"][LESSON_KEY]
    few = {"m01-q-stop": ["c"], "m01-case-s3": ["b"], "m01-q-parts": ["a"], "m01-q-mix": []}

    assert two.grade(answered(notebook, few)).version == (
        f"made with an unknown version of the lesson; 2 questions were not in it: m01-q-new, {REFLECTION}"
    )


def test_only_the_text_of_ones_own_version_is_a_blank(two: Versions) -> None:
    """A text to write that is as an older version had it is a blank; with a word more, a person reads it."""
    notebook = copy.deepcopy(two.old)
    assert two.grade(notebook).scores[REFLECTION] == 0.0

    cell_of(notebook, REFLECTION)["source"] = "When did you last stop? Today."
    assert two.grade(notebook).scores[REFLECTION] is None


IDS = st.sampled_from(["m01-q-stop", "m01-q-mix", "m01-q-parts", "m01-q-new", "m01-case", REFLECTION])
DIGESTS = st.sampled_from(["0" * 8, "f" * 8, "", "x"]) | st.integers() | st.none()
MARKS = st.fixed_dictionaries(
    {},
    optional={
        "made": st.sampled_from(["2026-01-31", "31 Jan", "=1"]) | st.integers() | st.text(max_size=12),
        "version": st.sampled_from(["0.1.0", "\n"]) | st.text(max_size=25) | st.lists(st.integers()),
        "parts": st.dictionaries(IDS | st.text(max_size=12), DIGESTS, max_size=8) | st.none(),
    },
)
CELLS = st.lists(
    st.tuples(st.sampled_from(["drop", "rename", "reword", "retag", "move"]), st.integers(0, 30))
)


def another_version(notebook: dict[str, Any], changes: list[tuple[str, int]], mark: Any) -> dict[str, Any]:
    """Return a notebook as some other version might have had it."""
    made = copy.deepcopy(notebook)
    for what, number in changes:
        if not made["cells"]:
            break
        cell = made["cells"][number % len(made["cells"])]
        if what == "drop":
            made["cells"].remove(cell)
        elif what == "rename":
            cell["id"] = f"m01-other-{number}"
        elif what == "reword":
            cell["source"] = f"as it was in version {number}"
        elif what == "retag" and "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"grade_id": f"m01-q-{number}", "points": number}
        else:
            made["cells"].append(made["cells"].pop(0))
    if mark is not None:
        made["metadata"][LESSON_KEY] = mark
    return made


@settings(max_examples=80, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CELLS, mark=st.none() | MARKS | MARKS.map(lambda mark: {"made": "2026-01-31", **mark}))
def test_any_other_version_is_graded_by_its_answers(
    two: Versions, changes: list[tuple[str, int]], mark: Any
) -> None:
    """Whatever cells and mark another version brings, the answers earn their points, and one line says it."""
    record = two.grade(another_version(answered(two.new, RIGHT_NOW), changes, mark))

    assert {id_: record.scores[id_] for id_ in FULL} == FULL
    assert record.version == "" or record.version.startswith("made with ")
    assert record.version.isprintable()
    assert len(record.version) < 1_500


def test_the_course_checks_its_own_class_edition(two: Versions, tmp_path: Path) -> None:
    """A notebook with a mark passes the check of notebooks: learners run it over what they were given."""
    assert list(notebook_problems(two.module, as_text(two.new), FILE)) == []
