"""Terms of the glossary: reads data/glossary.yaml, finds links to terms, renders entries. No widgets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casework import shape
from casework.languages import _
from casework.markup import inline, markdown, sources_html
from casework.sources import Labeller, plain_label
from casework.translations import load_spoken
from casework.yaml_lines import ContentError, Problem

FILE = "glossary.yaml"
ANCHOR = "term-"
_LINK = re.compile(rf"\]\(<?#{ANCHOR}([^)>\s]*)")


@dataclass(frozen=True)
class Use:
    """One use of a disputed term: who uses it, how and why (Markdown), with locators."""

    who: str
    how: str
    why: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """One entry: its words, its definition (Markdown) with locators and date, and rival uses, if any."""

    id: str
    term: str
    also: tuple[str, ...]
    definition: str
    sources: tuple[str, ...]
    as_of: str
    uses: tuple[Use, ...]
    file: str = field(compare=False)
    line: int = field(compare=False)

    @property
    def links(self) -> frozenset[str]:
        """The ids of the terms that this entry links to."""
        return links(self.definition, *(text for use in self.uses for text in (use.how, use.why)))


def read_terms(path: Path) -> Mapping[str, Term]:
    """
    Read a glossary.

    Returns:
        The terms by id, in the file's order.

    Raises:
        ContentError: every mistake with file, line and id.
    """
    document = load_spoken(path)
    if outer := shape.mistake("glossary_file", document.data if document.data is not None else {}):
        raise ContentError([document.problem(outer[1], *outer[0])])
    problems: list[Problem] = []
    terms: dict[str, Term] = {}
    owners: dict[str, str] = {}
    for index, data in enumerate(document.data["terms"]):
        where = ("terms", index)
        item = f"term {data['id']!r}" if data.get("id") is not None else ""
        if found := shape.mistake("glossary_term", data):
            problems.append(document.problem(found[1], *where, *found[0], item=item))
            continue
        term = _term(data, document.file, document.line(*where))
        if term.id in terms:
            text = f"this id is taken at line {terms[term.id].line}; ids are permanent and unique"
            problems.append(document.problem(text, *where, "id", item=item))
            continue
        terms[term.id] = term
        for word in (term.term, *term.also):
            if (owner := owners.setdefault(word.casefold(), term.id)) != term.id:
                text = f"{word!r} is a word of the term {owner!r} already; keep it in one of the two"
                problems.append(document.problem(text, *where, item=item))
    written = {data.get("id") for data in document.data["terms"]}
    for term in terms.values():
        for id_ in sorted(term.links - written):
            text = f"links to the term {id_!r}, which is not in this file; check the spelling"
            problems.append(Problem(term.file, term.line, f"term {term.id!r}", text))
    if problems:
        raise ContentError(problems)
    return MappingProxyType(terms)


def links(*texts: str) -> frozenset[str]:
    """Return the ids of the terms that Markdown texts link to, as in ``[a pledge](#term-debt-bondage)``."""
    return frozenset(id_ for text in texts for id_ in _LINK.findall(text))


def linked(terms: Mapping[str, Term], ids: Iterable[str]) -> tuple[Term, ...]:
    """Return the terms with these ids and every term their entries lead to, in the alphabet's order."""
    found: dict[str, Term] = {}
    waiting = [id_ for id_ in ids if id_ in terms]
    while waiting:
        term = terms[waiting.pop()]
        if term.id not in found:
            found[term.id] = term
            waiting += sorted(term.links)
    return tuple(sorted(found.values(), key=lambda term: term.term.casefold()))


def entry_html(term: Term, label: Labeller = plain_label) -> str:
    """Return what the list and the small window say of a term: word, definition, source, rival uses."""
    also = f" <span>({_('also:')} {escape('; '.join(term.also))})</span>" if term.also else ""
    uses = "".join(
        f"<li><b>{escape(use.who)}:</b> {inline(use.how)} <i>{_('Why:')}</i> {inline(use.why)}"
        f"{sources_html(use.sources, label)}</li>"
        for use in term.uses
    )
    return (
        f"<p><dfn>{escape(term.term)}</dfn>{also}</p>{markdown(term.definition)}"
        f'<p class="cw-sources">{_("As of:")} {escape(term.as_of)}.</p>{sources_html(term.sources, label)}'
        + (f"<p><b>{_('Who uses it how')}</b></p><ul>{uses}</ul>" if uses else "")
    )


def list_html(terms: Iterable[Term], label: Labeller = plain_label) -> str:
    """Return entries as list items; the id of each is where a link to its term leads without JavaScript."""
    return "".join(f'<li id="{ANCHOR}{escape(term.id)}">{entry_html(term, label)}</li>' for term in terms)


def _term(data: Any, file: str, line: int) -> Term:
    """Build a Term from data that has no problem."""
    uses = tuple(
        Use(use["who"].strip(), use["how"].strip(), use["why"].strip(), tuple(use["sources"]))
        for use in data.get("uses", ())
    )
    also = tuple(word.strip() for word in data.get("also", ()))
    texts = (data["definition"].strip(), tuple(data["sources"]), data["as_of"].strip())
    return Term(data["id"], data["term"].strip(), also, *texts, uses, file, line)
