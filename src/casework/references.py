"""The library's entries: reads data/library.json (CSL-JSON), tells an entry in words. Shows no page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casework import shape
from casework.yaml_lines import ContentError, Path_, Problem, display_path, load, read_json

FILE = "library.json"


@dataclass(frozen=True)
class Reference:
    """
    One source: what it is, who published it, what the course uses it for, how far it was read.

    Attributes:
        names: the families or bodies that wrote or edited it, short; ``by`` has them all with given names.
        year: as told, such as ``2018``, ``c. 2020`` or ``undated``.
        link: where it is on the web, a DOI's address first; empty if no address is known.
        facts: ids in facts.yaml that rest on it. cites: rows of source_points.csv that name it.
        modules: the two digits of the modules that use it.
    """

    id: str
    title: str
    short: str
    names: str
    by: str
    year: str
    place: str
    link: str
    kind: str
    published_by: str
    supports: str
    verification: str
    checked: str
    facts: tuple[str, ...]
    cites: tuple[str, ...]
    modules: tuple[str, ...]

    @property
    def label(self) -> str:
        """Author, short title and year, as a locator is told."""
        year = "" if self.year in self.short else self.year
        return ", ".join(filter(None, (self.names, self.short, year)))


def read_references(path: Path) -> Mapping[str, Reference]:
    """
    Read a library.

    Returns:
        The entries by id, in the file's order.

    Raises:
        ContentError: every mistake with file, line and id.
    """
    entries = read_json(path)
    if not isinstance(entries, list):
        text = "no list of entries; this file is CSL-JSON, a list of entries"
        raise ContentError([Problem(display_path(path), 1, "", text)])
    mistakes: list[tuple[Path_, str, str]] = []
    found: dict[str, Reference] = {}
    for index, data in enumerate(entries):
        id_ = data.get("id") if isinstance(data, dict) else None
        item = f"reference {id_!r}" if id_ is not None else ""
        if mistake := shape.mistake("library_entry", data):
            mistakes.append(((index, *mistake[0]), item, mistake[1]))
        elif id_ in found:
            text = "an earlier entry has this id; ids are permanent and unique"
            mistakes.append(((index, "id"), item, text))
        else:
            found[str(id_)] = _reference(data)
    if mistakes:
        document = load(path)  # JSON is YAML, which knows its lines; learners do not wait for them
        raise ContentError(document.problem(text, *place, item=item) for place, item, text in mistakes)
    return MappingProxyType(found)


def reference_labels(path: Path) -> Mapping[str, str]:
    """Return what each entry is called; empty if the file is missing or broken (``casework check`` tells)."""
    try:
        return _labels(path, path.stat().st_mtime_ns)
    except (OSError, ContentError):
        return {}


@lru_cache(maxsize=8)
def _labels(path: Path, modified: int) -> Mapping[str, str]:
    return {id_: one.label for id_, one in read_references(path).items()}


def _reference(data: Mapping[str, Any]) -> Reference:
    """Build a Reference from data that has no problem."""
    own, people = data["custom"], data.get("author") or data.get("editor") or []
    edited = "author" not in data and "editor" in data
    mark = f" ({'eds' if len(people) > 1 else 'ed.'})" if edited else ""
    doi = data.get("DOI")
    return Reference(
        id=data["id"],
        title=data["title"].strip(),
        short=data.get("title-short", data["title"]).strip(),
        names=_short_names(people) + mark,
        by="; ".join(map(_full_name, people)) + mark,
        year=_year(data.get("issued", {})),
        place=_place(data),
        link=f"https://doi.org/{doi}" if doi else data.get("URL", ""),
        kind=own["source_kind"],
        published_by=own["published_by"].strip(),
        supports=own["supports"].strip(),
        verification=own["verification"],
        checked=own["checked"],
        facts=tuple(own["facts"]),
        cites=tuple(own["cites"]),
        modules=tuple(own["modules"]),
    )


def _short_names(people: Sequence[Mapping[str, str]]) -> str:
    names = [person.get("literal") or person.get("family") or person["given"] for person in people]
    if len(names) > 3:
        return f"{names[0]} and others"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _full_name(person: Mapping[str, str]) -> str:
    return person.get("literal") or ", ".join(filter(None, (person.get("family"), person.get("given"))))


def _year(issued: Mapping[str, Any]) -> str:
    """Return the year of a CSL date in words."""
    years = [str(part[0]) for part in issued.get("date-parts", ())]
    text = " to ".join(years) or str(issued.get("literal", "undated"))
    return f"c. {text}" if issued.get("circa") else text


def _place(data: Mapping[str, Any]) -> str:
    """Return where it was published: journal or book, volume, pages, publisher, number."""
    volume = data.get("volume", "") + (f"({data['issue']})" if "issue" in data else "")
    paged = ": ".join(filter(None, (volume, data.get("page"))))
    journal = " ".join(filter(None, (data.get("container-title"), paged)))
    return ", ".join(filter(None, (journal, data.get("edition"), data.get("publisher"), data.get("number"))))
