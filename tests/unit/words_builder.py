"""A glossary and comparisons for the tiny course, for tests to use and to break. No tests here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from unit.course_builder import NAME, as_text, code_cell, notebook

GLOSSARY = """\
terms:
  - id: red
    term: red
    also: [scarlet]
    definition: A **primary** colour. Faded it is [pink](#term-pink).
    sources: ["fact:T01"]
    as_of: "2024"
    uses:
      - who: Drivers
        how: as *stop*.
        why: the rule says so.
        sources: ["law:9 T.L.C. 12"]
      - who: Painters
        how: as warm.
        why: it is a habit.
        sources: ["fact:T02"]
  - id: pink
    term: pink
    definition: Pale red.
    sources: ["article:A-1"]
    as_of: undated
  - id: amber
    term: Amber
    definition: Between the two.
    sources: ["fact:T02"]
    as_of: "2023"
"""

COMPARE = """\
module: 01-tiny
comparisons:
  - id: m01-signs
    title: Two *signs*
    columns:
      - name: The rule
        kind: Statute
        version: "2024"
        sources: ["law:9 T.L.C. 12"]
      - name: The leaflet
        kind: Paraphrase
        version: undated
        sources: ["brief:B-1"]
    rows:
      - limb: Form
        cells: ["An octagon, **red all over**.", "An octagon."]
        difference: The leaflet has *no* colour.
        marks:
          - {column: The rule, phrase: red all over}
      - limb: Duty
        cells: [Stop., Stop and look.]
        difference: Looking is in the leaflet.
"""


def words_notebook(text: str = "A [sign](#term-red) is red.") -> dict[str, Any]:
    """Return the tiny notebook with a text, a comparison and a glossary."""
    data = notebook()
    data["cells"] += [
        {"cell_type": "markdown", "id": "m01-text", "metadata": {}, "source": [text]},
        code_cell("m01-signs", 'compare("m01-signs")'),
        code_cell("m01-glossary", "glossary()"),
    ]
    return data


def add_words(root: Path) -> Path:
    """Add both files and their cells to a course below ``root``; return its module's folder."""
    folder = root / "modules" / NAME
    (root / "data" / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    (folder / "compare.yaml").write_text(COMPARE, encoding="utf-8")
    write_notebook(folder, words_notebook())
    return folder


def write_notebook(folder: Path, data: dict[str, Any]) -> None:
    """Write the tiny module's notebook."""
    (folder / f"{NAME}.ipynb").write_text(as_text(data), encoding="utf-8")


def read_notebook(folder: Path) -> dict[str, Any]:
    """Return the tiny module's notebook."""
    data: dict[str, Any] = json.loads((folder / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    return data
