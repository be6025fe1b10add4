"""The course's word list: words it does not use in its own voice, why, and what it says instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from casework.checks.pages import Page, blocks, texts_of
from casework.tables import read_lines
from casework.yaml_lines import ContentError, Problem, display_path, load, read_text


@dataclass(frozen=True)
class Word:
    """Words to look for (a pattern), what to write instead, and why."""

    pattern: str
    instead: str
    why: str


_YOUNG = r"(?:children|child|minors?|juveniles?|teenage(?:rs?)?|under-?aged?|under-18s?|\d\d?-year-olds?)"
_ADULT = "sex work is a word for adults; the law treats anyone under 18 as exploited"

WORDS = (
    Word(rf"\b{_YOUNG}[ -](?:sex[ -]work(?:ers?)?|prostitut(?:es?|ion))\b", "young person who was exploited", _ADULT),
    Word(
        rf"\b{_YOUNG} (?:who|that) (?:is|are|was|were) (?:a )?sex workers?\b"
        r"|\bsex workers?,? (?:who (?:is|are|was|were) |aged )?(?:minors?\b|(?:under|below|younger than) (?:18|eighteen)\b)"
        rf"|\bsex workers?,? (?:who (?:is|are|was|were) )(?:still )?{_YOUNG}\b",
        "young person who was exploited",
        _ADULT,
    ),
    Word(
        r"\bprostituted (?:adults?|boys?|child(?:ren)?|girls?|people|persons?|wom[ae]n|youths?)\b",
        "person in the sex trades",
        "it is the term of one side",
    ),
    Word(
        r"\brescu(?:e[ds]?|ers?|ing)\b|(?:^|(?<=[.!?:] ))Rescu(?:e[ds]?|ers?|ing) (?=[a-z])",
        "help, support, or what was done",
        "people are helped, or they leave; whether they were rescued is theirs to say",
    ),
    Word(r"\billegal (?:im)?migrants?\b|\billegal aliens?\b|\billegals\b", "migrant without papers", "no person is illegal"),
    Word(r"\b[Tt]ransgendered\b", "transgender", "it is outdated"),
    Word(r"\b[Hh]ookers?\b", "sex worker", "it is a slur"),
    Word(r"\b[Pp]imps?\b", "manager, third party, or the word of the law", "it judges before the facts are told"),
)
"""
COURSE'S RULE: "sex worker" for adults; "person in the sex trades" where nobody knows how the person would put it;
"trafficked person", "trafficking victim" (in law) or "survivor". Other words may be quoted.
"""

OPT_OUT = "wording: ok"
"""In a comment on the line, or in the paragraph of a lesson, where one of these words has to stand as it is."""

_QUOTED = re.compile(
    r'"[^"]*"|“[^”]*”|‘[^’]*’|`[^`]*`|\]\([^)\s]*\)|<!--.*?-->|(?<![*\w])\*(?![*\s])[^*]+(?<![*\s])\*(?![*\w])',
    re.DOTALL,
)
_LOOK = [(re.compile(word.pattern), word) for word in WORDS]


def word_mistakes(text: str) -> Iterator[str]:
    """Yield what is wrong with the words of a text; quotations, *italics* and code are other people's words."""
    if OPT_OUT in text:
        return
    own = " ".join(_QUOTED.sub('""', text).split())
    for pattern, word in _LOOK:
        for said in dict.fromkeys(match[0].strip() for match in pattern.finditer(own)):
            text = f"says {said!r}; write {word.instead!r}, for {word.why}; a term of others stands in quotation marks"
            yield text


def check_wording(page: Page | None, files: Iterable[Path]) -> Iterator[Problem]:
    """Yield each word of the list in a lesson and in files: content (YAML), tables (CSV) and pages (Markdown)."""
    if page:
        for cell, source in page.texts:
            for block in blocks(source):
                for text in word_mistakes(block.text):
                    yield page.problem(cell, "", f"cell {cell.get('id')!r} {text}")
    for path in files:
        with suppress(ContentError):  # its own reader tells
            for line, written in _texts(path):
                for text in word_mistakes(written):
                    yield Problem(display_path(path), line, "", text)


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each text of a file with its line; one whose line carries the opt-out is left out."""
    lines = read_text(path).splitlines()
    if path.suffix == ".csv":
        yield from ((line, cell) for line, cells in read_lines(path) for cell in cells)
    elif path.suffix == ".md":
        yield from enumerate(lines, start=1)
    else:
        found = texts_of(load(path))
        yield from ((line, text) for line, text in found if OPT_OUT not in lines[line - 1])
