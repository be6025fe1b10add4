"""How far points can be trusted: alpha and KR-20, interval, SEM, decision consistency. Pure; no files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose, sqrt
from statistics import NormalDist, fmean, stdev, variance

Matrix = Sequence[Sequence[float]]
"""A row of points a learner, a column a question, without gaps."""


@dataclass(frozen=True)
class Agreement:
    """Pass or fail on two parallel tests: the share who get the same, and kappa (None where all do)."""

    same: float
    kappa: float | None


def alpha(points: Matrix) -> float | None:
    """
    Return Cronbach's alpha: k/(k-1) (1 - sum of the questions' variances / variance of the totals).

    Cronbach (1951), Psychometrika 16, 297-334, formula 2. Where every question is right or wrong for one
    point each it is KR-20: Kuder & Richardson (1937), Psychometrika 2, 151-160, formula 20.

    Returns:
        At most 1, may be below 0; None under two questions or learners, or where the totals do not vary.
    """
    if len(points) < 2 or len(points[0]) < 2:
        return None
    count = len(points[0])
    whole = variance([sum(row) for row in points])
    if whole < 1e-12:
        return None
    parts: float = sum(variance(column) for column in zip(*points, strict=True))
    return count / (count - 1) * (1 - parts / whole)


def is_kr20(points: Matrix) -> bool:
    """Return whether alpha is KR-20 here: each question has two values, 0 and the same number of points."""
    values = {value for row in points for value in row} - {0.0}
    return len(values) <= 1


def feldt_interval(
    estimate: float, learners: int, questions: int, level: float = 0.95
) -> tuple[float, float] | None:
    """
    Return the interval of alpha: 1 - (1 - alpha) F, with n-1 and (n-1)(k-1) degrees of freedom.

    Feldt (1965), Psychometrika 30, 357-370; in this form Feldt, Woodruff & Salih (1987), Applied
    Psychological Measurement 11, 93-103, formulas 6 and 7. It supposes normal scores and parallel questions.

    Args:
        estimate: alpha of the class, not above 1.
        learners, questions: n and k.
        level: of confidence.

    Returns:
        Its two ends; None under two learners or questions.
    """
    if learners < 2 or questions < 2:
        return None
    from scipy.stats import f

    freedom = learners - 1, (learners - 1) * (questions - 1)
    tail = (1 - level) / 2
    low, high = (1 - (1 - estimate) * float(f.ppf(part, *freedom)) for part in (1 - tail, tail))
    return low, high


def standard_error(totals: Sequence[float], reliability: float) -> float | None:
    """
    Return the standard error of measurement in points: SD sqrt(1 - reliability).

    Lord & Novick (1968), *Statistical theories of mental test scores*, ch. 3. A reliability below 0 counts
    as 0, since no error is larger than the whole spread.
    """
    if len(totals) < 2:
        return None
    return stdev(totals) * sqrt(1 - min(max(reliability, 0.0), 1.0))


def agreement(
    totals: Sequence[float], needed: float, reliability: float, step: float = 1.0
) -> Agreement | None:
    """
    Return how many would pass or fail again on a parallel test, from this one alone.

    Subkoviak (1988), Journal of Educational Measurement 25, 47-55, after Peng & Subkoviak (1980), same
    journal 17, 359-368: z = (needed - step/2 - mean) / SD, and two normal scores that correlate by the
    reliability. The share of equal decisions is 1 - 2 (N(z) - N2(z, z)), which is 1 - 4 T(z, a) with Owen's
    function T and a = sqrt((1 - r)/(1 + r)). Kappa takes out what chance alone gives, 1 - 2 N(z) (1 - N(z)).
    By hand at z = 0: 1/2 + arcsin(r) / pi.

    Args:
        totals: points of each learner.
        needed: points that pass.
        reliability: alpha or KR-20; below 0 it counts as 0.
        step: between two possible totals, for the correction of continuity.

    Returns:
        None where there is nothing to reckon with: under two learners, or all have the same points.
    """
    if len(totals) < 2 or stdev(totals) < 1e-9:
        return None
    from scipy.special import owens_t

    r = min(max(reliability, 0.0), 1.0)
    z = (needed - step / 2 - fmean(totals)) / stdev(totals)
    below = NormalDist().cdf(z)
    same = 1 - 4 * float(owens_t(z, sqrt((1 - r) / (1 + r))))
    chance = 1 - 2 * below * (1 - below)
    return Agreement(same, None if isclose(chance, 1) else (same - chance) / (1 - chance))
