"""What a cell of a table may hold: types and constraints as in datapackage.json. Opens no file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casework.yaml_lines import Problem

Value = str | int | float | bool | None
Row = Mapping[str, Value]

_EXPECTED = {
    "integer": "a whole number",
    "year": "a year in four digits",
    "number": "a number with a point",
    "boolean": "true or false",
}


def table_problems(
    name: str, lines: Sequence[tuple[int, list[str]]], schema: Mapping[str, Any]
) -> Iterator[Problem]:
    """
    Yield each value that does not fit its column's type and constraints.

    Args:
        name: the file's name, for the messages.
        lines: the number of each line and its cells, the header first.
        schema: a Frictionless Table Schema; what of it has another shape is left out.
    """
    fields = _fields(schema)
    columns = [str(field.get("name")) for field in fields]
    header = lines[0][1] if lines else []
    if header != columns:
        text = f"the columns are {', '.join(header)}; described are {', '.join(columns)}"
        yield Problem(name, 1, "", text)
        return
    seen: dict[tuple[str, ...], set[tuple[str, ...]]] = {key: set() for key in _keys(fields, schema)}
    for line, cells in lines[1:]:
        if len(cells) != len(columns):
            text = f"{len(cells)} cells for {len(columns)} columns; check the commas and quotes here"
            yield Problem(name, line, "", text)
            continue
        named = dict(zip(columns, cells, strict=True))
        for column, field in zip(columns, fields, strict=True):
            wrong = _mistake(named[column], field, _missing(schema))
            if wrong:
                yield Problem(name, line, f"column {column!r}", wrong)
        for key, known in seen.items():
            values = tuple(named[column] for column in key)
            if values in known:
                text = f"{', '.join(values)!r:.60} stands here twice; make it unique"
                yield Problem(name, line, f"column {', '.join(key)!r}", text)
            known.add(values)


def typed_row(cells: Sequence[str], schema: Mapping[str, Any]) -> Row:
    """Return a line without mistakes as column -> value; a missing value is None."""
    missing = _missing(schema)
    return {
        str(field.get("name")): None if cell in missing else _typed(cell, str(field.get("type")))
        for cell, field in zip(cells, _fields(schema), strict=True)
    }


def _fields(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [field if isinstance(field, dict) else {} for field in schema.get("fields", [])]


def _missing(schema: Mapping[str, Any]) -> Sequence[str]:
    found = schema.get("missingValues")
    return found if isinstance(found, list) else [""]


def _rules(field: Mapping[str, Any]) -> dict[str, Any]:
    found = field.get("constraints")
    return found if isinstance(found, dict) else {}


def _keys(fields: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the groups of columns whose values may not repeat."""
    columns = [str(field.get("name")) for field in fields]
    primary = schema.get("primaryKey")
    keys = [tuple(map(str, primary))] if isinstance(primary, list) else [(str(primary),)]
    keys += [(str(field.get("name")),) for field in fields if _rules(field).get("unique") is True]
    return [key for key in dict.fromkeys(keys) if key and set(key) <= set(columns)]


def _mistake(cell: str, field: Mapping[str, Any], missing: Sequence[str]) -> str | None:
    """Return what is wrong with one cell and what would be right, or None."""
    rules, kind = _rules(field), str(field.get("type"))
    if cell in missing:
        return "empty; this column must be filled in" if rules.get("required") is True else None
    value = _typed(cell, kind)
    if value is None:
        return f"{cell!r:.60} is not {_EXPECTED[kind]}"
    allowed, pattern = rules.get("enum"), rules.get("pattern")
    if isinstance(allowed, list) and cell not in map(str, allowed):
        return f"{cell!r:.60} is not allowed; valid are {', '.join(map(str, allowed))}"
    if isinstance(pattern, str) and not _fits(pattern, cell):
        return f"{cell!r:.60} does not have the form {pattern}"
    low, high = rules.get("minimum"), rules.get("maximum")
    if isinstance(value, int | float) and isinstance(low, int | float) and value < low:
        return f"{cell} is too small; the least is {low}"
    if isinstance(value, int | float) and isinstance(high, int | float) and value > high:
        return f"{cell} is too large; the most is {high}"
    return None


def _fits(pattern: str, cell: str) -> bool:
    try:
        return re.fullmatch(pattern, cell) is not None
    except re.error:
        return False


def _typed(cell: str, kind: str) -> Value:
    """Return a cell that is not missing in its type, or None where it does not fit."""
    if kind == "boolean":
        return {"true": True, "false": False}.get(cell)
    if kind in ("integer", "year"):
        form = r"-?\d{1,15}" if kind == "integer" else r"\d{4}"
        return int(cell) if re.fullmatch(form, cell, re.ASCII) else None
    if kind == "number":
        return float(cell) if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", cell, re.ASCII) else None
    return cell
