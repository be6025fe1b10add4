"""Scoring: question, key and response in, score out. Pure: no files, no Jupyter, no clock."""

from __future__ import annotations

from dataclasses import dataclass

from casework.items import Key, Question, State
from casework.types import type_of


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
        response: as its type has it: a list of option ids, a block of field -> value; empty or None is blank.

    Returns:
        0 for a blank, 0 for a response that is no valid answer to this question ("unreadable", never an
        error: a submitted file may hold anything), 0 for what no program judges ("by-hand"), else
        the rule's share of the points.
    """
    type_ = type_of(question)
    answer = type_.read(question, response)
    full = float(question.points)
    if answer is None:
        return Score(0.0, full, "unreadable")
    if type_.is_blank(answer):
        return Score(0.0, full, "blank")
    if type_.unscored(question, key):
        return Score(0.0, full, "by-hand")
    share = type_.share(question, key, answer)
    state: State = "right" if share == 1 else "wrong" if share == 0 else "partly"
    return Score(float(question.points * share), full, state)
