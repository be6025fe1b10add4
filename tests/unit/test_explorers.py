"""The explorers: what they tell eyes, screen readers and plain text. Not here: a browser, the data itself."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest

import casework
from casework.explorers import evidence, models, numbers, show
from casework.explorers.frame import Explorer, View
from casework.explorers.pictures import Interval, Lane, Picture, Point, Series, by_year, intervals, timeline
from casework.tables import Table, load_table

NAMES = ("explore_models", "explore_evidence", "explore_numbers")
BAD = """"><img src=x onerror=alert(1)></svg><script>alert('$\\frac$')</script>#0a0b0c &amp; style="x:y"""


class Tables(HTMLParser):
    """Collects tables as rows, pictures' words, and tags; fails on tags that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.pictures: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.open.append(tag)
        self.tags.append((tag, given))
        if given.get("role") == "img":
            self.pictures.append(str(given["aria-label"]))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


@pytest.fixture(autouse=True)
def in_the_course(monkeypatch: pytest.MonkeyPatch, repo_root: Any) -> None:
    """Run in the course's own folder, as a lesson does."""
    monkeypatch.chdir(repo_root / "modules")
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


@pytest.fixture
def without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take matplotlib away."""
    for name in [*(one for one in sys.modules if one.startswith("matplotlib.")), "matplotlib"]:
        monkeypatch.setitem(sys.modules, name, None)


def made(name: str) -> Explorer:
    """Return an explorer as a cell makes it."""
    explorer = getattr(casework, name)()
    assert isinstance(explorer, Explorer)
    return explorer


def drop(explorer: Explorer, label: str) -> Any:
    """Return one filter."""
    return explorer._filters[label]


def hostile(table: Table) -> Table:
    """Return a table whose every text that is no label of the program is hostile."""
    kept = {"id", "study_id", "dataset", "model", "region", "side", "year_kind", "kind", "qualifier"}

    def bad(row: Mapping[str, Any]) -> dict[str, Any]:
        texts = {name: BAD for name, value in row.items() if isinstance(value, str) and name not in kept}
        return {**row, **texts}

    return Table(table.name, table.title, table.columns, tuple(bad(row) for row in table.rows))


def views() -> list[View]:
    """Return a view of each explorer, and of each set of numbers, with hostile texts in the tables."""
    laws, *rest = (
        hostile(load_table(name))
        for name in (
            "legal_models",
            "evidence_studies",
            "evidence_claims",
            "evidence_effects",
            "number_sources",
            "number_series",
        )
    )
    studies, claims, effects, sources, values = rest
    one_law = Table(laws.name, laws.title, laws.columns, laws.rows[:5])
    everything = {"Model": models.ALL_MODELS, "Region": models.ALL_REGIONS, "Year": models.ALL_YEARS}
    return [
        models.models_view(laws, everything),
        models.models_view(one_law, everything),
        evidence.evidence_view(studies, claims, effects, {"Claim": BAD, "Kind of study": evidence.ALL_KINDS}),
        *(
            numbers.numbers_view(Table("s", "s", sources.columns, (row,)), values, {"Data set": BAD})
            for row in sources.rows
        ),
    ]


def test_hostile_texts_are_shown_and_never_run() -> None:
    """Markup in any text of a table stays text: in tables, notes, words of pictures, and inside the SVG."""
    for view in views():
        read = Tables(view.html)
        assert {tag for tag, _ in read.tags} & {"script", "img", "iframe"} == set()
        assert all(not name.startswith("on") for _, given in read.tags for name in given)
        for svg in re.findall(r"<svg.*?</svg>", view.html, re.DOTALL):
            ElementTree.fromstring(svg)
        assert BAD in view.text


@pytest.mark.parametrize("name", NAMES)
def test_each_table_has_a_caption_and_headers(name: str) -> None:
    """Rows and columns have headers with a scope, in a named box that the keyboard can scroll."""
    explorer = made(name)
    if name == "explore_evidence":
        drop(explorer, "Kind of study").value = "review of studies"
    read = Tables(explorer._view.html)
    count = [tag for tag, _ in read.tags].count

    assert count("table") == count("caption") == 1
    scopes = [given.get("scope") for tag, given in read.tags if tag == "th"]
    assert scopes.count("row") == len(read.rows) - 1
    assert scopes.count("col") == len(read.rows[0])
    (box,) = [given for _, given in read.tags if given.get("role") == "region"]
    assert box["tabindex"] == "0"
    assert str(box["aria-label"]).startswith("Table: ")


def test_the_words_of_the_timeline_are_the_tables_years() -> None:
    """What is read out for the picture is each row with a year, and its year in the table."""
    explorer = made("explore_models")
    drop(explorer, "Model").value = "ban on buying"
    read = Tables(explorer._view.html)
    (words,) = read.pictures
    told = dict(part.rsplit(": ", 1) for part in words.split(". ", 1)[1].rstrip(".").split("; "))

    assert told == {row[0]: row[5][:4] for row in read.rows[1:]}
    assert words.startswith("Timeline, 10 dots, each the year in which a law of the table began.")


def test_the_words_of_the_forest_plot_are_the_tables_estimates() -> None:
    """Each estimate and interval is read out as the table has it, with the kind of mark in words."""
    explorer = made("explore_evidence")
    read = Tables(explorer._view.html)
    (words,) = read.pictures

    assert "Violence from clients or others: 2.99 (1.96 to 4.57), pooled from several studies" in words
    assert len(read.rows) == 4
    for outcome, estimate, interval, *_ in read.rows[1:]:
        assert f"{outcome.partition(',')[0]}: {estimate} ({interval})" in words


@pytest.mark.parametrize("title", [str(row["title"]) for row in load_table("number_sources").rows])
def test_the_words_of_the_numbers_are_the_tables_values(title: str) -> None:
    """Every value of a set is read out once for the picture and stands once in the table, as published."""
    explorer = made("explore_numbers")
    drop(explorer, "Data set").value = title
    read = Tables(explorer._view.html)
    (words,) = read.pictures

    cells = [cell for row in read.rows[1:] for cell in row[1:] if re.search(r"\d", cell)]
    assert sorted(cells) == sorted(numbers.said(row) for row in explorer._view.rows)
    assert sorted(re.findall(r": ((?:[a-z ]+)?[\d,.]*\d)(?=[;.]|$)", words)) == sorted(cells)


def test_filters_work_together() -> None:
    """Model, region and years narrow the rows; the status says how many are left."""
    explorer = made("explore_models")
    drop(explorer, "Model").value = "full decriminalisation"
    drop(explorer, "Region").value = "Europe"

    assert [row["jurisdiction"] for row in explorer._view.rows] == ["Belgium"]
    assert explorer._status.text == "1 of 90 rows; 1 with a year. Checked on a weak page only: 0."
    drop(explorer, "Year").value = "Before 1980"
    assert explorer._view.rows == ()
    assert "no row fits; choose more widely" in explorer._body.value


def test_each_law_is_in_one_period() -> None:
    """The periods and "not known" share out all rows, none twice."""
    laws = load_table("legal_models")
    chosen = {"Model": models.ALL_MODELS, "Region": models.ALL_REGIONS}
    parts = [
        models.models_view(laws, {**chosen, "Year": year}).rows for year in (*models.PERIODS, models.NO_YEAR)
    ]

    assert sorted(str(row["id"]) for part in parts for row in part) == [str(row["id"]) for row in laws.rows]


def test_weak_rows_say_so() -> None:
    """A row that rests on a dated or thin page is marked in words."""
    explorer = made("explore_models")
    drop(explorer, "Region").value = "South America"
    checked = [row[8] for row in Tables(explorer._view.html).rows[1:]]

    assert checked.count("Weak: dated or thin page read") == 5
    assert "Checked on a weak page only: 5." in explorer._status.text


def test_the_list_says_whose_it_is() -> None:
    """The models' explorer names the brief, its position, and the other names of the ban on buying."""
    html = made("explore_models")._view.html

    assert "SWAN/GHJP issue brief, which argues for full decriminalisation" in html
    assert all(name in html for name in ("Nordic", "Equality", "End Demand", "criminalisation of clients"))


