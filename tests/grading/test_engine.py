"""casework.grading.engine: from a file's bytes to scores and feedback, without nbgrader."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from grading.submissions import reflecting
from grading.trial_course import POINTS, REFLECTION, RIGHT, answered

from casework.answers import UnreadableNotebook
from casework.grading.engine import GradeRecord, grade
from casework.module import Module
from casework.questions import KeyFile

Notebook = dict[str, Any]


def graded(
    module: Module,
    keys: KeyFile,
    released: Notebook,
    answers: dict[str, Any],
    content: Notebook | None = None,
) -> GradeRecord:
    """Grade answers, or another content, against the trial module."""
    submitted = content or answered(released, answers)
    return grade(json.dumps(submitted).encode(), released, module, keys)


def outputs(record: GradeRecord, id_: str) -> list[dict[str, Any]]:
    """Return one cell's outputs."""
    cell = next(cell for cell in record.notebook["cells"] if cell["id"] == id_)
    found: list[dict[str, Any]] = cell["outputs"]
    return found


def test_all_right_is_full(module: Module, keys: KeyFile, released: Notebook) -> None:
    """Right answers get every point, and a reflection that was left blank gets 0."""
    record = graded(module, keys, released, RIGHT)

    assert record.scores == POINTS | {REFLECTION: 0.0}
    assert (record.repairs, record.problems) == ((), ())


def test_blank_is_zero(module: Module, keys: KeyFile, released: Notebook) -> None:
    """No answer gets no point anywhere."""
    assert graded(module, keys, released, {}).scores == dict.fromkeys([*POINTS, REFLECTION], 0.0)


@pytest.mark.parametrize(
    ("answers", "grade_id", "points"),
    [
        ({"m01-q-stop": ["a"]}, "m01-q-stop", 0.0),
        ({"m01-q-all": ["a", "c"]}, "m01-q-all", 0.0),
        ({"m01-q-mix": ["a"]}, "m01-q-mix", 1.0),
        ({"m01-q-mix": ["a", "b", "c"]}, "m01-q-mix", 1.0),
        ({"m01-q-mix": ["c"]}, "m01-q-mix", 0.0),
        ({"m01-q-parts": ["a"]}, "m01-q-parts", 4 / 3),
        ({"m01-q-parts": ["b"]}, "m01-q-parts", 0.0),
        ({"m01-case-s2": ["a"]}, "m01-case", 4 / 3),
        ({"m01-case-s2": ["a"], "m01-case-s3": ["b"]}, "m01-case", 7 / 3),
        ({"m01-case-s1": ["a"]}, "m01-case", 0.0),
    ],
)
def test_partly_right_is_the_rules_value(
    module: Module, keys: KeyFile, released: Notebook, answers: dict[str, Any], grade_id: str, points: float
) -> None:
    """Each rule gives its share, and a case the exact sum of its graded steps."""
    score = graded(module, keys, released, answers).scores[grade_id]

    assert (score, type(score)) == (points, float)


def test_feedback_of_a_case_shows_each_graded_step(module: Module, keys: KeyFile, released: Notebook) -> None:
    """A case's feedback has its sum, each graded step with a verdict, no practice step, and the debrief."""
    page = graded(module, keys, released, {"m01-case-s2": ["a", "b"]}).feedback["m01-case"]

    assert "2 of 3 points for the case." in page
    assert page.index("What it means") < page.index("Right: 2 of 2 points.") < page.index("What comes next")
    assert "Not answered: 0 of 1 point." in page
    assert "What is seen" not in page
    assert page.endswith("<p>SECRET the octagon decides.</p>")


def test_output_is_a_float_then_the_feedback(module: Module, keys: KeyFile, released: Notebook) -> None:
    """nbgrader reads the score from the first output; the feedback follows as HTML and as plain text."""
    first, second = outputs(graded(module, keys, released, {"m01-q-parts": ["a"]}), "m01-q-parts")

    assert first["data"] == {"text/plain": "1.3333333333333333"}
    assert "Partly right" in second["data"]["text/html"]
    assert "<p>" not in second["data"]["text/plain"]


def test_written_reflection_has_no_score(module: Module, keys: KeyFile, released: Notebook) -> None:
    """A text is for a person to read."""
    record = graded(module, keys, released, {}, reflecting(answered(released, RIGHT), "My *text*."))

    assert record.scores == POINTS | {REFLECTION: None}


def test_missing_key_is_an_error_and_zero(module: Module, keys: KeyFile, released: Notebook) -> None:
    """Without its key a question gets 0 and an error output, never the full marks of an empty cell."""
    fewer = replace(keys, keys={id_: key for id_, key in keys.keys.items() if id_ != "m01-case-s3"})
    record = grade(json.dumps(answered(released, RIGHT)).encode(), released, module, fewer)

    assert record.scores["m01-case"] == 0.0
    assert outputs(record, "m01-case") == [
        {
            "output_type": "error",
            "ename": "NotGraded",
            "evalue": "no key for m01-case-s3; add it to the module's key file",
            "traceback": ["NotGraded: no key for m01-case-s3; add it to the module's key file"],
        }
    ]
    assert record.problems == ("m01-case: no key for m01-case-s3; add it to the module's key file",)


def test_unknown_question_is_an_error_and_zero(module: Module, keys: KeyFile, released: Notebook) -> None:
    """A graded cell that names no graded question gets 0 and an error output."""
    empty = replace(module, graded=replace(module.graded, questions=MappingProxyType({})))
    record = grade(json.dumps(answered(released, RIGHT)).encode(), released, empty, keys)

    assert (record.scores["m01-q-stop"], record.scores["m01-case"]) == (0.0, 3.0)
    assert outputs(record, "m01-q-stop")[0]["output_type"] == "error"


@pytest.mark.parametrize("points", [0.5, 100, "1", None, True, float("nan")])
def test_cell_with_other_points_is_an_error_and_zero(
    module: Module, keys: KeyFile, released: Notebook, points: object
) -> None:
    """Where the released cell and the question disagree on the points, nobody gets any until it is mended."""
    released["cells"][4]["metadata"]["nbgrader"]["points"] = points
    record = graded(module, keys, released, RIGHT)

    assert record.scores["m01-q-stop"] == 0.0


def test_released_notebook_is_not_changed(module: Module, keys: KeyFile, released: Notebook) -> None:
    """Grading one submission leaves nothing behind for the next."""
    before = copy.deepcopy(released)
    graded(module, keys, released, RIGHT, reflecting(answered(released, RIGHT), "text"))

    assert before == released


def test_what_is_no_notebook_raises_one_line(module: Module, keys: KeyFile, released: Notebook) -> None:
    """Bytes that are no notebook raise UnreadableNotebook with a reason in one line, and nothing else."""
    with pytest.raises(UnreadableNotebook) as caught:
        grade(b"{", released, module, keys)

    assert "\n" not in str(caught.value)
