"""`casework bank`: questions, keys and reasons as QTI 1.2 and Moodle XML; what goes out, what must not."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lms.qti_rules import broken_rules, items, name, opened, scored

from casework.cli import main
from casework.lms.bank import Item, Section, sections
from casework.lms.moodle_xml import moodle_xml
from casework.lms.qti import QTI, qti_package

ROOT = Path(__file__).resolve().parents[2]
FRACTIONS = {
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5),
    *(11.11111, 10, 5, 0),
}
"""What Moodle takes as a part of the points (question/engine/bank.php), and the same below zero."""


@pytest.fixture(scope="module", params=[False, True], ids=["practice", "graded"])
def found(request: pytest.FixtureRequest) -> list[Section]:
    """Return the real course's questions, of practice and graded."""
    return sections(ROOT, (), request.param)


def items_of(found: list[Section]) -> dict[str, Item]:
    """Return every item by its id."""
    return {item.id: item for section in found for item in section.items}


def test_the_rules_of_qti(found: list[Section]) -> None:
    """The package of the whole course breaks no rule of QTI 1.2."""
    assert list(broken_rules(qti_package(found))) == []
    assert {item.form for item in items_of(found).values()} >= {"choice", "answers", "matching"}


def test_qti_scores_as_the_keys_say(found: list[Section]) -> None:
    """Each item gives 100 for the right answer, less for any other, and each chosen option's reason."""
    _, quizzes, _ = opened(qti_package(found))
    nodes = {node.get("ident"): node for root in quizzes.values() for node in items(root)}
    assert nodes.keys() == items_of(found).keys()
    for id_, item in items_of(found).items():
        node = nodes[id_]
        if item.form in ("choice", "answers"):
            right = {one.id for one in item.choices if one.right}
            reasons = {f"{one.id}_fb" for one in item.choices if one.feedback}
            assert scored(node, {"response1": right}) == (100, reasons & {f"{one}_fb" for one in right})
            for one in item.choices:
                other = {one.id} if item.form == "choice" else right ^ {one.id}
                if other != right:
                    assert scored(node, {"response1": other}) == (0, reasons & {f"{x}_fb" for x in other})
        elif item.form == "matching":
            answer = {f"response_{row.id}": {row.column} for row in item.rows}
            score, said = scored(node, answer)
            assert (round(score, 6), said) == (100, set())
            first = item.rows[0]
            score, said = scored(node, answer | {f"response_{first.id}": set()})
            assert score < 100
            assert said == ({f"{first.id}_fb"} if first.feedback else set())


def test_moodle_scores_as_the_keys_say(found: list[Section]) -> None:
    """Right options add up to the full points, wrong ones give none or take off; rows have their columns."""
    root = ET.fromstring(moodle_xml(found))
    questions = [one for one in root if one.get("type") != "category"]
    by_id = {one.findtext("idnumber"): one for one in questions}
    assert by_id.keys() == items_of(found).keys()
    assert len(questions) == len(by_id)
    assert len(root) == len(by_id) + sum(bool(section.items) for section in found)
    for id_, item in items_of(found).items():
        node = by_id[id_]
        assert node.findtext("questiontext/text") == item.html
        if item.form in ("choice", "answers"):
            shares = [float(str(one.get("fraction"))) for one in node.iter("answer")]
            assert {abs(one) for one in shares} <= FRACTIONS
            assert [one > 0 for one in shares] == [one.right for one in item.choices]
            assert sum(one for one in shares if one > 0) == pytest.approx(100, abs=1e-4)
            assert [one.findtext("feedback/text", "") for one in node.iter("answer")] == [
                one.feedback for one in item.choices
            ]
        elif item.form == "matching":
            pairs = [
                (one.findtext("text", ""), one.findtext("answer/text")) for one in node.iter("subquestion")
            ]
            columns = item.columns or {}
            assert pairs[: len(item.rows)] == [(row.html, columns[row.column]) for row in item.rows]
            assert {column for _, column in pairs} == set(columns.values())


def test_no_reasons_where_the_course_gives_none() -> None:
    """Forms of tests, whose questions come again, go out with keys and without reasons."""
    section, *_ = sections(ROOT, ("08-test-a",), True)
    assert len(section.items) == 40
    assert {one.feedback for item in section.items for one in item.choices} == {""}
    assert b"itemfeedback" not in qti_package([section])


