"""Cells of a notebook as nbgrader and the course need them, and a lesson made of a Markdown template."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from casework.answers import UnreadableNotebook, read_notebook
from casework.checks.notebooks import source_of
from casework.checks.unfinished import MARK
from casework.module import module_folders

_CELL = re.compile(r"^<!-- (markdown|code|graded|reflection): (\S+)(?: (\S+))? -->\n", re.MULTILINE)
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def cell(
    kind: str, id_: str, source: str, points: float | None = None, by_hand: bool = False
) -> dict[str, Any]:
    """
    Return one cell without outputs.

    Args:
        kind: code or markdown.
        points: what nbgrader is to give for it; None for a cell that does not count.
        by_hand: whether a person gives the points, which nbgrader asks for in a cell to be filled in.
    """
    made: dict[str, Any] = {"cell_type": kind}
    if kind == "code":
        made["execution_count"] = None
    made |= {"id": id_, "metadata": {}}
    if points is not None:
        tag = {"cell_type": kind, "grade": True, "grade_id": id_, "locked": not by_hand, "points": points}
        about = tag | {"schema_version": 3, "solution": by_hand, "task": False}
        made["metadata"] = (
            {"nbgrader": about} if by_hand else {"deletable": False, "editable": False, "nbgrader": about}
        )
    if kind == "code":
        made["outputs"] = []
    return made | {"source": source.splitlines(keepends=True)}


def notebook_text(template: str) -> str:
    """Return the notebook whose cells a template holds, each below a comment with its kind, id and points."""
    parts = _CELL.split(template)[1:]
    cells = []
    for kind, id_, points, source in zip(*(parts[start::4] for start in range(4)), strict=True):
        name = "markdown" if kind in ("markdown", "reflection") else "code"
        worth = json.loads(points) if points else None
        cells.append(cell(name, id_, source.strip(), worth, kind == "reflection"))
    notebook = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def support_lines(root: Path) -> str:
    """Return the support lines of the last lesson that has some: the numbers stand nowhere else."""
    for folder in reversed(module_folders(root)):
        path = folder / f"{folder.name}.ipynb"
        try:
            cells = read_notebook(path.read_bytes())["cells"] if path.is_file() else []
        except UnreadableNotebook:
            continue
        for one in cells:
            if isinstance(one, dict) and one.get("id") == "support":
                return source_of(one)
    return f"## If you want to talk to someone\n\n{MARK} support lines of the place, each with its date."