def test_a_side_without_studies_is_shown_empty() -> None:
    """Both sides of a claim have their place, also where the list has no study for one."""
    explorer = made("explore_evidence")

    assert explorer._status.text.endswith("cited for 3, cited against 0, neither, or both 3.")
    assert evidence.NONE_READ in explorer._view.html
    assert f"Cited against the claim:\n  {evidence.NONE_READ}" in explorer._view.text


def test_a_claim_without_estimates_has_no_picture() -> None:
    """Where no odds ratio was read, a line says so in the picture's place."""
    explorer = made("explore_evidence")
    drop(explorer, "Claim").value = "A ban on buying cuts prostitution or trafficking"

    assert Tables(explorer._view.html).pictures == []
    assert "No forest plot: what was read of these studies gives no odds ratio." in explorer._view.html


@pytest.mark.parametrize("name", NAMES)
def test_a_page_without_widgets_shows_the_same(name: str) -> None:
    """Beside the widget stand HTML and text with the choice, the table, the source and the limits."""
    explorer = made(name)
    bundle = explorer._repr_mimebundle_()

    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert explorer._view.html in bundle["text/html"]
    assert "<table>" in bundle["text/html"]
    assert "@media print" in bundle["text/html"]
    for text in (bundle["text/html"], bundle["text/plain"]):
        assert "In a live notebook you can choose other rows." in text
        assert all(label in text for label in explorer._filters)
    assert not re.search("<[a-z]", bundle["text/plain"])


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_to_go_on_with(name: str) -> None:
    """`.table` is the rows on show, as a DataFrame."""
    explorer = made(name)

    assert len(explorer.table) == len(explorer._view.rows) > 0


