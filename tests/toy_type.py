"""A question type that nobody needs, in one file: how many times a word was said. No tests here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from casework.items import Key, Question, Verdict
from casework.sources import Labeller
from casework.types import controls
from casework.types.base import MARKDOWN, Plan, QuestionType, why_html


class Tally(QuestionType):
    """A response is ``{"strokes": "|||"}``."""

    name = "tally"
    hint = "Type a stroke for each time."
    properties = {"thing": MARKDOWN}
    required = ("thing",)
    correct = {"type": "integer"}

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return the one slot."""
        return ("strokes",)

    def make_correct(self, key: Mapping[str, Any]) -> int:
        """Return the number of strokes."""
        return int(key["correct"])

    def read(self, question: Question, response: object) -> int | None:
        """Return how many strokes there are; None for anything else."""
        strokes = response.get("strokes", "") if isinstance(response, dict) else "" if not response else None
        return len(strokes) if isinstance(strokes, str) and set(strokes) <= {"|"} else None

    def share(self, question: Question, key: Key, answer: int) -> Fraction:
        """Return 1 for the right number."""
        return Fraction(int(answer == key.correct))

    def controls(self, question: Question) -> str:
        """Return one line."""
        return controls.typed_row("strokes", [controls.text_line("strokes", question.body["thing"])])

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield the one slot."""
        yield "strokes", "Strokes"

    def verdicts(self, question: Question, key: Key, answer: int, label: Labeller) -> dict[str, Verdict]:
        """Return whether the number is right, and why."""
        right = answer == key.correct
        said = "Right." if right else f"Not right. Right is: {key.correct}."
        return {"strokes": Verdict("right" if right else "wrong", said, why_html(key, "strokes", label))}

    def answer_html(self, question: Question, answer: int) -> str:
        """Return the number."""
        return str(answer)

    def static_html(self, question: Question, answer: int) -> str:
        """Return a line for the strokes."""
        return f"<p>{'|' * answer or '____'}</p>"

    def static_text(self, question: Question, answer: int) -> list[str]:
        """Return a line for the strokes."""
        return [f"  {'|' * answer or '____'}"]

    def made_up(self, question: Question, key: Key, plan: Plan, random: Random) -> tuple[Any, Fraction]:
        """Return the right number of strokes, or one more."""
        if plan == "blank":
            return {}, Fraction(0)
        right = plan == "right"
        return {"strokes": "|" * (key.correct + (not right))}, Fraction(int(right))


WRITTEN = """\
module: 99-toy
questions:
  - id: m99-tally
    type: tally
    outcome: "99.1"
    level: remember
    points: 1
    rule: all-or-nothing
    text: How often does the text say *work*?
    thing: Strokes
    sources: ["fact:L01"]
    key:
      correct: 3
      why:
        strokes: {text: "Twice in the first line and once in the last.", sources: ["fact:L01"]}
"""
