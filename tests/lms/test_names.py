"""Learners from names of files: any name gives a safe folder, or none. Whole downloads: test_collect.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.lms.names import LONGEST, canvas_name, copy_number, plain_owner, platform_owner

PART = st.one_of(
    st.text(min_size=1, max_size=200),
    st.from_regex(r"\A[\w. ]{1,99}(_late)?_[0-9]{1,40}_[0-9]{1,40}_.{1,9}\Z"),
    st.from_regex(r"\A.{1,99}_[0-9]{1,40}_assignsubmission_[a-z]{1,9}_?.{0,9}\Z"),
)


@given(st.lists(PART, min_size=1, max_size=4))
def test_any_name(parts: list[str]) -> None:
    """Whatever a path is, the learner's folder is one plain name of at most 80 letters, or there is none."""
    found = platform_owner(parts)
    for owner in (found[1] if found else None, plain_owner(parts, ("01-words",))):
        if owner is not None:
            assert 0 < len(owner.student) <= LONGEST
            assert not set(owner.student) & set('/\\:*?"<>|\0 \n,[]')
            assert owner.student[0] not in ".-"


@pytest.mark.parametrize(
    ("sortable", "name"),
    [("Doe, Jane", "doejane"), ("O'Brien-Núñez, Zoë", "obriennúñezzoë"), ("李, 娜", "李娜")],
)
def test_canvas_name(sortable: str, name: str) -> None:
    """A name of a Canvas gradebook becomes what Canvas puts before its numbers."""
    assert canvas_name(sortable) == name
    found = platform_owner([f"{name}_LATE_1234_5678_homework-2.ipynb"])
    assert found
    assert (found[1].student, found[1].late, found[1].order) == (f"{name}_1234", True, 5678)


@pytest.mark.parametrize(
    ("name", "number"), [("x.ipynb", 0), ("x-2.ipynb", 2), ("x (12).ipynb.txt", 12), ("02-x.ipynb", 0)]
)
def test_copy_number(name: str, number: int) -> None:
    """The number of a copy is what a browser or Canvas put behind the name, never one in front."""
    assert copy_number(name) == number
