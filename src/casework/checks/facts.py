"""Checks the fact base: each fact's fields, kind, dates and address, and what takes the place of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from casework.fact_base import KINDS, STATUSES, day
from casework.yaml_lines import ContentError, Problem, load

FIELDS = ("id", "kind", "statement", "source", "status", "as_of", "checked", "caveat")

_ADDRESS = re.compile(r"""https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\.?(:[0-9]+)?(/[^\s<>"']*)?""")


def check_facts(path: Path) -> tuple[frozenset[str] | None, list[Problem]]:
    """Return the facts' ids, None if one has none, and what is wrong with the facts."""
    try:
        document = load(path)
    except ContentError as error:
        return None, list(error.problems)
    facts = document.data.get("facts") if isinstance(document.data, dict) else None
    if not isinstance(facts, list):
        return None, [document.problem("no list of facts; write facts: and the entries below it")]
    problems: list[Problem] = []
    known = {fact["id"]: fact for fact in facts if isinstance(fact, dict) and isinstance(fact.get("id"), str)}
    ids: list[object] = []
    needed = f"needed are {', '.join(FIELDS)}"
    for index, fact in enumerate(facts):
        where = ("facts", index)
        if not isinstance(fact, dict):
            ids.append(None)
            problems.append(document.problem(f"this is not a fact; {needed}", *where))
            continue
        item = f"fact {fact.get('id')!r}"
        missing = [name for name in FIELDS if not isinstance(fact.get(name), str)]
        if missing:
            text = f"{', '.join(map(repr, missing))} missing or not text; {needed}"
            problems.append(document.problem(text, *where, item=item))
        else:
            for field, text in _mistakes(fact, known):
                problems.append(document.problem(text, *where, field, item=item))
        if fact.get("id") in ids:
            problems.append(
                document.problem("this id stands here twice; merge the two", *where, "id", item=item)
            )
        ids.append(fact.get("id"))
    return frozenset(map(str, ids)) if all(isinstance(id_, str) for id_ in ids) else None, problems


def _mistakes(fact: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each wrong field of a fact that has them all, and what is wrong with it."""
    if fact["status"] not in STATUSES:
        valid = " or ".join(STATUSES)
        yield "status", f"status is {fact['status']!r}; only verified facts are printed: {valid}"
    if fact["kind"] not in KINDS:
        yield "kind", f"kind is {fact['kind']!r}; valid are {', '.join(KINDS)}"
    if day(fact["checked"]) is None:
        yield "checked", f"checked is {fact['checked']!r}; write the day as YYYY-MM-DD, such as 2026-11-22"
    url = fact.get("url")
    if "url" in fact and not (isinstance(url, str) and _ADDRESS.fullmatch(url)):
        yield "url", f"url is {url!r}; write an address, such as https://www.example.org/page"
    for field in ("replaces", "replaced_by"):
        if field in fact:
            yield from ((field, text) for text in _link(fact, field, known))


def _link(fact: Mapping[str, Any], field: str, known: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the ids that a fact replaces, or is replaced by."""
    ids, id_ = fact[field], fact["id"]
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        yield f"{field} is {ids!r}; write a list of ids, such as [L27]"
        return
    for other in ids:
        if field == "replaces" and other in known and id_ not in _ids(known[other], "replaced_by"):
            todo = f"take it out, or cut it down to what still holds and write replaced_by: [{id_}] there"
            yield f"replaces {other!r}, which stands here as if it held; {todo}"
        if field == "replaced_by" and id_ not in _ids(known.get(other, {}), "replaces"):
            yield f"replaced_by {other!r}, and no entry {other} has replaces: [{id_}]; write both or neither"


def _ids(fact: Mapping[str, Any], field: str) -> list[Any]:
    ids = fact.get(field)
    return ids if isinstance(ids, list) else []
