"""casework report on what the real nbgrader graded: damaged and hostile submissions among them."""

from __future__ import annotations

import pytest
from grading.trial_course import POINTS, Run, gradebook
from unit.course_builder import NAME

from casework.report.analysis import report
from casework.report.page import page
from casework.report.read import read_class

pytestmark = pytest.mark.grading


def test_points_are_the_gradebooks(graded: Run) -> None:
    """Each question's share is the mean of nbgrader's own scores, of those who answered anything."""
    root = graded.assessments.parent
    record, found, book = read_class(root, NAME), report(root, NAME), gradebook(graded.assessments)
    learners = [one.learner for one in record.sittings]

    assert found.count == len(learners) >= 10
    for line in found.lines:
        id_ = line.asked.id
        if id_ in POINTS and line.people == "all":
            scores = [book[learner, id_].score for learner in learners]
            assert line.p == pytest.approx(sum(scores) / len(scores) / POINTS[id_])


def test_no_learner_is_on_the_page(graded: Run) -> None:
    """The page names nobody of the gradebook, and holds nothing that a hostile learner wrote."""
    root = graded.assessments.parent
    html = page(report(root, NAME), {})

    names = {learner for learner, _ in gradebook(graded.assessments) if "-" in learner}  # no word of the page
    assert len(names) > 10
    assert not [name for name in names if name in html]
    assert "onerror" not in html
    assert "<script" not in html
