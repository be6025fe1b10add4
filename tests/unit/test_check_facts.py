"""`casework check` on the fact base: each wrong field and its line. The other files: test_checks.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.course_builder import change, write_course

from casework.checks.facts import check_facts

FILE = "data/facts.yaml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the top folder of a small right course, which is the current folder."""
    write_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(root: Path) -> list[str]:
    """Return what a check of the facts prints."""
    return [str(problem) for problem in check_facts(root / FILE)[1]]


def first(root: Path, more: str) -> list[str]:
    """Return what a check says when the first fact has more lines at its end."""
    change(root / FILE, "    caveat: none\n", f"    caveat: none\n{more}")
    return found(root)


def test_right_facts(root: Path) -> None:
    """Right facts give their ids and no problem."""
    assert check_facts(root / FILE) == (frozenset({"T01", "T02"}), [])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "status: V1",
            "status: K",
            "5: fact 'T01': status is 'K'; only verified facts are printed: V1 or V2",
        ),
        (
            *("kind: law", "kind: laws"),
            "7: fact 'T01': kind is 'laws'; "
            "valid are law, number, study, position, practice, words, data, source",
        ),
        (
            *("kind: law\n    checked: 2024-02-01", "kind: law\n    checked: 1 Feb 2024"),
            "8: fact 'T01': checked is '1 Feb 2024'; write the day as YYYY-MM-DD, such as 2026-11-22",
        ),
        (
            *("kind: words\n    checked: 2024-02-01", "kind: words\n    checked: 2024-02-30"),
            "16: fact 'T02': checked is '2024-02-30'; write the day as YYYY-MM-DD, such as 2026-11-22",
        ),
        (
            *("    kind: words\n    checked: 2024-02-01\n", ""),
            "10: fact 'T02': 'kind', 'checked' missing or not text; "
            "needed are id, kind, statement, source, status, as_of, checked, caveat",
        ),
    ],
)
def test_a_wrong_field(root: Path, old: str, new: str, said: str) -> None:
    """A wrong status, kind or day is told with its line and what is valid."""
    change(root / FILE, old, new)
    assert found(root) == [f"{FILE}:{said}"]


@pytest.mark.parametrize(
    "url",
    [
        "http://light.example",
        "https://light.example/a?b=c&d=e#f",
        "https://ojp.example./library",
        "https://light.example:8080/a_(b)",
    ],
)
def test_right_addresses(root: Path, url: str) -> None:
    """An address begins with http:// or https:// and names a host."""
    assert first(root, f"    url: {url}\n") == []


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("www.light.example", "'www.light.example'"),
        ("ftp://light.example/a", "'ftp://light.example/a'"),
        ("https://light", "'https://light'"),
        ("https://light.example/a b", "'https://light.example/a b'"),
        ("same page", "'same page'"),
        ("", "None"),
        ("5", "5"),
    ],
)
def test_wrong_addresses(root: Path, url: str, read: str) -> None:
    """What is no address is told; a fact without a page has no such line."""
    said = f"url is {read}; write an address, such as https://www.example.org/page"
    assert first(root, f"    url: {url}\n") == [f"{FILE}:10: fact 'T01': {said}"]


def test_a_fact_that_is_gone_may_be_named(root: Path) -> None:
    """A fact may take the place of one that is no longer there."""
    assert first(root, "    replaces: [T00, T09]\n") == []


def test_a_fact_that_is_kept_says_so(root: Path) -> None:
    """An entry that is replaced and kept names the one that holds."""
    todo = "take it out, or cut it down to what still holds and write replaced_by: [T01] there"
    assert first(root, "    replaces: [T02]\n") == [
        f"{FILE}:10: fact 'T01': replaces 'T02', which stands here as if it held; {todo}"
    ]
    change(root / FILE, "caveat: A convention.", "caveat: A convention.\n    replaced_by: [T01]")
    assert found(root) == []


@pytest.mark.parametrize("other", ["T02", "T99"])
def test_a_mark_without_an_answer(root: Path, other: str) -> None:
    """A fact cannot be replaced by one that is not there or does not say so."""
    said = f"replaced_by '{other}', and no entry {other} has replaces: [T01]; write both or neither"
    assert first(root, f"    replaced_by: [{other}]\n") == [f"{FILE}:10: fact 'T01': {said}"]


@pytest.mark.parametrize("field", ["replaces", "replaced_by"])
@pytest.mark.parametrize(("value", "read"), [("T02", "'T02'"), ("[1]", "[1]"), ("", "None")])
def test_what_is_no_list(root: Path, field: str, value: str, read: str) -> None:
    """Ids are a list, even when it is one."""
    said = f"{field} is {read}; write a list of ids, such as [L27]"
    assert first(root, f"    {field}: {value}\n") == [f"{FILE}:10: fact 'T01': {said}"]
