"""casework.report.analysis: from gradebook and records to figures, good classes and bad ones."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pandas
import pingouin
import pytest
from unit.course_builder import NAME, change, write_course
from unit.report_builder import REFLECTION, SIZE, handed_in, lights, write_class, write_grades

from casework.module import CourseError
from casework.report.analysis import Report, report


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course with a class of forty, whose reflections are read, and one who answered nothing."""
    root = tmp_path_factory.mktemp("a class (1+2)% #")
    write_course(root)
    write_class(root, [*map(lights, range(SIZE)), {}], read=[4.0] * SIZE + [0.0])
    return root


@pytest.fixture(scope="module")
def found(course: Path) -> Report:
    """Return the report on the class of forty."""
    return report(course, NAME)


def line(one: Report, id_: str) -> Any:
    """Return a question's line."""
    return next(line for line in one.lines if line.asked.id == id_)


class TestAClass:
    """Forty learners whose answers are known."""

    def test_who_counts(self, found: Report) -> None:
        """Who answered nothing is in no figure, and said to be left out without a number."""
        assert found.count == SIZE
        assert found.notes == ("Handed in without an answer: under 10. They are in no figure.",)

    def test_difficulty_and_choices(self, found: Report) -> None:
        """22 of 40 are right; 14 took a, whose reason is the misconception; 3 took b; one left it out."""
        stop = line(found, "m01-q-stop")

        assert stop.p == pytest.approx(22 / 40)
        assert {one.choice.id: one.share for one in stop.choices} == {"a": 14 / 40, "b": 3 / 40, "c": 22 / 40}
        assert (stop.worst.choice.said, stop.worst.why) == ("took “Green”", "SECRET green is go.")
        assert stop.blank == pytest.approx(1 / 40)
        assert (stop.people, stop.careful, stop.hidden) == ("all", False, False)

    def test_what_is_left_out_of_a_multiple_choice(self, found: Report) -> None:
        """A right option that was left out is a wrong choice; a wrong one that nobody takes is idle."""
        mix = line(found, "m01-q-mix")

        assert mix.p == pytest.approx((30 * 2 + 10 * 1) / 80)
        assert (mix.worst.choice.said, mix.worst.share) == ("left out “Green”", 10 / 40)
        assert [one.choice.id for one in mix.choices if one.idle] == ["c"]

    def test_a_case_is_told_by_step(self, found: Report) -> None:
        """The graded step has its own figures: half have all points, half two thirds."""
        step = line(found, "m01-case-s2")

        assert (step.asked.case, step.asked.points) == ("m01-case", 2.0)
        assert step.p == pytest.approx((1 + 2 / 3) / 2)

    def test_a_text_that_a_person_reads(self, found: Report) -> None:
        """A reflection has the points that it was given, and no choices."""
        text = line(found, REFLECTION)

        assert (text.p, text.choices, text.outcome) == (pytest.approx(0.8), (), "")
        assert REFLECTION not in [one.asked.id for one in found.teach]

    def test_correlations_and_reliability_by_pingouin(self, found: Report) -> None:
        """Correlations with the rest, alpha and its interval are those of pandas and pingouin."""
        rows = pandas.DataFrame(
            [
                {
                    "m01-q-stop": float(n < 22),
                    "m01-q-mix": 2.0 if n < 30 else 1.0,
                    "m01-case-s2": 2.0 if n % 2 else 4 / 3,
                }
                for n in range(SIZE)
            ]
        )
        alpha, ends = pingouin.cronbach_alpha(rows)

        for id_ in rows:
            rest = rows.sum(axis=1) - rows[id_]
            assert line(found, str(id_)).r == pytest.approx(rows[id_].corr(rest))
        assert found.trust.value == pytest.approx(alpha)
        assert found.trust.interval == pytest.approx(tuple(ends), abs=5.1e-4)
        assert (found.trust.name, found.trust.questions, found.trust.of) == ("Cronbach's alpha", 3, 5.0)
        assert found.trust.error == pytest.approx(rows.sum(axis=1).std() * (1 - max(alpha, 0)) ** 0.5)
        assert (found.trust.needed, found.trust.same) == (None, None)

    def test_order_of_answering(self, found: Report) -> None:
        """The step was answered first, then the two questions, by the times in the records."""
        places = {one.asked.id: one.place for one in found.lines}

        assert places == {"m01-case-s2": 1, "m01-q-stop": 2, "m01-q-mix": 3, REFLECTION: None}

    def test_outcomes_and_levels(self, found: Report) -> None:
        """Means are of questions: 1.2 has the question on mixing and the step."""
        cells = found.heat.cells

        assert (found.heat.outcomes, found.heat.levels) == (("1.1", "1.2"), ("remember", "apply", "analyse"))
        assert cells["1.1", "remember"] == cells["1.1", ""] == pytest.approx(0.55)
        assert cells["1.2", ""] == pytest.approx((0.875 + 5 / 6) / 2)
        assert cells["", ""] == pytest.approx((0.55 + 0.875 + 5 / 6) / 3)
        assert ("1.1", "apply") not in cells
        assert found.heat.hidden == set()

    def test_what_to_teach_again(self, found: Report) -> None:
        """A question with under 70 % of the points is to be taught again; the others are not."""
        assert [one.asked.id for one in found.teach] == ["m01-q-stop"]


