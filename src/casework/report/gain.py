"""What was learned between two tests of the same people: normalised gain, paired effect. Pure; no files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev


@dataclass(frozen=True)
class Effect:
    """Cohen's d for paired data, and the ends of its interval."""

    d: float
    low: float
    high: float


def normalised_gain(before: Sequence[float], after: Sequence[float]) -> float | None:
    """
    Return what a class gained of what it could still gain: (after - before) / (1 - before), of the means.

    Hake (1998), American Journal of Physics 66, 64-74.

    Args:
        before, after: shares of the points, 0 to 1, of the same learners in the same order.

    Returns:
        At most 1, below 0 for a loss; None where nobody is there or everybody was right before.
    """
    if not before or fmean(before) > 1 - 1e-12:
        return None
    return (fmean(after) - fmean(before)) / (1 - fmean(before))


def mean_gain(
    before: Sequence[float], after: Sequence[float], level: float = 0.95
) -> tuple[float, float, float] | None:
    """Return the mean gain and the ends of its interval by Student's t; None under two learners."""
    if len(before) < 2:
        return None
    from scipy.stats import t

    gains = _gains(before, after)
    reach = float(t.ppf((1 + level) / 2, len(gains) - 1)) * stdev(gains) / sqrt(len(gains))
    return fmean(gains), fmean(gains) - reach, fmean(gains) + reach


def paired_effect(before: Sequence[float], after: Sequence[float], level: float = 0.95) -> Effect | None:
    """
    Return Cohen's d for paired data: the mean gain over the standard deviation of the gains (d_z).

    Cohen (1988), *Statistical power analysis for the behavioral sciences*, p. 48; Lakens (2013), Frontiers in
    Psychology 4, 863, formula 6. The interval turns the noncentral t around: Cumming & Finch (2001),
    Educational and Psychological Measurement 61, 532-574.

    Returns:
        None under two learners, or where all gained the same.
    """
    gains = _gains(before, after)
    if len(gains) < 2 or stdev(gains) < 1e-9:
        return None
    from scipy.special import nctdtrinc

    d, root, freedom = fmean(gains) / stdev(gains), sqrt(len(gains)), len(gains) - 1
    tail = (1 - level) / 2
    # The centres under which a t as seen has so much probability below it.
    low, high = (float(nctdtrinc(freedom, part, d * root)) / root for part in (1 - tail, tail))
    return Effect(d, low, high)


def _gains(before: Sequence[float], after: Sequence[float]) -> list[float]:
    return [late - early for early, late in zip(before, after, strict=True)]
