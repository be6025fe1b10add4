"""Content files parsed in advance, found by the hash of their text: browsers have no fast YAML parser."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

FILE = "parsed.json"
"""Beside this file in the browser edition's wheel, and nowhere else. A text that has changed is not in it."""

Lines = Mapping[tuple[Hashable, ...], int]


def parsed(text: str) -> tuple[Any, dict[tuple[Hashable, ...], int]] | None:
    """Return the data and the line of every node of a text that was parsed in advance, or None."""
    found = _known().get(_hash(text)) if _known() else None
    if found is None:
        return None
    data, lines = json.loads(found)  # anew each time: nobody gets what somebody else may change
    return data, {tuple(path): line for path, line in lines}


def as_file(texts: Iterable[tuple[str, Any, Lines]]) -> str:
    """Return the file of some texts, each with its data and lines."""
    known = {
        _hash(text): json.dumps([data, [[list(path), line] for path, line in lines.items()]])
        for text, data, lines in texts
    }
    return json.dumps(known)


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str]:
    path = files("casework").joinpath(FILE)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
