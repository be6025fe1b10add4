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
_MINOR = (
    "'young person who was exploited'",
    "sex work is a word for adults",
)

WORDS = (
    Word(rf"\b{_YOUNG}[ -](?:sex[ -]work(?:ers?)?|prostitut(?:es?|ion))\b", *_MINOR),
    Word(rf"\b{_YOUNG} (?:who|that) (?:is|are|was|were) (?:a )?sex workers?\b", *_MINOR),
    Word(rf"\bsex workers?,? who (?:is|are|was|were) (?:still )?(?:an? )?{_YOUNG}\b", *_MINOR),
    Word(
        r"\bsex workers?,? (?:who (?:is|are|was|were) |aged )?(?:under|below|younger than) (?:18|eighteen)\b",
        *_MINOR,
    ),
    Word(
        r"\bprostituted (?:adults?|boys?|child(?:ren)?|girls?|people|persons?|wom[ae]n|youths?)\b",
        "'person in the sex trades'",
        "it is the term of one side",
    ),
    Word(
        r"\brescu(?:e[ds]?|ers?|ing)\b|(?:^|(?<=[.!?:] ))Rescu(?:e[ds]?|ers?|ing) (?=[a-z])",
        "'help' or what was done",
        "whether people were rescued is theirs to say",
    ),
    Word(
        r"\b[Ii]llegal (?:im)?migrants?\b|\b[Ii]llegal aliens?\b|\b[Ii]llegals\b",
        "'migrant without papers'",
        "an entry or a stay can be illegal, a person cannot",
    ),
    Word(r"\b[Tt]ransgendered\b", "'transgender'", "the word is outdated"),
    Word(r"\b[Hh]ookers?\b", "'sex worker'", "it is a slur"),
    Word(r"\b[Pp]imps?\b", "'manager', 'third party' or what is done", "it is a verdict"),
)
"""
The course says "sex worker" of adults, "person in the sex trades" where nobody knows how people would put it
themselves, "trafficked person", "survivor" or, in law, "trafficking victim". Words of others are quoted.
"""

OPT_OUT = "wording: ok"
"""In a comment on the line, or in the paragraph of a page, where one of these words has to stand as it is."""

_QUOTED = re.compile(
    r'"[^"]*"|“[^”]*”|‘[^’]*’|`[^`]*`|\]\([^)\s]*\)|<!--.*?-->'
    r"|(?<![*\w])\*(?![*\s])[^*]+(?<![*\s])\*(?![*\w])",
    re.DOTALL,
)
_LOOK = [(re.compile(word.pattern), word) for word in WORDS]
_ANY = re.compile("|".join(f"(?:{word.pattern})" for word in WORDS))
"""Nearly every text has none of these words, and one search tells."""


def word_mistakes(text: str) -> Iterator[str]:
    """Yield what is wrong with the words of a text; what is quoted, in *italics* or code is not ours."""
    if OPT_OUT in text:
        return
    own = " ".join(_QUOTED.sub('""', text).split())
    if not _ANY.search(own):
        return
    for pattern, word in _LOOK:
        for said in dict.fromkeys(match[0].strip() for match in pattern.finditer(own)):
            advice = f"write {word.instead}, for {word.why}; words of others stand in quotation marks"
            yield f"says {said!r}; {advice}"


def check_wording(page: Page | None, files: Iterable[Path]) -> Iterator[Problem]:
    """Yield the words of the list in a lesson and in files: content (YAML), tables (CSV), Markdown."""
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
    if path.suffix == ".csv":
        yield from ((line, cell) for line, cells in read_lines(path) for cell in cells)
    elif path.suffix == ".md":
        for part in re.finditer(r"(?:[^\n]*\S[^\n]*\n?)+", text := read_text(path)):
            yield text.count("\n", 0, part.start()) + 1, part[0]
    else:
        lines = read_text(path).splitlines()
        found = texts_of(load(path))
        yield from ((line, text) for line, text in found if OPT_OUT not in lines[line - 1])
