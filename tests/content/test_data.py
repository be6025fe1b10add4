"""The course's own tables: what they promise to readers, beyond what `casework check` looks at."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from casework.tables import load_table
from casework.yaml_lines import load

DATA = Path(__file__).resolve().parent.parent.parent / "data"
RESOURCES: list[dict[str, Any]] = json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]
NAMES = [resource["name"] for resource in RESOURCES]
NOTEBOOKS = sorted((DATA.parent / "modules").glob("*/*.ipynb"))
# Tables whose rows are the course's own account of one source; it is named for the whole table.
OWN_SOURCE = {"source_points": ("source",), "evidence_claims": ()}
SAID = ("title", "description", "type", "unit", "source", "licence", "as_of", "verification")


@pytest.mark.parametrize("resource", RESOURCES, ids=NAMES)
def test_every_column_says_what_it_is(resource: dict[str, Any]) -> None:
    """Meaning, unit, type, source, terms, date and check stand at every column, and the table fits them."""
    lacking = [
        (field["name"], word)
        for field in resource["schema"]["fields"]
        for word in SAID
        if not field.get(word)
    ]

    assert lacking == []
    assert resource["schema"]["missingValues"] == [""]
    assert load_table(resource["name"], DATA).rows


@pytest.mark.parametrize("resource", RESOURCES, ids=NAMES)
def test_rows_that_are_named_elsewhere_are_there(resource: dict[str, Any]) -> None:
    """Each foreign key leads to a row."""
    for key in resource["schema"].get("foreignKeys", []):
        there = {
            row[key["reference"]["fields"]] for row in load_table(key["reference"]["resource"], DATA).rows
        }
        assert {row[key["fields"]] for row in load_table(resource["name"], DATA).rows} <= there


@pytest.mark.parametrize("name", NAMES)
def test_nothing_unchecked_is_printed(name: str) -> None:
    """No row rests on general knowledge, and an address is http(s) without anybody's session in it."""
    text = (DATA / f"{name}.csv").read_text("utf-8")

    assert not re.search("general knowledge|not verified", text, re.IGNORECASE)
    for row in load_table(name, DATA).rows:
        address = row.get("source_url")
        assert address is None or re.fullmatch(r"https?://[\w.-]+\.[a-z]{2,}(/[^\s@]*)?", str(address))
        assert not re.search("ezproxy|_wpnonce|password", str(address))


def test_every_study_and_set_of_numbers_is_used() -> None:
    """Each study stands under a claim, and each set has values."""
    studies = {row["id"] for row in load_table("evidence_studies", DATA).rows}
    sets = {row["id"] for row in load_table("number_sources", DATA).rows}

    assert {row["study_id"] for row in load_table("evidence_claims", DATA).rows} == studies
    assert {row["dataset"] for row in load_table("number_series", DATA).rows} == sets


def test_estimates_lie_in_their_intervals() -> None:
    """Low, estimate and high are in this order, and the words on them agree with the numbers."""
    for row in load_table("evidence_effects", DATA).rows:
        low, middle, high = (float(row[name] or 0) for name in ("ci_low", "estimate", "ci_high"))
        assert low < middle < high
        assert ("includes 1" in str(row["reading"])) == (low <= 1 <= high)
        assert ("Above 1" in str(row["reading"])) == (low > 1)


def test_numbers_without_a_good_source_are_not_there() -> None:
    """The hotline's 2021 and UNODC's 2022 share of sexual exploitation are left out."""
    values = {
        (row["dataset"], row["year"], row["series"]): row["value"]
        for row in load_table("number_series", DATA).rows
    }

    assert [key for key in values if key[:2] == ("us-hotline", 2021)] == []
    assert ("unodc-forms", 2022, "Sexual exploitation") not in values
    assert values["unodc-forms", 2022, "Forced labour"] == 42


def test_the_two_tables_of_forced_labour_agree() -> None:
    """The estimate for 2021 is the same where a lesson shows its parts and where editions stand together."""
    parts = {row["category"]: row["millions"] for row in load_table("forced_labour_2021", DATA).rows}
    edition = {
        row["series"]: row["value"]
        for row in load_table("number_series", DATA).rows
        if (row["dataset"], row["year"]) == ("ilo-estimates", 2021)
    }

    assert edition == {
        "All forced labour": parts["Total forced labour"],
        "Private, other than commercial sex": parts["Private economy, other than commercial sex"],
        "Forced commercial sexual exploitation": parts["Forced commercial sexual exploitation"],
        "Imposed by the state": parts["State-imposed forced labour"],
    }


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_support_lines_are_those_of_the_table(notebook: Path) -> None:
    """A lesson shows every line of the table, with its number and date, and no other."""
    cells = [
        "".join(cell["source"])
        for cell in json.loads(notebook.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
    ]
    found = [text for text in cells if re.search(r"^#+ If you want to talk to someone$", text, re.MULTILINE)]
    if not found:
        pytest.skip("this lesson shows no support lines yet")

    shown = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for text in found
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("|-")
    ]
    lines = load_table("support_lines", DATA).rows
    assert shown == [
        ("Service", "Number", "As of"),
        *((row["service"], row["number"], row["as_of"]) for row in lines),
    ]
    numbers = {number for row in lines for number in re.findall(r"\d{3}-\d{3}-\d{4}", str(row["number"]))}
    elsewhere = {number for text in cells for number in re.findall(r"\d{3}-\d{3}-\d{4}", text)}
    assert elsewhere == numbers


