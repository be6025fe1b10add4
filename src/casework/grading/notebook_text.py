"""A notebook as the text of its file, letter by letter as nbformat writes it. Scores nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from nbformat import from_dict
from nbformat.v4.rwbase import split_lines, strip_transient

from casework.grading.rebuild import Notebook

MAX_KEPT = 3_000
"""Texts of cells that are kept: most cells are the same in many notebooks."""
_SHORT = 16_000
"""Characters of a cell that is kept; a learner's essay is not."""
_TRANSIENT = ("orig_nbformat", "orig_nbformat_minor", "signature")
"""What nbformat leaves out of a file's metadata."""
_NONE, _START = '{\n "cells": []', '{\n "cells": [\n'
"""How a notebook's file begins without cells, and with some."""
_INSIDE = "\n  "
"""A line's end before what stands in the list of cells."""


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
    return _json({**notebook, "cells": [], "metadata": metadata}, "\n")


def _cell(cell: str) -> str:
    """Return one cell, given as JSON, as it stands in a notebook's file; nbformat divides its lines."""
    frame = {"cells": [json.loads(cell)], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    [whole] = strip_transient(split_lines(from_dict(frame))).cells  # type: ignore[no-untyped-call]
    return f"  {_json(whole, _INSIDE)}"


_short = lru_cache(maxsize=1_000)(_cell)


def _json(value: object, line: str) -> str:
    """
    Return what ``json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)`` does, but faster.

    Args:
        line: a line's end, with the blanks at which the value stands.
    """
    if isinstance(value, str):
        return encode_basestring(value)
    inner = f"{line} "
    if isinstance(value, dict) and value:
        items = [f"{encode_basestring(name)}: {_json(one, inner)}" for name, one in sorted(value.items())]
        return f"{{{inner}{f',{inner}'.join(items)}{line}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([_json(one, inner) for one in value])}{line}]"
    return json.dumps(value)
