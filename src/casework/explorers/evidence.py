"""The explorer of evidence: studies for and against a claim, and a forest plot. No study stands in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casework.explorers import show
from casework.explorers.frame import Explorer, View
from casework.explorers.pictures import Interval, intervals
from casework.table_rules import Row
from casework.tables import Table, load_table

ALL_KINDS = "All kinds of study"
SIDES = {
    "cited for": "Cited for the claim",
    "cited against": "Cited against the claim",
    "neither, or both": "Bears on it, decides neither way",
}
CAUTION = (
    "A claim is a sentence that people argue over. To be cited for it is not the same as to show it: look at "
    "the kind of study and at its limits. The number of studies on a side proves nothing."
)
FOREST = (
    "An odds ratio compares odds, not risks; 1 means no difference. The line is the 95 % interval. These "
    "studies are observational: a link is not proof of cause. Different studies compare different things, so "
    "do not average them."
)
NONE_READ = "No study in this list. That says something about the list, and nothing about the claim."
CAPTION = "Odds ratios in these studies"
COLUMNS = (
    show.Column("Outcome and study", long=True),
    show.Column("Odds ratio", number=True),
    show.Column("95 % interval"),
    show.Column("Measure"),
    show.Column("What was compared", long=True),
    show.Column("How to read it", long=True),
    show.Column("How far it was read"),
)


def explore_evidence() -> Explorer:
    """
    Show what is cited for and against a claim, with the limits of each study.

    Raises:
        CourseError: a table is missing.
        ContentError: a table has mistakes.
    """
    studies, claims, effects = (load_table(f"evidence_{name}") for name in ("studies", "claims", "effects"))
    filters = {
        "Claim": list(dict.fromkeys(str(row["claim"]) for row in claims.rows)),
        "Kind of study": [ALL_KINDS, *studies.columns["kind"]["constraints"]["enum"]],
    }
    return Explorer(
        "Evidence", filters, lambda chosen: evidence_view(studies, claims, effects, chosen), studies
    )


def evidence_view(studies: Table, claims: Table, effects: Table, chosen: Mapping[str, str]) -> View:
    """Return the view of the studies that are cited on the chosen claim and are of the chosen kind."""
    by_id = {str(row["id"]): row for row in studies.rows}
    cited = [(row, by_id[str(row["study_id"])]) for row in claims.rows if row["claim"] == chosen["Claim"]]
    shown = [(link, study) for link, study in cited if chosen["Kind of study"] in (ALL_KINDS, study["kind"])]
    groups = {side: [(link, one) for link, one in shown if link["side"] == side] for side in SIDES}
    ids = [str(study["id"]) for _, study in shown]
    found = [row for row in effects.rows if row["study_id"] in ids]
    counts = ", ".join(f"{side} {len(group)}" for side, group in groups.items())
    sides = "".join(_side_html(SIDES[side], group) for side, group in groups.items())
    html = show.page(
        show.paragraph(CAUTION),
        show.heading(f"The claim: {chosen['Claim']}"),
        f'<div class="cw-x-sides">{sides}</div>',
        _forest(found, by_id),
    )
    text = [CAUTION, f"The claim: {chosen['Claim']}"]
    for side, group in groups.items():
        text += [f"{SIDES[side]}:", *(f"  {_study_text(link, one)}" for link, one in group)]
        text += [] if group else [f"  {NONE_READ}"]
    cells = [_cells(row, by_id[str(row["study_id"])]) for row in found]
    text += [show.lines(CAPTION, COLUMNS, cells), FOREST] if found else []
    return View(
        f"{len(shown)} of {len(cited)} studies on this claim: {counts}.",
        html,
        "\n".join(text),
        tuple(study for _, study in shown),
    )


def _forest(rows: Sequence[Row], by_id: Mapping[str, Row]) -> str:
    """Return the forest plot of these effects with its table, source and note, or why there is none."""
    if not rows:
        return show.paragraph("No forest plot: what was read of these studies gives no odds ratio.")
    studies = [by_id[str(row["study_id"])] for row in rows]
    drawn = intervals([_interval(row) for row in rows], "odds ratio, with a stroke at 1")
    cells = [_cells(row, study) for row, study in zip(rows, studies, strict=True)]
    return (
        show.heading("Estimates and their intervals")
        + show.picture(drawn)
        + show.table(CAPTION, COLUMNS, cells)
        + show.paragraph("; ".join(dict.fromkeys(map(_name, studies))), "Source:")
        + show.paragraph(FOREST, "Note:")
    )


def _name(study: Row) -> str:
    return f"{study['study']} ({study['year']})"


def _facts(link: Row, study: Row) -> list[tuple[str, str]]:
    return [
        ("Kind of study", f"{study['kind']}. {study['method']}. {study['setting']}."),
        ("Found", str(study["finding"])),
        ("Limits", str(study["limits"])),
        ("On this claim", str(link["note"] or "")),
        ("How far it was read", str(study["verification"])),
    ]


def _study_text(link: Row, study: Row) -> str:
    return f"{_name(study)} | " + " | ".join(f"{name}: {text}" for name, text in _facts(link, study) if text)


def _side_html(title: str, group: Sequence[tuple[Row, Row]]) -> str:
    studies = "".join(
        f'<div class="cw-x-study">{show.heading(_name(study), 5)}{show.terms(_facts(link, study))}</div>'
        for link, study in group
    )
    count = f" ({len(group)})" if group else ""
    return f"<div>{show.heading(title + count)}{studies or show.paragraph(NONE_READ)}</div>"


def _interval(row: Row) -> Interval:
    low, middle, high = (float(row[name] or 0) for name in ("ci_low", "estimate", "ci_high"))
    return Interval(str(row["outcome"]), middle, low, high, "pooled" in str(row["measure"]))


def _cells(row: Row, study: Row) -> list[str]:
    return [
        f"{row['outcome']}, {_name(study)}",
        f"{row['estimate']:g}",
        f"{row['ci_low']:g} to {row['ci_high']:g}",
        *(str(row[name]) for name in ("measure", "compared", "reading", "verification")),
    ]