def test_every_type() -> None:
    """Of the gallery's questions those go out that the formats can say; each other one is named with why."""
    found = sections(ROOT / "docs" / "gallery", (), False)
    assert list(broken_rules(qti_package(found))) == []
    forms = {item.form for item in items_of(found).values()}
    assert forms == {"choice", "answers", "matching", "text"}
    lines = "\n".join(line for section in found for line in section.left_out)
    for type_, why in {
        "number": "a unit is to be chosen too",
        "order": "these platforms have no such form",
        "free": "a person reads it",
        "true-false-why": "its rows have different choices",
        "place": "it asks for a written reason too",
    }.items():
        assert f"({type_}): {why}; left out" in lines


def test_typed_answers() -> None:
    """A text counts in any accepted form, a number within its range; both say why, right or wrong."""
    text = Item(
        "t", "text", Fraction(1), "<p>?</p>", accepted=("Red", "a*b"), feedback=("<p>y</p>", "<p>n</p>")
    )
    number = Item(
        *("n", "number", Fraction(1), "<p>?</p>"),
        accepted=((Fraction(1, 2), Fraction(3, 2)),),
        feedback=("<p>y</p>", "<p>n</p>"),
    )
    section = Section("01-x", False, (text, number), ())
    assert list(broken_rules(qti_package([section]))) == []
    _, quizzes, _ = opened(qti_package([section]))
    first, second = items(next(iter(quizzes.values())))
    for node, right, wrong in ((first, "red", "blue"), (first, "a*b", "aXb"), (second, "1.5", "1.6")):
        assert scored(node, {"response1": {right}}) == (100, {"correct_fb"})
        assert scored(node, {"response1": {wrong}}) == (0, {"general_incorrect_fb"})
    answers = [
        (one.findtext("text"), one.get("fraction"), one.findtext("tolerance"))
        for one in ET.fromstring(moodle_xml([section])).iter("answer")
    ]
    assert answers == [
        *(("Red", "100", None), ("a\\*b", "100", None), ("*", "0", None)),
        *(("1", "100", "0.5"), ("*", "0", None)),
    ]


@pytest.mark.parametrize("format_", ["qti12", "moodle-xml"])
def test_keys_stay_here(format_: str, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Practice alone goes out unless graded questions are asked for; then their keys and reasons go too."""

    def texts(*words: str) -> str:
        out = tmp_path / f"{len(words)}-{format_}"
        assert main(["bank", format_, "--out", str(out), *words]) == 0
        if format_ == "moodle-xml":
            return out.read_text(encoding="utf-8")
        return "".join(ET.tostring(one, encoding="unicode") for one in opened(out.read_bytes())[1].values())

    shutil.copy(root / "assessments/keys/01-tiny.yaml", root / "assessments/keys/02-small.yaml")
    practice, graded = texts(), texts("--graded", "--module", "01-tiny")
    assert "SECRET" not in practice
    assert "m01-q-stop" not in practice
    assert "Red is one of the three." in practice
    assert "SECRET red is stop." in graded
    assert "m01-primary" not in graded
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path / f'0-{format_}'}: 4 practice questions of 2 modules; 0 left out",
        f"{tmp_path / f'3-{format_}'}: 2 graded questions of 1 module; 0 left out",
    ]


def test_without_keys(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A module without keys is left out and named; asked for by name, it is an error."""
    out = tmp_path / "x.xml"
    assert main(["bank", "moodle-xml", "--out", str(out), "--graded"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "02-small: no key file here; its graded questions are left out",
        f"{out}: 2 graded questions of 1 module; 1 left out",
    ]
    words = ["bank", "qti12", "--out", str(tmp_path / "y"), "--graded", "--module"]
    assert main([*words, "02-small"]) == 1
    assert main([*words, "02-smal"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert "no key file for the 3 graded questions" in lines[0]
    assert lines[1] == "--module 02-smal: there is no such module; there are 01-tiny, 02-small"
    assert main(["bank", "moodle-xml", "--out", str(out)]) == 1
    assert capsys.readouterr().err == f"{out}: there is already such a file; give another name to --out\n"
    assert not (tmp_path / "y").exists()


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text(one: str, two: str) -> None:
    """Whatever a text holds, both files can be read again, and say it but for what XML forbids."""
    item = Item("x", "text", Fraction(1), one, accepted=(two or "x",), feedback=(two, one))
    section = Section("01-x", False, (item,), ())
    root = ET.fromstring(moodle_xml([section]))
    said = root.findtext("question/questiontext/text", "")
    assert (
        said.split()
        == "".join(
            char for char in one if char in "\t\n\r" or char >= " " and char not in "\ufffe\uffff"
        ).split()
    )
    node = items(next(iter(opened(qti_package([section]))[1].values())))[0]
    assert name(node) == "item"
    assert node.find(f".//{{{QTI}}}mattext") is not None
