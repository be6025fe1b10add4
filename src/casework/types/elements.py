"""Type elements: say which elements (act, means, purpose) are shown, and which fact shows which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casework.items import Question
from casework.languages import N_, _
from casework.types import controls
from casework.types.base import PARTS, Mistake
from casework.types.fields import Field, FieldsType, as_parts, said

ELEMENTS = {"act": N_("Act"), "means": N_("Means"), "purpose": N_("Purpose")}
"""The act-means-purpose model: Palermo Protocol (2000), art. 3(a)."""

FOUND = {"shown": N_("Shown by the facts"), "not-shown": N_("Not shown"), "not-needed": N_("Not needed here")}
NONE = {"none": N_("None of them")}


class Elements(FieldsType):
    """One field for each element, then one for each fact. A key may accept several elements for a fact."""

    name = "elements"
    hint = N_("Judge each element, then say what each fact shows.")
    properties = {"facts": PARTS, "elements": PARTS}
    required = ("facts",)
    slot_word = "element or fact"
    shuffled = "facts"

    def question_mistakes(self, data: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield a fact that has the name of an element: both are fields of one answer."""
        if taken := sorted(set(data["facts"]) & set(data.get("elements", ELEMENTS))):
            yield ("facts", taken[0]), f"a fact is named {taken[0]!r}, as an element is; give it another name"

    def fields(self, data: Mapping[str, Any]) -> Sequence[Field]:
        """Return the elements' fields, then the facts'."""
        elements = data.get("elements") or said(ELEMENTS)
        return (*as_parts(elements, said(FOUND)), *as_parts(data["facts"], {**elements, **said(NONE)}))

    def controls(self, question: Question) -> str:
        """Return two groups of lists: elements and facts."""
        count = len(question.body.get("elements", ELEMENTS))
        rows = [controls.one_of(one.id, one.label, one.options) for one in self.fields(question.body)]
        return (
            f"{controls.group(_('Is the element shown?'), rows[:count])}"
            f"{controls.group(_('Which element does each fact show?'), rows[count:])}"
        )
