"""Code that nbgrader grades by running it: which cells, and what is wrong with one. Pure; runs nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from casework.grading.student_text import clean

CALL = re.compile(r"""^\s*(ask|case_study)\(\s*["']([^"']*)["']\s*\)\s*$""", re.MULTILINE)
"""A cell that shows a question: such a cell is scored by its answer, and never by running it."""

SKIPPED = "skip-execution"
"""A cell with this tag is not run, and nbgrader gives full points to a test without output."""

REGIONS = {"SOLUTION": "solution", "HIDDEN TESTS": "grade"}
"""nbgrader's marked regions, and what a cell must be to hold one."""

NOT_SWITCHED_ON = (
    "is graded but asks no question; write ask() or case_study(). To grade it by running code, which is off "
    "for this module, add the line executed: [{module}] to assessments/grade.yaml. Learners' code then runs "
    "on your computer; without bubblewrap (Linux) it can read and change all that you can, keys and "
    "gradebook too, and use the network"
)


def tag_of(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a cell's nbgrader metadata, or nothing."""
    metadata = cell.get("metadata")
    tag = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return tag if isinstance(tag, dict) else {}


def asks(cell: Mapping[str, Any]) -> bool:
    """Return whether a cell shows a question of ours."""
    return cell.get("cell_type") == "code" and bool(CALL.search(clean(cell.get("source"))))


def is_code_test(cell: Mapping[str, Any]) -> bool:
    """Return whether a code cell has points that no question of ours gives."""
    return cell.get("cell_type") == "code" and bool(tag_of(cell).get("grade")) and not asks(cell)


def is_program(cell: Mapping[str, Any]) -> bool:
    """Return whether a learner may change a code cell: a solution, or one that nbgrader does not lock."""
    tag = tag_of(cell)
    free = bool(tag.get("solution")) or not (tag.get("grade") or tag.get("locked"))
    return cell.get("cell_type") == "code" and free and not asks(cell)


def has_code(cell: Mapping[str, Any]) -> bool:
    """Return whether nbgrader would have to run code, or to take some out, because of a cell."""
    tag = tag_of(cell)
    mine = cell.get("cell_type") == "code" and bool(tag.get("grade") or tag.get("solution"))
    marked = any(f"BEGIN {name}" in clean(cell.get("source")) for name in REGIONS)
    return not asks(cell) and (mine or marked)


def code_problems(cell: Mapping[str, Any], taken: Collection[str]) -> Iterator[str]:
    """
    Yield what is wrong with a cell for which `has_code` holds, in words that follow the cell's name.

    Args:
        taken: ids of the module's questions and cases.
    """
    tag, text = tag_of(cell), clean(cell.get("source"))
    name, points = tag.get("grade_id"), tag.get("points")
    if tag and (not isinstance(name, str) or not name):
        yield "has no grade_id; give it one in JupyterLab's panel Create Assignment"
    elif name in taken:
        yield f"is called {name!r} as a question is; give it another grade_id"
    if tag and tag.get("schema_version") != 3:
        yield f"has nbgrader's schema_version {tag.get('schema_version')!r}; run nbgrader update ."
    if tag.get("grade"):
        number = isinstance(points, int | float) and not isinstance(points, bool)
        if not number or not 0 <= float(str(points)) < math.inf:
            yield f"has {points!r} points; write a number from 0"
        if not text.strip():
            yield "is a test without text, which would give full points; write the test, or delete the cell"
        if not tag.get("solution") and tag.get("locked") is not True:
            yield "is a test that learners may change; set nbgrader's locked to true"
        labels = cell["metadata"].get("tags")
        if isinstance(labels, list) and SKIPPED in labels:
            yield f"is a test with the tag {SKIPPED}, which would give full points; remove the tag"
    for region, needed in REGIONS.items():
        yield from _region(text, region, bool(tag.get(needed)))


def _region(text: str, name: str, allowed: bool) -> Iterator[str]:
    """Yield what is wrong with one kind of marked region."""
    marks = re.findall(rf"\b(BEGIN|END) {name}\b", text)
    if marks != ["BEGIN", "END"] * (len(marks) // 2):
        yield f"has {', '.join(marks)} {name}; each BEGIN needs its END, one after the other"
    if marks and not allowed:
        kind = "test (grade)" if name == "HIDDEN TESTS" else "solution"
        yield f"has a region {name} and is no {kind} cell of nbgrader's; learners would get it; make it one"
