"""casework.report.items and cells: statistics of questions by hand and by pingouin; what may be shown."""

from __future__ import annotations

from random import Random

import pandas
import pingouin
import pytest

from casework.report import cells, items

# Six learners, a column a question; worked out on paper.
POINTS = [(1, 1, 1), (1, 1, 0), (1, 0, 1), (1, 0, 0), (0, 1, 0), (0, 0, 0)]
TOTALS = [3, 2, 2, 1, 1, 0]


def test_difficulty_is_the_share_who_are_right() -> None:
    """Four of six right gives 2/3; parts of the points count as parts; nobody gives nothing."""
    assert items.difficulty([row[0] for row in POINTS]) == pytest.approx(4 / 6)
    assert items.difficulty([0.5, 0.25, 0.0]) == 0.25
    assert items.difficulty([]) is None


def test_corrected_correlation_by_hand() -> None:
    """
    The question is taken out of the total.

    First question: 1 1 1 1 0 0, the rest of the test 2 1 1 0 1 0 (means 4/6 and 5/6). Sum of products 4, less
    6 * 4/6 * 5/6 = 10/3, is 2/3; squares 4 - 8/3 = 4/3 and 7 - 25/6 = 17/6; so r = (2/3) / sqrt(34/9).
    """
    first = items.corrected_correlation([row[0] for row in POINTS], TOTALS)

    assert first == pytest.approx((2 / 3) / (34 / 9) ** 0.5)
    assert first < (items.correlation([row[0] for row in POINTS], TOTALS) or 0)


def test_corrected_correlation_by_pingouin() -> None:
    """On a made-up class of 40 it is what pingouin's correlation of question and rest gives."""
    random = Random(1)
    rows = [[float(random.random() < 0.3 + 0.5 * able) for _ in range(8)] for able in [0, 1] * 20]
    for place in range(8):
        points = [row[place] for row in rows]
        rest = [sum(row) - row[place] for row in rows]
        own = items.corrected_correlation(points, [sum(row) for row in rows])

        assert own == pytest.approx(float(pingouin.corr(points, rest)["r"].iloc[0]), abs=1e-9)


@pytest.mark.parametrize(
    ("points", "totals"),
    [([], []), ([1], [3]), ([1, 1, 1], [3, 2, 1]), ([0, 1, 0], [2, 3, 2])],
    ids=["nobody", "one learner", "all right", "the rest is the same"],
)
def test_without_spread_there_is_no_correlation(points: list[float], totals: list[float]) -> None:
    """Where question or rest does not vary there is no figure, and no fault."""
    assert items.corrected_correlation(points, totals) is None


def test_choices() -> None:
    """Shares are of all who were asked; the wrong choice that most made is named, and those under 5 %."""
    chosen = [["a"]] * 12 + [["b"]] * 6 + [["c"]]
    shares = items.chosen_shares(chosen, "abcd", people=24)

    assert shares == {"a": 12 / 24, "b": 6 / 24, "c": 1 / 24, "d": 0.0}
    assert items.most_chosen(shares, "bcd") == "b"
    assert items.non_functional(shares, "bcd") == ["c", "d"]
    assert items.most_chosen(items.chosen_shares([], "ab", people=0), "ab") is None


def test_order_of_answering() -> None:
    """A question's place is the median of its places; what has no time is left out."""
    times = [
        {"x": "2027-01-01T10:00:00Z", "y": "2027-01-01T10:00:00.5Z", "z": ""},
        {"x": "2027-01-01T11:00:00Z", "y": "2027-01-01T10:00:00Z"},
        {"x": "2027-01-02T10:00:00Z", "y": "2027-01-02T12:00:00Z", "z": "2027-01-02T11:00:00Z"},
    ]

    assert items.places(times) == {"x": 1.0, "y": 2.0, "z": 2.0}
    assert items.places([]) == {}


class TestCells:
    """What may be shown of a class."""

    def test_limits(self) -> None:
        """Nine people are hidden, ten are shown with a warning, thirty without."""
        assert [cells.shown(n) for n in (0, 9, 10, 30)] == [False, False, True, True]
        assert [cells.careful(n) for n in (9, 10, 29, 30)] == [False, True, True, False]

    def test_people(self) -> None:
        """How many people a figure has is told in steps, so that a hidden rest cannot be worked out."""
        assert [cells.people_words(n, 31) for n in (9, 22, 30, 31)] == [
            "under 10",
            "10 to 29",
            "30 or more",
            "all",
        ]

    def test_edges(self) -> None:
        """Shares near none and all are not told exactly."""
        shares = (0.0, 0.049, 0.05, 0.614, 0.95, 0.951, 1.0)

        assert list(map(cells.percent, shares)) == [
            *("under 5 %", "under 5 %", "5 %", "61 %", "95 %", "over 95 %", "over 95 %"),
        ]

    @pytest.mark.parametrize(
        ("counts", "kept"),
        [
            ([20, 30], [20, 30]),
            ([4, 26], [None, None]),
            ([4, 26, 12], [None, 26, None]),
            ([0, 30, 30], [None, None, 30]),
            ([6, 7, 40], [None, None, 40]),
            ([2, 3, 40, 11], [None, None, 40, None]),
            ([3], [None]),
            ([], []),
        ],
    )
    def test_complementary(self, counts: list[int], kept: list[int | None]) -> None:
        """A hidden part does not follow from the whole: another goes with it, the smallest of the rest."""
        assert cells.partition(counts) == kept

    def test_no_hidden_part_can_be_worked_out(self) -> None:
        """Whatever the parts, what is hidden is nothing or at least two parts with ten people together."""
        random = Random(2)
        for _ in range(500):
            counts = [random.choice([0, 3, 9, 10, 15, 40]) for _ in range(random.randint(2, 5))]
            kept = cells.partition(counts)
            hidden = [count for count, seen in zip(counts, kept, strict=True) if seen is None]

            assert all(count >= cells.SMALLEST for count in kept if count is not None)
            assert not hidden or len(hidden) == len(counts) or (len(hidden) > 1 and sum(hidden) >= 10)


def test_pandas_reads_the_same() -> None:
    """A question's difficulty is the mean that pandas gives of its column."""
    table = pandas.DataFrame(POINTS)

    for place in range(3):
        assert items.difficulty([row[place] for row in POINTS]) == pytest.approx(table[place].mean())
