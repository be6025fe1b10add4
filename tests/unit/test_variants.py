"""casework.variants: who gets which questions in which order, what an author and a learner are told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from type_samples import GRADED
from unit.course_builder import NAME, change, found, put_answers
from unit.page import AT, LATER, answer, sent
from unit.varied_course import RIGHT, SLOTS, write_varied

from casework.answers import Answer
from casework.items import Question
from casework.lms.bank import sections
from casework.lms.moodle_xml import moodle_xml
from casework.marking import hand_in, mark_file
from casework.module import CourseError, load_module
from casework.progress_report import standing
from casework.records import read_course
from casework.types import type_of
from casework.variants import BINDER, CODE_ID, HUB, Pick, Variants, code_in, ranked
from casework.widgets import ask, student_code
from casework.widgets.personal import WAITS

GRADED_FILE, NOTEBOOK = f"modules/{NAME}/graded.yaml", f"modules/{NAME}/{NAME}.ipynb"
DRAWS = Variants("spring", True, (Pick(SLOTS, tuple(RIGHT)),))


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the top folder of the varied course, which is the current folder; nobody has logged in."""
    write_varied(tmp_path)
    monkeypatch.chdir(tmp_path)
    for name in ("CASEWORK_KEYS", "JPY_SESSION_NAME", "NBGRADER_EXECUTION", HUB, BINDER):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return its module's folder, as the kernel's working folder."""
    path = root / "modules" / NAME
    monkeypatch.chdir(path)
    return path


class TestDrawing:
    """A pure function of seed and learner."""

    @pytest.mark.parametrize(
        ("seed", "learner", "order"),
        [
            # As `printf 'question\nstudent-001\nm01-v-one' | openssl dgst -sha256 -hmac spring` has them.
            ("spring", "student-001", ["one", "two", "three", "four"]),
            ("spring", "student-007", ["two", "three", "one", "four"]),
            ("spring", "Zoë", ["three", "two", "four", "one"]),
            ("autumn", "student-001", ["three", "four", "one", "two"]),
        ],
    )
    def test_fixed_vectors(self, seed: str, learner: str, order: list[str]) -> None:
        """The same seed and learner give the same order for ever, on every computer."""
        ids = [f"m01-v-{one}" for one in ("one", "two", "three", "four")]
        assert ranked(seed, learner, ("question",), ids) == [f"m01-v-{one}" for one in order]

    @pytest.mark.parametrize("typed", ["Student-001", "  student-001 ", "STUDENT-001", "ｓtudent-001"])
    def test_how_a_code_is_typed_does_not_matter(self, typed: str) -> None:
        """Capitals, blanks and wide letters in a code draw the same questions."""
        assert DRAWS.chosen(typed) == DRAWS.chosen("student-001")

    def test_every_order_comes_up_as_often(self) -> None:
        """Of 6000 learners about a thousand get each order of three: chi-square under its 0.1 % bound."""
        seen = Counter(tuple(ranked("s", f"l{number}", ("x",), "abc")) for number in range(6000))
        assert seen.keys() == set(permutations("abc"))
        assert sum((count - 1000) ** 2 / 1000 for count in seen.values()) < 20.5

    def test_an_added_question_leaves_the_others_in_their_order(self) -> None:
        """Who does not draw a question that is added later keeps all theirs."""
        fewer = tuple(RIGHT)[:3]
        for number in range(50):
            learner = f"l{number}"
            old = ranked("spring", learner, ("question",), fewer)
            assert [one for one in ranked("spring", learner, ("question",), RIGHT) if one in fewer] == old

    def test_names_that_no_text_can_hold_draw_too(self) -> None:
        """A folder's name that is no UTF-8 draws as any other."""
        assert set(DRAWS.chosen("bad \udcff name")) == set(SLOTS)

    def test_order_of_options_varies_where_it_means_nothing(self) -> None:
        """Options, rows, statements and facts take another order for somebody; what has an order keeps it."""
        varied = {
            name: any(dict_order(DRAWS.arranged(one, f"l{n}")) != dict_order(one) for n in range(20))
            for name, one in GRADED.items()
        }
        assert {name for name, changes in varied.items() if changes} == {
            *("single", "multiple", "true-false-why", "match", "classify", "elements")
        }

    def test_an_answer_means_the_same_in_every_order(self) -> None:
        """What is chosen is recorded by id, and the letters before the options are a, b, c as shown."""
        question = GRADED["single"]
        learner = next(f"l{n}" for n in range(20) if first_option(DRAWS.arranged(question, f"l{n}")) == "c")
        own = DRAWS.arranged(question, learner)
        type_ = type_of(own)
        assert type_.read(own, ["c"]) == type_.read(question, ["c"]) == frozenset("c")
        assert type_.answer_html(own, frozenset("c")).startswith("a. ")
        assert type_.static_text(own, frozenset("c"))[0].startswith("  [x] a. ")
        assert [text[:2] for _, text in type_.slots(own)] == ["a.", "b.", "c."]
        html = type_.controls(own)
        assert html.index('value="c"') < html.index('<span class="cw-letter">a.</span>')

    def test_what_is_fixed_stays(self) -> None:
        """`fixed: true` keeps a question's order for all."""
        from dataclasses import replace

        fixed = replace(GRADED["single"], fixed=True)
        assert all(DRAWS.arranged(fixed, f"l{n}") is fixed for n in range(20))


def first_option(question: Question) -> str:
    """Return the option that stands first."""
    return next(iter(question.options))


def dict_order(question: Question) -> list[list[str]]:
    """Return the names in every block of a body, in order."""
    return [list(part) for part in question.body.values() if hasattr(part, "keys")]


class TestAuthor:
    """What `casework check` says of variants."""

    def test_a_right_course_has_no_problem(self, root: Path) -> None:
        """Two of four questions count as two in the blueprint and in the line of counts."""
        (root / "assessments" / "blueprint.yaml").write_text(
            'modules:\n  "01-*": {"1.1": 1, "1.2": 3}\n'
            'levels:\n  "01-*": {remember: 1, analyse: 1, apply: 2}\n'
        )
        assert found(root) == []

    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            ("[m01-s1, m01-s2]", "[m01-s1, m01-q-mix]", "slot 'm01-q-mix' has the name of a question;"),
            ("[m01-s1, m01-s2]", "[m01-s1, student-code]", "has the name of the student code;"),
            ("m01-v-four]", "m01-v-five]", "there is no question 'm01-v-five' in this file; correct the id"),
            ("of: [m01-v-one, m01-v-two, m01-v-three, m01-v-four]", "of: [m01-v-one, m01-v-two]",
             "2 of 2 questions leave nothing to draw; name more questions"),
            ("m01-v-four]\n", "m01-v-four]\n    - {slots: [m01-s3], of: [m01-v-one, m01-q-mix]}\n",
             "'m01-v-one' stands in two picks; keep it in one"),
            ("m01-v-three, m01-v-four]", "m01-v-three, m01-q-stop]",
             "unequal points: 'm01-v-one' has 2, 'm01-q-stop' 1; each set must be worth the same"),
            ("m01-v-three, m01-v-four]", "m01-v-three, m01-q-mix]",
             "unequal level: 'm01-v-one' has apply, 'm01-q-mix' analyse; each set must be worth the same"),
            ("seed: spring\n", "sead: spring\n", "'seed' missing"),
            ("order: options", "order: questions", "is 'questions'; valid are options"),
        ],
    )  # fmt: skip
    def test_mistakes(self, root: Path, old: str, new: str, told: str) -> None:
        """Each mistake that would make sets unequal or a slot unclear has its line."""
        change(root / GRADED_FILE, old, new)
        lines = [line for line in found(root) if told in line]
        assert len(lines) == 1, found(root)
        assert lines[0].startswith(f"{GRADED_FILE}:")

    def test_only_what_a_machine_marks_is_drawn(self, root: Path) -> None:
        """A text that a person reads needs a cell of its own kind, so it is not drawn."""
        text = (root / GRADED_FILE).read_text("utf-8")
        one = text.index("  - id: m01-v-four")
        free = text[one:].replace("type: single", "type: free").partition("    options:")[0]
        free = free.replace("rule: all-or-nothing", "rule: by-hand")
        rubric = 'rubric: {it: {text: "It", points: 2, full: "Says it"}}\n'
        (root / GRADED_FILE).write_text(f'{text[:one]}{free}    {rubric}    sources: ["fact:T01"]\n', "utf-8")
        lines = found(root)
        assert any(
            "a person marks 'm01-v-four'; only what a machine marks can be drawn" in one for one in lines
        ), lines

    @pytest.mark.parametrize(
        ("old", "new", "what"),
        [
            ("c: The two spiral", "c: Both a and b", "'c' says 'Both a'"),
            ("c: The two spiral", "c: None of the above", "'c' says 'None of the above'"),
            ("text: Which sign is number two?", "text: Why is option b wrong?", "its text says 'option b'"),
        ],
    )
    def test_options_that_lean_on_their_order(self, root: Path, old: str, new: str, what: str) -> None:
        """An option that names another by letter or place is told, until the question is fixed."""
        change(root / GRADED_FILE, old, new)
        lines = [
            one for one in found(root) if "the order differs between learners; name the option by" in one
        ]
        assert [what in one for one in lines] == [True]
        (root / GRADED_FILE).write_text(
            (root / GRADED_FILE)
            .read_text("utf-8")
            .replace("- id: m01-v-two\n", "- id: m01-v-two\n    fixed: true\n")
        )
        assert not [one for one in found(root) if "the order differs" in one]

    def test_reasons_that_name_a_letter(self, root: Path) -> None:
        """A reason that says "option b" means another option to some learners."""
        keys = root / "assessments" / "keys" / f"{NAME}.yaml"
        change(keys, "SECRET about the square of two.", "It is more than option b.")
        assert [one for one in found(root) if "the reason for 'a' says 'option b'" in one]

    @pytest.mark.parametrize(
        ("edit", "told"),
        [
            (lambda cells: cells.pop("m01-code"),
             "cell 'm01-s1' differs between learners, and none before it asks who it is for;"),
            (lambda cells: cells["m01-s2"].update(source='ask("m01-v-two")'),
             "question 'm01-v-two': is drawn for some learners only; write ask('m01-s1'), its slot, in"),
            (lambda cells: cells.pop("m01-s2"), "question 'm01-s2': stands in no cell; write ask("),
            (lambda cells: cells["m01-s1"]["metadata"]["nbgrader"].update(points=1),
             "question 'm01-s1': the cell has 1 points and the question 2; make them equal"),
        ],
    )  # fmt: skip
    def test_cells(self, root: Path, edit: Callable[[dict[str, Any]], object], told: str) -> None:
        """A slot has a graded cell of its own; the code is asked for above the first cell that differs."""
        content = json.loads((root / NOTEBOOK).read_text("utf-8"))
        cells = {cell["id"]: cell for cell in content["cells"]}
        edit(cells)
        (root / NOTEBOOK).write_text(json.dumps(content | {"cells": list(cells.values())}, indent=1))
        assert [one for one in found(root) if told in one], found(root)

    def test_a_code_that_is_asked_for_in_vain(self, root: Path) -> None:
        """Without variants student_code() has no place."""
        text = (root / GRADED_FILE).read_text("utf-8")
        start, end = text.index("variants:"), text.index("questions:")
        (root / GRADED_FILE).write_text(text[:start] + text[end:], "utf-8")
        assert [one for one in found(root) if "student_code() asks for nothing here" in one]


class TestLearner:
    """What a learner sees in the notebook."""

    def test_cells_wait_for_the_code_and_then_show_their_questions(self, folder: Path) -> None:
        """Every cell that differs waits, and shows its question once the code is known; nothing else does."""
        places = [ask("m01-s1"), ask("m01-s2"), ask("m01-q-stop")]
        assert [one.shown for one in places] == [None] * 3
        assert places[0]._repr_mimebundle_()["text/plain"] == WAITS
        assert ask("m01-primary").spec["question"]["mode"] == "practice"

        sent(student_code(), kind="answer", n=1, question=CODE_ID, answer=answer({"text": "student-007"}))
        assert [one.shown.spec["question"]["id"] for one in places] == [
            "m01-v-two",
            "m01-v-three",
            "m01-q-stop",
        ]
        assert all(one.shown.spec["question"]["mode"] == "graded" for one in places)
        assert places[0].children == (places[0].shown,)

    def test_another_code_changes_the_questions(self, folder: Path) -> None:
        """Who corrects their code gets its questions; the same code in capitals changes nothing."""
        panel, place = student_code(), ask("m01-s1")
        sent(panel, kind="answer", n=1, question=CODE_ID, answer=answer({"text": "student-007"}))
        before = place.shown
        sent(panel, kind="restore", n=2, answers={CODE_ID: answer({"text": "student-007"})})
        assert place.shown is before
        sent(panel, kind="answer", n=3, question=CODE_ID, answer=answer({"text": "student-001"}, LATER))
        assert place.shown.spec["question"]["id"] == "m01-v-one"

    def test_the_code_is_said_back_and_never_judged(self, folder: Path) -> None:
        """The panel says whose questions are shown; blanks are no code; markup in it stays text."""
        panel = student_code()
        sent(panel, kind="answer", n=1, question=CODE_ID, answer=answer({"text": " <b>ada "}))
        said = panel.feedback[CODE_ID]
        assert (said["state"], said["words"]) == (
            "",
            "Your code is <b>ada. What is drawn for it is shown below.",
        )
        assert "&lt;b&gt;ada" in panel.fallback()[0]
        sent(panel, kind="answer", n=2, question=CODE_ID, answer=answer({}, LATER))
        assert panel.feedback[CODE_ID]["state"] == "blank"

    def test_the_saved_code_is_there_at_once(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """After a restart a cell finds the code, and the answer, in the notebook's file."""
        path = folder / f"{NAME}.ipynb"
        put_answers(path, {CODE_ID: answer({"text": "student-007"}), "m01-v-two": answer(["c"])})
        monkeypatch.setenv("JPY_SESSION_NAME", str(path))
        assert ask("m01-s1").shown.answers["m01-v-two"]["response"] == ["c"]

    def test_a_login_needs_no_code(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """On JupyterHub the login draws, whatever code is in the file."""
        monkeypatch.setenv("JUPYTERHUB_USER", "student-007")
        assert ask("m01-s1").shown.spec["question"]["id"] == "m01-v-two"
        assert (
            student_code().text
            == "What differs between learners is drawn for student-007, as you have logged in."
        )

    def test_binders_made_up_name_is_no_login(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Binder is a JupyterHub with another name each time: there the code is typed."""
        monkeypatch.setenv("JUPYTERHUB_USER", "owner-course-4x7a")
        monkeypatch.setenv("BINDER_LAUNCH_HOST", "https://mybinder.org/")
        assert ask("m01-s1").shown is None
        assert student_code().spec["question"]["id"] == CODE_ID

    def test_the_slot_is_asked_for_not_the_question(self, folder: Path) -> None:
        """A cell that asks for a drawn question itself is told the slot's name."""
        with pytest.raises(
            CourseError, match=r"'m01-v-two' is drawn for some learners only; write ask\('m01-s1'\)"
        ):
            ask("m01-v-two")

    def test_the_panel_counts_own_questions(self, folder: Path) -> None:
        """The hand-in panel has the two questions that were drawn, not four."""
        panel = hand_in()
        sent(student_code(), kind="answer", n=1, question=CODE_ID, answer=answer({"text": "student-007"}))
        ids = [one["id"] for one in panel.shown.spec["items"]]
        assert ids == ["m01-q-stop", "m01-q-mix", "m01-v-two", "m01-v-three", "m01-case-s2"]

    def test_progress_counts_own_questions(self, root: Path) -> None:
        """A module is done when the questions of one's own set are answered."""
        given = {"m01-q-stop": ["c"], "m01-q-mix": ["a"], "m01-v-two": ["a"], "m01-v-three": ["a"]}
        answers = {id_: answer(one) for id_, one in (given | {"m01-case-s2": ["a"]}).items()}
        put_answers(root / NOTEBOOK, answers | {CODE_ID: answer({"text": "student-007"})})
        course = read_course(root)
        assert standing(course, course.folders[0]).done

    def test_marking_on_the_spot_takes_the_typed_code(self, root: Path) -> None:
        """`casework mark` counts the set of the code in the file, and says where there is none."""
        path = root / NOTEBOOK
        with pytest.raises(CourseError, match="no student code in it, so nobody's questions; type it"):
            mark_file(path)
        put_answers(
            path,
            {
                CODE_ID: answer({"text": "student-007"}),
                "m01-v-two": answer(["a"]),
                "m01-v-one": answer(["b"]),
            },
        )
        assert mark_file(path).startswith(f"{NAME}.ipynb: 2 of 9 points;")

    @pytest.mark.parametrize("response", [None, [], {"text": 5}, {"text": "x" * 81}, {"code": "x"}, "x"])
    def test_what_is_no_code(self, response: object) -> None:
        """Anything may stand in a file where a code belongs; it is then no code."""
        assert code_in({CODE_ID: Answer(response, AT)}) == ""


def test_a_question_bank_holds_every_question(root: Path) -> None:
    """Platforms draw for themselves: they get the four questions, and which of them keep their order."""
    change(root / GRADED_FILE, "- id: m01-v-two\n", "- id: m01-v-two\n    fixed: true\n")
    [section] = sections(root, (), graded=True)
    assert [one.id for one in section.items if one.id in RIGHT] == list(RIGHT)
    shuffles = moodle_xml([section]).decode().count("<shuffleanswers>true</shuffleanswers>")
    assert shuffles == len([one for one in section.items if one.form in ("choice", "answers")]) - 1


def test_each_set_is_worth_the_same(root: Path) -> None:
    """Any learner can get as many points as any other."""
    module = load_module(root / "modules" / NAME)
    for number in range(30):
        own = module.of(f"l{number}").graded
        assert len(own.questions) == 4
        assert sum(one.points for one in own.questions.values()) == Fraction(7)
