"""`casework check` on glossary and comparisons: each mistake's line. The other checks: test_checks.py."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from unit.course_builder import NAME, change, code_cell, write_course
from unit.words_builder import add_words, words_notebook, write_notebook

from casework.checks import check_course

NOTEBOOK, COMPARE = f"modules/{NAME}/{NAME}.ipynb", f"modules/{NAME}/compare.yaml"
GLOSSARY = "data/glossary.yaml"


@pytest.fixture
def root(root: Path) -> Path:
    """Return the top folder of a small right course with glossary and comparisons, the current folder."""
    add_words(root)
    return root


def found(root: Path) -> list[str]:
    """Return what a check prints, one mistake a line; a line of the notebook as the id of its cell."""
    lines = (root / NOTEBOOK).read_text(encoding="utf-8").splitlines()
    cells = {str(number): re.sub(r'\s*"id": "(.*)",', r"[\1]", line) for number, line in enumerate(lines, 1)}
    told = [str(problem) for problem in check_course(root).problems]
    return [re.sub(r"(?<=ipynb:)(\d+)", lambda match: cells[match[1]], line) for line in told]


def test_a_right_course_has_no_problem(root: Path) -> None:
    """Terms that no lesson links to are fine; so is a course without glossary and comparisons."""
    assert found(root) == []
    for name in (GLOSSARY, COMPARE):
        (root / name).unlink()
    write_course(root / "bare")
    assert found(root / "bare") == []


TEXTS = {
    "a term's source": (
        GLOSSARY,
        '["article:A-1"]',
        '["article:A-9"]',
        f"{GLOSSARY}:17: term 'pink': source 'article:A-9' names no paragraph; "
        "paragraphs are in data/source_points.csv",
    ),
    "a use's source": (
        GLOSSARY,
        'sources: ["law:9 T.L.C. 12"]',
        'sources: ["fact:T09"]',
        f"{GLOSSARY}:2: term 'red': source 'fact:T09' names no fact; facts are in data/facts.yaml",
    ),
    "a glossary that cannot be read": (
        GLOSSARY,
        "    as_of: undated\n",
        "",
        f"{GLOSSARY}:17: term 'pink': 'as_of' missing; needed are id, term, definition, sources, as_of",
    ),
    "a column's source": (
        COMPARE,
        '["brief:B-1"]',
        '["brief:B-9"]',
        f"{COMPARE}:3: comparison 'm01-signs': source 'brief:B-9' names no paragraph; "
        "paragraphs are in data/source_points.csv",
    ),
    "another module": (
        COMPARE,
        "module: 01-tiny",
        "module: 02-tiny",
        f"{COMPARE}:3: comparison 'm01-signs': its file's module is '02-tiny'; "
        "it must be the folder's name, '01-tiny'",
    ),
    "comparisons that cannot be read": (
        COMPARE,
        "phrase: red all over",
        "phrase: blue",
        f"{COMPARE}:18: comparison 'm01-signs': the marked phrase 'blue' stands 0 times in the cell of "
        "'The rule'; mark words that stand there once",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_each_mistake_in_a_file_has_its_line(root: Path, name: str) -> None:
    """A mistake in a file is told with file, line and id, and nothing else is told for it."""
    file, old, new, told = TEXTS[name]
    change(root / file, old, new)

    assert found(root) == [told]


def without(*ids: str) -> Callable[[dict[str, Any]], None]:
    """Return a change that takes cells out of a notebook."""
    return lambda data: data.update(cells=[cell for cell in data["cells"] if cell["id"] not in ids])


def with_cell(id_: str, source: str) -> Callable[[dict[str, Any]], None]:
    """Return a change that puts a code cell at a notebook's end."""
    return lambda data: data["cells"].append(code_cell(id_, source))


CELLS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a comparison in no cell": (
        without("m01-signs"),
        f"{COMPARE}:3: comparison 'm01-signs': stands in no cell; "
        'write compare("m01-signs") alone in one, or remove it',
    ),
    "a comparison in two": (
        with_cell("again", 'compare("m01-signs")'),
        f"{NOTEBOOK}:[again]: comparison 'm01-signs': stands in two places, cells 'm01-signs' and 'again'; "
        "keep one",
    ),
    "a spelling": (
        with_cell("m01-sings", 'compare("m01-sings")'),
        f"{NOTEBOOK}:[m01-sings]: comparison 'm01-sings': compare() names none of compare.yaml; "
        "check the spelling",
    ),
    "no list of terms": (
        without("m01-glossary"),
        f"{NOTEBOOK}:[m01-text]: cell 'm01-text' links to a term, and no cell shows the terms; "
        "write glossary() alone in one",
    ),
    "two lists of terms": (
        with_cell("again", "glossary()"),
        f"{NOTEBOOK}:[again]: glossary() stands in two cells, 'm01-glossary' and 'again'; keep one",
    ),
}


@pytest.mark.parametrize("name", CELLS)
def test_each_mistake_in_a_notebook_has_its_line(root: Path, name: str) -> None:
    """A mistake in the notebook is told with the line of its cell."""
    edit, told = CELLS[name]
    data = words_notebook()
    edit(data)
    write_notebook(root / "modules" / NAME, data)

    assert found(root) == [told]


def test_a_cell_has_the_comparisons_id(root: Path) -> None:
    """The cell that shows a comparison has its id, so that a link to it can be made."""
    change(root / NOTEBOOK, '"id": "m01-signs"', '"id": "x"')

    assert found(root) == [
        f"{NOTEBOOK}:[x]: comparison 'm01-signs': the cell's id is 'x'; it must be the comparison's id"
    ]


def test_an_id_begins_with_the_modules_number(root: Path) -> None:
    """A comparison of another module's number is told."""
    change(root / COMPARE, "m01-signs", "m02-signs")
    data = words_notebook()
    data["cells"][-2] = code_cell("m02-signs", 'compare("m02-signs")')
    write_notebook(root / "modules" / NAME, data)

    assert found(root) == [
        f"{COMPARE}:3: comparison 'm02-signs': the id must begin with 'm01-', the module's number"
    ]


@pytest.mark.parametrize(
    ("id_", "hint"),
    [
        ("reed", "near it are red"),
        ("zzz", "add it there or correct the link"),
        ("", "add it there or correct the link"),
    ],
)
def test_a_link_to_no_term(root: Path, id_: str, hint: str) -> None:
    """A link to a term that the glossary does not have is told with the nearest ones that it has."""
    write_notebook(root / "modules" / NAME, words_notebook(f"A [sign](#term-{id_})."))

    assert found(root) == [
        f"{NOTEBOOK}:[m01-text]: term {id_!r}: cell 'm01-text' links to it "
        f"and data/glossary.yaml does not have it; {hint}"
    ]
