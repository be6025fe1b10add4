"""Rules for writing one question: its options and its stem. Whole files: item_balance.py.

The rules are those of Haladyna, Downing & Rodriguez (2002), A review of multiple-choice item-writing
guidelines for classroom assessment, Applied Measurement in Education 15(3), 309-333. Three options: Rodriguez
(2005), Three options are optimal for multiple-choice items, Educational Measurement: Issues and Practice
24(2), 3-13. That a stem says whose law or view it asks about is the course's own rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.checks.prose import asking, sentences, shown
from casework.items import Question
from casework.types import type_of

COUNTS = {"single": (3, 3), "multiple": (3, 5)}
"""The fewest and most options of a type. Its file takes 2 to 8; this is the rule of the course."""
RATIO, SLACK = 1.4, 20
"""The longest option has at most so many times the letters of the shortest, or so many letters more."""

_ABOVE = re.compile(
    r"\b(?:all|any|both|either|neither|none|some) of the (?:above|following|options|others)\b"
    r"|^(?:all|both|neither|none) of (?:them|these|those)\W*$"
    r"|\b(?:both|either|neither) \(?[a-h]\)? (?:and|or|nor) \(?[a-h]\)?(?![\w.])"
    r"|^\(?[a-h]\)? (?:and|or) \(?[a-h]\)?(?: are right| are correct)?\W*$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|never|cannot|except|excepting|incorrect|untrue|(?<!at )least|\w+n['’]t)\b"
    r"|\b(?:is|are|was|were) (?:false|wrong)\b",
    re.IGNORECASE,
)
_BOLD = re.compile(r"(\*\*|__)(?=\S).+?\1")
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_BEGINS = re.compile(r"^\W*(?:Under|According to)\b")
_SOURCE = re.compile(
    r"\b(?i:under|according to)\b|U\.S\.C\.|\bStat\.|\barts?\. ?\d|\bP\.A\.|\bB-R?\d|\bA-\d|\b[A-Z]{3,}\b"
    r"|\b(?i:sections?|articles?) \d|\b(?:federal|state|US|[A-Z][a-z]+) law\b"
    r"|\b(?:Act|Code|Convention|Directive)\b"
    r"|\b(?:Protocols?|brief|article|statute|treaty|study|report|source)(?:s|['’]s)?\b"
)
_WHO = re.compile(
    r"\b(?:who|whose|whom)\b|\b(?:which|what) (?:author|group|holder|law|organi[sz]ation|source|text)s?\b"
    r"|\b(?:its|their|the) (?:holder|author|law|source)s?\b",
    re.IGNORECASE,
)
_CONTESTED = re.compile(r"(?:brief|article|law):|fact:[LP]\d")


def item_mistakes(question: Question) -> Iterator[str]:
    """Yield what is wrong with the form of one question, a line each."""
    yield from _options(question)
    if type_of(question).by_hand:
        return
    asked = asking(question.text)
    if question.type == "true-false-why":
        asked = sentences(question.text)[-1:]
        if "?" in asked[0]:
            yield "the stem asks; a true-false-why question gives a statement to judge, so end it without '?'"
    elif not asked:
        text = "the stem asks nothing; end it with a question ('?') or an instruction"
        yield f"{text} such as 'Tick all that fit.'"
    for sentence in asked:
        if found := _NEGATIVE.search(_BOLD.sub("", _QUOTED.sub("", sentence))):
            text = f"the asking sentence says {found[0]!r}; ask for what is so, or put the word in **bold**"
            yield f"{text}, for readers miss it"
    if contested(question) and not _attributed(question, asked):
        text = "is about law, a position or one of the two texts, and the stem does not say whose"
        yield f"{text}; begin with 'Under (statute, version)' or 'According to (source)'"


def _options(question: Question) -> Iterator[str]:
    """Yield what is wrong with the options: how many, how long, and what they say of one another."""
    options = {letter: shown(text) for letter, text in question.options.items()}
    if not options:
        return
    fewest, most = COUNTS.get(question.type, (0, len(options)))
    if not fewest <= len(options) <= most:
        number = str(fewest) if fewest == most else f"{fewest} to {most}"
        yield f"has {len(options)} options; a {question.type} choice has {number} in this course"
    for letter, text in options.items():
        if found := _ABOVE.search(text):
            yield f"option {letter} says {found[0]!r}; give each option a text of its own"
    long = max(options, key=lambda letter: len(options[letter]))
    short = min(options, key=lambda letter: len(options[letter]))
    most, least = len(options[long]), len(options[short])
    if most > RATIO * least and most > least + SLACK:
        text = f"option {long} has {most} letters and option {short} {least}; make them of like length"
        yield f"{text} (at most {RATIO} times the shortest, or {SLACK} letters more)"


def contested(question: Question) -> bool:
    """
    Return whether a question has to say whose law or view it asks about.

    Counted are its own sources, not those of its rationales: a section (law:), a paragraph of one of the two
    texts (brief:, article:), a fact of law (fact:L..) or of a position (fact:P..).
    """
    return any(map(_CONTESTED.match, question.sources))


def _attributed(question: Question, asked: list[str]) -> bool:
    """
    Return whether a contested stem says whose it is.

    A sentence begins "Under" or "According to" (a scenario may come first), or the sentence that asks names
    the source or asks who says it. A grid, such as place or four-laws, may name it anywhere in the stem. To
    classify a statement is not to agree with it.
    """
    every = sentences(question.text)
    if question.type == "classify" or any(map(_BEGINS.match, every)):
        return True
    where = asked if question.type in ("single", "multiple", "number", "text") else every
    return any(_SOURCE.search(one) or _WHO.search(one) for one in where)
