"""What running code put out: made harmless to show, and so that nbgrader fails closed. Pure; runs nothing."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Mapping
from typing import Any

from casework.grading.student_text import clean

Outputs = list[dict[str, Any]]

_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
"""The pictures that are kept, and how each begins. HTML, SVG and scripts would run as the grader."""


def shown(outputs: Iterable[Mapping[str, Any]]) -> Outputs:
    """
    Return outputs of a learner's program that a page may show: text, errors, PNG and JPEG pictures.

    Args:
        outputs: as a kernel gave them; anything may be in them.
    """
    found = (_shown(one) for one in outputs if isinstance(one, Mapping))
    return [one for one in found if one]


def judged(outputs: Iterable[Mapping[str, Any]], points: float, stopped: str = "") -> Outputs:
    """
    Return a test cell's outputs so that nbgrader reads from them what the test says, and never more.

    nbgrader gives full points to a test without an error whose result is no number, below 0, or a second
    one, and to one that was not run; above the maximum it ends that learner's grading.

    Args:
        points: the most that the cell can get.
        stopped: why the cell did not run to its end; empty if it did.

    Returns:
        Full points if there is neither error nor result; a result in 0..points counts; else an error: 0.
    """
    whole = shown(outputs)
    results = [one for one in whole if one["output_type"] == "execute_result"]
    wrong = stopped
    if not wrong and not _failed(whole) and results:
        text = results[0]["data"].get("text/plain", "").strip()
        value = _number(text)
        if len(results) > 1:
            wrong = f"the test has {len(results)} results; a cell has one, so this one was made up"
        elif value is None or not 0 <= value <= points:
            wrong = f"the test's last line gave {text:.40}, which is no number from 0 to {points:g}"
        else:
            results[0]["data"] = {"text/plain": repr(value)}
            return [results[0], *(one for one in whole if one is not results[0])]
    for one in results:  # a result that does not count must not be read as one
        one["output_type"] = "display_data"
        del one["execution_count"]
    return [*([not_counted(wrong)] if wrong else []), *whole]


def not_counted(reason: str) -> dict[str, Any]:
    """Return an error output, which nbgrader scores 0."""
    line = f"NotCounted: {reason}"
    return {"output_type": "error", "ename": "NotCounted", "evalue": reason, "traceback": [line]}


def _failed(outputs: Outputs) -> bool:
    """Return whether nbgrader gives 0 for these: an error, or anything on the error channel."""
    return any(one["output_type"] == "error" or one.get("name") == "stderr" for one in outputs)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _shown(output: Mapping[str, Any]) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": clean(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        return {
            "output_type": "error",
            "ename": clean(output.get("ename")),
            "evalue": clean(output.get("evalue")),
            "traceback": [clean(line) for line in lines] if isinstance(lines, list) else [],
        }
    if kind not in ("display_data", "execute_result"):
        return None
    data = output.get("data")
    data = data if isinstance(data, Mapping) else {}
    kept = {"text/plain": clean(data.get("text/plain"))}
    kept |= {name: picture for name in _PICTURES if (picture := _picture(name, data.get(name)))}
    count = {"execution_count": None} if kind == "execute_result" else {}
    return {"output_type": kind, "metadata": {}, "data": kept, **count}


def _picture(kind: str, text: object) -> str:
    """Return a picture as Base64 and nothing else, or an empty text."""
    try:
        content = base64.b64decode("".join(str(text).split()), validate=True)
    except ValueError:
        return ""
    return base64.b64encode(content).decode() if content.startswith(_PICTURES[kind]) else ""
