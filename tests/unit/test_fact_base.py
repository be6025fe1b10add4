"""One fact in full, and laws that nobody has read for long. What makes a fact right: test_check_facts.py."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from unit.course_builder import change, write_course

from casework.fact_base import day, show, stale
from casework.module import CourseError

LONG = "word " * 30 + "end."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small course whose first fact has an address and takes the place of another."""
    write_course(tmp_path)
    more = (
        f"    caveat: {LONG}\n    url: https://light.example/{'a-long-name-' * 9}\n    replaces: [T07, T08]\n"
    )
    change(tmp_path / "data" / "facts.yaml", "    caveat: none\n", more)
    return tmp_path


def add(root: Path, id_: str, kind: str, checked: str) -> None:
    """Add a fact at the end."""
    path = root / "data" / "facts.yaml"
    fact = f"  - {{id: {id_}, statement: x, source: Book, status: V1, as_of: '1', kind: {kind}{checked}}}\n"
    path.write_text(path.read_text(encoding="utf-8") + fact, encoding="utf-8")


def test_a_fact_in_full(root: Path) -> None:
    """A fact is shown with all it has; long texts go on in the next line, and an address is not broken."""
    assert show(root, "T01").split("\n") == [
        "T01, law, V1: an official or primary text was read",
        "",
        "  Red is a primary colour of light.",
        "",
        "as of:       2024-01-31",
        "checked:     2024-02-01",
        "source:      Handbook of light, chapter 1",
        "caveat:      " + ("word " * 17).rstrip(),
        "             " + "word " * 13 + "end.",
        f"page:        https://light.example/{'a-long-name-' * 9}",
        "replaces:    T07, T08",
    ]


def test_a_fact_with_gaps_is_shown(root: Path) -> None:
    """A fact that the check complains of is shown with what it has."""
    path = root / "data" / "facts.yaml"
    path.write_text("facts: [{id: T01, source: Book, as_of: '1', status: K}]\n", encoding="utf-8")
    assert show(root, "T01") == "T01, None, K: not verified\n\n\nas of:       1\nsource:      Book"


@pytest.mark.parametrize(
    ("id_", "hint"),
    [("T1", "near it are T01"), ("t02", "near it are T02, T01"), ("x", "ids are such as L08")],
)
def test_an_unknown_fact(root: Path, id_: str, hint: str) -> None:
    """An id that is not there is told with the ids near it."""
    with pytest.raises(CourseError) as caught:
        show(root, id_)
    assert str(caught.value) == f"{id_} is no fact of data/facts.yaml; {hint}"


@pytest.mark.parametrize("text", [None, "facts: [\n"])
def test_no_facts(root: Path, text: str | None) -> None:
    """Where the facts are missing or broken, that is said."""
    path = root / "data" / "facts.yaml"
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    for ask in (lambda: show(root, "T01"), lambda: stale(root, date(2027, 1, 1))):
        with pytest.raises(CourseError) as caught:
            ask()
        assert str(caught.value) == (
            "there are no facts to read in data/facts.yaml; `casework check` says why"
        )


def test_laws_read_long_ago(root: Path) -> None:
    """Laws come oldest first, one without a day before all; what is no law never goes stale here."""
    add(root, "T03", "law", ", checked: 2023-05-01")
    add(root, "T04", "law", "")
    add(root, "T05", "number", ", checked: 2020-01-01")
    add(root, "T06", "law", ", checked: 2024-02-02")
    page = f"https://light.example/{'a-long-name-' * 9}"
    assert stale(root, date(2024, 2, 2)).split("\n") == [
        "T04: as of 1; checked None; Book; no page",
        "T03: as of 1; checked 2023-05-01; Book; no page",
        f"T01: as of 2024-01-31; checked 2024-02-01; Handbook of light, chapter 1; {page}",
        "3 of 4 laws were last read before 2024-02-02",
    ]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        *((wrong, None) for wrong in ("2023-02-29", "2024-2-9", "20240229", "2024-W09-4", "٢٠٢٤-٠٢-٢٩", "")),
    ],
)
def test_a_day(text: str, when: date | None) -> None:
    """A day is YYYY-MM-DD and in the calendar."""
    assert day(text) == when
