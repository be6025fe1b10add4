"""The explorer of legal models: filters, timeline, table of laws by jurisdiction. No law stands in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.explorers import show
from casework.explorers.frame import Explorer, View
from casework.explorers.pictures import Lane, timeline
from casework.table_rules import Row
from casework.tables import Table, load_table

ALL_MODELS, ALL_REGIONS, ALL_YEARS, NO_YEAR = "All models", "All regions", "All years", "Year not known"
PERIODS = {
    "Before 1980": (0, 1979),
    "1980 to 1999": (1980, 1999),
    "2000 to 2009": (2000, 2009),
    "2010 to 2019": (2010, 2019),
    "2020 and later": (2020, 9999),
}
NAMED = 24
"""Up to so many laws the timeline names each; beyond that it has a row for each model."""

WHOSE = (
    "Four of the five groups are those of the SWAN/GHJP issue brief, which argues for full "
    "decriminalisation. The fifth, other or mixed, is ours, for laws that fit none. The ban on buying is "
    "also called the Nordic, Equality or End Demand model; the brief calls it partial decriminalisation, and "
    "critics call it criminalisation of clients. Others sort laws in other ways, and some laws are disputed: "
    "read the row."
)
LIMITS = (
    "Not legal advice. No row rests on a whole law: the table says what was read, and as of when. "
    "Laws change; a row may be out of date."
)
COLUMNS = (
    show.Column("Jurisdiction"),
    show.Column("Model"),
    show.Column("Selling"),
    show.Column("Buying"),
    show.Column("Third parties"),
    show.Column("Year the law began"),
    show.Column("What the law does", long=True),
    show.Column("Disputed or not known", long=True),
    show.Column("How it was checked"),
    show.Column("As of"),
    show.Column("Source"),
)


def explore_models() -> Explorer:
    """
    Show laws on selling and buying sex, to choose by model, region and year.

    Raises:
        CourseError: the table is missing.
        ContentError: the table has mistakes.
    """
    laws = load_table("legal_models")
    filters = {
        "Model": [ALL_MODELS, *laws.columns["model"]["constraints"]["enum"]],
        "Region": [ALL_REGIONS, *sorted({str(row["region"]) for row in laws.rows})],
        "Year": [ALL_YEARS, *PERIODS, NO_YEAR],
    }
    return Explorer("Legal models", filters, lambda chosen: models_view(laws, chosen), laws)


def models_view(laws: Table, chosen: Mapping[str, str]) -> View:
    """Return the view of the laws that fit the chosen model, region and years."""
    rows = tuple(row for row in laws.rows if _fits(row, chosen))
    dated = sum(row["year"] is not None for row in rows)
    weak = sum(str(row["verification"]).startswith("weak") for row in rows)
    status = (
        f"{len(rows)} of {len(laws.rows)} rows; {dated} with a year. Checked on a weak page only: {weak}."
    )
    caption = "Laws by jurisdiction" if rows else "Laws by jurisdiction: no row fits; choose more widely"
    cells = [_cells(row) for row in rows]
    html = show.page(
        show.paragraph(WHOSE, "Whose list?"),
        show.heading("When these laws began"),
        _picture(rows),
        show.table(caption, COLUMNS, cells),
        show.paragraph("data/legal_models.csv; each row names its own source.", "Source:"),
        show.paragraph(LIMITS, "What it cannot show:"),
    )
    text = "\n".join([f"Whose list? {WHOSE}", show.lines(caption, COLUMNS, cells), LIMITS])
    return View(status, html, text, rows)


def lanes(rows: Sequence[Row]) -> list[Lane]:
    """Return the timeline's rows: each dated law by year, or, if they are many, each model."""
    dated = sorted((row for row in rows if row["year"] is not None), key=_year)
    if len(dated) <= NAMED:
        return [Lane(str(row["jurisdiction"]), (_year(row),)) for row in dated]
    models = dict.fromkeys(str(row["model"]) for row in rows)
    groups = {model: tuple(_year(row) for row in dated if row["model"] == model) for model in models}
    return [Lane(model.capitalize(), years) for model, years in groups.items() if years]


def _picture(rows: Sequence[Row]) -> str:
    found = lanes(rows)
    if not found:
        return show.paragraph("No picture: the pages read give no year for any of these rows.")
    return show.picture(timeline(found, "the year in which a law of the table began"))


def _year(row: Row) -> int:
    return int(row["year"] or 0)


def _fits(row: Row, chosen: Mapping[str, str]) -> bool:
    if chosen["Model"] not in (ALL_MODELS, row["model"]) or chosen["Region"] not in (
        ALL_REGIONS,
        row["region"],
    ):
        return False
    if chosen["Year"] in (ALL_YEARS, NO_YEAR):
        return chosen["Year"] == ALL_YEARS or row["year"] is None
    first, last = PERIODS[chosen["Year"]]
    return row["year"] is not None and first <= _year(row) <= last


def _cells(row: Row) -> list[str]:
    year = str(row["year"] or "not known")
    plain = ("jurisdiction", "model", "selling", "buying", "third_parties")
    return [
        *(str(row[name]) for name in plain),
        f"{year}. {row['date_note']}" if row["date_note"] else year,
        f"{row['summary']} Law: {row['instrument']}",
        str(row["dispute"] or "nothing read"),
        str(row["verification"]).capitalize(),
        str(row["as_of"]),
        str(row["source"]),
    ]
