"""Type place: put facts on the spectrum from choice over circumstance to coercion, with a written reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casework.items import Question
from casework.languages import N_, _
from casework.markup import inline, typed, words
from casework.types import controls
from casework.types.base import PARTS, Mistake
from casework.types.fields import Field, FieldsType, as_parts

SPECTRUM = {"choice": N_("Choice"), "circumstance": N_("Circumstance"), "coercion": N_("Coercion")}
"""Choice, circumstance, coercion, as the issue brief has them (brief:B-21)."""

REASON = "reason"
MAX_REASON = 4_000
"""Characters; a longer reason is cut when it is read, never refused."""


class Place(FieldsType):
    """
    Facts, each to be placed. A key names every placement that can be defended: wrong is only what a stated
    fact contradicts. The reason is for a reader and is never scored.
    """

    name = "place"
    hint = N_("Place each fact. More than one place may be defensible. Then write why.")
    properties = {"facts": PARTS, "places": PARTS, "ask": {"$ref": "#/definitions/markdown"}}
    required = ("facts",)
    slot_word = "fact"

    def question_mistakes(self, data: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield a fact that has the name of the reason: both are fields of one answer."""
        if REASON in data["facts"]:
            yield (
                ("facts", REASON),
                f"a fact is named {REASON!r}, as the written reason is; give it another name",
            )

    def fields(self, data: Mapping[str, Any]) -> Sequence[Field]:
        """Return a field a fact."""
        places = data.get("places") or {id_: _(name) for id_, name in SPECTRUM.items()}
        return as_parts(data["facts"], places)

    def read(self, question: Question, response: object) -> dict[str, str] | None:
        """Return the placements, and the reason as it was typed."""
        if not isinstance(response, dict) or REASON not in response:
            return super().read(question, response)
        reason = response[REASON]
        placed = super().read(question, {id_: one for id_, one in response.items() if id_ != REASON})
        if placed is None or not isinstance(reason, str):
            return None
        return {**placed, REASON: reason[:MAX_REASON]} if reason.strip() else placed

    def controls(self, question: Question) -> str:
        """Return a line of radio buttons for each fact, and a field for the reason."""
        fields = self.fields(question.body)
        rows = "".join(controls.radio_row(one.id, one.label, one.options) for one in fields)
        return rows + controls.text_area(REASON, words(self._ask(question)))

    def hit_words(self, field: Field, value: str, correct: frozenset[str]) -> str:
        """Return that the placement can be defended, and which others can."""
        others = [words(text) for one, text in field.options.items() if one in correct and one != value]
        said = _("{place} can be defended.").format(place=words(field.options[value]))
        return f"{said} {_('So can: {places}.').format(places=_either(others))}" if others else said

    def right_words(self, field: Field, correct: frozenset[str]) -> str:
        """Return which placements can be defended."""
        listed = [words(text) for value, text in field.options.items() if value in correct]
        return _("Can be defended: {places}.").format(places=_either(listed))

    def answer_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return the placements and the reason."""
        reason = f"<br>{_('Reason:')} {typed(answer[REASON])}" if REASON in answer else ""
        return super().answer_html(question, answer) + reason

    def static_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return the facts with boxes, and lines for the reason."""
        room = '<span class="cw-lines"><br><br><br></span>'
        reason = typed(answer[REASON]) if REASON in answer else room
        return f"{super().static_html(question, answer)}<p>{inline(self._ask(question))}<br>{reason}</p>"

    def static_text(self, question: Question, answer: Mapping[str, str]) -> list[str]:
        """Return the facts, then the reason."""
        return [
            *super().static_text(question, answer),
            f"  {words(self._ask(question))} {answer.get(REASON, '')}",
        ]

    def is_blank(self, answer: Mapping[str, str]) -> bool:
        """Return whether nothing is placed: a reason alone places nothing."""
        return not answer.keys() - {REASON}

    @staticmethod
    def _ask(question: Question) -> str:
        return str(question.body.get("ask", _("Your reason, in a sentence or two. It is not scored.")))


def _either(texts: Sequence[str]) -> str:
    return f" {_('or')} ".join(texts)
