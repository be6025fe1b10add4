"""Runs the lessons' own tables and figures in a process apart, for their HTML. Never a submission."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from subprocess import TimeoutExpired, run
from typing import Any

from casework.languages import language_of, speak
from casework.module import CourseError

SECONDS = 120
"""Longer than any lesson's cells take: what is not done by then hangs."""
Cells = Sequence[tuple[str, str]]
"""A notebook's code cells to run, in order: id and source."""


def outputs(notebooks: Mapping[Path, Cells]) -> Mapping[Path, Mapping[str, str]]:
    """
    Return what each cell shows as HTML, by notebook and cell id.

    Args:
        notebooks: each runs in its own folder, with its own names, in one process for all.

    Raises:
        CourseError: a cell fails or does not end.
    """
    if not notebooks:
        return {}
    order = list(notebooks)
    sent = json.dumps([[str(path.parent), list(notebooks[path])] for path in order])
    environment = {
        name: text
        for name, text in os.environ.items()
        if name not in ("JPY_SESSION_NAME", "NBGRADER_EXECUTION")
    }
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    try:
        done = run(
            [sys.executable, "-m", __name__],
            input=sent,
            capture_output=True,
            encoding="utf-8",
            env=environment | {"PYTHONIOENCODING": "utf-8"},
            timeout=SECONDS,
        )
    except TimeoutExpired:
        names = ", ".join(path.name for path in order)
        raise CourseError(
            f"{names}: a cell did not end within {SECONDS} seconds; run them in Jupyter and mend it"
        ) from None
    try:
        found = json.loads(done.stdout)
    except ValueError:
        said = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise CourseError(f"the lessons' tables and figures could not be made: {said}") from None
    for path, (_, trouble) in zip(order, found, strict=True):
        if trouble:
            cell, words = trouble
            raise CourseError(
                f"{path.name}: cell {cell!r} fails with {words}; run it in Jupyter, mend it, print again"
            )
    return {path: shown for path, (shown, _) in zip(order, found, strict=True)}


def _main() -> None:
    """Read notebooks as JSON from standard input; write what their cells show to standard output."""
    notebooks = json.load(sys.stdin)
    out, sys.stdout = sys.stdout, io.StringIO()  # what a cell prints at any time is no part of the reply
    found = []
    for folder, cells in notebooks:
        os.chdir(folder)
        speak(language_of(Path(folder))[0])
        found.append(_run(cells))
    json.dump(found, out)


def _run(cells: Cells) -> tuple[dict[str, str], tuple[str, str] | None]:
    """Return what the cells show by id, and the id and error of the one that failed, if any."""
    names: dict[str, Any] = {"__name__": "__main__"}
    shown: dict[str, str] = {}
    for id_, source in cells:
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
                value = _value(source, f"cell {id_}", names)
                html = "" if value is None else _html(value)
        except (Exception, SystemExit) as error:
            return shown, (id_, f"{type(error).__name__}: {' '.join(str(error).split())}")
        text = said.getvalue()
        shown[id_] = (f"<pre>{escape(text)}</pre>" if text.strip() else "") + html
    return shown, None


def _value(source: str, name: str, names: dict[str, Any]) -> Any:
    """Run a cell and return the value of its last line if that is an expression, as Jupyter shows it."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    last = last if isinstance(last, ast.Expr) else None
    if last:
        tree.body.pop()
    exec(compile(tree, name, "exec"), names)
    return eval(compile(ast.Expression(last.value), name, "eval"), names) if last else None


def _html(value: Any) -> str:
    """Return what a value shows of itself as HTML: the fallback of a widget, or its text."""
    bundle: Any = getattr(value, "_repr_mimebundle_", dict)() or {}
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    html = bundle.get("text/html") or getattr(value, "_repr_html_", str)()
    return str(html) if html else f"<pre>{escape(repr(value))}</pre>"


if __name__ == "__main__":
    _main()
