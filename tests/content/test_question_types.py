"""The page of question types and the gallery: every type is there, its example can be copied. No guides."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework.checks import check_course
from casework.module import load_module
from casework.scoring import score
from casework.types import TYPES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGE = (DOCS / "question-types.md").read_text("utf-8")
NAME = "99-example"
SHOWN_OF_FOUR_LAWS = 0.2
"""Two of the example's ten cells are in the answer that the page shows."""


def section(name: str) -> str:
    """Return what the page says of one type."""
    return PAGE.split(f"\n## `{name}`\n")[1].split("\n## ")[0]


def example(name: str) -> dict[str, Any]:
    """Return the page's example of a type with what every question has; its points are its rubric's, or 1."""
    (block,) = re.findall(r"```yaml\n(.*?)```", section(name), flags=re.DOTALL)
    body: dict[str, Any] = yaml.safe_load(block)
    points = sum(row["points"] for row in body.get("rubric", {"all": {"points": 1}}).values())
    common = {"outcome": "99.1", "level": "apply", "points": points, "sources": ["fact:L01"]}
    return common | body


def cell(id_: str, question: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the cell of a question, as the author guide writes it; a graded one is given."""
    tag: dict[str, Any] = {}
    if question:
        (block,) = re.findall(r"```json\n(.*?)```", (DOCS / "author.md").read_text("utf-8"), flags=re.DOTALL)
        by_hand = TYPES[question["type"]].by_hand
        tag = json.loads(block)["metadata"]["nbgrader"]
        tag |= {"grade_id": id_, "points": question["points"], "solution": by_hand, "locked": not by_hand}
    code = {"cell_type": "code", "execution_count": None, "outputs": [], "source": [f'ask("{id_}")']}
    return code | {"id": id_, "metadata": {"nbgrader": tag} if tag else {}}


def write(root: Path, name: str) -> Path:
    """Write a course with the example as a practice and as a graded question; return its module's folder."""
    question = example(name)
    folder, keys = root / "modules" / NAME, root / "assessments" / "keys"
    for path in (folder, keys):
        path.mkdir(parents=True)
    shutil.copytree(ROOT / "data", root / "data")
    graded = {key: value for key, value in question.items() if key != "key"}
    for path, data in (
        (folder / "practice.yaml", {"questions": [{"id": "m99-p-one", **question}]}),
        (folder / "graded.yaml", {"questions": [{"id": "m99-g-one", **graded}]}),
        (keys / f"{NAME}.yaml", {"keys": {"m99-g-one": question["key"]}}),
    ):
        path.write_text(yaml.safe_dump({"module": NAME, **data}, sort_keys=False), "utf-8")
    notebook = {
        "cells": [cell("m99-p-one"), cell("m99-g-one", question)],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook, indent=1), "utf-8")
    return folder


def test_every_type_has_its_section() -> None:
    """The page has a section for each registered type, in the registry's order, and no other."""
    assert re.findall(r"^## `(.+)`$", PAGE, flags=re.MULTILINE) == list(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_an_example_is_accepted_in_both_modes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """`casework check` finds nothing in the example, and the answer that the page shows is right."""
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    folder = write(tmp_path, name)

    assert [str(problem) for problem in check_course(tmp_path).problems] == []
    bank = load_module(folder).practice
    (question,), (key,) = bank.questions.values(), bank.keys.values()
    said = re.search(r"Response(?:, [^:]+)?: `([^`]+)`", section(name))
    assert said
    result = score(question, key, json.loads(said[1]))
    expected = {"free": (0.0, "by-hand"), "four-laws": (SHOWN_OF_FOUR_LAWS, "partly")}
    assert (result.points, result.state) == expected.get(name, (1.0, "right"))


@pytest.mark.parametrize("name", TYPES)
def test_rules(name: str) -> None:
    """The rules that the page gives for a type are the type's."""
    said = section(name).partition("Rules: ")[2]

    assert re.findall(r"`([^`]+)`", said) == list(TYPES[name].rules)


def test_the_gallery_has_each_type_in_both_modes() -> None:
    """The gallery has a practice and a graded question of every type, and nothing wrong in it."""
    gallery = DOCS / "gallery"
    module = load_module(gallery / "modules" / "99-gallery")
    for bank in (module.practice, module.graded):
        assert [question.type for question in bank.questions.values()] == list(TYPES)

    assert [str(problem) for problem in check_course(gallery).problems] == []


def test_the_places_of_a_new_type() -> None:
    """Every file and name that the page sends the maker of a new type to is there."""
    last = PAGE.split("\n## A new type of question\n")[1]
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", last, flags=re.MULTILINE)
    code = {path: (ROOT / "src/casework" / path) for path, _ in rows if path != "tests/"}
    named = [path for _, words in rows for path in re.findall(r"`(unit/\w+\.py)`", words)]

    assert [path for path, file in code.items() if not file.is_file()] == []
    assert named
    assert [path for path in named if not (ROOT / "tests" / path).is_file()] == []
    for word, path in (
        ("QuestionType", "types/base.py"),
        ("FieldsType", "types/fields.py"),
        ("scripts", "types/base.py"),
    ):
        assert f"`{word}`" in last
        assert word in code[path].read_text("utf-8")
    assert "ALL: tuple" in code["types/__init__.py"].read_text("utf-8")
