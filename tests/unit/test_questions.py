"""Question and key files: what a reader gets, and one problem for each wrong question. Not here: scoring."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from fractions import Fraction
from pathlib import Path

import pytest
from unit.course_builder import GRADED, change, write_course

from casework.items import Key, Rationale
from casework.questions import read_graded, read_keys, read_practice
from casework.yaml_lines import ContentError


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the module's folder of a course in the current folder."""
    monkeypatch.chdir(tmp_path)
    return write_course(tmp_path)


@pytest.fixture
def key_file(module: Path) -> Path:
    """Return the key file of that course."""
    return module.parents[1] / "assessments" / "keys" / "01-tiny.yaml"


def problems(error: ContentError) -> list[str]:
    """Return the problems as they are printed."""
    return [str(problem) for problem in error.problems]


def test_a_practice_question_comes_with_its_key(module: Path) -> None:
    """Reading a practice file gives each question with all its fields, its line and its key."""
    bank = read_practice(module / "practice.yaml")
    question = bank.questions["m01-warm"]
    assert bank.module == "01-tiny"
    assert list(bank.questions) == ["m01-primary", "m01-warm"]
    assert (question.id, question.type, question.outcome) == ("m01-warm", "multiple", "1.2")
    assert (question.level, question.points, question.rule) == ("apply", Fraction(2), "each-part")
    assert question.text == "Which are warm colours?"
    assert dict(question.options) == {"a": "Red", "b": "Blue", "c": "Orange", "d": "Cyan"}
    assert question.sources == ("fact:T02",)
    assert (question.file, question.line) == ("modules/01-tiny/practice.yaml", 21)
    assert bank.keys["m01-primary"] == Key(
        frozenset("b"),
        {
            "a": Rationale("Brown is dark orange.", ("brief:B-2",)),
            "b": Rationale("Red is one of the three.", ("fact:T01", "law:9 T.L.C. 12")),
            "c": Rationale("Purple has red in it.", ("article:A-1",)),
        },
    )


def test_a_graded_file_gives_no_keys(module: Path) -> None:
    """A graded file is read into questions alone."""
    bank = read_graded(module / "graded.yaml")
    assert list(bank.questions) == ["m01-q-stop", "m01-q-mix"]
    assert bank.keys == {}


def test_questions_cannot_be_changed(module: Path) -> None:
    """What was read stays as it was read: fields, options and banks refuse to be set."""
    bank = read_practice(module / "practice.yaml")
    question = bank.questions["m01-primary"]
    with pytest.raises(FrozenInstanceError):
        question.points = Fraction(9)  # type: ignore[misc]
    with pytest.raises(TypeError):
        question.options["a"] = "x"  # type: ignore[index]
    with pytest.raises(TypeError):
        bank.keys["m01-primary"].why["a"] = Rationale("", ())  # type: ignore[index]


@pytest.mark.parametrize(("written", "exact"), [("1", "1"), ("0.1", "1/10"), ("1.25", "5/4"), ("3.0", "3")])
def test_points_are_exact(module: Path, written: str, exact: str) -> None:
    """Points are kept as the fraction that was written, not as the nearest float."""
    change(module / "practice.yaml", "points: 1\n", f"points: {written}\n")
    assert read_practice(module / "practice.yaml").questions["m01-primary"].points == Fraction(exact)


def test_the_place_of_a_question_is_no_part_of_it(module: Path) -> None:
    """Two copies of a question are equal wherever they stand: file and line do not count."""
    before = read_graded(module / "graded.yaml").questions["m01-q-stop"]
    (module / "other.yaml").write_text("# moved\n\n" + GRADED, encoding="utf-8")
    after = read_graded(module / "other.yaml").questions["m01-q-stop"]
    assert before == after
    assert (before.file, before.line) != (after.file, after.line)


def test_every_wrong_question_is_told_at_once(module: Path) -> None:
    """Two wrong questions in a file give two problems, in the order of their lines."""
    change(module / "practice.yaml", "level: remember", "level: recall")
    change(module / "practice.yaml", "rule: each-part", "rule: half")
    with pytest.raises(ContentError) as caught:
        read_practice(module / "practice.yaml")
    assert problems(caught.value) == [
        "modules/01-tiny/practice.yaml:6: question 'm01-primary': 'level' is 'recall'; "
        "valid are remember, understand, apply, analyse, evaluate, create",
        "modules/01-tiny/practice.yaml:26: question 'm01-warm': rule 'half' does not fit type 'multiple'; "
        "valid are all-or-nothing, each-part, net-correct",
    ]


def test_every_fault_of_a_key_is_told(module: Path) -> None:
    """A key that names no option, lacks a rationale and has one too many gives each as a problem."""
    change(module / "practice.yaml", "correct: [b]", "correct: [e]")
    change(module / "practice.yaml", "        c: {text: Purple", "        f: {text: Purple")
    with pytest.raises(ContentError) as caught:
        read_practice(module / "practice.yaml")
    start = "modules/01-tiny/practice.yaml"
    assert problems(caught.value) == [
        f"{start}:16: question 'm01-primary': the key names option 'e'; the options are a, b, c",
        f"{start}:17: question 'm01-primary': a rationale for option f, which does not exist; "
        "the options are a, b, c",
        f"{start}:17: question 'm01-primary': no rationale for option c; "
        "every option needs one, right or wrong",
    ]


def test_a_key_file_fits_its_questions(module: Path, key_file: Path) -> None:
    """Reading a key file gives the keys of the questions handed in, debriefs and what is for the grader."""
    graded = dict(read_graded(module / "graded.yaml").questions)
    change(key_file, "  m01-case-s2:", "  m01-q-extra:")
    extra = {**graded, "m01-q-extra": graded["m01-q-mix"]}
    found = read_keys(key_file, extra)
    assert found.module == "01-tiny"
    assert set(found.keys) == set(extra)
    assert found.keys["m01-q-mix"].correct == {"a", "b"}
    assert found.debriefs == {"m01-case": "SECRET the octagon decides."}
    assert found.reflections["m01-reflection"]["rubric"] == "rubrics/m01-reflection.yaml"


def test_keys_and_questions_must_match(module: Path, key_file: Path) -> None:
    """A key without question and a question without key are told with the line of the keys."""
    graded = read_graded(module / "graded.yaml").questions
    change(key_file, "  m01-q-stop:", "  m01-q-stopp:")
    change(key_file, "  m01-case-s2:", "  m01-case-s3:")
    with pytest.raises(ContentError) as caught:
        read_keys(key_file, graded)
    start = "assessments/keys/01-tiny.yaml"
    none = "no graded question has this id; correct the id or remove the key"
    assert problems(caught.value) == [
        f"{start}:2: question 'm01-q-stop': has no key; add one under keys:",
        f"{start}:3: question 'm01-q-stopp': {none}",
        f"{start}:15: question 'm01-case-s3': {none}",
    ]


def test_a_key_is_checked_against_its_question(module: Path, key_file: Path) -> None:
    """A key with two right options for a single choice is told with its line in the key file."""
    graded = dict(read_graded(module / "graded.yaml").questions)
    change(key_file, "correct: [c]", "correct: [a, c]")
    with pytest.raises(ContentError) as caught:
        read_keys(key_file, graded | {"m01-case-s2": graded["m01-q-mix"]})
    assert problems(caught.value) == [
        "assessments/keys/01-tiny.yaml:4: question 'm01-q-stop': "
        "a single-choice question has 2 correct options; it needs exactly one"
    ]
