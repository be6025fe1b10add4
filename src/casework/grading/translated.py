"""A translated notebook that was handed in: gives its lesson the English text back. Grades nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.checks.notebooks import source_of
from casework.translations import is_untouched


def in_english(submitted: Mapping[str, Any], released: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Return a submission in which every translated cell has the text of the released cell of its id.

    A cell says of itself what its translation is. One in which a learner has written is not that any more and
    stays as it is; so does a cell that carries no such mark.
    """
    marked = [is_untouched(cell, source_of(cell)) for cell in submitted["cells"]]
    if not any(marked):
        return submitted
    english = {cell["id"]: cell for cell in released["cells"] if "id" in cell}
    cells = [
        {**cell, "source": english[cell["id"]]["source"]}
        if mark and isinstance(cell.get("id"), str) and cell["id"] in english
        else cell
        for cell, mark in zip(submitted["cells"], marked, strict=True)
    ]
    return {**submitted, "cells": cells}
