"""Figures and dates in a lesson's running text: each has its source in the same paragraph, item or row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.checks.notebooks import nbgrader_of
from casework.checks.pages import Block, Page, blocks
from casework.checks.prose import shown
from casework.yaml_lines import Problem

UNITS = {"text": "paragraph", "item": "list item", "row": "table row"}
OPT_OUT = "no source:"
"""In a comment, as in <!-- no source: invented -->, where a figure is nobody's."""

_YEAR = r"(?:1[89]|20)\d\d"
_COUNTED = (
    "adults|arrests|calls|cases|children|convictions|countries|deaths|groups|interviews|men|migrants|offences|"
    "organisations|participants|people|persons|prosecutions|reports|respondents|reviews|sites|states|studies|"
    "submissions|survivors|victims|votes|women|workers"
)
_FIGURE = re.compile(
    rf"\b{_YEAR}s?\b"
    r"|\b\d[\d,.]*\s?(?:%|per cent\b|percent\b)"
    r"|\b\d[\d,.]* (?:hundred|thousand|million|billion)\b"
    r"|\b\d{1,3}(?:,\d{3})+\b|\b\d+\.\d+\b|\b\d{3,}\b(?!\()"
    rf"|\b\d+ (?:\w+ )?(?:{_COUNTED})\b"
)
"""A year, a share, a large or a broken number, or a number of people or things that somebody counted."""

_OURS = re.compile(
    r"^\W*\d\.\d+\b"  # an outcome
    r"|\b\d+ (?:cards?|cells?|hours?|items?|lines?|minutes?|points?|questions?|sentences?|steps?|words?)\b"
    r"|\b(?:block|module|page|part|row|step)s? \d+(?:(?: and| to|,|-) ?\d+)*",
    re.IGNORECASE,
)
"""Numbers of our own, which have no source: outcomes, minutes, points, parts of a lesson."""

_CITED = re.compile(
    r"\b[A-Z]\d\d\d?\b|\b[AB]-R?\d+[ab]?\b|\bref:|\bdoi:|\bU\.S\.C\.|\bStat\.|\bCode \d|\b[A-Z]/[A-Z]+"
    r"|\b(?:P\.A\.|Public Acts?) \d|\b(?:[Aa]rts?\.|[Aa]rticles?|[Ss]ections?) \d|\b\d+[a-z]-\d+"
)
_LINKED = re.compile(r"\]\(<?(?:https?:|#[Ss]ources)")
_DATED = re.compile(rf"\((?:[^()]*\W)?{_YEAR}(?:\W[^()]*)?\)")
_NAME = re.compile(r"\b[A-Z]{2,}\b|(?<!^)(?<![.!?] )\b[A-Z][a-z]\w+|\b[A-Z]\w+(?= \()")
_LISTS = re.compile(r"\b(?:as of|dates?|law|sources?|version)\b", re.IGNORECASE)


def check_citations(page: Page) -> Iterator[Problem]:
    """
    Yield each paragraph, list item and row of a table that gives a figure or a date without a source.

    A source is a locator such as (N03), (B-14) or ref:KEY, a section of a law, a link to the web or to the
    list of sources, or a year in brackets with somebody's name, such as "the ILO (2022)". A row may have it
    in the table's head; a table with a column for law, source, version or date is a list of sources itself.
    Numbers of our own, and small ones that count nothing (ages, sections), need none. Not read are headings,
    quoted blocks, what learners fill in, and the cells of sources and support lines.
    """
    for cell, source in page.prose:
        if nbgrader_of(cell):
            continue
        head = ""
        for block in blocks(source):
            head = block.text if block.kind == "head" else head if block.kind == "row" else ""
            if block.kind in UNITS and (figures := bare_figures(block, head)):
                said = " and ".join(map(repr, figures[:2]))
                text = (
                    f"cell {cell.get('id')!r} gives {said} without a source in the same {UNITS[block.kind]}"
                )
                yield page.problem(cell, "", f"{text}; add one, such as (N03), (B-14) or 22 U.S.C. 7102")


def bare_figures(block: Block, head: str = "") -> list[str]:
    """Return the figures of a block that has no source, each once, in order."""
    text = shown(block.text)
    if OPT_OUT in block.text or _LISTS.search(head) or _LINKED.search(f"{block.text}{head}"):
        return []
    if _CITED.search(f"{text} {head}") or (_DATED.search(text) and _NAME.search(text)):
        return []
    return list(dict.fromkeys(match[0] for match in _FIGURE.finditer(_OURS.sub("", text))))
