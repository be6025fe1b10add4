"""Which part of a lesson a question stands in, by the headings above its cell. Reads no files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from casework.markup import words

HEADING = re.compile(r"^(##|###) +(.+?) *$", re.MULTILINE)
_ASKED = re.compile(r"""^(?:ask|case_study)\(["']([a-z0-9-]+)["']""")


def asked(cells: list[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield each question or case that stands in a part, in order: its id, the part, the section or ""."""
    part = section = ""
    for cell in cells:
        source = "".join(map(str, cell["source"])) if isinstance(cell, dict) and cell.get("source") else ""
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            for level, text in HEADING.findall(source):
                part, section = (words(text), "") if level == "##" else (part, words(text))
        elif (match := _ASKED.match(source)) and part:
            yield match[1], part, section
