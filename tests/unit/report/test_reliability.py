"""casework.report.reliability: by hand, by pingouin, and by published figures."""

from __future__ import annotations

from math import asin, pi, sqrt
from random import Random
from statistics import stdev

import pandas
import pingouin
import pytest
from scipy.stats import multivariate_normal, norm

from casework.report.reliability import agreement, alpha, feldt_interval, is_kr20, standard_error

# Five learners, four questions, right or wrong: totals 4 3 2 1 0.
GUTTMAN = [(1, 1, 1, 1), (1, 1, 1, 0), (1, 1, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0)]


def group(learners: int, questions: int, seed: int = 1) -> list[list[float]]:
    """Return a made-up class whose learners differ, with parts of points."""
    random = Random(seed)
    abilities = [random.gauss(0, 1) for _ in range(learners)]
    return [
        [min(max(round(2 + able + random.gauss(0, 1)), 0), 4) / 2 for _ in range(questions)]
        for able in abilities
    ]


def test_kr20_by_hand() -> None:
    """
    KR-20 of the table above: 4/3 (1 - sum pq / variance).

    With n - 1 below: pq of .8 .6 .4 .2 is .16 .24 .24 .16, sum .8, times 5/4 = 1; totals have 2.5.
    So 4/3 * .6.
    """
    assert alpha(GUTTMAN) == pytest.approx(0.8)
    assert is_kr20(GUTTMAN)
    assert not is_kr20(group(5, 3))


@pytest.mark.parametrize(("learners", "questions"), [(12, 3), (30, 9), (200, 40)])
def test_alpha_and_its_interval_by_pingouin(learners: int, questions: int) -> None:
    """Alpha and Feldt's interval are those of pingouin, which rounds the interval to three places."""
    points = group(learners, questions)
    expected, ends = pingouin.cronbach_alpha(pandas.DataFrame(points), ci=0.95)
    own = alpha(points)

    assert own == pytest.approx(expected, abs=1e-12)
    assert feldt_interval(own or 0.0, learners, questions) == pytest.approx(tuple(ends), abs=5.1e-4)


def test_feldt_by_a_published_example() -> None:
    """
    R's statpsych prints 0.7971254 and 0.8931436 for ci.cronbach(.05, .85, 7, 89).

    It takes n (k - 1) for Feldt's (n - 1) (k - 1); that is seen in the fifth place.
    """
    assert feldt_interval(0.85, 89, 7) == pytest.approx((0.7971254, 0.8931436), abs=1e-4)


@pytest.mark.parametrize("points", [[], [(1, 0)], [(1,), (0,)], [(1, 1), (1, 1)], [(1, 0), (0, 1)]])
def test_no_alpha(points: list[tuple[float, ...]]) -> None:
    """Nobody, one learner, one question, all right, or totals that are all the same: no figure, no fault."""
    assert alpha(points) is None


def test_no_interval() -> None:
    """One learner or one question has no interval."""
    assert feldt_interval(0.5, 1, 5) is None
    assert feldt_interval(0.5, 5, 1) is None


def test_standard_error_by_hand() -> None:
    """SD of 4 3 2 1 0 is sqrt 2.5; with reliability .8 that is sqrt .5; a reliability below 0 counts as 0."""
    assert standard_error([4, 3, 2, 1, 0], 0.8) == pytest.approx(sqrt(0.5))
    assert standard_error([4, 3, 2, 1, 0], -0.3) == pytest.approx(stdev([4, 3, 2, 1, 0]))
    assert standard_error([4], 0.8) is None


class TestAgreement:
    """Pass or fail, again."""

    @pytest.mark.parametrize("reliability", [0.0, 0.5, 0.8, 1.0])
    def test_by_hand_at_the_mean(self, reliability: float) -> None:
        """At a pass mark on the mean the share is 1/2 + arcsin(r)/pi, and kappa twice that less 1."""
        found = agreement([4, 3, 2, 1, 0], needed=2.5, reliability=reliability)
        expected = 0.5 + asin(reliability) / pi

        assert found is not None
        assert found.same == pytest.approx(expected)
        assert found.kappa == pytest.approx(2 * expected - 1)

    @pytest.mark.parametrize(("needed", "reliability"), [(32, 0.7), (20, 0.85), (38, 0.3)])
    def test_by_the_bivariate_normal(self, needed: float, reliability: float) -> None:
        """Elsewhere it is what scipy's bivariate normal gives when both or neither are above the mark."""
        random = Random(3)
        totals = [float(random.randint(15, 40)) for _ in range(50)]
        z = (needed - 0.5 - sum(totals) / 50) / stdev(totals)
        pair = multivariate_normal([0, 0], [[1, reliability], [reliability, 1]])
        both_below = float(pair.cdf([z, z]))
        both_above = float(pair.cdf([-z, -z]))
        chance = norm.cdf(z) ** 2 + norm.sf(z) ** 2
        found = agreement(totals, needed, reliability)

        assert found is not None
        assert found.same == pytest.approx(both_below + both_above, abs=1e-5)
        assert found.kappa == pytest.approx((both_below + both_above - chance) / (1 - chance), abs=1e-4)

    def test_by_a_second_test(self) -> None:
        """In 20,000 made-up people with a true score, that share gets the same from two parallel tests."""
        random = Random(4)
        pairs = [(true + random.gauss(0, 3), true + random.gauss(0, 3)) for true in _true(random, 20_000)]
        counted = sum((one >= 32) == (other >= 32) for one, other in pairs) / len(pairs)
        found = agreement([one for one, _ in pairs], 32, reliability=25 / 34, step=0)

        assert found is not None
        assert found.same == pytest.approx(counted, abs=0.01)

    def test_nothing_to_reckon_with(self) -> None:
        """One learner, or all with the same points: no figure, no fault."""
        assert agreement([30], 32, 0.8) is None
        assert agreement([30, 30, 30], 32, 0.8) is None

    def test_far_from_the_mark(self) -> None:
        """Where chance alone gives the same for everybody there is no kappa."""
        found = agreement([1, 2, 1, 2, 1], 40, 0.5)

        assert found is not None
        assert (found.same, found.kappa) == (pytest.approx(1), None)


def _true(random: Random, count: int) -> list[float]:
    return [random.gauss(30, 5) for _ in range(count)]
