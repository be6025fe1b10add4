"""library(): search, filters, the list, the list on paper. Not here: a browser, what the sources say."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from unit.course_builder import change, write_course
from unit.library_builder import add_library

import casework
from casework.explorers.library_page import ALL, NONE, SEARCH, Library, library_view
from casework.module import CourseError
from casework.references import Reference, read_references
from casework.yaml_lines import ContentError

BAD = """"><img src=x onerror=alert(1)><script>alert('x')</script></h5></ul>&amp; [a](javascript:alert(1))"""
EVERYTHING = {SEARCH: "", **ALL}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the library of a small course whose top folder is the current one."""
    write_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return add_library(tmp_path)


@pytest.fixture
def both(file: Path) -> list[Reference]:
    """Return the two entries of the small course's library."""
    return list(read_references(file).values())


class Tags(HTMLParser):
    """Collects tags with their attributes, and headings and links with their words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {name: [] for name in ("h4", "h5", "a", "li", "p")}
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))
        self.words.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.words[tag][-1] += data


def shown(page: Library) -> list[str]:
    """Return the titles that the page shows."""
    return Tags(page._view.html).words["h5"]


def choose(page: Library, label: str, value: str) -> None:
    """Type or choose something in a filter."""
    chosen: Any = page._filters[label]
    chosen.value = value


def test_each_source_has_a_heading_and_a_link(file: Path) -> None:
    """Kinds and titles are headings, a title leads to its source, and what we know stands in words."""
    tags = Tags(casework.library()._view.html)

    assert tags.words["h4"] == ["Book (1)", "Guidance (1)"]
    assert tags.words["h5"] == ["Opticks: or, a Treatise of Light", "Signs of <b>Roads</b>"]
    links = [given for tag, given in tags.tags if tag == "a"]
    assert [given["href"] for given in links] == [
        "https://www.example.org/opticks",
        "https://doi.org/10.1234/signs",
    ]
    assert {given["rel"] for given in links} == {"noopener noreferrer"}
    assert tags.words["a"] == tags.words["h5"]
    assert tags.words["p"][1:9] == [
        "Newton, Isaac. 1704. Smith and Walford.",
        "Published by: Printers to the Royal Society",
        "Used for: Where the colours of light come from.",
        "How far it was read: read in part (looked at 2026-11-01)",
        "Used in module: 01",
        "Facts that rest on it: T01",
        "Named in: SWAN/GHJP issue brief, paragraph B-1",
        "Cite as: ref:newton-1704",
    ]
    (box,) = [given for tag, given in tags.tags if given.get("role") == "region"]
    assert (box["tabindex"], box["aria-label"]) == ("0", "Sources")


@pytest.mark.parametrize(
    ("label", "value", "titles", "status"),
    [
        ("Search", "treatise NEWTON", 1, "1 of 2 sources: 1 read in part."),
        ("Search", "  ", 2, "2 of 2 sources: 1 read in part, 1 not read."),
        ("Search", "b-1", 1, "1 of 2 sources: 1 read in part."),
        ("Search", "10.1234", 1, "1 of 2 sources: 1 not read."),
        ("Search", "newton roads", 0, "0 of 2 sources."),
        ("Kind", "guidance", 1, "1 of 2 sources: 1 not read."),
        ("Module", "01", 1, "1 of 2 sources: 1 read in part."),
        ("Fact", "T01", 1, "1 of 2 sources: 1 read in part."),
        ("How far read", "read in full", 0, "0 of 2 sources."),
    ],
)
def test_search_and_filters_narrow_the_list(
    file: Path, label: str, value: str, titles: int, status: str
) -> None:
    """Every word typed has to be there, in any order; the line that is read out counts what is left."""
    page = casework.library()
    choose(page, label, value)

    assert len(shown(page)) == titles
    assert page._status.text == status
    assert (NONE in page._view.html) == (NONE in page._view.text) == (titles == 0)


def test_filters_work_together(file: Path) -> None:
    """A word and a choice narrow the list together, and taking them back widens it."""
    page = casework.library()
    choose(page, "Kind", "book")
    choose(page, "Search", "office")
    assert shown(page) == []
    choose(page, "Kind", ALL["Kind"])
    assert shown(page) == ["Signs of <b>Roads</b>"]


def test_hostile_texts_are_shown_and_never_run(both: list[Reference]) -> None:
    """Markup in any text stays text, and only a web address becomes a link."""
    names = ("title", "short", "names", "by", "year", "place", "published_by", "supports", "checked", "id")
    hostile = replace(
        both[0], **dict.fromkeys(names, BAD), link="javascript:alert(1)", facts=(BAD,), cites=(BAD,)
    )
    view = library_view([hostile], EVERYTHING)
    tags = Tags(view.html)

    assert {tag for tag, _ in tags.tags} == {"div", "style", "p", "strong", "h4", "h5", "ul", "li"}
    assert all(not name.startswith("on") for _, given in tags.tags for name in given)
    assert tags.words["h5"] == [BAD]
    assert BAD in view.text

    quoted = replace(both[0], link=f"https://www.example.org/{BAD}")
    (link,) = [given for tag, given in Tags(library_view([quoted], EVERYTHING).html).tags if tag == "a"]
    assert link["href"] == quoted.link


def test_paper_has_the_whole_list(file: Path) -> None:
    """Print, GitHub and static pages get every source, whatever is chosen, and links with their address."""
    page = casework.library()
    choose(page, "Search", "newton")
    bundle = page._repr_mimebundle_()
    tags = Tags(bundle["text/html"])

    assert len(tags.words["h5"]) == 2
    assert [given for _, given in tags.tags if given.get("role") == "region"] == []
    assert "@media print{.cw-x h5 a::after{content:" in bundle["text/html"]
    assert "Library. 2 of 2 sources: 1 read in part, 1 not read." in tags.words["p"][0]
    assert "In a live notebook you can search this list." in bundle["text/plain"]
    assert not re.search("<(?!b>|/b>)[a-z/]", bundle["text/plain"])
    assert all(one in bundle["text/plain"] for one in ("https://doi.org/10.1234/signs", "ref:newton-1704"))


def test_the_search_box_waits_for_enter(file: Path) -> None:
    """It has a label of its own, and tells Python once, not letter by letter."""
    box: Any = casework.library()._filters["Search"]

    assert (box.description, box.continuous_update) == ("Search", False)


def test_a_course_without_library_says_so(file: Path) -> None:
    """A missing file is told as a mistake of the course; a broken one with its line."""
    change(file, '"type": "book"', '"type": "tome"')
    with pytest.raises(
        ContentError, match=r"data/library\.json:4: reference 'newton-1704': 'type' is 'tome'"
    ):
        casework.library()
    file.unlink()
    told = r"^no data/library\.json above this notebook; keep the course's folders together\.$"
    with pytest.raises(CourseError, match=told):
        casework.library()


def test_the_courses_own_library(repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every entry of the real library is on the page, and a reference of the brief by its number."""
    monkeypatch.chdir(repo_root / "modules")
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    page = casework.library()
    assert len(shown(page)) == len(read_references(repo_root / "data" / "library.json")) > 150
    choose(page, "Search", "reference [18a]")
    assert shown(page) == ["Sex Work, Human Trafficking & the Harm of Conflating the Two"]
