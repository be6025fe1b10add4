"""Sources: puts a locator such as fact:L08 into words a reader can follow. Judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from casework.in_browser import steady
from casework.languages import N_, _
from casework.references import FILE, reference_labels
from casework.yaml_lines import ContentError, load

Labeller = Callable[[str], str]

_PAPERS = {
    "brief": N_("SWAN/GHJP issue brief, paragraph {number}"),
    "article": N_("Ditmore, article of 2008 and its comments, paragraph {number}"),
}
_LISTED = "B-R"
"""How the rows of the brief's own references begin; the number behind it is the brief's."""


def plain_label(locator: str) -> str:
    """Return a locator in words, without looking anything up."""
    kind, _colon, rest = locator.partition(":")
    if rest.startswith(_LISTED) and kind == "brief":
        return _("SWAN/GHJP issue brief, reference [{number}]").format(number=rest.removeprefix(_LISTED))
    if kind in _PAPERS:
        return _(_PAPERS[kind]).format(number=rest)
    if kind == "course":
        return _("this course, {place}").format(place=rest)
    if kind == "ref":
        return _("library entry {id}").format(id=rest)
    return rest if kind == "law" else _("fact {id}").format(id=rest)


def labeller(start: Path) -> Labeller:
    """
    Return a function that puts locators in words, with the facts' own sources and dates and the library's
    authors, short titles and years.

    Args:
        start: a folder of the course; the data folder is looked for in it and in its parents.
    """
    data = find_data(start)

    @cache
    def facts() -> Mapping[str, Mapping[str, Any]]:
        return read_facts(data / "facts.yaml") if data else {}

    def label(locator: str) -> str:
        kind, _colon, id_ = locator.partition(":")
        # The files are read at the first locator that needs them: a page of unanswered questions has none.
        if kind == "ref" and data:
            return reference_labels(data / FILE).get(id_) or plain_label(locator)
        fact = facts().get(id_) if kind == "fact" else None
        if fact is None:
            return plain_label(locator)
        about = _("fact {id}, as of {date}").format(id=id_, date=fact["as_of"])
        return f"{fact['source']} ({about})"

    return label


@steady
def find_data(start: Path) -> Path | None:
    """Return the nearest data folder with a facts.yaml in ``start`` or above, or None."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "data" / "facts.yaml").is_file():
            return folder / "data"
    return None


def read_facts(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the facts by id; empty where the file is missing or broken (``casework check`` tells)."""
    try:
        return _facts(path, path.stat().st_mtime_ns)
    except (OSError, ContentError):
        return {}


@lru_cache(maxsize=8)
def _facts(path: Path, modified: int) -> Mapping[str, Mapping[str, Any]]:
    data = load(path).data
    entries = data.get("facts") if isinstance(data, dict) else None
    needed = ("id", "source", "as_of")
    return {
        fact["id"]: fact
        for fact in (entries if isinstance(entries, list) else [])
        if isinstance(fact, dict) and all(isinstance(fact.get(name), str) for name in needed)
    }
