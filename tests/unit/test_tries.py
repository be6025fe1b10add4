"""Tries at a final test: the draw, what the record keeps, what is said. Records may hold anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from unit.anything import JSON
from unit.course_builder import as_text, change, put_answers
from unit.final_builder import (
    HUB,
    PRE_A,
    PRE_B,
    TRIES,
    A,
    B,
    C,
    ids,
    mark,
    notebook_of,
    save,
    taken,
    write_final_course,
)
from unit.page import AT, answer

from casework import tries as room
from casework.answers import Answer
from casework.final_rules import FinalRules
from casework.marking import hand_in, mark_form
from casework.module import load_module
from casework.records import CourseRecord, FolderRecord, read_course
from casework.tries import Tries, Try, draw, form_of, keep, tries_in, with_try

NEXT = "Read again what the table names; 08 The final test then has another form for you."


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the course with a final test, which is the current folder."""
    write_final_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return tmp_path


def place(root: Path) -> tuple[CourseRecord, FolderRecord, FinalRules]:
    """Return the course, the final test's page in it, and its rules."""
    course = read_course(root)
    page = next(one for one in course.folders if one.module.name == HUB)
    assert page.module.final is not None
    return course, page, page.module.final


def known(root: Path) -> Tries:
    """Return the tries that the record holds."""
    course, _, rules = place(root)
    return tries_in(course, rules)


def drawn(root: Path, tries: Tries | None = None) -> tuple[str, ...]:
    """Return the forms that are drawn after the next draw."""
    course, _, rules = place(root)
    return draw(course, rules, tries or tries_in(course, rules)).drawn


def tried(form: str, points: float = 0.0) -> Try:
    """Return a try at a form."""
    return Try(form, AT, "x", points, 10.0)


