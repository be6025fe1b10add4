"""What Python says of one practice answer, as the front end shows it. Graded answers never come here."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from casework import render
from casework.answers import Answer
from casework.items import Key, Question
from casework.languages import _, n_
from casework.scoring import score
from casework.sources import Labeller, plain_label
from casework.types import type_of


def judge(
    question: Question, key: Key, answer: Answer, label: Labeller = plain_label, after_html: str = ""
) -> dict[str, Any]:
    """
    Return the feedback on a practice answer as JSON.

    Nothing is given away before a choice. Before the question's ``reveal_after`` tries are used, only what
    leaves something to find is said, unless the answer is right.

    Args:
        label: puts a source locator in words.
        after_html: safe HTML shown once everything is revealed.
    """
    result = score(question, key, answer.response)
    chose = result.state not in ("blank", "unreadable")
    left = question.reveal_after - answer.attempts
    revealed = result.state == "right" or left <= 0
    said = render.judged(question, key, answer.response, revealed, label)
    more = "" if revealed or not chose else f" {_reasons_after(left)}"
    return {
        "at": answer.at,
        "state": result.state,
        "words": (_unscored(question) if result.state == "by-hand" else render.result_words(result)) + more,
        "slots": {slot: asdict(verdict) for slot, verdict in said.items()},
        "revealed": revealed,
        "after_html": after_html if chose and revealed else "",
    }


def _unscored(question: Question) -> str:
    if type_of(question).by_hand:
        return _("Nobody scores this here: compare your text with the rubric.")
    return _("Kept in this file. Nobody scores it.")


def _reasons_after(tries: int) -> str:
    text = n_(
        "The reasons follow after {tries} more try.", "The reasons follow after {tries} more tries.", tries
    )
    return text.format(tries=tries)
