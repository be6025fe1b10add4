"""What a learner is told of a test of their code: its visible text, how its run ended. No hidden test."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Any

from casework.grading.code_cells import is_code_test, tag_of
from casework.grading.code_outputs import shown
from casework.grading.engine import graded_parts
from casework.grading.matching import is_written
from casework.grading.rebuild import Notebook
from casework.grading.student_text import clean
from casework.items import exact
from casework.module import Module

MOST = 2_000
"""Characters of output that a page shows: more helps nobody."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_STOPPED = {
    "a cell ran for over": "It ran for too long, or put out too much.",
    "the whole notebook ran for over": "The programs of the notebook ran for too long.",
    "the code put out over": "The programs put out too much.",
    "the code wrote over": "The programs wrote too much into files.",
    "the code ended Python": "A program ended Python, so the test did not run to its end.",
    "what the code put out": "What the programs put out could not be read.",
    "the cell did not run": "The test did not run to its end.",
    "the test's last line gave": "The test did not end with a number of points that can be given.",
    "the test has": "The test had more than one result.",
}
"""How the grader's own words for a stopped test begin, and what a learner is told."""


@dataclass(frozen=True)
class CodeTest:
    """
    One graded cell that tests a learner's code.

    Attributes:
        full: points to be had.
        visible: its source as it was handed out.
        hides: whether more than that was run.
        guarded: whether a hidden test may stand in what was put out. A program can print the test that calls
            it, at once or from a later cell, so from the first hidden test on no output is shown.
    """

    id: str
    title: str
    full: Fraction
    visible: str
    hides: bool
    guarded: bool
    outputs: tuple[Mapping[str, Any], ...]


def code_tests(notebook: Notebook, released: Notebook, module: Module) -> dict[str, CodeTest]:
    """Return the code tests of a graded notebook by grade_id, in order; numbered if there are several."""
    before = {str(tag_of(cell).get("grade_id")): clean(cell["source"]) for cell in released["cells"]}
    cells = [cell for cell in notebook["cells"] if is_code_test(cell) and not is_written(cell)]
    cells = [cell for cell in cells if not graded_parts(module, str(tag_of(cell)["grade_id"]))]
    found: dict[str, CodeTest] = {}
    guarded = False
    for number, cell in enumerate(cells, 1):
        id_ = str(tag_of(cell)["grade_id"])
        visible = before.get(id_, "")
        hides = clean(cell["source"]) != visible
        guarded = guarded or hides
        title = f"Code test {number}" if len(cells) > 1 else "Code test"
        full = exact(tag_of(cell)["points"])
        found[id_] = CodeTest(id_, title, full, visible, hides, guarded, tuple(cell["outputs"]))
    return found


def test_html(test: CodeTest) -> str:
    """Return the visible test and what its run said, as safe HTML."""
    outputs = shown(test.outputs)
    parts = ["<p><b>The test:</b></p>", f"<pre>{escape(test.visible)}</pre>"] if test.visible.strip() else []
    if test.hides:
        parts.append("<p>More was tested than stands here.</p>")
    parts.append(f"<p><b>What its run said:</b> {escape(_ending(outputs))}</p>")
    text = "" if test.guarded else "\n".join(_texts(outputs)).strip()
    if text:
        parts.append(f"<pre>{escape(text if len(text) <= MOST else f'{text[:MOST]} ...')}</pre>")
    return "".join(parts)


def _ending(outputs: Iterable[Mapping[str, Any]]) -> str:
    """Return in words of ours how a run ended: an error's own words and name may be a learner's."""
    errors = [one for one in outputs if one["output_type"] == "error"]
    if not errors:
        warned = any(one.get("name") == "stderr" for one in outputs)
        return "It wrote to the error channel, as warnings do." if warned else "It ran to its end."
    own = [one for one in errors if not _says_why_below(one)]
    name, reason = (own or errors)[0]["ename"], (own or errors)[0]["evalue"]
    if name == "AssertionError":
        return "A check did not hold (AssertionError)."
    if name in ("NotCounted", "NotGraded"):
        found = (words for start, words in _STOPPED.items() if reason.startswith(start))
        return next(found, "Its result was not counted.")
    if name == "CellTimeoutError":
        return _STOPPED["a cell ran for over"]
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, BaseException):
        return f"It ended with an error ({name})."
    return "It ended with an error."


def _says_why_below(output: Mapping[str, Any]) -> bool:
    """Return whether this is the grader's error above a test's own one, which tells more."""
    return output.get("ename") == "NotCounted" and output.get("evalue", "").startswith("the cell did not run")


def _texts(outputs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what was put out as text. Tracebacks stay out: they hold the grader's paths."""
    for one in outputs:
        if one["output_type"] == "stream":
            text = one["text"].rstrip("\n")
        elif _says_why_below(one):
            continue
        elif one["output_type"] == "error":
            text = f"{one['ename']}: {one['evalue']}"
        else:
            text = one["data"]["text/plain"]
        yield _COLOURS.sub("", text)
