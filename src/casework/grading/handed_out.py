"""What learners get of code cells: without solutions, hidden tests, mark schemes. Uses nbgrader's steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import from_dict
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from casework.grading.code_cells import asks
from casework.grading.rebuild import Notebook
from casework.grading.student_text import clean


class ClearCodeSolutions(ClearSolutions):
    """nbgrader's step, which leaves our questions alone, and of a text takes out marked regions only."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """Return the cell without its solution."""
        text = cell.cell_type != "code" and self.begin_solution_delimeter not in cell.source
        if asks(cell) or text:
            return cell, resources
        found: tuple[Any, Any] = super().preprocess_cell(cell, resources, cell_index)
        return found


STEPS = (ClearCodeSolutions, ClearHiddenTests, ClearMarkScheme)


def handed_out(notebook: Mapping[str, Any]) -> Notebook:
    """Return a notebook as learners get it; every mistake in its regions has been found before."""
    cells = [{**cell, "source": clean(cell["source"])} for cell in notebook["cells"]]
    node: Any = from_dict({**notebook, "cells": cells})  # type: ignore[no-untyped-call]
    for step in STEPS:
        node, _ = step().preprocess(node, {})
    return dict(node)
