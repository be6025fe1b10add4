"""The library and the glossary of the course: what they promise beyond what `casework check` looks at."""

from __future__ import annotations

import re
from pathlib import Path

from casework.references import read_references
from casework.sources import read_facts
from casework.terms import read_terms

DATA = Path(__file__).resolve().parents[2] / "data"
REFERENCES = read_references(DATA / "library.json")
FACTS = read_facts(DATA / "facts.yaml")


def test_every_fact_has_its_source() -> None:
    """A fact rests on an entry, and not on one alone that nobody read."""
    resting: dict[str, set[str]] = {}
    for one in REFERENCES.values():
        for fact in one.facts:
            resting.setdefault(fact, set()).add(one.verification)

    assert [id_ for id_ in FACTS if id_ not in resting] == []
    assert [id_ for id_, read in resting.items() if read == {"not read"}] == []


def test_addresses_are_fit_to_be_printed() -> None:
    """No address goes through anybody's session, proxy or search."""
    bad = re.compile("ezproxy|_wpnonce|session|password|google\\.[a-z]+/search", re.IGNORECASE)

    assert [one.id for one in REFERENCES.values() if bad.search(one.link)] == []


def test_what_a_source_is_used_for_is_a_sentence() -> None:
    """One or two plain sentences, and no promise that a source proves something."""
    for one in REFERENCES.values():
        assert re.match(r"[\w\"'].{15,230}\.$", one.supports), one.id
        assert "proves that" not in one.supports


def test_keys_are_names_and_years() -> None:
    """Where an author and a year are known, a key can be guessed: it ends in that year."""
    dated = [one for one in REFERENCES.values() if one.kind == "peer-reviewed" and one.year.isdigit()]

    assert [one.id for one in dated if not one.id.endswith(one.year)] == []


def test_every_term_has_source_and_date() -> None:
    """Each term, and each rival use of one, names where it is from; each term says as of when."""
    for term in read_terms(DATA / "glossary.yaml").values():
        assert term.sources, term.id
        assert re.search(r"\d{4}|undated", term.as_of), term.id
        assert all(use.sources for use in term.uses), term.id
