"""Tests of casework.spaced_review: which questions come again, and when. Not here: the cell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.course_builder import NAME, put_answers, write_course
from unit.page import AT, LATER, answer

from casework.records import read_course
from casework.spaced_review import Item, answered_since, due, due_day, items, start_of, tried

OLD, MIDDLE, NEW = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00.000Z"
ITEMS = st.lists(
    st.builds(
        Item,
        st.integers(0, 40).map(lambda number: f"q{number:02}"),
        st.sampled_from(["1.1", "1.2", "1.3"]),
        st.sampled_from(["", OLD, MIDDLE, NEW, "2026-01-01T00:00:00Z"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=14,
    unique_by=lambda one: one.id,
)


def ids(chosen: tuple[Item, ...]) -> list[str]:
    """Return the ids of items."""
    return [one.id for one in chosen]


def test_first_flagged_then_wrong_then_longest_ago() -> None:
    """What the learner asked for comes first, then what was wrong, then what was tried longest ago."""
    candidates = [
        Item("new", "1.1", NEW),
        Item("old", "1.1", OLD),
        Item("never", "1.1"),
        Item("wrong", "1.1", NEW, wrong=True),
        Item("flag", "1.1", NEW, later=True),
    ]

    assert [set(ids(due(candidates, count))) for count in range(6)] == [
        set(),
        {"flag"},
        {"flag", "wrong"},
        {"flag", "wrong", "old"},
        {"flag", "wrong", "old", "new"},
        {"flag", "wrong", "old", "new", "never"},
    ]


def test_spread_over_outcomes() -> None:
    """Among equals the outcome chosen least often comes next, though another question is older."""
    candidates = [
        Item("a1", "1.1", OLD),
        Item("a2", "1.1", OLD),
        Item("b1", "1.2", NEW),
        Item("c1", "1.3", NEW),
    ]

    assert ids(due(candidates, 3)) == ["a1", "b1", "c1"]


def test_a_wish_goes_before_the_spread() -> None:
    """Three questions that the learner asked for come, although they are of one outcome."""
    candidates = [Item(f"a{number}", "1.1", NEW, later=True) for number in range(3)] + [Item("b", "1.2", OLD)]

    assert ids(due(candidates, 3)) == ["a0", "a1", "a2"]


def test_the_order_is_the_courses() -> None:
    """The chosen stand in the order of the course, not of urgency."""
    candidates = [Item("z", "1.1", NEW), Item("a", "1.2", OLD, later=True)]

    assert ids(due(candidates, 2)) == ["z", "a"]


@given(ITEMS, st.integers(0, 8), st.randoms())
def test_deterministic_and_not_more_than_asked(candidates: list[Item], count: int, random: st.DrawFn) -> None:
    """The same items in any order give the same choice, as many as asked for or all there are."""
    chosen = due(candidates, count)
    mixed = list(candidates)
    random.shuffle(mixed)

    assert len(chosen) == len(set(chosen)) == min(count, len(candidates))
    assert set(due(mixed, count)) == set(chosen)


@given(ITEMS, st.integers(0, 8))
def test_nothing_more_urgent_is_left_behind(candidates: list[Item], count: int) -> None:
    """No question is left out for a less urgent one."""
    chosen = due(candidates, count)
    left = [one for one in candidates if one not in chosen]

    assert max((one.urgency for one in chosen), default=0) <= min((one.urgency for one in left), default=9)


@given(ITEMS, st.integers(1, 8), st.data())
def test_running_the_cell_again_changes_nothing(
    candidates: list[Item], count: int, data: st.DataObject
) -> None:
    """Once some of the chosen are answered, right or wrong, the same questions are chosen again."""
    chosen = due(candidates, count)
    answered = data.draw(st.sets(st.sampled_from(ids(chosen)))) if chosen else set()
    now = [
        Item(one.id, one.outcome, "2026-04-01T00:00:00Z", data.draw(st.booleans()))
        if one.id in answered
        else one
        for one in candidates
    ]

    assert ids(due(now, count, answered)) == ids(chosen)


def test_more_answered_than_fit() -> None:
    """Of more answered questions than fit, the first answered stay."""
    candidates = [Item("a", "1.1", NEW), Item("b", "1.1", OLD), Item("c", "1.1", MIDDLE)]

    assert ids(due(candidates, 2, ["a", "b", "c"])) == ["b", "c"]


def test_items_of_a_module(tmp_path: Path) -> None:
    """A module's practice questions are judged at their last try; graded ones and a case's stay out."""
    folder = write_course(tmp_path)
    put_answers(
        folder / f"{NAME}.ipynb",
        {
            "m01-primary": {**answer(["a"]), "later": True},
            "m01-q-stop": answer(["a"]),
            "m01-case-s1": answer(["b"]),
        },
    )
    course = read_course(tmp_path)
    found = list(items(course.folders[0], course.held))

    assert found == [Item("m01-primary", "1.1", AT, wrong=True, later=True), Item("m01-warm", "1.2")]
    assert tried(found) == found[:1]


def test_an_answer_without_a_time_was_tried(tmp_path: Path) -> None:
    """An answer whose time is missing counts as tried, longest ago; a blank one as never tried."""
    folder = write_course(tmp_path)
    put_answers(folder / f"{NAME}.ipynb", {"m01-primary": answer(["b"], ""), "m01-warm": answer([])})
    course = read_course(tmp_path)
    first, second = items(course.folders[0], course.held)

    assert (first.urgency, second.urgency) == (2, 3)
    assert first.at < OLD


EVENING = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "days", "day"),
    [
        (UTC, 7, date(2026, 11, 29)),
        (timezone(timedelta(hours=1)), 7, date(2026, 11, 30)),
        (timezone(timedelta(hours=-5)), 7, date(2026, 11, 29)),
        (UTC, 30, date(2026, 12, 22)),
        (UTC, 90, date(2027, 2, 20)),
    ],
)
def test_the_day_is_counted_where_the_learner_is(zone: timezone, days: int, day: date) -> None:
    """A module finished late in the evening was finished on the next day farther east."""
    assert due_day(EVENING, days, zone) == day


def test_a_day_begins_at_local_midnight_also_when_clocks_change() -> None:
    """Across the end of summer time a pack is due at midnight by the clock on the wall."""
    zone = ZoneInfo("Europe/Paris")
    finished = datetime(2026, 10, 20, 12, tzinfo=UTC)

    assert start_of(due_day(finished, 7, zone), zone) == datetime(2026, 10, 26, 23, tzinfo=UTC)


def test_this_computers_zone_by_default() -> None:
    """Without a zone this computer's midnight counts."""
    start = start_of(date(2026, 11, 29))

    assert start.astimezone(None).hour == 0
    assert start.tzinfo is not None


def test_answered_since() -> None:
    """What was tried at the moment a pack became due, or after, was answered in it."""
    candidates = [Item("a", "1.1", AT), Item("b", "1.1", LATER), Item("c", "1.1"), Item("d", "1.1", "0")]

    assert answered_since(candidates, datetime(2026, 11, 22, 10, 0, 1, tzinfo=UTC)) == {"b"}
