"""The rules of partial credit as arithmetic on counts. Pure; every type that has parts uses these."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

PART_RULES: tuple[str, ...] = ("each-part", "all-or-nothing", "net-correct")
"""The rules for questions of several parts."""


def share_of(rule: str, right: int, wrong: int, parts: int) -> Fraction:
    """
    Return the share of the points, 0 to 1.

    ``each-part`` is multiple true-false scoring: right parts over all. ``net-correct`` takes a wrong part
    off a right one and is never below 0; parts left blank count as neither.

    Args:
        right, wrong: parts answered right and wrong.
        parts: all parts, those left blank included.
    """
    if rule == "all-or-nothing":
        return Fraction(int(right == parts))
    if rule == "each-part":
        return Fraction(right, parts)
    if rule == "net-correct":
        return max(Fraction(right - wrong, parts), Fraction(0))
    raise ValueError(f"rule {rule!r} is not known; valid are {', '.join(PART_RULES)}")


def made_up_parts(plan: str, parts: int, random: Random) -> list[bool | None]:
    """Return which parts a made-up learner gets right, by plan; None for a part left blank."""
    if plan == "blank":
        return [None] * parts
    chosen: list[bool | None] = [plan == "right"] * parts
    if plan == "partly" and parts > 1:
        for place in random.sample(range(parts), random.randint(1, parts - 1)):
            chosen[place] = True
        if random.random() < 0.3:
            chosen[chosen.index(False)] = None
    return chosen


def planned_share(rule: str, chosen: Sequence[bool | None]) -> Fraction:
    """Work out a rule's share a second time, in points a part: ``share_of`` is tested against this."""
    if all(chosen):
        return Fraction(1)
    right, wrong = {"all-or-nothing": (0, 0), "each-part": (1, 0), "net-correct": (1, -1)}[rule]
    points = sum(right if one else wrong for one in chosen if one is not None)
    return Fraction(max(points, 0), len(chosen))
