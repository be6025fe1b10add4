"""Start page and pre-test: true of the course they open, two forms that match. Not here: wording."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from casework.answers import read_notebook
from casework.grading.keys import keys_folder, module_keys
from casework.module import load_module, module_folders
from casework.progress_report import standings
from casework.records import read_course

ROOT = Path(__file__).resolve().parents[2]
MODULES = [path.name for path in module_folders(ROOT)]
FORMS = {form: load_module(ROOT / "modules" / f"00-test-{form}") for form in "ab"}
OUTCOMES = {f"{module}.{number}" for module in range(1, 8) for number in (1, 2, 3)} - {"7.3"}
"""Every outcome of the course that a program can mark; 7.3 is a memo, read by a person."""


def cells(module: str) -> list[dict[str, Any]]:
    """Return the cells of a module's notebook."""
    path = ROOT / "modules" / module / f"{module}.ipynb"
    found: list[dict[str, Any]] = read_notebook(path.read_bytes())["cells"]
    return found


def text(cell: dict[str, Any]) -> str:
    """Return a cell's source as one text."""
    return "".join(cell["source"])


class TestStart:
    """What 00 Start says of the other lessons."""

    def test_the_minutes_are_the_lessons_own(self) -> None:
        """The table of lessons gives each lesson the minutes that stand in its first cell."""
        table = next(text(cell) for cell in cells("00-start") if cell["id"] == "part-2")
        told = {number: int(time) for number, time in re.findall(r"^\| (\d\d) .*?\| (\d+) \|", table, re.M)}

        assert sorted(told) == [f"{number:02d}" for number in range(9)]
        for name in MODULES:
            minutes = re.search(r"about (\d+) minutes", text(cells(name)[0]))
            assert minutes
            if "-test-" not in name:
                assert told[name[:2]] == int(minutes[1]), name

    def test_the_support_lines_are_the_same_everywhere(self) -> None:
        """Every page that lists support lines lists the same, with the same dates."""
        tables = {
            name: [line for line in text(cell).splitlines() if line.startswith("|")]
            for name in MODULES
            for cell in cells(name)
            if cell["id"] == "support"
        }

        assert {"00-start", "00-test-a", "00-test-b"} <= tables.keys()
        assert len({json.dumps(table) for table in tables.values()}) == 1

    def test_nothing_is_graded(self) -> None:
        """00 Start has no graded question, no cell that nbgrader would mark, and no hand-in."""
        assert load_module(ROOT / "modules" / "00-start").graded_questions == {}
        assert [cell["id"] for cell in cells("00-start") if "nbgrader" in cell["metadata"]] == []
        assert [cell["id"] for cell in cells("00-start") if "hand_in" in text(cell)] == []

    def test_most_ways_of_answering_are_met(self) -> None:
        """A learner meets six types of question on easy ground, the first of them a single choice."""
        questions = list(load_module(ROOT / "modules" / "00-start").questions.values())
        types = {"single", "true-false-why", "order", "multiple", "match", "classify"}

        assert questions[0].type == "single"
        assert {question.type for question in questions} == types


class TestPreTest:
    """Two forms of one test."""

    @pytest.mark.parametrize("form", FORMS)
    def test_one_question_for_each_outcome(self, form: str) -> None:
        """A form asks once about each outcome, one point each, in the course's order."""
        questions = list(FORMS[form].graded_questions.values())

        assert [question.outcome for question in questions] == sorted(OUTCOMES)
        assert {question.points for question in questions} == {1}
        ids = [f"m00-t{form}-{question.outcome.replace('.', '')}" for question in questions]
        assert [question.id for question in questions] == ids

    def test_the_forms_are_parallel(self) -> None:
        """Of a pair both have the same outcome, level, type, rule and number of options, and other words."""
        pairs = zip(*(form.graded_questions.values() for form in FORMS.values()), strict=True)
        for one, other in pairs:
            same = [(q.outcome, q.level, q.type, q.rule, len(q.options)) for q in (one, other)]
            assert same[0] == same[1], one.id
            assert one.text != other.text

    def test_no_other_page_has_a_question_or_a_key_of_theirs(self) -> None:
        """No stem, option or reason of a form, if it has 40 letters or more, stands in another module."""
        files = {
            path: path.read_text("utf-8")
            for name in MODULES
            for path in (ROOT / "modules" / name).glob("*.*")
            if path.suffix in (".ipynb", ".yaml")
        }
        for module in FORMS.values():
            others = "\n".join(one for path, one in files.items() if path.parent != module.folder)
            own = [
                *(q.text.splitlines()[0] for q in module.graded_questions.values()),
                *(option for q in module.graded_questions.values() for option in q.options.values()),
            ]
            folder = keys_folder(ROOT / "assessments")
            if folder.is_dir():
                keys = module_keys(folder, module).keys.values()
                own += [why.text.splitlines()[0] for key in keys for why in key.why.values()]
            assert [one for one in own if len(one) >= 40 and one in others] == []

    def test_one_form_is_enough(self) -> None:
        """Of an untouched course the progress table wants the first form and not the second."""
        rows = {row.name: row for row in standings(read_course(ROOT)) if row.name.startswith("00-")}
        spare = {name: row.spare for name, row in rows.items()}

        assert spare == {"00-start": False, "00-test-a": False, "00-test-b": True}
