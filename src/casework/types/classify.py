"""Type classify: say what kind each statement is: law, empirical claim, position or testimony."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casework.items import Question
from casework.languages import N_
from casework.types import controls
from casework.types.base import PARTS
from casework.types.fields import Field, FieldsType, as_parts, said

KINDS = {
    "law": N_("Law or definition"),
    "claim": N_("Claim of fact"),
    "position": N_("Position"),
    "testimony": N_("Testimony"),
}
"""What a statement can be; a question may name kinds of its own."""


class Classify(FieldsType):
    """Statements, and the kinds that each can be."""

    name = "classify"
    hint = N_("Choose one kind for each statement.")
    properties = {"statements": PARTS, "kinds": PARTS}
    required = ("statements",)
    slot_word = "statement"
    shuffled = "statements"

    def fields(self, data: Mapping[str, Any]) -> Sequence[Field]:
        """Return a field a statement."""
        return as_parts(data["statements"], data.get("kinds") or said(KINDS))

    def controls(self, question: Question) -> str:
        """Return a line of radio buttons for each statement."""
        fields = self.fields(question.body)
        return "".join(controls.radio_row(one.id, one.label, one.options) for one in fields)
