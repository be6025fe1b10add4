"""Type match: for each row choose its column from a list; several rows may share one. No dragging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from casework.items import Question
from casework.languages import N_, _
from casework.markup import inline
from casework.types.base import PARTS
from casework.types.fields import Field, FieldsType, as_parts


class Match(FieldsType):
    """Rows, and columns to choose from."""

    name = "match"
    hint = N_("Choose one for each row.")
    properties = {"rows": PARTS, "columns": PARTS}
    required = ("rows", "columns")
    shuffled = "rows"

    def fields(self, data: Mapping[str, Any]) -> Sequence[Field]:
        """Return a field a row."""
        return as_parts(data["rows"], data["columns"])

    def static_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return the choices with letters, and a table with a place for the letter of each row."""
        columns: Mapping[str, str] = question.body["columns"]
        letters = dict(zip(columns, ascii_uppercase, strict=False))
        choices = "".join(f"<li>{inline(text)}</li>" for text in columns.values())
        rows = "".join(
            f'<tr><th scope="row">{inline(field.label)}</th>'
            f"<td>{letters.get(answer.get(field.id, ''), '&nbsp;')}</td></tr>"
            for field in self.fields(question.body)
        )
        return (
            f'<ol type="A">{choices}</ol><table><caption>{_("Write the letter for each row")}</caption>'
            f'<thead><tr><th scope="col">{_("Row")}</th><th scope="col">{_("Letter")}</th></tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )
