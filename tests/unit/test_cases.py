"""Case files: steps, changes and their questions. Not here: how a case is shown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from unit.course_builder import change, write_course

from casework.cases import read_cases
from casework.yaml_lines import ContentError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the case file of a course in the current folder."""
    monkeypatch.chdir(tmp_path)
    return write_course(tmp_path) / "case.yaml"


def said(file: Path) -> list[str]:
    """Return the problems that reading the file tells."""
    with pytest.raises(ContentError) as caught:
        read_cases(file)
    return [str(problem) for problem in caught.value.problems]


def test_a_case_has_its_parts_in_order(file: Path) -> None:
    """Reading a case file gives each case with its steps, changes, debrief and place in the file."""
    case = read_cases(file)["m01-case"]
    assert (case.title, case.intro) == ("The *faded* sign", "Invented. You may skip it.")
    assert [(step.question.id, step.title, step.graded) for step in case.steps] == [
        ("m01-case-s1", "What is seen", False),
        ("m01-case-s2", "What it means", True),
    ]
    assert case.steps[0].reveal == "A sign on the **corner** is pale red."
    (one,) = case.changes
    assert (one.question.id, one.fact, one.becomes, one.effect, one.sources) == (
        "m01-case-c1",
        "The sign is an octagon.",
        "The sign is a triangle.",
        "The duty becomes *weaker*.",
        ("fact:T02",),
    )
    assert (case.debrief, case.debrief_sources) == ("Form and colour both speak.", ("fact:T01",))
    assert (case.module, case.file, case.line) == ("01-tiny", "modules/01-tiny/case.yaml", 3)


def test_only_graded_steps_count(file: Path) -> None:
    """A case's points are the sum of its graded steps'; a graded step has no key, a practice step has one."""
    case = read_cases(file)["m01-case"]
    assert case.graded_points == Fraction(2)
    assert [step.question.id for step in case.graded_steps] == ["m01-case-s2"]
    assert case.steps[0].key is not None
    assert case.steps[1].key is None


def test_questions_of_a_case_take_their_parts_ids_and_lines(file: Path) -> None:
    """Every question of a case is found by the id of its step or change, at that part's line."""
    questions = read_cases(file)["m01-case"].questions
    assert {id_: question.line for id_, question in questions.items()} == {
        "m01-case-s1": 7,
        "m01-case-s2": 26,
        "m01-case-c1": 40,
    }


def test_a_case_without_changes_is_allowed(file: Path) -> None:
    """The list of changed facts may be left out."""
    text = file.read_text(encoding="utf-8")
    start, end = text.index("    changes:"), text.index("    debrief:")
    file.write_text(text[:start] + text[end:], encoding="utf-8")
    assert read_cases(file)["m01-case"].changes == ()


def test_problems_of_all_parts_are_told_at_once(file: Path) -> None:
    """A wrong step and a wrong change give a problem each, with the id of the part."""
    change(file, "grading: practice", "grading: yes please")
    change(file, "        effect: The duty becomes *weaker*.\n", "")
    assert said(file) == [
        "modules/01-tiny/case.yaml:10: question 'm01-case-s1': 'grading' is 'yes please'; "
        "valid are practice, graded",
        "modules/01-tiny/case.yaml:40: question 'm01-case-c1': 'effect' missing; "
        "needed are id, fact, becomes, question, effect, sources",
    ]


def test_a_case_without_id_is_told(file: Path) -> None:
    """A case without an id is told by its line alone."""
    change(file, "  - id: m01-case\n    title", "  - title")
    assert said(file) == [
        "modules/01-tiny/case.yaml:3: 'id' missing; "
        "needed are id, title, intro, steps, debrief, debrief_sources"
    ]


def test_two_cases_cannot_share_an_id(file: Path) -> None:
    """An id that an earlier case of the file has is told with the line where it is taken."""
    text = file.read_text(encoding="utf-8")
    second = text[text.index("  - id: m01-case\n") :].replace("m01-case-", "m01-other-")
    file.write_text(text + second, encoding="utf-8")
    assert said(file) == [
        "modules/01-tiny/case.yaml:62: question 'm01-case': "
        "this id is taken at line 3; ids are permanent and unique"
    ]


def test_a_question_inside_a_case_has_no_id_of_its_own(file: Path) -> None:
    """An id inside a step's question is refused: the step's id is the question's."""
    change(
        file,
        "          text: Under 9 T.L.C. 12, what must a driver do?",
        "          id: m01-x\n          text: What must?",
    )
    assert said(file) == [
        "modules/01-tiny/case.yaml:36: question 'm01-case-s2': "
        "the question of a step takes the step's id; remove its own"
    ]


def test_a_graded_step_holds_no_key(file: Path) -> None:
    """A key in a graded step is told to go to the instructor's room."""
    change(file, "grading: practice", "grading: graded")
    assert said(file) == [
        "modules/01-tiny/case.yaml:20: question 'm01-case-s1': "
        "a graded question holds no key and no feedback; move 'key' to assessments/keys/"
    ]
