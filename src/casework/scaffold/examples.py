"""A question of any type to write over: the gallery's own example, a mark before each of its texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from casework.checks.unfinished import MARK
from casework.module import CourseError
from casework.types import TYPES
from casework.yaml_lines import load

GALLERY = Path("docs/gallery/modules/99-gallery/practice.yaml")
"""Holds a tested question of every type, so that none is written down a second time for authors."""

_AS_IT_IS = frozenset(("id", "type", "rule", "level", "sources", "correct"))
_LEFT_OUT = ("id", "hints", "reveal_after")
_NOTES = {
    "outcome": "the outcome, and the level of its verb",
    "sources": "where the answer can be read",
    "correct": "the right answer, on the date shown",
}
_TEXT = "your own question in place of this one."
_PLAIN = re.compile(r"(?!true$|false$|yes$|no$|on$|off$|null$|y$|n$)[a-z][a-z0-9-]*")


def example(root: Path, type_: str, outcome: str) -> dict[str, Any]:
    """
    Return the data of a question of a type with its key, but without id, each text marked as still to write.

    Raises:
        CourseError: there is no such type, or this copy of the course has no gallery.
    """
    if type_ not in TYPES:
        raise CourseError(f"there is no type {type_!r}; valid are {', '.join(TYPES)}")
    path = root / GALLERY
    found = load(path).data["questions"] if path.is_file() else []
    data = next((one for one in found if one["type"] == type_), None)
    if data is None:
        raise CourseError(f"{GALLERY} has no question of type {type_!r}; write modules in the full course")
    marked = {name: _marked(name, value) for name, value in data.items() if name not in _LEFT_OUT}
    return marked | {"outcome": outcome, "text": f"{MARK} {_TEXT}\n{data['text'].strip()}"}


def yaml_of(data: Mapping[str, Any], indent: int = 0) -> str:
    """Return data as YAML: names in blocks, lists on one line, a note behind what else has to change."""
    return "".join(f"{' ' * indent if line else ''}{line}\n" for line in _lines(data))


def _marked(name: str, value: Any) -> Any:
    """Return a value with the mark before each text that a learner reads."""
    if name in _AS_IT_IS:
        return value
    if isinstance(value, dict):
        return {inner: _marked(inner, one) for inner, one in value.items()}
    return f"{MARK} {value.strip()}" if isinstance(value, str) else value


def _lines(data: Mapping[str, Any], top: bool = True) -> Iterator[str]:
    for name, value in data.items():
        head = f"{_scalar(name)}:"
        note = f"  # {MARK} {_NOTES[name]}" if top and name in _NOTES else ""
        if isinstance(value, dict):
            yield head + note
            yield from (f"  {line}" for line in _lines(value, top and name == "key"))
        elif isinstance(value, str) and "\n" in value:
            yield f"{head} |"
            yield from (f"  {line}" if line else "" for line in value.splitlines())
        else:
            yield f"{head} {_flow(value)}{note}"


def _flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_scalar(name)}: {_flow(one)}' for name, one in value.items())}}}"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
