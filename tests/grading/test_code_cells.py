"""Code tests without a kernel: what is wrong with a cell, what its outputs are worth. Runs no nbgrader."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from grading.code_course import code, mixed_notebook
from nbformat import from_dict
from nbgrader.utils import determine_grade

from casework.grading.code_cells import code_problems, has_code
from casework.grading.code_outputs import judged, shown
from casework.grading.handed_out import handed_out

FULL = {"output_type": "stream", "name": "stdout", "text": "done"}
ERROR = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
WARNING = {"output_type": "stream", "name": "stderr", "text": "hm"}


def result(text: str) -> dict[str, Any]:
    """Return the output of a cell's last line."""
    data = {"text/plain": text}
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}


class TestJudged:
    """What nbgrader gets to read of a test, and the points it then gives."""

    @pytest.mark.parametrize(
        ("outputs", "stopped", "points"),
        [
            ([], "", 3),
            ([FULL], "", 3),
            ([result("2")], "", 2),
            ([result("0.5"), FULL], "", 0.5),
            ([result("3.0")], "", 3),
            ([ERROR], "", 0),
            ([WARNING], "", 0),
            ([result("3"), ERROR], "", 0),
            ([result("3"), WARNING], "", 0),
            ([result("3"), result("0")], "", 0),
            *[([result(text)], "", 0) for text in ("nan", "-1", "4", "inf", "True", "np.float64(3)", "'3'")],
            ([], "the code ended Python", 0),
            ([result("3")], "the code ended Python", 0),
            ([{"output_type": "execute_result"}], "", 0),
            ([None, {"output_type": "execute_result", "data": 5}], "", 0),
        ],
    )
    def test_points(self, outputs: list[Any], stopped: str, points: float) -> None:
        """nbgrader's own rule gives full points for silence, a result within bounds, and else nothing."""
        cell = code("t", "assert True", points=3)
        cell["outputs"] = judged(outputs, 3.0, stopped)

        assert determine_grade(from_dict(cell)) == (points, 3.0)

    def test_a_result_that_does_not_count_says_so(self) -> None:
        """The reason names what was found and what would be valid."""
        first, second = judged([result("np.float64(3)")], 3.0)

        assert first["evalue"] == "the test's last line gave np.float64(3), which is no number from 0 to 3"
        assert second["output_type"] == "display_data"

    def test_only_text_and_pictures_are_shown(self) -> None:
        """A picture must be one; HTML, SVG, scripts and what nbformat does not know are left out."""
        png = base64.b64encode(b"\x89PNG\r\n\x1a\n123").decode()
        data = {"text/html": "<script>", "image/svg+xml": "<svg onload=1>", "application/javascript": "1"}
        data |= {"text/plain": "p", "image/png": png, "image/jpeg": 'x" onerror="1'}
        output = {"output_type": "display_data", "data": data, "metadata": {"image/png": {"width": '"'}}}

        assert shown([output, {"output_type": "update"}, 5]) == [  # type: ignore[list-item]
            {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "p", "image/png": png}}
        ]


class TestCells:
    """What is wrong with a cell that is graded by running code."""

    @pytest.mark.parametrize(
        ("cell", "words"),
        [
            (code("t", "assert 1", points=1, grade_id=""), "has no grade_id"),
            (code("m01-q-stop", "assert 1", points=1), "is called 'm01-q-stop' as a question is"),
            (code("t", "assert 1", points=1, schema_version=1), "has nbgrader's schema_version 1"),
            (code("t", "assert 1", points=-1), "has -1 points; write a number from 0"),
            (code("t", "assert 1", points=True), "has True points; write a number from 0"),
            (code("t", " ", points=1), "is a test without text, which would give full points"),
            (code("t", "assert 1", points=1, locked=False), "is a test that learners may change"),
            (code("t", "### BEGIN HIDDEN TESTS\nx", points=1), "has BEGIN HIDDEN TESTS; each BEGIN needs"),
            (
                code("t", "### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS"),
                "has a region HIDDEN TESTS and is no",
            ),
            (code("t", "### BEGIN SOLUTION\n### END SOLUTION"), "has a region SOLUTION and is no solution"),
        ],
    )
    def test_words(self, cell: dict[str, Any], words: str) -> None:
        """Each mistake is said in words that follow the cell's name."""
        assert has_code(cell)
        (line,) = code_problems(cell, {"m01-q-stop"})
        assert line.startswith(words)

    def test_a_test_that_would_be_skipped(self) -> None:
        """The tag that makes a run pass over a test, which then has full points, is refused."""
        cell = code("t", "assert 1", points=1)
        cell["metadata"]["tags"] = ["skip-execution"]

        assert [*code_problems(cell, ())] == [
            "is a test with the tag skip-execution, which would give full points; remove the tag"
        ]

    def test_our_questions_stay_as_they_are(self) -> None:
        """Handing out changes programs only: no question, no text without marks."""
        before = mixed_notebook()
        after = handed_out(before)
        changed = [
            old["id"]
            for old, new in zip(before["cells"], after["cells"], strict=True)
            if "".join(old["source"]) != new["source"]
        ]

        assert changed == ["m01-double", "m01-double-test"]
