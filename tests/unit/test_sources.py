"""Locators in words. Not here: whether a locator exists."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from unit.course_builder import change, write_course
from unit.library_builder import add_library

from casework.sources import find_data, labeller, plain_label, read_facts


@pytest.mark.parametrize(
    ("locator", "words"),
    [
        ("fact:T01", "fact T01"),
        ("law:22 U.S.C. 7102 (as of 2024-01-01)", "22 U.S.C. 7102 (as of 2024-01-01)"),
        ("law:Palermo Protocol, art. 3: a", "Palermo Protocol, art. 3: a"),
        ("ref:platt-2018", "library entry platt-2018"),
        ("brief:B-12", "SWAN/GHJP issue brief, paragraph B-12"),
        ("brief:B-R18a", "SWAN/GHJP issue brief, reference [18a]"),
        ("article:A-24", "Ditmore, article of 2008 and its comments, paragraph A-24"),
        ("course:00 Start, part 1", "this course, 00 Start, part 1"),
    ],
)
def test_each_kind_has_its_words(locator: str, words: str) -> None:
    """A locator of each kind is told as a reader would look it up."""
    assert plain_label(locator) == words


def test_a_fact_is_told_with_its_source_and_date(tmp_path: Path) -> None:
    """In a course a fact is told by its own source and as-of date; other locators as ever."""
    label = labeller(write_course(tmp_path))
    assert label("fact:T01") == "Handbook of light, chapter 1 (fact T01, as of 2024-01-31)"
    assert label("fact:T99") == "fact T99"
    assert label("brief:B-2") == "SWAN/GHJP issue brief, paragraph B-2"


def test_facts_are_read_when_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the facts before a locator names one; then they are read once."""
    read: list[Path] = []

    def count(path: Path) -> dict[str, dict[str, str]]:
        read.append(path)
        return {"T01": {"source": "Handbook", "as_of": "2024"}}

    monkeypatch.setattr("casework.sources.read_facts", count)
    label = labeller(write_course(tmp_path))
    assert label("brief:B-2") == "SWAN/GHJP issue brief, paragraph B-2"
    assert read == []
    assert label("fact:T01") == "Handbook (fact T01, as of 2024)"
    assert label("fact:T02") == "fact T02"
    assert read == [tmp_path / "data" / "facts.yaml"]


def test_a_reference_is_told_with_author_title_and_year(tmp_path: Path) -> None:
    """In a course an entry of the library is told as a reader would look it up; an unknown one by its key."""
    module = write_course(tmp_path)
    assert labeller(module)("ref:newton-1704") == "library entry newton-1704"
    path = add_library(tmp_path)
    assert labeller(module)("ref:newton-1704") == "Newton, Opticks, 1704"
    assert labeller(module)("ref:newton-1705") == "library entry newton-1705"
    path.write_text("[", encoding="utf-8")
    assert labeller(module)("ref:newton-1704") == "library entry newton-1704"


def test_facts_are_found_above(tmp_path: Path) -> None:
    """The data folder is found from any folder below the course's top, and nowhere else."""
    module = write_course(tmp_path / "course")
    assert find_data(module) == tmp_path / "course" / "data"
    assert find_data(tmp_path) is None
    assert labeller(tmp_path)("fact:T01") == "fact T01"


BROKEN = {
    "not YAML": "facts: [",
    "a list": "[]",
    "no list of facts": "facts: 5\n",
    "nothing": "",
    "facts that are none": "facts: [1, null, {id: T01}, {id: [T01], source: x, as_of: y}]\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_broken_facts_never_stop_a_learner(tmp_path: Path, text: str) -> None:
    """A facts file that cannot be used gives no facts and no error."""
    module = write_course(tmp_path)
    (tmp_path / "data" / "facts.yaml").write_text(text, encoding="utf-8")
    assert dict(read_facts(tmp_path / "data" / "facts.yaml")) == {}
    assert labeller(module)("fact:T01") == "fact T01"


def test_changed_facts_are_read_again(tmp_path: Path) -> None:
    """An edited facts file is noticed."""
    write_course(tmp_path)
    path = tmp_path / "data" / "facts.yaml"
    assert read_facts(path)["T01"]["status"] == "V1"
    change(path, "status: V1", "status: V2")
    os.utime(path, ns=(1, 1))
    assert read_facts(path)["T01"]["status"] == "V2"
    path.unlink()
    assert dict(read_facts(path)) == {}