def test_no_line_of_immigration_enforcement_is_offered() -> None:
    """A tip line of immigration enforcement is no help, and is not in the table."""
    text = (DATA / "support_lines.csv").read_text("utf-8")

    assert not re.search("866-347-2423|immigration|Homeland|HSI", text)


def test_quotations_are_short() -> None:
    """A position is told in our words; the holder's own are a phrase of fewer than eight words."""
    rows = load_table("positions", DATA).rows
    quotes = [str(row["quote"]) for row in rows if row["quote"]]

    assert [quote for quote in quotes if len(quote.split()) >= 8] == []
    assert all(row["quote"] is None for row in rows if str(row["verification"]).startswith("weak"))
    assert {"full decriminalisation", "ban on buying"} <= {row["direction"] for row in rows}


def test_invented_cases_say_so() -> None:
    """The cases stand in order, are called invented in each row and in the description."""
    (resource,) = [one for one in RESOURCES if one["name"] == "sector_cases"]
    rows = load_table("sector_cases", DATA).rows

    assert [row["id"] for row in rows] == [f"C{number:02}" for number in range(1, 13)]
    assert "invented" in resource["description"]
    assert all("invented" in str(row["verification"]) for row in rows)


def test_the_package_is_a_valid_frictionless_package() -> None:
    """The reference implementation finds no fault in any table: types, constraints, missing values, keys."""
    frictionless = pytest.importorskip("frictionless", reason="the test tools are not installed in full")
    report = frictionless.Package(str(DATA / "datapackage.json")).validate()
    faults = [f"{task.name}: {fault.message}" for task in report.tasks for fault in task.errors]

    assert [error.message for error in report.errors] + faults == []
    assert sorted(task.name for task in report.tasks) == sorted(NAMES)


def test_locators_name_what_is_there() -> None:
    """A table that points to facts or to paragraphs of the two texts points to ones that exist."""
    facts = {fact["id"] for fact in load(DATA / "facts.yaml").data["facts"]}
    points = {row["id"] for row in load_table("source_points", DATA).rows}
    there = {f"fact:{id_}" for id_ in facts} | {
        f"{'article' if str(id_).startswith('A') else 'brief'}:{id_}" for id_ in points
    }
    named = {
        locator
        for name in NAMES
        for row in load_table(name, DATA).rows
        for column in ("locator", "locators")
        for locator in str(row.get(column) or "").split()
    }

    assert named
    assert named - there == set()


@pytest.mark.parametrize("resource", RESOURCES, ids=NAMES)
def test_every_row_has_a_source_and_a_check(resource: dict[str, Any]) -> None:
    """Both stand in each row, or in the row that its key leads to; of the two texts, the holder does."""
    rows = load_table(resource["name"], DATA).rows
    sources = {"source", "source_url", "holder", *OWN_SOURCE.get(resource["name"], ())}
    keys = {key["fields"] for key in resource["schema"].get("foreignKeys", [])}

    assert [row for row in rows if not any(row.get(name) for name in sources | keys)] == []
    if "verification" in rows[0]:
        assert [row for row in rows if not row["verification"]] == []
    else:
        assert keys or resource["name"] in OWN_SOURCE


def test_the_left_out_stays_out() -> None:
    """Lines, shares and rows that nobody could check, and the same thing twice, are in no table."""
    ids = {row["id"] for row in load_table("number_sources", DATA).rows}
    shares = load_table("forced_labour_details", DATA).rows
    totals = {
        row["series"] for row in load_table("number_series", DATA).rows if row["dataset"] == "ilo-estimates"
    }

    assert ids >= {"bales-estimate", "ilo-estimates", "us-hotline", "us-bjs", "us-fbi", "us-san-diego"}
    assert [row for row in shares if row["topic"] == "sector" and row["edition"] != 2017] == []
    assert [row for row in shares if row["category"] in totals and row["unit"] == "million people"] == []
    assert "Washington" not in {row["state"] for row in load_table("training_duties", DATA).rows}


def test_shares_of_one_edition_fit_its_numbers() -> None:
    """A share and a number of the same group agree to a whole per cent with the edition's total."""
    total = {
        str(row["period"]): float(row["value"] or 0)
        for row in load_table("number_series", DATA).rows
        if row["dataset"] == "ilo-estimates" and row["series"] == "All forced labour"
    }
    rows = [
        row
        for row in load_table("forced_labour_details", DATA).rows
        if row["base"] == "everyone in forced labour"
    ]
    both = {
        (row["reference_period"], row["category"]): {
            str(other["unit"]): float(other["value"] or 0)
            for other in rows
            if (other["reference_period"], other["category"]) == (row["reference_period"], row["category"])
        }
        for row in rows
    }
    pairs = {key: units for key, units in both.items() if len(units) == 2}

    assert len(pairs) == 3
    for (period, _), units in pairs.items():
        assert abs(100 * units["million people"] / total[str(period)] - units["per cent"]) < 1
