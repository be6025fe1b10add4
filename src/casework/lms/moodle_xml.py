"""Writes questions as Moodle XML (question/format/xml/format.php). What goes in: bank.py."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from fractions import Fraction

from casework.lms.bank import Item, Section
from casework.lms.xml_text import add, to_bytes
from casework.markup import number, plain

_KIND = {
    "choice": "multichoice",
    "answers": "multichoice",
    "matching": "matching",
    "number": "numerical",
    "text": "shortanswer",
}


def moodle_xml(sections: Sequence[Section]) -> bytes:
    """Return one file: a category a module, and its questions. Answers stand in the order of the course."""
    root = ET.Element("quiz")
    for section in sections:
        if not section.items:
            continue
        kind = "graded" if section.graded else "practice"
        category = add(add(root, "question", type="category"), "category")
        add(category, "text", f"$course$/top/{section.module} {kind}")
        for item in section.items:
            _question(root, item)
    return to_bytes(root)


def _question(root: ET.Element, item: Item) -> None:
    question = add(root, "question", type=_KIND[item.form])
    add(add(question, "name"), "text", item.id)
    _html(question, "questiontext", item.html)
    add(question, "defaultgrade", number(float(item.points)))
    add(question, "penalty", "0")
    add(question, "hidden", "0")
    add(question, "idnumber", item.id)
    if item.form in ("choice", "answers"):
        _choices(question, item)
    elif item.form == "matching":
        _matching(question, item)
    elif item.form == "number":
        for low, high in item.accepted:
            answer = _answer(question, _decimal((low + high) / 2), Fraction(1), item.feedback[0])
            add(answer, "tolerance", _decimal((high - low) / 2))
        _answer(question, "*", Fraction(0), item.feedback[1])
    else:
        add(question, "usecase", "0")
        for text in item.accepted:
            # "*" is Moodle's sign for any text.
            _answer(question, text.replace("*", "\\*"), Fraction(1), item.feedback[0])
        _answer(question, "*", Fraction(0), item.feedback[1])


def _choices(question: ET.Element, item: Item) -> None:
    """
    Write options. Of several right ones each gets its part; a wrong one takes the same off, never below 0.

    That is the course's rule ``net-correct``; Moodle has no other for questions of this kind.
    """
    right = sum(one.right for one in item.choices)
    add(question, "single", "true" if item.form == "choice" else "false")
    add(question, "shuffleanswers", "false" if item.fixed else "true")
    add(question, "answernumbering", "abc")
    for one in item.choices:
        wrong = Fraction(0) if item.form == "choice" else Fraction(-1, right)
        answer = _answer(question, one.html, Fraction(1, right) if one.right else wrong, one.feedback)
        answer.set("format", "html")


def _matching(question: ET.Element, item: Item) -> None:
    """Write rows with their columns; a column that is right nowhere has a row without a text."""
    columns = item.columns or {}
    add(question, "shuffleanswers", "true")
    if reasons := [f"<dt>{row.html}</dt><dd>{row.feedback}</dd>" for row in item.rows if row.feedback]:
        general = _html(question, "generalfeedback", f"<dl>{''.join(reasons)}</dl>")
        question.remove(general)
        question.insert(2, general)  # after the text, as Moodle writes it
    used = [(row.html, row.column) for row in item.rows]
    rest = [("", id_) for id_ in columns if id_ not in {column for _, column in used}]
    for html, column in used + rest:
        row = _html(question, "subquestion", html)
        add(add(row, "answer"), "text", columns[column])


def _answer(question: ET.Element, text: str, share: Fraction, feedback: str) -> ET.Element:
    # Moodle knows a list of fractions and takes each with five decimals.
    answer = add(question, "answer", fraction=f"{float(100 * share):.5f}".rstrip("0").rstrip("."))
    answer.set("format", "moodle_auto_format")
    add(answer, "text", text)
    if plain(feedback):
        _html(answer, "feedback", feedback)
    return answer


def _html(parent: ET.Element, name: str, html: str) -> ET.Element:
    element = add(parent, name, format="html")
    add(element, "text", html)
    return element


def _decimal(value: Fraction) -> str:
    return f"{float(value):.10f}".rstrip("0").rstrip(".")
