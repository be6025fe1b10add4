"""What hypothesis draws from in several tests: any JSON, any answers. No tests here."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from casework.answers import Answer


def json_with(*leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a strategy for any JSON value, with further kinds of single values."""
    single = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6), *leaves)
    return st.recursive(
        single,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
        ),
        max_leaves=8,
    )


JSON = json_with()
IDS = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,3}", fullmatch=True)
TIMES = st.datetimes().map(lambda time: f"{time.isoformat(timespec='milliseconds')}Z")
ANSWERS = st.dictionaries(IDS, st.builds(Answer, JSON, TIMES, st.integers(0, 999_999)), max_size=4)
