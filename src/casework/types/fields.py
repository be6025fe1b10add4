"""What all types share whose answer is one choice for each of several fields. The types are beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar

from casework.items import Key, Question, Verdict
from casework.languages import _
from casework.markup import inline, words
from casework.sources import Labeller
from casework.types import controls
from casework.types.base import SHORT_ID, Mistake, Plan, QuestionType, why_html
from casework.types.rules import PART_RULES, made_up_parts, planned_share, share_of

CORRECT = {
    "type": "object",
    "minProperties": 1,
    "patternProperties": {
        SHORT_ID: {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
            ]
        }
    },
    "additionalProperties": False,
}
"""Field -> the right value, or all values that can be defended."""


@dataclass(frozen=True)
class Field:
    """One field: its id, what it asks, and value -> text of what can be chosen. Texts are Markdown."""

    id: str
    label: str
    options: Mapping[str, str]


class FieldsType(QuestionType):
    """A response is a block of field -> value; fields that are left out are blank."""

    rules: ClassVar[tuple[str, ...]] = PART_RULES
    correct = CORRECT
    slot_word = "row"

    def fields(self, data: Mapping[str, Any]) -> Sequence[Field]:
        """Return the fields, from a question's data or body."""
        raise NotImplementedError

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return the fields' ids."""
        return tuple(field.id for field in self.fields(data))

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield fields without a right value, values without a field, and lacking rationales."""
        fields = {field.id: field for field in self.fields(question)}
        for id_, field in fields.items():
            given = listed(key["correct"].get(id_, ()))
            valid = f"valid are {', '.join(field.options)}"
            if not given:
                yield ("correct",), f"the key says nothing of {id_!r}; {valid}"
            for value in (one for one in given if one not in field.options):
                yield ("correct", id_), f"the key gives {value!r} for {id_!r}; {valid}"
        for id_ in (one for one in key["correct"] if one not in fields):
            yield ("correct", id_), f"the key speaks of {id_!r}; the question has {', '.join(fields)}"
        yield from self.why_mistakes(question, key)

    def make_correct(self, key: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
        """Return field -> the values that count as right."""
        return {id_: frozenset(listed(value)) for id_, value in key["correct"].items()}

    def keyed_texts(self, question: Question, key: Key) -> Iterator[tuple[str, str]]:
        """Yield the texts of the right values."""
        for field in self.fields(question.body):
            yield from ((field.id, field.options[value]) for value in sorted(key.correct[field.id]))

    def read(self, question: Question, response: object) -> dict[str, str] | None:
        """Return field -> value without blanks; None for unknown fields and values."""
        response = {} if response in (None, []) else response
        fields = {field.id: field for field in self.fields(question.body)}
        if not isinstance(response, dict) or not all(isinstance(one, str) for one in response.values()):
            return None
        answer = {id_: value for id_, value in response.items() if value}
        if not all(id_ in fields and value in fields[id_].options for id_, value in answer.items()):
            return None
        return answer

    def unscored(self, question: Question, key: Key) -> bool:
        """Return whether the key accepts every value everywhere: a form to fill in, as an evaluation is."""
        return all(_open(field, key.correct[field.id]) for field in self.fields(question.body))

    def share(self, question: Question, key: Key, answer: Mapping[str, str]) -> Fraction:
        """Return the rule's share of right fields."""
        fields = self.fields(question.body)
        given = [(answer[field.id], key.correct[field.id]) for field in fields if field.id in answer]
        right = sum(value in correct for value, correct in given)
        return share_of(question.rule, right, len(given) - right, len(fields))

    def controls(self, question: Question) -> str:
        """Return a row for each field."""
        return "".join(
            controls.one_of(field.id, field.label, field.options) for field in self.fields(question.body)
        )

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield the fields with what they ask."""
        yield from ((field.id, inline(field.label)) for field in self.fields(question.body))

    def verdicts(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return for every field whether its value is right, which are, and why."""
        found = {}
        for field in self.fields(question.body):
            why, value = why_html(key, field.id, label), answer.get(field.id)
            right = self.right_words(field, key.correct[field.id])
            if _open(field, key.correct[field.id]):
                chose = _chose(field, value) if value else _("Not answered.")
                found[field.id] = Verdict("left", chose, why)
            elif value in key.correct[field.id]:
                found[field.id] = Verdict(
                    "right", self.hit_words(field, str(value), key.correct[field.id]), why
                )
            elif value is None:
                found[field.id] = Verdict("left", f"{_('Not answered.')} {right}", why)
            else:
                chose = _chose(field, value)
                found[field.id] = Verdict("wrong", f"{_('Not right.')} {chose} {right}", why)
        return found

    def hit_words(self, field: Field, value: str, correct: frozenset[str]) -> str:
        """Return what is said of a right value, in words."""
        return _("Right: {text}.").format(text=words(field.options[value]))

    def right_words(self, field: Field, correct: frozenset[str]) -> str:
        """Return what would be right, in words."""
        right = [words(text) for value, text in field.options.items() if value in correct]
        return _("Right is: {text}.").format(text=f" {_('or')} ".join(right))

    def before_reveal(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return for each answered field whether it is right, and not what would be."""
        return {
            id_: Verdict("right", _("Right."), "")
            if value in key.correct[id_]
            else Verdict("wrong", _("Not right yet."), "")
            for id_, value in answer.items()
            if id_ in key.correct
        }

    def answer_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return each field with its value."""
        return "; ".join(
            f"{inline(field.label)}: <b>{inline(field.options[answer[field.id]])}</b>"
            for field in self.fields(question.body)
            if field.id in answer
        )

    def static_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return a list: what each field asks, and its options with boxes."""
        rows = "".join(
            f"<li>{inline(field.label)}<br>"
            + " &nbsp; ".join(
                f"{controls.box(answer.get(field.id) == value)} {inline(text)}"
                for value, text in field.options.items()
            )
            + "</li>"
            for field in self.fields(question.body)
        )
        return f"<ul>{rows}</ul>"

    def static_text(self, question: Question, answer: Mapping[str, str]) -> list[str]:
        """Return two lines a field."""
        lines = []
        for field in self.fields(question.body):
            lines.append(f"  {words(field.label)}")
            boxes = (
                f"[{'x' if answer.get(field.id) == value else ' '}] {words(text)}"
                for value, text in field.options.items()
            )
            lines.append(f"    {'  '.join(boxes)}")
        return lines

    def made_up(self, question: Question, key: Key, plan: Plan, random: Random) -> tuple[Any, Fraction]:
        """Return a block with as many right fields as the plan has it."""
        fields = self.fields(question.body)
        chosen = made_up_parts(plan, len(fields), random)
        response = {}
        for place, field in enumerate(fields):
            correct = key.correct[field.id]
            pool = correct if chosen[place] else set(field.options) - correct
            if not pool:
                chosen[place] = None  # every value can be defended: nothing wrong can be chosen
            elif chosen[place] is not None:
                response[field.id] = random.choice(sorted(pool))
        return response, planned_share(question.rule, chosen)


def _open(field: Field, correct: frozenset[str]) -> bool:
    """Return whether no value of a field is wrong, so that none is right either."""
    return correct >= set(field.options)


def _chose(field: Field, value: str) -> str:
    return _("You chose: {text}.").format(text=words(field.options[value]))


def said(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts of the type's own, not of a question's, in the language that is spoken."""
    return {id_: _(text) for id_, text in texts.items()}


def as_parts(texts: Mapping[str, str], options: Mapping[str, str]) -> tuple[Field, ...]:
    """Return a field for each named text, all with the same options."""
    return tuple(Field(id_, text, options) for id_, text in texts.items())


def listed(value: str | Iterable[str]) -> tuple[str, ...]:
    """Return the one value, or the values, of a field in a key."""
    return (value,) if isinstance(value, str) else tuple(value)
