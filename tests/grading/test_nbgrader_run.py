"""One class through the real nbgrader: release, autograde, feedback, export, formgrader's interface."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from grading.submissions import (
    BROKEN,
    FILE,
    REPAIRED,
    SIMULATED,
    expected_error,
    strange_answers,
)
from grading.trial_course import (
    POINTS,
    REFLECTION,
    Run,
    gradebook,
    read_csv,
    run_nbgrader,
    trial_notebook,
)
from unit.course_builder import NAME

from casework.answers import LESSON_KEY

pytestmark = pytest.mark.grading
FULL = sum(POINTS.values())


def total(run: Run, student: str) -> float:
    """Return a student's machine-marked points."""
    grades = gradebook(run.assessments)
    return sum(grades[student, id_].score for id_ in POINTS)


def feedback(run: Run, student: str) -> str:
    """Return a student's feedback page."""
    return (run.assessments / "feedback" / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")


def autograded(run: Run, student: str) -> dict[str, Any]:
    """Return a student's notebook as formgrader shows it."""
    path = run.assessments / "autograded" / student / NAME / FILE
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content


class TestRelease:
    """What ``nbgrader generate_assignment`` hands out."""

    def test_released_notebook_is_the_module(self, released_course: Run) -> None:
        """The released notebook has the module's cells in order, and nbgrader's checksums."""
        path = released_course.assessments / "release" / NAME / FILE
        cells = json.loads(path.read_bytes())["cells"]

        assert released_course.command.returncode == 0, released_course.log
        assert [cell["id"] for cell in trial_notebook()["cells"]] == [cell["id"] for cell in cells]
        assert all("checksum" in cell["metadata"]["nbgrader"] for cell in cells if cell["id"] in POINTS)

    def test_what_a_trial_left_is_not_released(self, released_course: Run) -> None:
        """What somebody tried in place is not released, neither answers nor widget states."""
        path = released_course.assessments / "release" / NAME / FILE

        assert set(json.loads(path.read_bytes())["metadata"]) == {"kernelspec", "language_info", LESSON_KEY}

    def test_no_key_in_the_released_folder(self, released_course: Run) -> None:
        """No file of the released folder holds a word of the keys."""
        files = [path for path in (released_course.assessments / "release").rglob("*") if path.is_file()]

        assert {path.name for path in files} == {FILE, "practice.yaml", "graded.yaml", "case.yaml"}
        assert not [path for path in files if b"SECRET" in path.read_bytes()]


class TestScores:
    """What ``nbgrader autograde`` puts into the gradebook."""

    def test_every_cell_of_the_simulated_class_is_as_expected(self, graded: Run) -> None:
        """The gradebook holds, for every learner and cell, the points the chosen answers are worth."""
        grades = gradebook(graded.assessments)
        expected = read_csv(graded.assessments / "submitted" / "expected.csv")

        assert len(expected) == SIMULATED * (len(POINTS) + 1)
        for row in expected:
            grade = grades[row["student"], row["question"]]
            assert grade.score == float(row["points"]), row
            assert grade.needs_manual == (row["question"] == REFLECTION and grade.auto is None)

    def test_all_right_is_full_and_blank_is_zero(self, graded: Run) -> None:
        """The learner who answers everything right gets all points, the one who answers nothing gets none."""
        assert (total(graded, "student-001"), total(graded, "student-002")) == (FULL, 0.0)

    def test_export_equals_expected(self, fed_back: Run) -> None:
        """grades.csv has, for every learner, the sum of expected.csv."""
        sums: dict[str, Fraction] = {}
        for row in read_csv(fed_back.assessments / "submitted" / "expected.csv"):
            points = Fraction(float(row["points"])).limit_denominator(1000)
            sums[row["student"]] = sums.get(row["student"], Fraction(0)) + points
        grades = {row["student_id"]: row for row in read_csv(fed_back.assessments / "grades.csv")}

        for student, points in sums.items():
            assert float(grades[student]["score"]) == pytest.approx(float(points), abs=1e-9)
            assert float(grades[student]["max_score"]) == FULL + 5

    @pytest.mark.parametrize("student", REPAIRED)
    def test_damaged_notebook_is_repaired(self, graded: Run, student: str) -> None:
        """Deleted, doubled, re-tagged, moved or edited cells cost no point; the log says what was mended."""
        assert total(graded, student) == FULL
        assert f"{student}: {FILE}: repaired: " in graded.log
        assert [
            cell["id"] for cell in autograded(graded, student)["cells"] if "nbgrader" in cell["metadata"]
        ] == [
            *POINTS,
            REFLECTION,
        ]

    @pytest.mark.parametrize("number", [0, 3])
    def test_planted_outputs_earn_nothing(self, graded: Run, number: int) -> None:
        """Outputs that a learner wrote into the file are worth 0, whatever nbgrader would read in them."""
        assert total(graded, f"planted-{number}") == 0.0

    @pytest.mark.parametrize("student", strange_answers({}))
    def test_strange_answers_earn_nothing(self, graded: Run, student: str) -> None:
        """An answer of another shape counts 0 and stops nothing."""
        assert total(graded, student) == 0.0

    @pytest.mark.parametrize("student", ["beside", "beside-newer", "beside-older"])
    def test_answers_beside_the_notebook_count(self, graded: Run, student: str) -> None:
        """Answers in the file beside the notebook count; where both have one, the newer does."""
        assert total(graded, student) == FULL

    def test_a_translated_lesson_counts_as_the_english_one(self, graded: Run) -> None:
        """A Spanish hand-in has its points, needs no repair and is shown on the English lesson."""
        assert total(graded, "spanish") == FULL
        assert f"spanish: {FILE}: repaired" not in graded.log
        assert autograded(graded, "spanish")["cells"] == autograded(graded, "regraded")["cells"]

    def test_last_of_two_equal_names_counts(self, graded: Run) -> None:
        """A name that stands twice in the record counts as JSON readers take it, and breaks nothing."""
        assert total(graded, "twice") == FULL

    def test_nothing_of_a_submission_is_run(self, graded: Run) -> None:
        """Programs in a submission, which would leave a file where they run, are never executed."""
        assert graded.command.returncode == 0
        assert not list(graded.assessments.parent.rglob("was-run"))

    def test_grades_are_plain_floats_first(self, graded: Run) -> None:
        """The first output of a graded cell is a result that is a plain float, as nbgrader needs it."""
        for cell in autograded(graded, "student-003")["cells"]:
            if cell["id"] in POINTS:
                first, second = cell["outputs"]
                text = "".join(first["data"]["text/plain"])
                assert first["output_type"] == "execute_result"
                assert text == repr(float(text))
                assert second["output_type"] == "display_data"


class TestReflection:
    """What learners write in their own words."""

    def test_unwritten_reflection_is_a_blank(self, graded: Run) -> None:
        """A reflection that was left or emptied gets 0 without a person."""
        grades = gradebook(graded.assessments)

        for student in ("student-002", "spaces", "planted-0"):
            assert (grades[student, REFLECTION].auto, grades[student, REFLECTION].needs_manual) == (
                0.0,
                False,
            )

    def test_written_reflection_waits_for_a_person(self, graded: Run) -> None:
        """A written reflection has no machine's score and needs manual grading."""
        grade = gradebook(graded.assessments)["script", REFLECTION]

        assert (grade.auto, grade.needs_manual, grade.score) == (None, True, 0.0)

    def test_no_markup_of_a_learner_reaches_the_page(self, fed_back: Run) -> None:
        """Scripts, frames, images and handlers in a learner's text are shown as text, in own cells too."""
        page, harmless = feedback(fed_back, "script"), feedback(fed_back, "regraded")

        for tag in ("<script", "<iframe", "<img", "<svg", 'href="javascript:'):
            assert page.count(tag) == harmless.count(tag), tag
        assert "&lt;script&gt;document.title" in page
        assert not re.search(r"<[^>]*\sonerror=", page)


class TestErrors:
    """Submissions that cannot be graded."""

    def test_errors_file_names_each_broken_submission_once(self, graded: Run) -> None:
        """errors.csv has one line for each submission that cannot be graded: student, file, reason."""
        submitted = graded.assessments / "submitted"
        expected = [(student, NAME, *expected_error(submitted, student)) for student in sorted(BROKEN)]

        assert [tuple(row.values()) for row in read_csv(graded.assessments / "errors.csv")] == expected

    @pytest.mark.parametrize("student", BROKEN)
    def test_log_has_one_line_each(self, graded: Run, student: str) -> None:
        """nbgrader's log has one line for a broken submission, and its student gets no grades."""
        lines = [line for line in graded.log.splitlines() if re.search(rf"\b{student}: ", line)]

        file, reason = expected_error(graded.assessments / "submitted", student)

        assert lines == [f"[AutogradeApp | ERROR] {student}: {file}: {reason}"]
        assert (student, "m01-q-stop") not in gradebook(graded.assessments)

    def test_no_traceback_and_the_rest_is_graded(self, graded: Run) -> None:
        """Broken submissions cause no traceback, and everybody else's are graded in the same run."""
        students = {student for student, _ in gradebook(graded.assessments)}
        submitted = {path.name for path in (graded.assessments / "submitted").iterdir() if path.is_dir()}

        assert "Traceback" not in graded.log
        assert submitted - set(BROKEN) == students

    def test_broken_submissions_are_in_the_export_with_zero(self, fed_back: Run) -> None:
        """grades.csv also lists who handed in a broken file, with 0."""
        grades = {row["student_id"]: row["score"] for row in read_csv(fed_back.assessments / "grades.csv")}

        assert {grades[student] for student in BROKEN} == {"0.0"}


class TestFeedback:
    """What ``nbgrader generate_feedback`` tells a learner."""

    def test_page_shows_answer_score_words_and_rationales(self, fed_back: Run) -> None:
        """Feedback shows for every graded question answer, score, verdict in words, and every reason."""
        page = feedback(fed_back, "script")

        assert page.count("Your answer: c. Red<") == 1
        assert page.count("Right: 1 of 1 point.") == 3
        assert page.count("Right: 2 of 2 points.") == 3
        assert page.count("3 of 3 points for the case.") == 1
        for reason in (
            "SECRET green is go.",
            "SECRET amber does not invite you.",
            "SECRET the octagon decides.",
        ):
            assert page.count(reason) == 1

    def test_page_of_a_blank_says_so(self, fed_back: Run) -> None:
        """Feedback on a blank says 'Not answered' and still gives every reason."""
        page = feedback(fed_back, "student-002")

        assert page.count("Not answered: 0 of") == 6
        assert "SECRET green is go." in page

    def test_unreadable_answer_is_called_so(self, fed_back: Run) -> None:
        """An answer of another shape is called unreadable in the feedback."""
        assert feedback(fed_back, "an-object").count("This answer could not be read: 0 of") == 6


FORMGRADER = """
import json
from nbgrader.api import Gradebook
from nbgrader.apps import NbGrader, NbGraderAPI
app = NbGrader(); app.initialize([])
api = NbGraderAPI(app.coursedir, parent=app)
with api.gradebook as book:
    grade = book.find_grade("m01-reflection", "01-tiny", "01-tiny", "regraded")
    grade.manual_score, grade.extra_credit = 4.0, 0.5
    book.find_grade("m01-q-stop", "01-tiny", "01-tiny", "regraded").manual_score = 0.25
    book.find_comment("m01-reflection", "01-tiny", "01-tiny", "regraded").manual_comment = "Well seen."
    book.db.commit()
out = {"assignments": [(one["name"], one["max_score"]) for one in api.get_assignments()]}
out["again"] = api.autograde("01-tiny", "regraded")["success"]
out["cut"] = api.autograde("01-tiny", "cut")
out["feedback"] = api.generate_feedback("01-tiny", "regraded")["success"]
with api.gradebook as book:
    out["comment"] = book.find_comment("m01-reflection", "01-tiny", "01-tiny", "regraded").comment
print("RESULT", json.dumps(out))
"""


def test_formgraders_interface_lists_regrades_and_keeps_what_a_person_gave(fed_back: Run) -> None:
    """What formgrader calls lists the module, and regrading keeps a person's score, credit and comment."""
    result = run_nbgrader(fed_back.assessments, program=FORMGRADER)
    found = json.loads(result.stdout.partition("RESULT ")[2].splitlines()[0])
    grades = gradebook(fed_back.assessments)
    reflection, stop = grades["regraded", REFLECTION], grades["regraded", "m01-q-stop"]

    assert found["assignments"] == [[NAME, FULL + 5]]
    assert (found["again"], found["feedback"], found["comment"]) == (True, True, "Well seen.")
    assert (reflection.manual, reflection.extra, reflection.score) == (4.0, 0.5, 4.5)
    assert (stop.auto, stop.manual, stop.score) == (1.0, 0.25, 0.25)
    assert found["cut"]["success"] is False
    assert expected_error(fed_back.assessments / "submitted", "cut")[1] in found["cut"]["log"]
