"""Type true-false-why: judge a statement true or false, and choose the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casework.items import Key, Question, Verdict
from casework.languages import N_, _
from casework.markup import inline, words
from casework.sources import Labeller
from casework.types import controls
from casework.types.base import Mistake, why_html
from casework.types.fields import Field, FieldsType

JUDGEMENTS = {"true": N_("True"), "false": N_("False")}


class TrueFalseWhy(FieldsType):
    """Two fields: ``judgement`` (true, false) and ``reason`` (one of the options)."""

    name = "true-false-why"
    rules = ("all-or-nothing", "each-part")
    hint = N_("Choose true or false, then the reason.")
    properties = {"options": {"$ref": "#/definitions/options"}}
    required = ("options",)
    slot_word = "option"
    shuffled = "options"

    def fields(self, data: Mapping[str, Any]) -> Sequence[Field]:
        """Return the two fields."""
        return (
            Field(
                "judgement",
                _("This statement is"),
                {value: _(text) for value, text in JUDGEMENTS.items()},
            ),
            Field("reason", _("Because"), data["options"]),
        )

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return a slot for each judgement and each reason."""
        return (*JUDGEMENTS, *data["options"])

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield also a second right reason: a reason is one."""
        yield from super().key_mistakes(question, key)
        for id_, value in key["correct"].items():
            if not isinstance(value, str):
                yield ("correct", id_), f"{id_!r} has a list; write the one right value"

    def controls(self, question: Question) -> str:
        """Return two groups: the judgement in one line, the reasons as rows."""
        judgement, reason = self.fields(question.body)
        cells = "".join(
            f'<div class="cw-choice" data-slot="{value}">{controls.radio(judgement.id, value, text)}'
            f"{controls.why(value)}</div>"
            for value, text in judgement.options.items()
        )
        rows = "".join(
            controls.choice("radio", letter, text, reason.id, question.shown[letter])
            for letter, text in reason.options.items()
        )
        return controls.group(judgement.label, [f'<div class="cw-cells">{cells}</div>']) + controls.group(
            reason.label, [rows]
        )

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield judgements and reasons."""
        yield from ((value, _(text)) for value, text in JUDGEMENTS.items())
        shown = question.shown
        yield from ((letter, f"{shown[letter]}. {inline(text)}") for letter, text in question.options.items())

    def verdicts(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return for every judgement and reason whether it is right, whether it was chosen, and why."""
        found = {}
        for field in self.fields(question.body):
            for value in field.options:
                chosen, why = answer.get(field.id) == value, why_html(key, value, label)
                if value in key.correct[field.id]:
                    said = _("Right. You chose this.") if chosen else _("This is right.")
                    found[value] = Verdict("right", said, why)
                else:
                    said = _("Not right. You chose this.") if chosen else _("Not right.")
                    found[value] = Verdict("wrong" if chosen else "left", said, why)
        return found

    def before_reveal(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return what is said of the chosen judgement and reason alone."""
        found = self.verdicts(question, key, answer, label)
        return {value: verdict for value, verdict in found.items() if value in answer.values()}

    def answer_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return the judgement and the reason."""
        parts = [
            words(field.options[answer[field.id]])
            if field.id == "judgement"
            else f"{_('because')} {inline(field.options[answer[field.id]])}"
            for field in self.fields(question.body)
            if field.id in answer
        ]
        return ", ".join(parts)
