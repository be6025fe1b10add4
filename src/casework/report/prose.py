"""What a report's page says in sentences of trust, gain and what was kept. Safe HTML; reckons nothing."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from casework.markup import number
from casework.report import cells
from casework.report.analysis import Trust
from casework.report.learned import Kept, Learned
from casework.report.tables import table

TERMS = (
    ("Right", "the mean share of the points; a blank has none (Crocker & Algina 1986)"),
    (
        "Fits the rest",
        "how the question goes with the rest of the test, from -1 to 1: the corrected point-biserial "
        "(Henrysson 1963); below 0.2 is weak (Ebel & Frisbie 1991)",
    ),
    ("Under 5 % chose", "wrong options that do not work (Haladyna & Downing 1993)"),
    ("Answered", "the middle place in the order of answering, by the clocks of the learners' computers"),
    ("KR-20, Cronbach's alpha", "Kuder & Richardson 1937; Cronbach 1951; the interval is Feldt's, 1965"),
    ("Same decision", "Subkoviak 1988, by the normal approximation of Peng & Subkoviak 1980"),
    ("Gain", "normalised: Hake 1998; effect: Cohen's d for pairs, interval by Cumming & Finch 2001"),
    (
        "Hidden",
        f"fewer than {cells.SMALLEST} learners stand behind the figure; totals leave it out, so it does not "
        f"follow from them. With fewer than {cells.CAREFUL} it is marked careful. Shares under 5 % and over "
        "95 % are not told exactly.",
    ),
)
"""What the words of the page mean, and whose formula it is; the functions name the works in full."""


def trust_html(trust: Trust) -> str:
    """Return what is said of the total: how reliable, how exact, and whether pass and fail would stay."""
    if trust.value is None or trust.interval is None:
        return _said([trust.reason])
    low, high = trust.interval
    parts = [
        f"The total has {trust.questions} questions and {number(trust.of)} points. The mean is "
        f"{number(trust.mean)}, the standard deviation {number(trust.spread)}. Texts that a person reads are "
        "not in it, nor questions that only some were asked.",
        f"{trust.name} is {trust.value:.2f} (95 % interval {low:.2f} to {high:.2f}): 1 would be a total "
        "without chance in it. Few questions make it lower, and so do learners who are much alike.",
        f"A learner's points are uncertain by about {number(trust.error or 0.0)} (standard error of "
        "measurement): two learners closer than that may well know as much as each other.",
    ]
    if trust.same and trust.needed is not None:
        kappa = "" if trust.same.kappa is None else f" (kappa {trust.same.kappa:.2f})"
        parts.append(
            f"Pass mark: {number(trust.needed)} points. On another form as good as this one, "
            f"{cells.percent(trust.same.same)} of the learners would get the same decision{kappa}."
        )
        hidden = "How many passed is hidden: those who did, or did not, are fewer than 10."
        parts.append(hidden if trust.passed is None else f"{trust.passed} have passed.")
    return _said(parts)


def learned_html(learned: Learned) -> str:
    """Return what is said of the gain since the pre-test."""
    if learned.before is None or learned.after is None or learned.mean is None:
        return _said([learned.reason])
    mean, low, high = (f"{one * 100:.0f}" for one in learned.mean)
    care = f" Careful: fewer than {cells.CAREFUL}." if learned.careful else ""
    gain = "has no value, since all was right before"
    if learned.normalised is not None:
        gain = f"is {learned.normalised:.2f}: 1 would be all that was still to be learned"
    effect = "The paired effect has no value: all gained the same."
    if learned.effect:
        effect = (
            f"Cohen's d for pairs is {learned.effect.d:.2f} (95 % interval {learned.effect.low:.2f} to "
            f"{learned.effect.high:.2f}): the mean gain in standard deviations of the gains."
        )
    return _said(
        (
            f"Learners who answered both: {learned.people}.{care} Before, they had "
            f"{cells.percent(learned.before)} of the points; after, in the questions that pair with them, "
            f"{cells.percent(learned.after)}.",
            f"The mean gain is {mean} percentage points (95 % interval {low} to {high}). The normalised gain "
            f"{gain}.",
            effect,
            "There is no class without the course to compare with, so this does not show what caused it.",
        )
    )


def kept_html(kept: Iterable[Kept]) -> str:
    """Return a table of what was right in boosters."""
    rows = [
        [
            f"{one.days} days or more",
            one.people + (", careful" if one.careful else ""),
            cells.HIDDEN if one.share is None else cells.percent(one.share),
        ]
        for one in kept
    ]
    note = "Boosters ask again what was wrong before, so this is not the course as a whole."
    head = ["After the test", "Learners", "Right"]
    return _said([note]) + table("Practice questions in boosters", head, rows)


def _said(parts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in parts)