class TestSmallGroups:
    """What few people stand behind."""

    def test_nine(self, root: Path) -> None:
        """Of nine learners nothing is told, not even how many they are."""
        write_class(root, [lights(n) for n in range(9)])
        one = report(root, NAME)

        assert (one.count, one.heat.cells, one.teach, one.trust.value) == (None, {}, (), None)
        assert all(line.hidden and line.p is None and line.choices == () for line in one.lines)
        assert {line.people for line in one.lines} == {"under 10"}

    def test_ten(self, root: Path) -> None:
        """Ten are told with a warning."""
        write_class(root, [lights(n * 4) for n in range(10)])
        one = report(root, NAME)

        assert one.count == 10
        assert all(line.careful and not line.hidden for line in one.lines)

    def test_a_hidden_question_is_in_no_total(self, root: Path) -> None:
        """What six of thirty were asked is hidden, and the outcome's and the whole mean are without it."""
        learners = write_class(root, [lights(n) for n in range(30)])
        for learner in learners[6:]:
            path = root / "assessments" / "submitted" / learner / NAME / f"{NAME}.ipynb"
            content = json.loads(path.read_text("utf-8"))
            content["cells"] = [cell for cell in content["cells"] if cell["id"] != "m01-q-mix"]
            path.write_text(json.dumps(content), encoding="utf-8")
        one = report(root, NAME)
        mix, step = line(one, "m01-q-mix"), line(one, "m01-case-s2")

        assert (mix.hidden, mix.people, mix.p, mix.choices) == (True, "under 10", None, ())
        assert one.heat.cells["1.2", ""] == pytest.approx(step.p)
        assert one.heat.cells["", ""] == pytest.approx((step.p + line(one, "m01-q-stop").p) / 2)
        assert one.heat.hidden == {("1.2", "analyse"), ("", "analyse")}
        assert one.trust.of == 3.0


