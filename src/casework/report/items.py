"""Statistics of single questions: difficulty, discrimination, wrong choices, order. Pure; no files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from statistics import fmean, median

NON_FUNCTIONAL = 0.05
"""A wrong option that fewer choose does not work: Haladyna & Downing (1993), Educational and Psychological
Measurement 53, 999-1010."""


def difficulty(shares: Sequence[float]) -> float | None:
    """
    Return the difficulty p: the mean share of the points; for right or wrong, the share who are right.

    Crocker & Algina (1986), *Introduction to classical and modern test theory*, ch. 14. A blank counts 0.

    Args:
        shares: of the points, 0 to 1, one for each learner who was asked.

    Returns:
        0 (nobody) to 1 (everybody); None where nobody was asked.
    """
    return fmean(shares) if shares else None


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Pearson's r of two rows of equal length; None where one does not vary or there are under 2."""
    if len(first) < 2:
        return None
    middle, other = fmean(first), fmean(second)
    across = sum((a - middle) ** 2 for a in first)
    along = sum((b - other) ** 2 for b in second)
    if across < 1e-12 or along < 1e-12:
        return None
    both = sum((a - middle) * (b - other) for a, b in zip(first, second, strict=True))
    return both / sqrt(across * along)


def corrected_correlation(points: Sequence[float], totals: Sequence[float]) -> float | None:
    """
    Return a question's correlation with the rest of the test: the corrected point-biserial.

    Henrysson (1963), Psychometrika 28, 211-218: the question itself is taken out of the total, or it would
    correlate with itself. For right or wrong, Pearson's r is the point-biserial.

    Args:
        points: of the question, a learner each.
        totals: of the whole test with the question in it, in the same order.

    Returns:
        -1 to 1; None where nothing varies.
    """
    return correlation(points, [total - one for one, total in zip(points, totals, strict=True)])


def chosen_shares(chosen: Iterable[Iterable[str]], choices: Iterable[str], people: int) -> dict[str, float]:
    """
    Return the share of learners who made each choice.

    Args:
        chosen: the choices of each learner who answered.
        choices: all there are.
        people: who were asked, those who left it blank included.
    """
    counts = Counter(choice for one in chosen for choice in set(one))
    return {choice: counts[choice] / people if people else 0.0 for choice in choices}


def most_chosen(shares: Mapping[str, float], wrong: Iterable[str]) -> str | None:
    """Return the wrong choice that most made, the first of several; None where nobody made any."""
    best = max(wrong, key=lambda choice: shares[choice], default=None)
    return best if best is not None and shares[best] > 0 else None


def non_functional(shares: Mapping[str, float], wrong: Iterable[str]) -> list[str]:
    """Return the wrong choices that under 5 % made."""
    return [choice for choice in wrong if shares[choice] < NON_FUNCTIONAL]


def places(times: Iterable[Mapping[str, str]]) -> dict[str, float]:
    """
    Return each question's middle place in the order of answering.

    Args:
        times: question -> when it was last answered (ISO 8601 in UTC), a mapping for each learner; what has
            no time is left out. Times are a learner's computer's: a claim.

    Returns:
        Question -> median of its place, 1 being the first.
    """
    found: dict[str, list[int]] = {}
    for one in times:
        # Without the Z a time is the start of every more exact one within it, so text sorts as time.
        known = sorted((at.rstrip("Z"), id_) for id_, at in one.items() if at)
        for place, (_, id_) in enumerate(known, 1):
            found.setdefault(id_, []).append(place)
    return {id_: float(median(seen)) for id_, seen in found.items()}
