"""The course's own tables: what they promise to readers, beyond what `casework check` looks at."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from casework.tables import load_table

DATA = Path(__file__).resolve().parent.parent.parent / "data"
RESOURCES: list[dict[str, Any]] = json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]
NAMES = [resource["name"] for resource in RESOURCES]
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
        assert address is None or re.fullmatch(r"https?://[^\s@]+", str(address))
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
