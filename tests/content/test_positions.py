"""The cards of module 06: every position of the table has one, with a source for it and one against."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from casework.tables import load_table
from casework.yaml_lines import load

ROOT = Path(__file__).resolve().parents[2]
CARDS = ROOT / "modules" / "06-claims" / "compare.yaml"
NOTEBOOK = ROOT / "modules" / "06-claims" / "06-claims.ipynb"
POSITIONS = {row["id"]: row for row in load_table("positions", ROOT / "data").rows}
# A fact, a line of the two texts, a row of the evidence table, an entry of the library.
LOCATOR = re.compile(r"\b(?:[NHPLWEM]\d{2,3}|[AB]-R?\d+[ab]?|EV\d{2}|ref:[a-z0-9-]+)\b")
SUPPORTS, LIMITS = "A source that supports it", "A source that limits it"


def cards() -> dict[str, dict[str, str]]:
    """Return, for the id of each position, what its card says under each limb."""
    found: dict[str, dict[str, str]] = {}
    comparisons: list[dict[str, Any]] = load(CARDS).data["comparisons"]
    for comparison in comparisons:
        for place, column in enumerate(comparison["columns"]):
            id_ = column["name"].split()[0]
            assert id_ not in found, f"{id_} has two cards"
            found[id_] = {row["limb"]: row["cells"][place] for row in comparison["rows"]}
    return found


def test_each_position_of_the_table_has_a_card() -> None:
    """No position is left out, and no card is for a position that the table does not have."""
    assert sorted(cards()) == sorted(POSITIONS)


def test_each_comparison_is_shown_on_the_page() -> None:
    """A group of cards that no cell shows would be no card."""
    page = NOTEBOOK.read_text("utf-8")
    ids = [comparison["id"] for comparison in load(CARDS).data["comparisons"]]

    assert [id_ for id_ in ids if f'compare(\\"{id_}\\")' not in page] == []


@pytest.mark.parametrize("id_", sorted(POSITIONS))
def test_a_card_has_a_source_on_each_side(id_: str) -> None:
    """It says what supports the position and what limits it, in different words, each with a locator."""
    card = cards()[id_]

    assert card[SUPPORTS] != card[LIMITS]
    assert LOCATOR.search(card[SUPPORTS]), card[SUPPORTS]
    assert LOCATOR.search(card[LIMITS]), card[LIMITS]
