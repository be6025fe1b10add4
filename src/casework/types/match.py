"""Type match: for each row choose its column from a list; several rows may share one. No dragging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casework.languages import N_
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
