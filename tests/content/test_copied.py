"""No ten words in a row come from the two texts that the course discusses. Only their hashes are here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casework.checks.copied import copied, read_runs
from casework.tables import read_lines
from casework.yaml_lines import load

ROOT = Path(__file__).resolve().parents[2]
RUNS = read_runs(Path(__file__).with_name("source_runs.bin"))
"""
Made by casework.checks.copied.build from the article with its comments and the brief: 7,322 runs.
"""

PLACES = ("*.md", "modules/**/*", "data/*", "docs/**/*", "assessments/**/*")
READ = (".md", ".csv", ".json", ".yaml", ".ipynb")
FILES = sorted({p for place in PLACES for p in ROOT.glob(place) if p.suffix in READ and p.is_file()})


def strings(value: Any) -> Iterator[str]:
    """Yield every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in strings(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in strings(one))


@cache
def names() -> tuple[str, ...]:
    """Return the titles of works, and the headings of the brief: a name is not a passage."""
    titles = [str(entry["title"]) for entry in load(ROOT / "data" / "library.json").data]
    headings = [cells[2].split(",")[0] for _, cells in read_lines(ROOT / "data" / "source_points.csv")]
    return tuple(sorted({*titles, *headings}, key=len, reverse=True))


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file."""
    if path.suffix == ".md":
        yield path.read_text(encoding="utf-8")
    elif path.suffix == ".csv":
        yield from (cell for _, cells in read_lines(path) for cell in cells)
    elif path.suffix == ".ipynb":
        notebook = json.loads(path.read_text(encoding="utf-8"))
        yield from ("".join(cell["source"]) for cell in notebook["cells"])
    else:
        yield from strings(load(path).data)


def test_the_hashes_are_there() -> None:
    """The file of hashes is whole: the two texts have more than 7,000 runs of words."""
    assert len(RUNS) > 7000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_copied(path: Path) -> None:
    """Beside names and short quotations, no ten words in a row stand in either text."""
    found = []
    for text in texts(path):
        for name in names():
            if len(name) > 30:
                text = text.replace(name, '""')
        found += copied(text, RUNS)

    assert found == []
