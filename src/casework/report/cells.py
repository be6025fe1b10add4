"""Which figures of a class may be shown: none of few people, none they follow from. Knows no questions."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST = 10
"""
People behind a figure, below which it is hidden. 10 was the commonest limit in the United States, of 39
states: National Center for Education Statistics (2010), SLDS Technical Brief 3 (NCES 2011-603).
"""
CAREFUL = 30
"""People behind a figure, below which it comes with a warning: one answer more or less moves it a lot."""
EDGE = 0.05
"""Shares below this, or above 1 less this, are not told exactly: else all or none of a class would be."""
HIDDEN = "hidden"


def shown(people: int) -> bool:
    """Return whether a figure about so many people may be shown."""
    return people >= SMALLEST


def careful(people: int) -> bool:
    """Return whether a figure that is shown needs a warning."""
    return SMALLEST <= people < CAREFUL


def people_words(people: int, everybody: int) -> str:
    """
    Return how many people a figure is about, so that no hidden number follows from it and the whole.

    Args:
        people: those behind the figure.
        everybody: those of the whole report, whose number the page tells.
    """
    if not shown(people):
        return f"under {SMALLEST}"
    if people == everybody:
        return "all"
    return f"{SMALLEST} to {CAREFUL - 1}" if people < CAREFUL else f"{CAREFUL} or more"


def some(count: int) -> str:
    """Return a number of people, or of what they did, in words that tell no small one."""
    return str(count) if shown(count) else f"under {SMALLEST}"


def percent(share: float) -> str:
    """Return a share from 0 to 1 in words: 61 %, "under 5 %", "over 95 %"."""
    if share < EDGE:
        return f"under {EDGE:.0%}".replace("%", " %")
    if share > 1 - EDGE:
        return f"over {1 - EDGE:.0%}".replace("%", " %")
    return f"{share * 100:.0f} %"


def partition(counts: Sequence[int]) -> list[int | None]:
    """
    Return the parts of a whole whose number is known, without those that may not be shown.

    A part of no people is hidden like any small one. Where one part alone is hidden it would follow from the
    whole, so the smallest of the others goes too (complementary suppression: Cox, 1980, Journal of the
    American Statistical Association 75, 377-385). Two hidden parts may still be narrowed down together, so
    they must have ``SMALLEST`` people between them, or one more part goes.

    Args:
        counts: people in each part; each person is in one.

    Returns:
        The counts in the same order; None is hidden.
    """
    kept: list[int | None] = [count if shown(count) else None for count in counts]
    while True:
        hidden = [count for count, seen in zip(counts, kept, strict=True) if seen is None]
        rest = [count for count in kept if count is not None]
        if not hidden or not rest or (len(hidden) > 1 and sum(hidden) >= SMALLEST):
            return kept
        kept[kept.index(min(rest))] = None
