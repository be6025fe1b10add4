"""A notebook as the text of its file, letter by letter as nbformat writes it, with few words written twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from nbformat import from_dict, v4

from casework.grading.rebuild import Notebook

MAX_KEPT = 3_000
"""Texts of cells that are kept: most cells are the same in many notebooks."""
_SHORT = 16_000
"""Characters of a cell that is kept; a learner's essay is not."""
_TRANSIENT = ("orig_nbformat", "orig_nbformat_minor", "signature")
"""What nbformat leaves out of a file's metadata."""
_NONE, _START = '{\n "cells": []', '{\n "cells": [\n'
"""How a notebook's file begins without cells, and with some."""


class Writer:
    """
    Writes many notebooks that share the parts of their cells.

    A cell whose parts are the very objects of one written before is not looked at again. So nobody may change
    what is inside a cell that has been written.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[tuple[object, ...], str]] = {}

    def text_of(self, notebook: Notebook) -> str:
        """Return a notebook as nbgrader writes it."""
        frame = _frame(notebook)
        cells = [self._cell_text(cell) for cell in notebook["cells"]]
        return frame.replace(_NONE, _START + ",\n".join(cells) + "\n ]", 1) + "\n" if cells else frame + "\n"

    def _cell_text(self, cell: Mapping[str, Any]) -> str:
        parts = tuple(cell.values())
        key = (*cell, *map(id, parts))
        found = self._kept.get(key)
        if found:
            return found[1]
        content = json.dumps(cell, ensure_ascii=False)
        text = _short(content) if len(content) <= _SHORT else _cell(content)
        if len(content) <= _SHORT:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[key] = (parts, text)  # while the parts are kept, no other object has their places
        return text


def _frame(notebook: Notebook) -> str:
    """Return the file's text without cells; nbformat would copy all metadata twice before it writes them."""
    metadata = {name: value for name, value in notebook["metadata"].items() if name not in _TRANSIENT}
    whole = {**notebook, "cells": [], "metadata": metadata}
    return json.dumps(whole, indent=1, sort_keys=True, separators=(",", ": "), ensure_ascii=False)


def _cell(cell: str) -> str:
    """Return one cell, given as JSON, as it stands in a notebook's file."""
    frame = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    whole = _written({"cells": [json.loads(cell)], **frame})
    return whole[len(_START) : len(whole) - len(_written({"cells": [], **frame})) + len(_NONE) - len("\n ]")]


_short = lru_cache(maxsize=1_000)(_cell)


def _written(notebook: Notebook) -> str:
    return str(v4.writes(from_dict(notebook)))  # type: ignore[no-untyped-call]
