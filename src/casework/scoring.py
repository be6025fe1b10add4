"""Scoring: question, key and response in, score out. Pure: no files, no Jupyter, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from casework.questions import Key, Question

State = Literal["blank", "wrong", "partly", "right", "unreadable"]


@dataclass(frozen=True)
class Score:
    """Points earned of the points to be had, both plain floats, and the state in one word."""

    points: float
    max_points: float
    state: State


def score(question: Question, key: Key, response: object) -> Score:
    """
    Score one response.

    Args:
        question: the item; its ``rule`` decides partial credit.
        key: its answer key.
        response: for ``single`` and ``multiple`` a list of chosen option ids; an empty list or None is blank.

    Returns:
        0 for a blank, 0 for a response that is no valid answer to this question ("unreadable", never an
        error: a submitted file may hold anything), else the rule's share of the points.
    """
    chosen = chosen_options(question, response)
    full = float(question.points)
    if chosen is None:
        return Score(0.0, full, "unreadable")
    if not chosen:
        return Score(0.0, full, "blank")
    share = _RULES[question.rule](chosen, key.correct, frozenset(question.options))
    state: State = "right" if share == 1 else "wrong" if share == 0 else "partly"
    return Score(float(question.points * share), full, state)


def chosen_options(question: Question, response: object) -> frozenset[str] | None:
    """Return the chosen option ids; None where the response is not a valid answer to ``question``."""
    if response is None:
        return frozenset()
    if not isinstance(response, list) or not all(isinstance(one, str) for one in response):
        return None
    chosen = frozenset(response)
    if len(chosen) != len(response) or not chosen <= set(question.options):
        return None
    if question.type == "single" and len(chosen) > 1:
        return None
    return chosen


def _all_or_nothing(chosen: frozenset[str], correct: frozenset[str], options: frozenset[str]) -> Fraction:
    """1 if exactly the correct options are chosen, else 0."""
    return Fraction(int(chosen == correct))


def _each_part(chosen: frozenset[str], correct: frozenset[str], options: frozenset[str]) -> Fraction:
    """The share of options that are ticked or left as the key has it (multiple true-false scoring, MTF)."""
    return Fraction(len(options) - len(chosen ^ correct), len(options))


def _net_correct(chosen: frozenset[str], correct: frozenset[str], options: frozenset[str]) -> Fraction:
    """Right choices less wrong ones, over the correct options, never below 0."""
    return max(Fraction(len(chosen & correct) - len(chosen - correct), len(correct)), Fraction(0))


_RULES: Mapping[str, Callable[[frozenset[str], frozenset[str], frozenset[str]], Fraction]] = {
    "all-or-nothing": _all_or_nothing,
    "each-part": _each_part,
    "net-correct": _net_correct,
}