class TestBadInput:
    """Words, and no exception but one line."""

    def test_no_gradebook(self, root: Path) -> None:
        """Without a gradebook the error says what to type, and none is made."""
        with pytest.raises(CourseError) as caught:
            report(root, NAME)

        assert str(caught.value) == (
            "assessments/course.db: there is no gradebook; "
            "type `nbgrader autograde 01-tiny` in assessments/ first"
        )
        assert not (root / "assessments" / "course.db").exists()

    @pytest.mark.parametrize("damage", [b"no database at all, but more than a page of text. " * 200, b""])
    def test_damaged_gradebook(self, root: Path, damage: bytes) -> None:
        """A gradebook that is none is named with its reason; it is left as it was."""
        path = root / "assessments" / "course.db"
        path.write_bytes(damage)
        with pytest.raises(
            CourseError, match=r"assessments/course.db: cannot be read \((file is not|no such table)"
        ):
            report(root, NAME)

        assert path.read_bytes() == damage

    def test_nothing_graded_yet(self, root: Path, course: Path) -> None:
        """An assignment that the gradebook lacks is named, with those that it has."""
        write_class(root, [lights(1)])
        with sqlite3.connect(root / "assessments" / "course.db") as book:
            book.execute("update assignment set name = '09-other'")
        with pytest.raises(CourseError, match=r"'01-tiny' is not in the gradebook; it has 09-other; type"):
            report(root, NAME)

    def test_unknown_assignment(self, root: Path) -> None:
        """A name that is no module's is said with those near it."""
        with pytest.raises(CourseError, match=r"no assignment '01-tny'; near it are 01-tiny\."):
            report(root, "01-tny")

    def test_nobody(self, root: Path) -> None:
        """A gradebook with the assignment and no learner gives an empty report."""
        write_grades(root, {})
        one = report(root, NAME)

        assert (one.count, one.notes) == (None, ())

    def test_nobody_answered(self, root: Path) -> None:
        """A class of blanks is a class of nobody."""
        write_class(root, [{}] * 12)
        one = report(root, NAME)

        assert one.count is None
        assert one.notes == ("Handed in without an answer: 12. They are in no figure.",)

    def test_one_learner(self, root: Path) -> None:
        """One learner is too few for any figure."""
        write_class(root, [lights(1)])
        one = report(root, NAME)

        assert (one.count, one.trust.reason) == (None, "Hidden: under 10 learners.")

    def test_all_right(self, root: Path) -> None:
        """Where all is right there is a difficulty, but no correlation, no reliability, nothing to teach."""
        write_class(root, [lights(1)] * 12)
        one = report(root, NAME)

        assert [(line.p, line.r) for line in one.lines] == [(1.0, None)] * 3
        assert one.trust.reason.startswith("All have the same points")
        assert (one.teach, one.count) == ((), 12)

    def test_several_versions(self, root: Path) -> None:
        """
        Old submissions lack a question and have others: nothing is counted wrong that was not asked.

        Ids are named only where ten people have them: an id in one record may be anybody's words.
        """
        learners = write_class(root, [lights(n) | {"m01-q-gone": ["a"]} for n in range(20)])
        handed_in(root, learners[0], lights(0) | {"m01-q-gone": ["a"], "m01-my-name-is-ann": ["a"]})
        for learner in learners[:10]:
            path = root / "assessments" / "submitted" / learner / NAME / f"{NAME}.ipynb"
            content = json.loads(path.read_text("utf-8"))
            content["cells"] = [cell for cell in content["cells"] if cell["id"] != "m01-q-stop"]
            path.write_text(json.dumps(content), encoding="utf-8")
        one = report(root, NAME)

        assert line(one, "m01-q-stop").people == "10 to 29"
        assert line(one, "m01-q-stop").p == 1.0
        assert one.notes == (
            "Answers to questions that this version does not have: 21 (m01-q-gone). They are left out.",
        )

    def test_hostile_records(self, root: Path) -> None:
        """What is no valid answer gets nothing, whatever it is; the rest of the class is not harmed."""
        learners = write_class(root, [lights(n) for n in range(12)])
        strange: list[Any] = [{"x": [1]}, "c", [["c"]], ["c", "c"], 1e308, None]
        for learner, response in zip(learners, strange, strict=False):
            handed_in(root, learner, lights(0) | {"m01-q-stop": response, "m01-case": {"track": ["x"]}})
        (root / "assessments" / "submitted" / learners[8] / NAME / f"{NAME}.ipynb").write_text(
            '{"cells": [', "utf-8"
        )
        one = report(root, NAME)
        stop = line(one, "m01-q-stop")

        assert one.count == 11
        assert {choice.choice.id: choice.share for choice in stop.choices} == {"a": 0, "b": 0, "c": 5 / 11}
        assert "No notebook that can be read: under 10. They are in no figure that needs one." in one.notes
        assert any(note.startswith("Points that are not what the answers give") for note in one.notes)

    def test_only_the_gradebook_is_left(self, root: Path) -> None:
        """Without a notebook there are difficulties and no choices; the case's steps are not known."""
        learners = write_class(root, [lights(n) for n in range(12)])
        for learner in learners:
            (root / "assessments" / "submitted" / learner / NAME / f"{NAME}.ipynb").unlink()
        one = report(root, NAME)

        assert line(one, "m01-q-stop").p == 1.0
        assert line(one, "m01-q-stop").choices == ()
        assert line(one, "m01-case-s2").hidden

    def test_not_graded_and_not_read(self, root: Path) -> None:
        """Who is not graded is noted; a text that is not read by a person hides that text alone."""
        write_class(root, [lights(n) for n in range(12)], read=[None, *[3.0] * 11])
        handed_in(root, "late", lights(1))
        one = report(root, NAME)

        assert (line(one, REFLECTION).waiting, line(one, REFLECTION).p) == (True, None)
        assert one.notes[0] == (
            "Handed in but not graded: under 10. "
            "Type `nbgrader autograde 01-tiny`, then make this report again."
        )

    def test_a_link_is_not_followed(self, root: Path, tmp_path: Path) -> None:
        """A notebook that is a link counts as none."""
        learners = write_class(root, [lights(n) for n in range(12)])
        path = root / "assessments" / "submitted" / learners[0] / NAME / f"{NAME}.ipynb"
        path.rename(tmp_path / "elsewhere.ipynb")
        path.symlink_to(tmp_path / "elsewhere.ipynb")

        assert report(root, NAME).count == 11

    def test_a_mended_key(self, root: Path) -> None:
        """After a key has changed the report says to grade again: the gradebook still has the old points."""
        write_class(root, [lights(n) for n in range(12)])
        keys = root / "assessments" / "keys" / f"{NAME}.yaml"
        change(keys, "m01-q-stop:\n    correct: [c]", "m01-q-stop:\n    correct: [a]")
        notes = report(root, NAME).notes

        assert notes == (
            "Points that are not what the answers give by the keys of today: 12. "
            "Type `nbgrader autograde 01-tiny` --force.",
        )
