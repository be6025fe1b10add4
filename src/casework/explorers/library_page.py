"""The library's page: search, filters, list of sources; on paper all of them. No source stands in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from casework.explorers import show
from casework.explorers.frame import Page, View
from casework.module import CourseError
from casework.references import FILE, Reference, read_references
from casework.sources import plain_label
from casework.tables import data_folder

SEARCH, KIND, MODULE, FACT, READ = "Search", "Kind", "Module", "Fact", "How far read"
ALL = {KIND: "All kinds", MODULE: "All modules", FACT: "All facts", READ: "All"}
HOW_FAR = ("read in full", "read in part", "seen second-hand", "not read")
NOTE = (
    "To be in this list is no praise. Look at who published a source, and at how far it was read for this "
    "course. What was not read is here because a text of the course names it. A title in [brackets] is ours."
)
NONE = "No source fits; take out a word or choose more widely."


class Library(Page):
    """The sources of the course, to search and to choose from; print and static pages have all of them."""

    more = "In a live notebook you can search this list."

    def __init__(self, references: Sequence[Reference]) -> None:
        self._all = tuple(references)
        modules = sorted({module for one in self._all for module in one.modules})
        filters = {
            SEARCH: [],
            KIND: [ALL[KIND], *sorted({one.kind for one in self._all})],
            MODULE: [ALL[MODULE], *modules],
            FACT: [ALL[FACT], *sorted({fact for one in self._all for fact in one.facts})],
            READ: [ALL[READ], *HOW_FAR],
        }
        super().__init__("Library", filters, lambda chosen: library_view(self._all, chosen))

    def fallback(self) -> tuple[str, str]:
        """Return the whole list, whatever is chosen, for print, GitHub and pages without widgets."""
        whole = library_view(self._all, {SEARCH: "", **ALL}, scrolls=False)
        return self._static(f"{self._title}. {whole.status}", whole)


def library() -> Library:
    """
    Show the sources of the course: who published each, what it is used for, how far it was read.

    Raises:
        CourseError: the course has no library.
        ContentError: the library has mistakes.
    """
    path = data_folder() / FILE
    if not path.is_file():
        raise CourseError(f"no data/{FILE} above this notebook; keep the course's folders together.")
    return Library(tuple(read_references(path).values()))


def library_view(references: Sequence[Reference], chosen: Mapping[str, str], scrolls: bool = True) -> View:
    """Return the view of the sources that fit what is typed and chosen; in a box that scrolls, or plain."""
    found = [one for one in references if _fits(one, chosen)]
    read = Counter(one.verification for one in found)
    counts = ", ".join(f"{read[how]} {how}" for how in HOW_FAR if read[how])
    status = f"{len(found)} of {len(references)} sources" + (f": {counts}." if counts else ".")
    kinds = {kind: [one for one in found if one.kind == kind] for kind in sorted({one.kind for one in found})}
    parts = "".join(_group_html(kind, group) for kind, group in kinds.items()) or show.paragraph(NONE)
    if scrolls:
        box = 'class="cw-x-scroll cw-x-sources" role="region" tabindex="0" aria-label="Sources"'
        parts = f"<div {box}>{parts}</div>"
    text = [NOTE]
    for kind, group in kinds.items():
        text += [f"{_heading(kind, group)}:", *(f"  {_text(one)}" for one in _sorted(group))]
    text += [] if found else [NONE]
    return View(status, show.page(show.paragraph(NOTE), parts), "\n".join(text))


def _fits(one: Reference, chosen: Mapping[str, str]) -> bool:
    """Return whether a source is of the chosen kinds and has every word that was typed, in any order."""
    has = {KIND: (one.kind,), MODULE: one.modules, FACT: one.facts, READ: (one.verification,)}
    if any(chosen[label] not in (ALL[label], *values) for label, values in has.items()):
        return False
    words = " ".join((_text(one), one.short, *one.cites)).casefold()
    return all(word in words for word in chosen[SEARCH].casefold().split())


def _sorted(group: Sequence[Reference]) -> list[Reference]:
    return sorted(group, key=lambda one: one.label.casefold())


def _heading(kind: str, group: Sequence[Reference]) -> str:
    return f"{kind[0].upper()}{kind[1:]} ({len(group)})"


def _group_html(kind: str, group: Sequence[Reference]) -> str:
    entries = "".join(f'<li class="cw-x-study">{_html(one)}</li>' for one in _sorted(group))
    return f"{show.heading(_heading(kind, group))}<ul>{entries}</ul>"


def _html(one: Reference) -> str:
    title = escape(one.title)
    if one.link.startswith(("https://", "http://")):
        title = f'<a href="{escape(one.link)}" target="_blank" rel="noopener noreferrer">{title}</a>'
    return f"<h5>{title}</h5>{show.paragraph(_written(one))}{show.terms(_facts(one))}"


def _written(one: Reference) -> str:
    return ". ".join(part.rstrip(".") for part in (one.by, one.year, one.place) if part) + "."


def _facts(one: Reference) -> list[tuple[str, str]]:
    return [
        ("Published by", one.published_by),
        ("Used for", one.supports),
        ("How far it was read", f"{one.verification} (looked at {one.checked})"),
        ("Used in module", ", ".join(one.modules)),
        ("Facts that rest on it", ", ".join(one.facts)),
        ("Named in", "; ".join(map(_named, one.cites))),
        ("Cite as", f"ref:{one.id}"),
    ]


def _named(point: str) -> str:
    """Return a row of the source points in words."""
    return plain_label(f"{'brief' if point.startswith('B-') else 'article'}:{point}")


def _text(one: Reference) -> str:
    said = [one.title, _written(one), *(f"{name}: {text}" for name, text in _facts(one) if text), one.link]
    return " | ".join(filter(None, said))
