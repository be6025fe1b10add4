"""The rules of a final test: final.yaml, what passes, among which forms the next is drawn; their check."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.course_builder import change, found
from unit.final_builder import HUB, A, B, C, write_final_course

from casework.final_rules import FinalRules, read_final
from casework.module import load_module
from casework.yaml_lines import ContentError

FILE = f"modules/{HUB}/final.yaml"
RULES = FinalRules("m", "m-x", "Lights", ("a", "b"), ("c",), 80, ("01-tiny",))
FRESH = {"a": 0, "b": 0, "c": 0}


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the final test of a right course, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return write_final_course(tmp_path)


def test_the_rules_are_read_with_their_module(hub: Path) -> None:
    """final.yaml gives a module its forms, pass mark, needs and the id of the tries."""
    rules = load_module(hub).final
    assert rules == FinalRules(HUB, "m08-final-forms", "Lights & signs", (A, B), (C,), 80, ("01-tiny",))
    assert rules.forms == (A, B, C)


def test_a_right_course_has_no_problem(hub: Path) -> None:
    """Parallel forms that share questions on purpose, and a retake that shares none, pass the check."""
    assert found(hub.parents[1]) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("pass_percent: 80", "pass_percent: 101", "6: 'pass_percent' is 101; it must be at most 100"),
        ("pass_percent: 80", "pass_percent: 0", "6: 'pass_percent' is 0; it must be more than 0"),
        (
            "pass_percent: 80",
            "pass_percent: most",
            "6: 'pass_percent' is 'most'; it must be a whole number",
        ),
        (f"retake: [{C}]", "retake: []", "5: 'retake' has 0 entries; at least 1 needed"),
        (f"first: [{A}, {B}]", f"first: [{A}, {A}]", "4: 'first' names one thing twice; keep one"),
    ],
)
def test_a_mistake_is_told_with_its_line(hub: Path, old: str, new: str, said: str) -> None:
    """What is wrong in final.yaml is one line with file and place."""
    path = hub / "final.yaml"
    change(path, old, new)
    with pytest.raises(ContentError) as caught:
        read_final(path)
    assert [str(one) for one in caught.value.problems] == [f"{FILE}:{said}"]


@pytest.mark.parametrize(
    ("points", "of", "passed"),
    [
        (32, 40, True),
        (31.92, 40, False),
        (31.99, 40, False),
        (40, 40, True),
        (0, 40, False),
        (32.8, 41, True),  # the nearest float lies below 32.8
        (32.799, 41, False),
        (31.2, 39, True),
        (8, 10, True),
        (7.99, 10, False),
    ],
)
def test_exactly_the_share_passes(points: float, of: float, passed: bool) -> None:
    """Exactly 80 per cent passes, the next number below does not, whatever floats make of it."""
    assert RULES.passes(points, of) is passed


@pytest.mark.parametrize(("of", "needed"), [(40, 32), (39, 31.2), (41, 32.8), (10, 8), (1, 0.8)])
def test_what_is_needed_is_what_passes(of: float, needed: float) -> None:
    """The points that are said to be needed pass, and a hundredth less does not."""
    assert RULES.needed(of) == needed
    assert RULES.passes(RULES.needed(of), of)
    assert not RULES.passes(RULES.needed(of) - 0.01, of)


@pytest.mark.parametrize(
    ("met", "tried", "left"),
    [
        (FRESH, [], ("a", "b")),
        ({"a": 5, "b": 0, "c": 0}, [], ("b",)),
        ({"a": 5, "b": 2, "c": 0}, [], ("b",)),
        ({"a": 5, "b": 5, "c": 0}, [], ("a", "b")),
        (FRESH, ["a"], ("c",)),
        (FRESH, ["a", "c"], ("b",)),
        (FRESH, ["c"], ("a", "b")),
        (FRESH, ["a", "c", "b"], ()),
        ({"c": 0}, [], ("c",)),
        ({}, [], ()),
        ({"a": 0}, ["a"], ()),
    ],
    ids=repr,
)
def test_candidates(met: dict[str, int], tried: list[str], left: tuple[str, ...]) -> None:
    """First the parallel forms with the fewest questions met, then the retake, then what is left."""
    assert RULES.candidates(met, tried) == left


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            f"module: {HUB}",
            "module: 08-other",
            f"module is '08-other'; it must be the folder's name, '{HUB}'",
        ),
        ("needs: [01-tiny]", "needs: [01-tny]", "there is no module '01-tny'; correct the name"),
        (f"retake: [{C}]", "retake: [08-test-d]", "there is no module '08-test-d'; correct the name"),
        (
            f"first: [{A}, {B}]\nretake: [{C}]",
            f"first: [{A}, {C}]\nretake: [{B}]",
            f"'m08-tb-1' of {B} is also in {A}; a form for a retake shares none",
        ),
    ],
)
def test_rules_that_do_not_fit_the_course(hub: Path, old: str, new: str, said: str) -> None:
    """A wrong name, a module that is not there, a retake that shares a question: one line each."""
    change(hub / "final.yaml", old, new)
    assert found(hub.parents[1]) == [f"{FILE}:1: {said}"]


def test_forms_of_unequal_points(hub: Path) -> None:
    """Forms that do not weigh the same are told, each with its points."""
    graded, notebook = hub.parent / C / "graded.yaml", hub.parent / C / f"{C}.ipynb"
    text = graded.read_text(encoding="utf-8")
    graded.write_text(text.replace("points: 4", "points: 3"), encoding="utf-8")
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace('"points": 4', '"points": 3'), encoding="utf-8"
    )
    assert found(hub.parents[1]) == [
        f"{FILE}:1: the forms have unequal points ({A} 10, {B} 10, {C} 8); parallel forms weigh the same"
    ]


def test_a_form_that_draws_questions(hub: Path) -> None:
    """A form asks the same of everybody, or its tries could not be set side by side."""
    graded = hub.parent / C / "graded.yaml"
    text = graded.read_text(encoding="utf-8").replace('outcome: "1.1"', 'outcome: "1.2"')
    pick = "variants: {seed: s, pick: [{slots: [m08-tc-s1], of: [m08-tc-1, m08-tc-2]}]}\nquestions:"
    graded.write_text(text.replace("questions:", pick), encoding="utf-8")
    told = f"{C} draws questions for each learner; a form of this test asks the same of all"
    assert f"{FILE}:1: {told}" in found(hub.parents[1])
