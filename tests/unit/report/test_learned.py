"""casework.report.learned: pairs of learners between pre-test and final, and boosters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from unit.final_builder import HUB, PRE_A, PRE_B, A, write_final_course
from unit.report_builder import handed_in, write_class

from casework.report.analysis import Report, report
from casework.report.page import page

LATER = "2027-{}T10:{{:02d}}:00.000Z"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a course with two forms of a pre-test and three of a final test."""
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    write_final_course(tmp_path)
    return tmp_path


def before(place: int) -> dict[str, Any]:
    """Return answers to the pre-test's form A: of two questions half of the class have one right."""
    return {"m00-ta-1": ["c" if place % 2 else "a"], "m00-ta-2": ["a"]}


def after(place: int) -> dict[str, Any]:
    """Return answers to form A of the final: all have the first pair right, a third of them the second."""
    own = {"m08-ta-1": ["c"], "m08-ta-2": ["c" if place % 4 else "b"]}
    return own | {"m08-ta-3": ["c"], "m08-ta-4": ["c" if place % 3 == 0 else "a"]}


def final(course: Path, learners: int) -> Report:
    """Return the report on form A, taken by so many, after the pre-test's form A."""
    write_class(course, [before(n) for n in range(learners)], PRE_A)
    write_class(course, [after(n) for n in range(learners)], A)
    return report(course, A)


def test_gain_by_hand(course: Path) -> None:
    """Twelve learners go from a quarter of the points to two thirds: (2/3 - 1/4) / (3/4) is 5/9."""
    found = final(course, 12).learned

    assert found is not None
    assert (found.before, found.after) == (pytest.approx(1 / 4), pytest.approx(2 / 3))
    assert found.normalised == pytest.approx(5 / 9)
    assert found.mean is not None
    assert found.mean[0] == pytest.approx(5 / 12)
    assert found.effect is not None
    assert found.effect.low < found.effect.d < found.effect.high
    assert (found.people, found.careful) == ("all", True)


def test_the_page_tells_the_gain_and_the_pass_mark(course: Path) -> None:
    """The page has both means, the gain, and how sure pass and fail are; the test's keys are kept back."""
    html = page(final(course, 12), {})

    assert "Before, they had 25 % of the points; after, in the questions that pair with them, 67 %." in html
    assert "The normalised gain is 0.56" in html
    assert "Pass mark: 8 points." in html
    assert "a test whose questions come again: keep it to yourself" in html


def test_too_few_in_both(course: Path) -> None:
    """Where nine of twelve took the pre-test, the gain is hidden and the rest is told."""
    write_class(course, [before(n) for n in range(9)], PRE_A)
    write_class(course, [after(n) for n in range(12)], A)
    found = report(course, A)

    assert found.count == 12
    assert found.learned is not None
    assert found.learned.reason == "Hidden: under 10 learners have answered both tests."
    assert found.learned.before is None


def test_no_pretest_graded(course: Path) -> None:
    """Without a graded pre-test, or with only the form whose questions come again, no gain is told."""
    write_class(course, [{"m00-tb-1": ["c"], "m00-tb-2": ["c"]} for _ in range(12)], PRE_B)
    write_class(course, [after(n) for n in range(12)], A)
    found = report(course, A).learned

    assert found is not None
    assert found.reason == "Nothing of the pre-test is graded (00-test-a), so no gain can be told."


def test_how_many_passed_is_hidden_with_the_few(course: Path) -> None:
    """Of twelve, fewer than ten have passed and fewer have not: neither number is told."""
    trust = final(course, 12).trust

    assert trust.needed == 8.0
    assert trust.passed is None


def test_kept_in_boosters(course: Path) -> None:
    """Practice questions answered 30 and 90 days after the test are told apart; earlier ones are not."""
    final(course, 24)
    for place in range(24):
        day = "02-20" if place < 2 else "03-10" if place < 12 else "05-10"
        right = ["b"] if place % 2 else ["a"]
        handed_in(course, f"Nobody-{place:02d}", {"m01-primary": right}, HUB, LATER.format(day))
    found = report(course, A)

    assert [(one.days, one.people, one.careful, one.share) for one in found.kept] == [
        (30, "10 to 29", True, pytest.approx(0.5)),
        (90, "10 to 29", True, pytest.approx(0.5)),
    ]
    assert "Practice questions in boosters" in page(found, {})


def test_few_boosters_are_hidden(course: Path) -> None:
    """What three kept is hidden; without boosters nothing is said of them."""
    assert final(course, 12).kept == ()
    for place in range(3):
        handed_in(course, f"Nobody-{place:02d}", {"m01-primary": ["b"]}, HUB, LATER.format("03-10"))
    (found,) = report(course, A).kept

    assert (found.people, found.share) == ("under 10", None)
