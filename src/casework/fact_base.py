"""The fact base as a person asks for it: one fact in full; laws that nobody has read since a day."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from casework.module import CourseError
from casework.sources import find_data, read_facts

KINDS = ("law", "number", "study", "position", "practice", "words", "data", "source")
"""What a fact is about; the head of facts.yaml says what each means."""

STATUSES = {"V1": "an official or primary text was read", "V2": "a secondary page was read"}

_SHOWN = {
    "as of": "as_of",
    "checked": "checked",
    "source": "source",
    "caveat": "caveat",
    "page": "url",
    "replaces": "replaces",
    "replaced by": "replaced_by",
}


def day(text: str) -> date | None:
    """Return a day written as YYYY-MM-DD, or None where it is not one."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def show(root: Path, id_: str) -> str:
    """
    Return a fact as lines to read: what it says, then its dates, source, caveat and page.

    Raises:
        CourseError: there is no such fact, or there are no facts at all.
    """
    facts = _facts(root)
    if id_ not in facts:
        near = difflib.get_close_matches(id_.upper(), facts, n=3, cutoff=0.5)
        hint = f"near it are {', '.join(near)}" if near else "ids are such as L08"
        raise CourseError(f"{id_} is no fact of data/facts.yaml; {hint}")
    fact = facts[id_]
    status = fact.get("status")
    head = f"{id_}, {fact.get('kind')}, {status}: {STATUSES.get(str(status), 'not verified')}"
    lines = [head, "", *_wrapped(str(fact.get("statement", "")), "  "), ""]
    for name, field in _SHOWN.items():
        value = fact.get(field)
        if value:
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            lines += _wrapped(text, f"{name}: ".ljust(13), " " * 13)
    return "\n".join(lines)


def stale(root: Path, before: date) -> str:
    """
    Return a line for each law that was last read before a day, oldest first, and how many there are.

    The day of reading counts, not the day of the law: an old law that was read again yesterday is known to
    be as it was.

    Raises:
        CourseError: there are no facts.
    """
    laws = {id_: fact for id_, fact in _facts(root).items() if fact.get("kind") == "law"}
    read = {id_: day(str(fact.get("checked"))) for id_, fact in laws.items()}
    old = [id_ for id_, when in read.items() if when is None or when < before]
    lines = [_line(id_, laws[id_]) for id_ in sorted(old, key=lambda id_: read[id_] or date.min)]
    number = f"{len(laws)} {'law was' if len(laws) == 1 else 'laws were'}"
    return "\n".join([*lines, f"{len(old)} of {number} last read before {before}"])


def _line(id_: str, fact: Mapping[str, Any]) -> str:
    page = fact.get("url") or "no page"
    return f"{id_}: as of {fact['as_of']}; checked {fact.get('checked')}; {fact['source']}; {page}"


def _facts(root: Path) -> Mapping[str, Mapping[str, Any]]:
    data = find_data(root)
    facts = read_facts(data / "facts.yaml") if data else {}
    if not facts:
        raise CourseError("there are no facts to read in data/facts.yaml; `casework check` says why")
    return facts


def _wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    """Return a text in lines of at most 100 characters, without breaking an address."""
    return textwrap.wrap(
        text,
        100,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
