"""The explorer of numbers: what a set counts, cannot show, and its values. No number stands in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from casework.explorers import show
from casework.explorers.frame import Explorer, View
from casework.explorers.pictures import Point, Series, by_year
from casework.figures import BarFigure
from casework.table_rules import Row
from casework.tables import Table, load_table

CAUTION = "No set says how many people are trafficked. Each counts what was reported, recorded or estimated."


def explore_numbers() -> Explorer:
    """
    Show one set of published numbers: what it counts, who counts, what it cannot show.

    Raises:
        CourseError: a table is missing.
        ContentError: a table has mistakes.
    """
    sources, values = load_table("number_sources"), load_table("number_series")
    filters = {"Data set": [str(row["title"]) for row in sources.rows]}
    return Explorer("Numbers", filters, lambda chosen: numbers_view(sources, values, chosen), values)


def numbers_view(sources: Table, values: Table, chosen: Mapping[str, str]) -> View:
    """Return the view of the chosen set."""
    about = next(row for row in sources.rows if row["title"] == chosen["Data set"])
    rows = tuple(row for row in values.rows if row["dataset"] == about["id"])
    periods = list(dict.fromkeys(str(row["period"]) for row in rows))
    terms = [
        ("What it counts", f"{about['counts']}. Unit: {about['unit']}."),
        ("Who counts, and how", f"{about['collector']}: {about['method']}."),
        ("Where and when", f"{about['place']}; {about['period']}."),
        ("What it cannot show", str(about["cannot_show"])),
        ("What moves the number", f"{about['moves_with']}."),
    ]
    ending = [
        ("Source", f"{about['source']}. Terms: {about['licence']}."),
        ("Note", str(about["note"])),
        ("How it was checked", f"{about['verification']}; as of {about['as_of']}."),
    ]
    columns, cells = _table(rows, periods)
    caption = f"{about['title']}, {about['unit']}"
    drawn = (
        show.picture(by_year(series(rows), str(about["unit"]), bool(about["joined"])))
        + show.table(caption, columns, cells)
        if len(periods) > 1
        else _bars(rows, about)
    )
    html = show.page(
        show.paragraph(CAUTION),
        show.heading(str(about["title"])),
        show.terms(terms),
        drawn,
        show.terms(ending),
    )
    said = [f"{name}: {text}" for name, text in [*terms, *ending]]
    text = "\n".join([CAUTION, *said, show.lines(caption, columns, cells)])
    times = "1 period" if len(periods) == 1 else f"{len(periods)} periods"
    status = f"{about['title']}: {len(rows)} values, {times}."
    return View(status, html, text, rows)


def series(rows: Sequence[Row]) -> list[Series]:
    """Return the set's series in the order of the table."""
    names = dict.fromkeys(str(row["series"]) for row in rows)
    return [Series(name, tuple(_point(row) for row in rows if row["series"] == name)) for name in names]


def _point(row: Row) -> Point:
    return Point(int(row["year"] or 0), float(row["value"] or 0), said(row))


def said(row: Row) -> str:
    """Return a value as its publisher gives it: 7,572; about 11,500."""
    words = f"{row['value']:,.10g}"
    return words if row["qualifier"] == "as published" else f"{row['qualifier']} {words}"


def _table(rows: Sequence[Row], periods: Sequence[str]) -> tuple[list[show.Column], list[list[str]]]:
    """Return the values with a row a period and a column a series."""
    names = list(dict.fromkeys(str(row["series"]) for row in rows))
    found = {(str(row["period"]), str(row["series"])): said(row) for row in rows}
    checked = {
        period: ", ".join(dict.fromkeys(str(row["verification"]) for row in group))
        for period, group in groupby(rows, key=lambda row: str(row["period"]))
    }
    notes = {str(row["period"]): str(row["note"]) for row in rows if row["note"]}
    columns = [show.Column("Period"), *(show.Column(name, number=True) for name in names)]
    cells = [
        [
            f"{period} ({notes[period]})" if period in notes else period,
            *(found.get((period, name), "not read") for name in names),
            checked[period],
        ]
        for period in periods
    ]
    return [*columns, show.Column("How it was checked")], cells


def _bars(rows: Sequence[Row], about: Row) -> str:
    """Return bars for a set of one period, with their own table, source and note."""
    values = tuple((str(row["series"]), float(row["value"] or 0)) for row in rows)
    title = f"{about['title']}, {rows[0]['period']}"
    figure = BarFigure(title, str(about["unit"]), str(about["source"]), str(about["counts"]), "Group", values)
    return figure._repr_html_()