def possible(root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the forms among which the next is drawn."""
    seen: list[str] = []

    def choice(forms: tuple[str, ...]) -> str:
        seen.extend(forms)
        return forms[0]

    monkeypatch.setattr(room.random, "choice", choice)
    drawn(root)
    return seen


class TestDraw:
    """Which form comes next."""

    @pytest.mark.parametrize(
        ("pre", "left"), [([], [A, B]), ([PRE_A], [A]), ([PRE_B], [B]), ([PRE_A, PRE_B], [A, B])]
    )
    def test_not_the_form_that_shares_the_pre_tests_questions(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, pre: list[str], left: list[str]
    ) -> None:
        """Who took one form of the pre-test is never given the form that holds its questions."""
        for form in pre:
            save(root, form)
        assert possible(root, monkeypatch) == left

    def test_one_answer_makes_a_pre_test_begun(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A pre-test of which one question was answered counts as met; its cells alone do not."""
        put_answers(notebook_of(root, PRE_B), {"m00-tb-2": answer(["a"])})
        assert possible(root, monkeypatch) == [B]

    def test_one_is_drawn_and_waits(self, root: Path) -> None:
        """A form that was drawn and not tried is not drawn again."""
        first = Tries((B,))
        assert drawn(root, first) == (B,)

    @pytest.mark.parametrize(
        ("done", "then"),
        [([A], (A, C)), ([B], (B, C)), ([A, C], (A, C, B)), ([A, C, B], (A, C, B))],
        ids=["after the first", "after the other first", "after the retake", "after all"],
    )
    def test_the_order_after_a_fail(self, root: Path, done: list[str], then: tuple[str, ...]) -> None:
        """After a fail comes the retake, then the parallel form, then nothing."""
        failed = Tries(tuple(done), tuple(tried(form) for form in done))
        assert drawn(root, failed) == then

    def test_passing_ends_it(self, root: Path) -> None:
        """Once a form is passed none is drawn any more."""
        assert drawn(root, Tries((A,), (tried(A, 8.0),))) == (A,)

    def test_a_form_that_is_not_in_this_copy_is_not_drawn(self, root: Path) -> None:
        """A form whose folder is missing is left out of the draw."""
        notebook_of(root, C).unlink()
        (root / "modules" / C / "graded.yaml").unlink()
        (root / "modules" / C).rmdir()
        assert drawn(root, Tries((A,), (tried(A),))) == (A, B)


class TestTries:
    """What is kept of a try, and what counts."""

    def test_the_best_passing_try(self) -> None:
        """Of several tries that pass the best counts; without one there is none."""
        rules = FinalRules("m", "x", "T", (A, B), (C,), 80, ("01-tiny",))
        assert Tries((A,), (tried(A, 7.99),)).passed(rules) is None
        both = Tries((A, B), (tried(A, 8.0), tried(B, 9.0), tried(C, 7.0)))
        assert both.passed(rules) == tried(B, 9.0)

    def test_a_form_counts_once(self) -> None:
        """A second try at a form changes nothing; a form that was not drawn is added to the drawn."""
        once = with_try(Tries((B,)), tried(A, 3.0))
        assert once == Tries((B, A), (tried(A, 3.0),))
        assert with_try(once, tried(A, 10.0)) == once

    def test_form_of(self, root: Path) -> None:
        """The forms lead to the final test's folder; any other module to none, nor do broken rules."""
        modules = root / "modules"
        assert form_of(load_module(modules / C)) == modules / HUB
        assert form_of(load_module(modules / PRE_A)) is None
        (modules / HUB / "final.yaml").write_text("x", encoding="utf-8")
        assert form_of(load_module(modules / C)) is None


class TestMarkForm:
    """ "Mark it now" in a form."""

    def test_passed(self, root: Path) -> None:
        """Exactly 80 per cent passes, is said with the points, and stands in the record."""
        said = mark(root, A, wrong=2)
        assert said.startswith(
            "<p><b>Passed: 8 of 10 points; 8 are needed. Your certificate is in 08 The final test.</b></p>"
            "<h2>Your result: 8 of 10 points</h2>"
        )
        (one,) = known(root).tried
        assert (one.form, one.points, one.of) == (A, 8.0, 10.0)

    def test_not_passed(self, root: Path) -> None:
        """Less than the share does not pass; the next draw is the retake."""
        said = mark(root, A, wrong=3)
        assert said.startswith(f"<p><b>Not passed yet: 4 of 10 points; 8 are needed. {NEXT}</b></p>")
        assert drawn(root) == (A, C)

    @pytest.mark.parametrize(
        "last",
        [None, Answer([], AT, 1), Answer("", AT, 1), Answer(["z"], AT, 1), Answer({"x": ["c"]}, AT, 1)],
        ids=["none", "blank", "no text", "no such option", "no answer to it"],
    )
    def test_not_answered_to_the_end(self, root: Path, last: Answer | None) -> None:
        """With a question unanswered, or its answer unreadable, nothing is marked and no try is lost."""
        answers = {**taken(A), ids(A)[-1]: last}
        given = {id_: one for id_, one in answers.items() if one}
        assert mark_form(load_module(root / "modules" / A), given) == (
            "<p>Not marked yet: 1 of 4 questions have no complete answer.</p>"
        )
        assert known(root) == Tries()

    def test_a_form_counts_as_it_was_first_marked(self, root: Path) -> None:
        """Marking other answers to a form shows their points, and the record keeps the first ones."""
        mark(root, A, wrong=4)
        said = mark(root, A)
        assert said.startswith(
            "<p><b>This form counts as it was first marked. "
            f"Not passed yet: 0 of 10 points; 8 are needed. {NEXT}</b></p>"
            "<h2>Your result: 10 of 10 points</h2>"
        )
        assert [one.points for one in known(root).tried] == [0.0]

    def test_the_same_answers_again(self, root: Path) -> None:
        """Marking the same answers twice says the same twice."""
        assert mark(root, A, wrong=1) == mark(root, A, wrong=1)

    def test_no_single_question_is_told(self, root: Path) -> None:
        """A form gives points by outcome: no key, no reason, no word on a single question."""
        said = mark(root, B, wrong=1)
        assert "SECRET" not in said
        assert "m08-tb" not in said
        assert '<th scope="row">1.2</th><td>4 of 5</td>' in said

    def test_a_folder_that_cannot_be_written_to(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the try cannot be kept the result is told all the same, with what to do."""

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(room, "write_sidecar", refuse)
        assert mark(root, A).startswith(
            "<p><b>Passed: 10 of 10 points; 8 are needed. Your certificate is in 08 The final test. "
            "It cannot be kept (Permission denied); note your points.</b></p>"
        )
        assert known(root) == Tries()

    def test_a_page_that_cannot_be_read(self, root: Path) -> None:
        """If the final test's page has mistakes the result is told, and that it belongs nowhere."""
        change(root / "modules" / HUB / "practice.yaml", "rule: each-part", "rule: none")
        assert mark(root, A).startswith("<p><b>This form belongs to no final test that can be read.</b></p>")

    def test_a_broken_lesson_has_no_words(self, root: Path) -> None:
        """A lesson whose first cell is no text is left out of the table's words, and nothing raises."""
        path = notebook_of(root, "01-tiny")
        content = json.loads(path.read_text(encoding="utf-8"))
        for source in (5, None, [1, 2], {"a": 1}):
            content["cells"][0]["source"] = source
            path.write_text(as_text(content), encoding="utf-8")
            room_cache()
            assert '<th scope="row">1.1</th><td>5 of 5</td><td></td>' in mark(root, A)

    def test_a_lessons_words_are_in_the_table(self, root: Path) -> None:
        """An outcome has its words from the lesson and, where points were lost, the lesson's title."""
        path = notebook_of(root, "01-tiny")
        content = json.loads(path.read_text(encoding="utf-8"))
        content["cells"][0]["source"] = ["# Module 01: Lights\n", "\n", "- **1.2** mix *two* lights;\n"]
        path.write_text(as_text(content), encoding="utf-8")
        room_cache()
        row = '<th scope="row">1.2: mix <em>two</em> lights</th>'
        assert f"{row}<td>4 of 5</td><td>01 Lights</td>" in mark(root, A, wrong=1)
        assert f"{row}<td>5 of 5</td><td></td>" in mark(root, B)

    def test_the_panel_of_a_form_keeps_the_try(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The hand-in panel of a form marks through the record; keys that are missing are words."""
        monkeypatch.chdir(root / "modules" / C)
        panel = hand_in()
        sent: list[dict[str, Any]] = []
        panel.send = sent.append
        content = {"kind": "mark", "n": 1, "answers": {id_: a.to_json() for id_, a in taken(C).items()}}
        panel._receive(panel, content, [])
        assert sent[0]["html"].startswith("<p><b>Passed: 10 of 10 points;")
        assert [one.form for one in known(root).tried] == [C]
        (root / "assessments" / "keys" / f"{C}.yaml").unlink()
        panel._receive(panel, content, [])
        assert "no key file for the 4 graded questions" in sent[1]["html"]


class TestKeep:
    """What is written into the record."""

    def test_kept_and_read(self, root: Path) -> None:
        """What is kept is what is read, also twice within a moment."""
        for wanted in (Tries((A,)), Tries((A,), (tried(A, 3.0),)), Tries((A, C), (tried(A, 3.0),))):
            course, page, rules = place(root)
            keep(course, page, rules, wanted)
            assert known(root) == wanted

    @pytest.mark.parametrize("at", ["2090-01-01T00:00:00.000Z", "2090-01-01T00:00:00Z"])
    def test_a_clock_that_was_set_back(self, root: Path, at: str) -> None:
        """A try is kept although what the record holds was written by a clock that is ahead."""
        put_answers(notebook_of(root, HUB), {TRIES: answer({"drawn": [A], "tried": []}, at)})
        mark(root, A)
        assert [one.points for one in known(root).tried] == [10.0]


ODD = (("points", "nan"), ("of", "inf"), ("of", "nan"))
HOSTILE: dict[str, Any] = {
    "no block": [A, B],
    "lists": {"drawn": [[A], {"a": 1}, None, 5], "tried": [[A], None, 5, "x"]},
    "no lists": {"drawn": A, "tried": A},
    "unknown forms": {"drawn": ["09-x"], "tried": [vars(tried("09-x", 10.0))]},
    "other fields": {"drawn": [], "tried": [{**vars(tried(A, 10.0)), "more": 1}, {"form": A}]},
    "no numbers": {"tried": [vars(tried(A)) | {"points": "10"}, vars(tried(A)) | {"points": True}]},
    "too many points": {"tried": [vars(tried(A)) | {"points": 1e300}, vars(tried(A)) | {"of": 1e6}]},
    "negative": {"tried": [vars(tried(A)) | {"points": -1}, vars(tried(A)) | {"of": -1}]},
    "of nothing": {"tried": [vars(tried(A, 1.0)) | {"of": 0}]},
    "not finite": {"tried": [vars(tried(A)) | {name: float(value)} for name, value in ODD]},
    "huge": {"drawn": ["x" * 10_000], "tried": [vars(tried("x" * 5_000, 10.0))]},
}


@pytest.mark.parametrize("response", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_try_is_left_out(root: Path, response: Any) -> None:
    """Whatever stands under the test's id, what is no try of ours counts for nothing."""
    put_answers(notebook_of(root, HUB), {TRIES: answer(response)})
    assert known(root) == Tries()
    mark(root, A)
    assert [one.form for one in known(root).tried] == [A]


def test_a_record_that_is_too_large(root: Path) -> None:
    """A record of more than 20,000 characters under the test's id is left out; a try is then kept."""
    put_answers(notebook_of(root, HUB), {TRIES: answer({"drawn": [A] * 10_000})})
    assert known(root) == Tries()
    mark(root, B)
    assert known(root).drawn == (B,)


def test_the_same_form_many_times(root: Path) -> None:
    """A form that is named again and again in a record is one try, the first."""
    entries = [vars(tried(A, float(points))) for points in range(9)]
    put_answers(notebook_of(root, HUB), {TRIES: answer({"drawn": [A] * 50, "tried": entries})})
    one = known(root).of(A)
    assert one is not None
    assert one.points == 0.0
    assert known(root).passed(place(root)[2]) is None


@given(response=JSON)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_record_raises(root: Path, response: Any) -> None:
    """Any JSON under the test's id is read, drawn from and told without an exception."""
    course, _, rules = place(root)
    held = {TRIES: Answer(response, AT, 1)}
    odd = CourseRecord(course.root, course.folders, type(course.held)(held), ())
    tries = tries_in(odd, rules)
    assert set(draw(odd, rules, tries).drawn) <= set(rules.forms)


def room_cache() -> None:
    """Forget the words of outcomes, which are read once."""
    from casework.outcomes import outcomes

    outcomes.cache_clear()
