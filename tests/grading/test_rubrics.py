"""Rubrics: read, shown to graders beside a text, and the points of rows that a comment begins with."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from grading.feedback_class import graded_entry, notebook_of, source_in
from grading.trial_course import REFLECTION, trial_notebook
from nbconvert.filters.markdown import markdown2html
from unit.course_builder import RUBRIC, change

from casework.grading.grader_view import add_rubric
from casework.grading.rows import read_comment
from casework.grading.rubrics import Rubric, read_rubric
from casework.yaml_lines import ContentError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a rubric's file to break."""
    path = tmp_path / "m01-reflection.yaml"
    path.write_text(RUBRIC, encoding="utf-8")
    return path


@pytest.fixture
def rubric(path: Path) -> Rubric:
    """Return the rubric."""
    return read_rubric(path)


class TestComment:
    """A grader's comment."""

    @pytest.mark.parametrize(
        "text",
        [
            "law 2\nclarity 1.5\n\nGood.",
            "Law: 2\r\n- clarity = 1,5\r\nGood.",
            " * clarity 1.5 \nlaw 2\nGood.",
        ],
    )
    def test_rows_and_words(self, rubric: Rubric, text: str) -> None:
        """Rows are read in any order and with the signs people use; the rest is the comment."""
        found = read_comment(text, rubric, Fraction(7, 2))

        assert found.rows == {"law": 2, "clarity": Fraction(3, 2)}
        assert (found.words, found.problems) == ("Good.", ())

    @pytest.mark.parametrize("text", ["", "Good.", "\nlaw 2", "In law 2 counts", "Good.\nlaw 9"])
    def test_a_comment_without_rows(self, rubric: Rubric, text: str) -> None:
        """What does not begin with a word and a number is a comment, whole."""
        found = read_comment(text, rubric, Fraction(1))

        assert (dict(found.rows), found.words, found.problems) == ({}, text.strip(), ())

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("law 2\nclarity 1", "the rows add up to 3, the score is 3.5; correct one of them"),
            ("lwa 2", "'lwa' is no criterion; they are law, clarity; is it law?"),
            (
                "Page 3",
                "'page' is no criterion; they are law, clarity; an empty line above it makes it a comment.",
            ),
            ("law 2", "no points for clarity; write clarity 0 if it earns none"),
            ("law 1\nlaw 1\nclarity 1.5", "law has points twice; keep one line"),
            ("law 3\nclarity 2.5", "clarity has 2.5 points of 2; give fewer"),
        ],
    )
    def test_mistakes(self, rubric: Rubric, text: str, problem: str) -> None:
        """A mistake in the rows is said in words, and nothing of the comment is lost."""
        found = read_comment(text, rubric, Fraction(7, 2))

        assert found.problems == (problem,)
        assert (dict(found.rows), found.words) == ({}, text)

    def test_without_a_score_or_a_rubric(self, rubric: Rubric) -> None:
        """Nothing is compared with a score that nobody typed; without a rubric no line is a row."""
        assert read_comment("law 1\nclarity 1", rubric, None).rows == {"law": 1, "clarity": 1}
        assert read_comment("law 1", None, Fraction(5)).words == "law 1"

    def test_levels(self, rubric: Rubric) -> None:
        """Points between two levels reach the lower one; the full points the highest."""
        law = rubric.criteria[0]
        texts = {points: law.reached(Fraction(points)).text for points in ("0", "0.5", "1", "2.5", "3")}

        assert [text.split()[-1] for text in texts.values()] == [
            "nothing.",
            "nothing.",
            "law.",
            "law.",
            "section.",
        ]


class TestFile:
    """A rubric's file."""

    @pytest.mark.parametrize(
        ("old", "new", "line", "problem"),
        [
            ("points: 5", "points: 6", 3, "the criteria have 5 points, the rubric 6; make them equal"),
            ("id: clarity", "id: law", 14, "two criteria are called 'law'; give each an id of its own"),
            (
                "{points: 1, text: GRADER names the law.}",
                "{points: 3, text: GRADER names the law.}",
                10,
                "the levels of 'law' do not go down from 3; put the best first",
            ),
            ("stance: Stance carries no points.\n", "", 1, "'stance' missing"),
        ],
    )
    def test_mistakes(self, path: Path, old: str, new: str, line: int, problem: str) -> None:
        """Points that do not add up and ids that come twice are told with file and line."""
        change(path, old, new)
        with pytest.raises(ContentError) as caught:
            read_rubric(path)

        (found,) = caught.value.problems
        assert found.line == line
        assert found.text.startswith(problem)


class TestGraderView:
    """What formgrader shows."""

    def test_beside_a_text(self, content: Path) -> None:
        """The grader sees levels, points, stance and model answers beside the learner's harmless text."""
        source = source_in(content)
        _, graded = graded_entry(source, "ben", notebook_of("ben", trial_notebook()), {})
        made = source.materials
        before = [str(cell) for cell in graded["cells"]]
        for cell in graded["cells"]:
            add_rubric(cell, made.module, made.keys, (content,))
        changed = [cell for cell, old in zip(graded["cells"], before, strict=True) if str(cell) != old]

        (cell,) = changed
        assert cell["id"] == REFLECTION
        shown = markdown2html(cell["source"])
        for words in ("Accuracy of law", "GRADER names the section.", "Stance carries no points."):
            assert words in shown
        assert "<code>law 3</code>, <code>clarity 2</code>; they must add up to the score." in shown
        assert "Model answer 1</summary><p>SECRET I once stopped.</p>" in shown
        assert "&lt;script&gt;" in shown
        assert "<script" not in shown

    def test_without_a_rubric(self, content: Path, tmp_path: Path) -> None:
        """Where no file has the rubric, the model answers are there all the same."""
        source = source_in(content)
        _, graded = graded_entry(source, "ada", notebook_of("ada", trial_notebook()), {})
        cell: dict[str, Any] = next(cell for cell in graded["cells"] if cell["id"] == REFLECTION)
        add_rubric(cell, source.materials.module, source.materials.keys, (tmp_path,))

        assert "SECRET I once stopped." in cell["source"]
        assert "<table" not in cell["source"]
