"""casework.report.gain: by hand, by pingouin and by scipy."""

from __future__ import annotations

from math import sqrt
from random import Random
from statistics import fmean, stdev

import pingouin
import pytest
from scipy.stats import nct, ttest_rel

from casework.report.gain import mean_gain, normalised_gain, paired_effect

BEFORE = [0.2, 0.4, 0.5, 0.5]
AFTER = [0.6, 0.6, 0.8, 0.8]


def test_normalised_gain_by_hand() -> None:
    """From 40 % to 70 % is half of what was missing; a loss is below 0; from 100 % nothing can be gained."""
    assert normalised_gain(BEFORE, AFTER) == pytest.approx(0.5)
    assert normalised_gain([0.5, 0.5], [0.25, 0.25]) == pytest.approx(-0.5)
    assert normalised_gain([1.0, 1.0], [1.0, 0.9]) is None
    assert normalised_gain([], []) is None


def test_effect_by_hand() -> None:
    """Gains of .4 .2 .3 .3 have mean .3 and standard deviation sqrt(.02/3)."""
    found = paired_effect(BEFORE, AFTER)

    assert found is not None
    assert found.d == pytest.approx(0.3 / sqrt(0.02 / 3))
    assert found.low < found.d < found.high


def test_effect_by_pingouin() -> None:
    """d is pingouin's t of the pairs over root n; the mean gain's interval is pingouin's."""
    before, after = _class(40)
    test = pingouin.ttest(after, before, paired=True)
    found, mean = paired_effect(before, after), mean_gain(before, after)

    assert found is not None
    assert mean is not None
    assert found.d * sqrt(40) == pytest.approx(float(test["T"].iloc[0]))
    assert mean[1:] == pytest.approx(tuple(test[_interval(test)].iloc[0]), abs=6e-3)
    interval = ttest_rel(after, before).confidence_interval(0.95)
    assert mean[1:] == pytest.approx((interval.low, interval.high))
    assert mean[0] == pytest.approx(fmean(after) - fmean(before))


@pytest.mark.parametrize("count", [10, 40, 200])
def test_interval_is_where_the_noncentral_t_says(count: int) -> None:
    """Were the end the truth, an effect as seen or further off would come in 2.5 of 100 classes."""
    before, after = _class(count)
    found = paired_effect(before, after)

    assert found is not None
    seen = found.d * sqrt(count)
    assert float(nct.sf(seen, count - 1, found.low * sqrt(count))) == pytest.approx(0.025, abs=1e-6)
    assert float(nct.cdf(seen, count - 1, found.high * sqrt(count))) == pytest.approx(0.025, abs=1e-6)


def test_interval_holds_the_truth_in_19_of_20_classes() -> None:
    """Of 400 made-up classes of 15 with a true effect of 0.8, about 95 % have it in their interval."""
    random, hits = Random(5), 0
    for _ in range(400):
        gains = [random.gauss(0.8, 1) for _ in range(15)]
        found = paired_effect([0.0] * 15, gains)
        assert found is not None
        hits += found.low <= 0.8 <= found.high

    assert 0.92 < hits / 400 < 0.98


def test_nothing_to_reckon_with() -> None:
    """One learner, or all with the same gain: no figure, no fault."""
    assert paired_effect([0.2], [0.4]) is None
    assert paired_effect([0.2, 0.3], [0.4, 0.5]) is None
    assert mean_gain([0.2], [0.4]) is None


def test_standard_deviation_is_of_the_gains() -> None:
    """A class in which everybody is far apart, but gains alike, has a large paired effect."""
    found = paired_effect([0.0, 0.3, 0.6, 0.9], [0.1, 0.41, 0.69, 1.0])
    gains = [0.1, 0.11, 0.09, 0.1]

    assert found is not None
    assert found.d == pytest.approx(fmean(gains) / stdev(gains))


def _class(count: int) -> tuple[list[float], list[float]]:
    random = Random(count)
    before = [random.uniform(0.2, 0.7) for _ in range(count)]
    return before, [one + random.gauss(0.15, 0.2) for one in before]


def _interval(table: object) -> str:
    """Return pingouin's name of the interval, which differs between its versions."""
    return next(str(name) for name in table.columns if str(name).startswith("CI95"))  # type: ignore[attr-defined]
