"""What can be chosen in a question, which of it is wrong, and why. Pure; knows the types, no learner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casework.items import Key, Question, Rationale
from casework.markup import words
from casework.types import type_of
from casework.types.fields import FieldsType


@dataclass(frozen=True)
class Choice:
    """
    One thing that an answer can hold, or lack.

    Attributes:
        id: a letter, ``-letter`` for a right option that was left out, ``field=value``.
        words: in plain words.
        distractor: whether it is a wrong option, written to draw those who do not know.
        left: whether it is an option that was left out.
    """

    id: str
    words: str
    right: bool
    why: Rationale | None
    distractor: bool = False
    left: bool = False

    @property
    def said(self) -> str:
        """What somebody who chose it did, in words."""
        return f"{'left out' if self.left else 'took'} {self.words}"


def choices_of(question: Question, key: Key) -> tuple[Choice, ...]:
    """Return all that can be chosen, in the question's order; nothing for what is typed or put in order."""
    if question.options and question.type in ("single", "multiple"):
        return tuple(_options(question, key))
    type_ = type_of(question)
    if not isinstance(type_, FieldsType):
        return ()
    return tuple(
        Choice(
            f"{field.id}={value}",
            f"“{words(text)}” for “{words(field.label)}”",
            value in key.correct[field.id],
            key.why.get(field.id) or key.why.get(field.id.partition("/")[0]) or key.why.get(value),
        )
        for field in type_.fields(question.body)
        for value, text in field.options.items()
    )


def chosen(question: Question, key: Key, response: object) -> tuple[str, ...] | None:
    """Return the ids of what a response chooses; None where it is blank or no answer to the question."""
    type_ = type_of(question)
    answer = type_.read(question, response)
    if answer is None or type_.is_blank(answer):
        return None
    if question.type in ("single", "multiple"):
        left = (
            [f"-{letter}" for letter in sorted(key.correct - answer)] if question.type == "multiple" else []
        )
        return (*sorted(answer), *left)
    if isinstance(type_, FieldsType):
        return tuple(f"{id_}={value}" for id_, value in answer.items())
    return ()


def _options(question: Question, key: Key) -> Iterator[Choice]:
    for letter, text in question.options.items():
        right, why = letter in key.correct, key.why.get(letter)
        yield Choice(letter, f"“{words(text)}”", right, why, distractor=not right)
        if right and question.type == "multiple":
            yield Choice(f"-{letter}", f"“{words(text)}”", False, why, left=True)
