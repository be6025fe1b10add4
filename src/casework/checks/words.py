"""Checks glossary and comparisons: sources, links to terms, cells that show them. Shape is the readers'."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from casework import comparisons, terms
from casework.checks.data import Locators
from casework.checks.notebooks import source_of
from casework.checks.pages import Page, read_page
from casework.comparisons import Comparison
from casework.terms import Term, links
from casework.yaml_lines import ContentError, Problem

_COMPARE = re.compile(r"""^\s*compare\(\s*["']([^"']*)["']\s*\)\s*$""", re.MULTILINE)
_GLOSSARY = re.compile(r"^\s*glossary\(\s*\)\s*$", re.MULTILINE)


def check_terms(data: Path, locators: Locators) -> tuple[Mapping[str, Term] | None, list[Problem]]:
    """
    Return the terms in the data folder, and what is wrong with them.

    Returns:
        The terms by id: none where there is no glossary, None where it cannot be read.
    """
    path = data / terms.FILE
    if not path.exists():
        return {}, []
    try:
        known = terms.read_terms(path)
    except ContentError as error:
        return None, list(error.problems)
    problems = []
    for term in known.values():
        for source in (*term.sources, *(source for use in term.uses for source in use.sources)):
            if text := locators.mistake(source):
                problems.append(Problem(term.file, term.line, f"term {term.id!r}", text))
    return known, problems


def check_words(folder: Path, known: Mapping[str, Term] | None, locators: Locators) -> Iterator[Problem]:
    """
    Yield what is wrong with a module's links to terms, its comparisons and the cells that show them.

    Args:
        known: the course's terms, or None where they are not known, so that no link is blamed.
    """
    page = read_page(folder)
    if page is None:
        return
    if known is not None:
        yield from _links(page, known)
    if (folder / comparisons.FILE).exists() or any(map(_COMPARE.search, map(source_of, page.cells))):
        yield from _comparisons(page, folder, locators)


def _links(page: Page, known: Mapping[str, Term]) -> Iterator[Problem]:
    """Yield links that lead nowhere, and links without the one cell that makes them open."""
    texts = [cell for cell in page.cells if cell.get("cell_type") != "code" and links(source_of(cell))]
    lists = [
        cell for cell in page.cells if cell.get("cell_type") == "code" and _GLOSSARY.search(source_of(cell))
    ]
    for cell in texts:
        for id_ in sorted(links(source_of(cell)) - known.keys()):
            near = difflib.get_close_matches(id_, known, n=3, cutoff=0.4)
            hint = f"near it are {', '.join(near)}" if near else "add it there or correct the link"
            text = f"cell {cell.get('id')!r} links to it and data/{terms.FILE} does not have it; {hint}"
            yield page.problem(cell, f"term {id_!r}", text)
    if texts and not lists:
        text = f"cell {texts[0].get('id')!r} links to a term, and no cell shows the terms"
        yield page.problem(texts[0], "", f"{text}; write glossary() alone in one")
    for cell in lists[1:]:
        text = f"glossary() stands in two cells, {lists[0].get('id')!r} and {cell.get('id')!r}; keep one"
        yield page.problem(cell, "", text)


def _comparisons(page: Page, folder: Path, locators: Locators) -> Iterator[Problem]:
    """Yield what is wrong with a module's comparisons, and with the cells that place them."""
    try:
        known = comparisons.read_comparisons(folder / comparisons.FILE)
    except ContentError as error:
        yield from error.problems
        return
    placed: dict[str, str] = {}
    for cell in page.cells:
        calls = _COMPARE.findall(source_of(cell)) if cell.get("cell_type") == "code" else []
        for id_ in calls:
            item = f"comparison {id_!r}"
            if id_ not in known:
                text = f"compare() names none of {comparisons.FILE}; check the spelling"
                yield page.problem(cell, item, text)
            elif id_ in placed:
                text = f"stands in two places, cells {placed[id_]!r} and {cell.get('id')!r}; keep one"
                yield page.problem(cell, item, text)
            elif cell.get("id") != id_:
                text = f"the cell's id is {cell.get('id')!r}; it must be the comparison's id"
                yield page.problem(cell, item, text)
            placed.setdefault(id_, str(cell.get("id")))
    for comparison in known.values():
        if comparison.id not in placed:
            text = f'stands in no cell; write compare("{comparison.id}") alone in one, or remove it'
            yield _about(comparison, text)
        yield from (_about(comparison, text) for text in _meaning(comparison, folder.name, locators))


def _meaning(comparison: Comparison, module: str, locators: Locators) -> Iterator[str]:
    if comparison.module != module:
        yield f"its file's module is {comparison.module!r}; it must be the folder's name, {module!r}"
    if not comparison.id.startswith(prefix := f"m{module[:2]}-"):
        yield f"the id must begin with {prefix!r}, the module's number"
    for column in comparison.columns:
        yield from filter(None, map(locators.mistake, column.sources))


def _about(comparison: Comparison, text: str) -> Problem:
    return Problem(comparison.file, comparison.line, f"comparison {comparison.id!r}", text)
