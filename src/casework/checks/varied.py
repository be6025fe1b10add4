"""Checks questions whose options stand in another order for each learner: nothing may lean on the order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from casework.items import Key, Question
from casework.module import Module
from casework.questions import named
from casework.types import type_of
from casework.yaml_lines import Problem

_LETTER = re.compile(
    r"\b(?:options?|answers?) \(?[b-h]\b"  # the letter a is mostly the word
    r"|\b(?:options?|answers?|both|neither|only) \(?[a-h]\)?(?= (?:and|or|nor) \(?[a-h]\b|[.,;:)]|$)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:all|none|neither|both|either|any) of (?:the|these) (?:above|below|others?|options|answers|two)\b"
    r"|\b(?:the )?(?:first|second|third|last|other|previous|next) (?:option|answer)s?\b|\b(?:the|as) above\b",
    re.IGNORECASE,
)
"""Words that point to an option by its letter, and by its place."""


def check_varied(module: Module, keys: Mapping[str, Key]) -> Iterator[Problem]:
    """
    Yield each varied question that speaks of an option by letter or place: in its text, options, reasons.

    Args:
        keys: those of graded questions that this copy has.
    """
    if not module.graded.variants.options:
        return
    for id_, question in module.graded.questions.items():
        field = type_of(question).shuffled
        if question.fixed or not field:
            continue
        for what, text in _texts(question, field, keys.get(id_)):
            if found := _LETTER.search(text) or _PLACE.search(text):
                words = (
                    f"{what} says {found[0]!r}, and the order differs between learners; "
                    "name the option by its words, or write fixed: true"
                )
                yield Problem(question.file, question.line, named(id_), words)


def _texts(question: Question, field: str, key: Key | None) -> Iterator[tuple[str, str]]:
    yield "its text", question.text
    yield from ((f"{id_!r}", text) for id_, text in question.body[field].items())
    if key:
        yield from ((f"the reason for {id_!r}", why.text) for id_, why in key.why.items())
