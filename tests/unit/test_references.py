"""The library's file: its entries in words, and each mistake's line. Not here: the page, the real library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from unit.anything import JSON
from unit.course_builder import NAME, change, found, write_course
from unit.library_builder import LIBRARY, add_library

from casework.references import read_references
from casework.yaml_lines import ContentError

FILE, PRACTICE, POINTS = "data/library.json", f"modules/{NAME}/practice.yaml", "data/source_points.csv"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the top folder of a small right course with a library, the current folder."""
    write_course(tmp_path)
    add_library(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return tmp_path


def test_a_reference_has_its_parts(root: Path) -> None:
    """Reading a library gives each entry with its words, its place on the web and in the course."""
    newton, signs = read_references(root / FILE).values()

    assert (newton.by, newton.names, newton.year, newton.place) == (
        "Newton, Isaac",
        "Newton",
        "1704",
        "Smith and Walford",
    )
    assert (newton.link, newton.facts, newton.cites, newton.modules) == (
        "https://www.example.org/opticks",
        ("T01",),
        ("B-1",),
        ("01",),
    )
    assert (signs.by, signs.year, signs.link) == (
        "Road Office; Sign Office",
        "undated",
        "https://doi.org/10.1234/signs",
    )
    assert signs.label == "Road Office and Sign Office, Signs of <b>Roads</b>, undated"


ADE = [{"family": "Ade", "given": "Ann"}]
LABELS: list[tuple[dict[str, Any], str]] = [
    ({"author": ADE, "issued": {"date-parts": [[2020, 1]]}}, "Ade, Short, 2020"),
    (
        {"author": ADE * 3, "issued": {"date-parts": [[2020]], "circa": True}},
        "Ade, Ade and Ade, Short, c. 2020",
    ),
    ({"author": ADE * 4, "issued": {"literal": "1990s"}}, "Ade and others, Short, 1990s"),
    ({"editor": ADE, "issued": {"date-parts": [[2011], [2014]]}}, "Ade (ed.), Short, 2011 to 2014"),
    ({"editor": ADE * 2}, "Ade and Ade (eds), Short, undated"),
    ({"author": ADE, "editor": ADE}, "Ade, Short, undated"),
    ({"title-short": "Act of 1901", "issued": {"date-parts": [[1901]]}}, "Act of 1901"),
    ({"author": [{"given": "Plato"}], "issued": {"date-parts": [[1]]}}, "Plato, Short, 1"),
]


@pytest.mark.parametrize(("fields", "label"), LABELS)
def test_a_label_is_author_short_title_and_year(root: Path, fields: dict[str, Any], label: str) -> None:
    """One to three authors are named, more are "and others"; editors say so; a year is told once."""
    entry = {"title-short": "Short"} | fields | {"id": "x", "type": "book", "title": "Long"}
    entry["custom"] = json.loads(LIBRARY)[1]["custom"]
    (root / FILE).write_text(json.dumps([entry]), encoding="utf-8")

    assert read_references(root / FILE)["x"].label == label


NEEDED = "needed are id, type, title, custom"
MISTAKES = {
    "a missing part": (
        '  "title": "Opticks: or, a Treatise of Light",\n',
        "",
        f"2: reference 'newton-1704': 'title' missing; {NEEDED}",
    ),
    "no id": (
        '"id": "signs",',
        "",
        f"22: 'id' missing; {NEEDED}",
    ),
    "an unknown kind": (
        '"source_kind": "guidance"',
        '"source_kind": "blog"',
        "29: reference 'signs': 'custom.source_kind' is 'blog'; valid are statute, treaty, case, "
        "peer-reviewed, book, report, official statistics, resolution, guidance, advocacy, opinion, news",
    ),
    "how far it was read": (
        '"verification": "not read"',
        '"verification": "skimmed"',
        "32: reference 'signs': 'custom.verification' is 'skimmed'; valid are read in full, read in part, "
        "seen second-hand, not read",
    ),
    "an address that a browser might run": (
        '"https://www.example.org/opticks"',
        '"javascript:alert(1)"',
        "10: reference 'newton-1704': 'URL' is 'javascript:alert(1)'; "
        "valid is an address, such as https://www.example.org/page",
    ),
    "an address that ends an attribute": (
        "org/opticks",
        "org/'onload",
        "10: reference 'newton-1704': 'URL' is \"https://www.example.org/'onload\"; "
        "valid is an address, such as https://www.example.org/page",
    ),
    "a DOI with its address": (
        '"10.1234/signs"',
        '"https://doi.org/10.1234/signs"',
        "27: reference 'signs': 'DOI' is 'https://doi.org/10.1234/signs'; "
        "valid is a DOI, such as 10.1371/journal.pmed.1002680",
    ),
    "a date in words": (
        '"checked": "2026-11-02"',
        '"checked": "November"',
        "33: reference 'signs': 'custom.checked' is 'November'; valid is a date, such as 2026-11-27",
    ),
    "a year in quotes": (
        "[[1704]]",
        '[["1704"]]',
        "9: reference 'newton-1704': 'issued.date-parts.0.0' is '1704'; it must be a whole number",
    ),
    "a module's name": (
        '"modules": ["01"]',
        '"modules": ["1"]',
        "19: reference 'newton-1704': 'custom.modules.0' is '1'; "
        'valid is the two digits of a module in quotes, such as "02"',
    ),
    "an id twice": (
        '"id": "signs"',
        '"id": "newton-1704"',
        "23: reference 'newton-1704': an earlier entry has this id; ids are permanent and unique",
    ),
    "a fact that is not there": (
        '"facts": ["T01"]',
        '"facts": ["T01", "T99"]',
        "2: reference 'newton-1704': 'facts' names 'T99', which is not in data/facts.yaml; "
        "correct or remove it",
    ),
    "a paragraph that is not there": (
        '"cites": ["B-1"]',
        '"cites": ["B-R99"]',
        "2: reference 'newton-1704': 'cites' names 'B-R99', which is not in data/source_points.csv; "
        "correct or remove it",
    ),
    "a name twice": (
        '"type": "webpage",',
        '"type": "webpage", "type": "book",',
        "24: 'type' stands here twice; keep one",
    ),
    "a comma too many": (
        '"modules": []\n',
        '"modules": [],\n',
        "37: this is not valid JSON (Expecting property name enclosed in double quotes); "
        "check the commas and quotes here",
    ),
    "no list": (LIBRARY, "{}\n", "1: no list of entries; this file is CSL-JSON, a list of entries"),
    "an entry that is none": (LIBRARY, "[5]\n", "1: this is 5; it must be a block of names and values"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_has_its_line(root: Path, name: str) -> None:
    """A mistake in the library is told with file, line and entry, and nothing else is told for it."""
    old, new, told = MISTAKES[name]
    change(root / FILE, old, new)

    assert found(root) == [f"{FILE}:{told}"]


def test_every_reference_of_the_brief_is_there(root: Path) -> None:
    """A row of the brief's references without an entry is told, without a library too."""
    change(root / POINTS, "B-2,second\n", "B-2,second\nB-R18a,a reference\nB-R2,another\n")
    told = 'no entry has {0}, a reference of the brief; add one with "cites": ["{0}"]'
    both = [f"{FILE}:1: {told.format(id_)}" for id_ in ("B-R18a", "B-R2")]

    assert found(root) == both
    change(root / FILE, '"cites": []', '"cites": ["B-R2"]')
    assert found(root) == both[:1]
    (root / FILE).unlink()
    assert found(root) == both


def cite(root: Path, locator: str) -> None:
    """Make a question cite a locator."""
    change(root / PRACTICE, '"law:9 T.L.C. 12"', f'"{locator}"')


def test_a_locator_leads_to_an_entry(root: Path) -> None:
    """`ref:KEY` is a source like any other; one that is not in the library is told, without one too."""
    cite(root, "ref:newton-1704")
    assert found(root) == []
    told = (
        f"{PRACTICE}:3: question 'm01-primary': rationale b: source 'ref:{{}}' names no reference; "
        "references are in data/library.json"
    )

    change(root / PRACTICE, "ref:newton-1704", "ref:newton-1705")
    assert found(root) == [told.format("newton-1705")]
    change(root / PRACTICE, "ref:newton-1705", "ref:signs")
    (root / FILE).unlink()
    assert found(root) == [told.format("signs")]


def test_a_broken_library_blames_no_question(root: Path) -> None:
    """Where the library cannot be read, that is told once, and no locator is judged by it."""
    cite(root, "ref:newton-1705")
    change(root / FILE, '"type": "webpage"', '"type": "page"')

    (told,) = found(root)
    assert told.startswith(f"{FILE}:24: reference 'signs': 'type' is 'page'; valid are article, ")


def test_where_facts_and_paragraphs_are_not_known_none_is_missed(root: Path) -> None:
    """Facts and points that cannot be read are told once, and not again at each entry that names one."""
    (root / "data" / "facts.yaml").write_text("facts: [1]\n", encoding="utf-8")
    (root / POINTS).write_text("paragraph\nB-R1\n", encoding="utf-8")

    assert not [one for one in found(root) if one.startswith(FILE)]


HARD = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HARD
@given(value=JSON)
def test_any_json_is_read_or_told(tmp_path: Path, value: object) -> None:
    """Whatever JSON the file holds, reading gives entries or mistakes in lines."""
    path = tmp_path / "library.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    told: list[str] = []
    try:
        read = dict(read_references(path))
    except ContentError as error:
        read, told = {}, [str(problem) for problem in error.problems]
    assert read == {}
    assert all("\n" not in line for line in told)
    assert told or value == []
