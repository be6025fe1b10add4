"""What the points of the two texts may be asked for: a position by its holder, a claim as a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from casework.checks.coverage import Point
from casework.checks.prose import sentences, shown
from casework.items import Key, Question
from casework.types import type_of

VIEWS = frozenset({"position", "comment"})
"""Kinds that no key can rest on: what ought to be, and what people tell in the thread."""

CLAIMS = frozenset({"evidence claim", "history"})
"""Kinds that say what is so, without its being settled."""

_WHO = re.compile(
    r"\baccording to\b|\b(?:who|whose|whom)\b|\b(?:which|what) (?:author|group|holder|organi[sz]ation|source)"
    r"|\b(?:answer|argue|call|claim|hold|mean|object|refuse|reject|say|see|speak|use|want)s?\b.*\?",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"\baccording to\b|\b(?:evidence|findings?|says?|said|support|tells?|who|whose|would)\b"
    r"|\b(?:argu|ask|check|cit(?:e|a)|claim|show|sourc|stat(?:e[sd]?|ing)\b|trac|writ)\w*",
    re.IGNORECASE,
)


def source_mistakes(question: Question, key: Key | None, points: Mapping[str, Point]) -> Iterator[str]:
    """
    Yield where a question treats a view as true, or a claim as settled.

    A keyed answer rests on the sources of its reason. One that rests on a position, or on what someone tells
    in the comments, is right in a question that asks who holds or says it ("According to ..."), or of what
    kind a statement is. A question with a claim among its own sources asks what the source says, or what
    would show it.
    """
    if question.type == "classify" or type_of(question).by_hand:
        return
    stem = shown(question.text)
    views = _named(_keyed_sources(question, key), points, VIEWS)
    if views and not any(map(_WHO.search, sentences(stem))):
        text = f"the keyed answer rests on {', '.join(views)}, a position or a comment"
        yield f"{text}; ask who holds or says it, or begin with 'According to'"
    claims = _named(question.sources, points, CLAIMS)
    if claims and not _CLAIM.search(stem):
        text = f"cites {', '.join(claims)}, a claim about what is so"
        yield f"{text}; ask what the source claims ('According to ...') or what would show it"


def _keyed_sources(question: Question, key: Key | None) -> list[str]:
    """Return the sources of the reasons of what is right: of the keyed options, or of every part."""
    if key is None:
        return []
    options = isinstance(key.correct, frozenset)
    return [
        source
        for slot, why in key.why.items()
        if not options or slot in key.correct
        for source in why.sources
    ]


def _named(sources: Iterable[str], points: Mapping[str, Point], kinds: frozenset[str]) -> list[str]:
    """Return the points of these kinds that locators name, each once."""
    ids = [rest for kind, _, rest in (one.partition(":") for one in sources) if kind in ("brief", "article")]
    return list(dict.fromkeys(id_ for id_ in ids if id_ in points and points[id_].kind in kinds))