@pytest.mark.usefixtures("without_matplotlib")
@pytest.mark.parametrize("name", NAMES)
def test_without_matplotlib_the_rest_works(name: str) -> None:
    """One line says what is missing; words and table stay."""
    html = made(name)._view.html

    assert "There is no picture, because matplotlib is not installed here" in html
    assert "<svg" not in html
    assert "<strong>In words:</strong>" in html
    assert "<table>" in html


def test_without_pandas_the_explorers_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """pandas is needed for `.table` only."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    explorer = made("explore_models")

    assert len(explorer._view.rows) == 90
    with pytest.raises(casework.module.CourseError, match="^pandas is not installed here"):
        _ = explorer.table


PICTURES: dict[str, Callable[[], Picture]] = {
    "by_year": lambda: by_year([Series(BAD, (Point(2000, 1.5, BAD), Point(2001, 0, "0")))], BAD, True),
    "intervals": lambda: intervals([Interval(BAD, 2.0, 1.0, 4.0, True)], "odds ratio"),
    "timeline": lambda: timeline([Lane(BAD, (2000,)), Lane("日本 🙂", (1990,))], BAD),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_belongs_to_its_page(name: str, recwarn: pytest.WarningsRecorder) -> None:
    """No colour, font, size or style of its own, and no request; letters are text; nothing is warned of."""
    drawn = PICTURES[name]()
    svg = drawn.svg or ""
    root = ElementTree.fromstring(svg)

    assert not re.search("#0a0b0c|#0d0e0f", "".join(re.findall("<[^>]*>", svg)))
    assert "currentColor" in svg
    assert "DejaVu" not in svg
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert root.get("width") is None
    assert root.get("aria-hidden") == "true"
    addresses = set(re.findall(r'(?:href|src)="([^"]*)"', svg))
    assert all(address.startswith("#") for address in addresses)
    assert [one for one in recwarn if "matplotlib" in str(one.filename)] == []
    words = "".join("".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "onerror=alert(1)" in words


def test_the_same_picture_is_the_same_text() -> None:
    """Drawing twice gives the same bytes, and two pictures on a page share no id."""
    one, again = PICTURES["by_year"]().svg, PICTURES["by_year"]().svg
    other = by_year([Series("other", (Point(2000, 2, "2"),))], "u", False).svg or ""

    assert one == again
    markers = [set(re.findall(r'id="(m[0-9a-f]{10})"', svg or "")) for svg in (one, other)]
    assert markers[0]
    assert markers[0] & markers[1] == set()


def test_lines_join_following_years_only() -> None:
    """A gap of a year breaks the line, and sets that must not be joined have none."""

    def lines(joined: bool) -> int:
        points = tuple(Point(year, 1, "1") for year in (2000, 2001, 2003))
        svg = by_year([Series("s", points)], "u", joined).svg or ""
        return len(re.findall(r'style="fill: none; stroke: var\(--jp-brand-color1', svg))

    assert lines(joined=True) == 1
    assert lines(joined=False) == 0


def test_the_status_is_read_out_and_the_filters_have_names() -> None:
    """Every list has a visible label; the box keeps the notebook's keys out."""
    explorer = made("explore_models")

    assert [one.description for one in explorer._filters.values()] == ["Model", "Region", "Year"]
    assert "cw-keys" in explorer._dom_classes
    assert 'setAttribute("role", "status")' in explorer._status._esm
    assert show.STYLE in explorer._view.html
