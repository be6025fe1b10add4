"""What each cell and each question of a module says, sources included, to look for what it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.checks.notebooks import source_of
from casework.checks.pages import Page
from casework.comparisons import FILE as COMPARE
from casework.grading.code_cells import CALL
from casework.items import Key
from casework.module import Module
from casework.terms import ANCHOR, Term
from casework.yaml_lines import ContentError, load

_COMPARE = re.compile(r"""^\s*compare\(\s*["']([^"']*)["']\s*\)\s*$""", re.MULTILINE)


@dataclass(frozen=True)
class Places:
    """
    The texts of a module by id.

    Attributes:
        cells: a cell's Markdown; for a cell that shows a comparison or a case, all that this says. An entry
            of the glossary counts as a cell by the name of its anchor, such as term-consent.
        questions: stem, parts and locators of a question and of its reasons; with a step, what it reveals.
    """

    cells: Mapping[str, str]
    questions: Mapping[str, str]


def places_of(
    module: Module, page: Page | None, keys: Mapping[str, Key], terms: Mapping[str, Term] | None
) -> Places:
    """Return what the cells and questions of a module say."""
    cells = {f"{ANCHOR}{id_}": _all(vars(term)) for id_, term in (terms or {}).items()}
    shown = {
        **_entries(module.folder / COMPARE, "comparisons"),
        **_entries(module.folder / "case.yaml", "cases"),
    }
    for cell in page.cells if page else ():
        source = source_of(cell)
        ids = [*_COMPARE.findall(source), *(id_ for kind, id_ in CALL.findall(source) if kind != "ask")]
        cells[str(cell.get("id"))] = " ".join([source, *(_all(shown.get(id_, "")) for id_ in ids)])
    questions = {
        id_: _all([question.text, question.body, question.sources, _why(keys.get(id_))])
        for id_, question in module.questions.items()
    }
    for case in module.cases.values():
        for step in case.steps:
            questions[step.id] = f"{step.reveal} {questions.get(step.id, '')}"
        for change in case.changes:
            more = _all([change.fact, change.becomes, change.effect, change.sources])
            questions[change.question.id] += f" {more}"
    return Places(cells, questions)


def _why(key: Key | None) -> list[Any]:
    return [[one.text, one.sources] for one in key.why.values()] if key else []


def _entries(path: Path, name: str) -> dict[str, Any]:
    """Return the entries of a content file by id; none where it is missing or broken (its reader tells)."""
    with suppress(ContentError):
        return {entry["id"]: entry for entry in load(path).data[name]}
    return {}


def _all(value: Any) -> str:
    """Return every text in plain data as one."""
    return " ".join(_texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in _texts(one))
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in _texts(one))
    elif hasattr(value, "__dataclass_fields__"):
        yield from _texts(vars(value))
