"""Checks the shape of content data against the JSON Schema and words each mistake. Knows no meaning."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import fastjsonschema

_TYPES = {
    "object": "a block of names and values",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}
_PATTERNS = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": "lower-case letters, digits and single hyphens, such as m02-movement",
    "^(0|[1-9][0-9]?)\\.[1-9][0-9]?$": 'an outcome in quotes, such as "2.1"',
    "\\S": "text that is not blank",
    "^(fact:|law:|ref:|brief:B-|article:A-|course:).+": (
        "fact:L08, law:22 U.S.C. 7102, ref:platt-2018, brief:B-12 or article:A-24"
    ),
    "^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\\s<>\"']*)?$": "an address, such as https://www.example.org/page",
    "^10\\.[0-9]{4,9}/[^\\s<>\"']+$": "a DOI, such as 10.1371/journal.pmed.1002680",
    "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$": "a date, such as 2026-11-27",
    "^[0-9]{2}$": 'the two digits of a module in quotes, such as "02"',
    "^[0-9]{2}-[a-z0-9-]+/[a-z0-9-]+$": "a folder and a question in it, such as 00-test-b/m00-tb-11",
}
_COUNTED = {
    "minItems": "at least {} needed",
    "maxItems": "at most {} allowed",
    "minProperties": "at least {} needed",
    "maxProperties": "at most {} allowed",
}
_NO_KEY_HERE = frozenset(
    {"key", "correct", "why", "rationale", "rationales", "feedback", "answer", "explanation"}
)
_CHECKED_APART = {
    "questions": {"type": "array", "minItems": 1, "items": {"type": "object"}},
    "cases": {"type": "array", "minItems": 1, "items": {"type": "object"}},
    "steps": {"type": "array", "minItems": 1, "maxItems": 20, "items": {"type": "object"}},
    "changes": {"type": "array", "maxItems": 12, "items": {"type": "object"}},
    "question": {"type": "object"},
    "next": {},
    "key": {"type": "object"},
    "keys": {"type": "object", "additionalProperties": {"type": "object"}},
    "terms": {"type": "array", "minItems": 1, "items": {"type": "object"}},
    "comparisons": {"type": "array", "minItems": 1, "items": {"type": "object"}},
}
"""Parts that the reader checks one by one, so that each gets its own message and its own line."""


@dataclass(frozen=True, eq=False)
class Extra:
    """Fields that a definition has besides its own: JSON Schema by name, and which must be there."""

    properties: Mapping[str, Any]
    required: tuple[str, ...]


def mistake(
    definition: str, value: Any, extra: Extra | None = None, inside: str = ""
) -> tuple[tuple[str | int, ...], str] | None:
    """
    Return the first mistake in ``value`` as (path within it, words), or None if the shape is right.

    Args:
        definition: name under ``definitions`` of the schema, such as ``graded_question``.
        value: plain data as YAML gives it.
        extra: further fields, as a question's type has them; one object is compiled once.
        inside: the name of the block that ``value`` is, for the words.
    """
    try:
        _validator(definition, extra, False)(value)
        return None
    except fastjsonschema.JsonSchemaValueException:
        pass  # what is wrong, the other form of the validator can say
    try:
        _validator(definition, extra, True)(value)
    except fastjsonschema.JsonSchemaValueException as error:
        path = tuple(int(part) if part.isdecimal() else part for part in error.path[1:])
        words = _words(error, definition, ".".join(map(str, (*([inside] if inside else []), *path))))
        return (*path, *(_unknown(error)[:1] if error.rule == "additionalProperties" else [])), words
    return None


@cache
def _schema() -> dict[str, Any]:
    text = files("casework").joinpath("schemas/content.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def definitions() -> dict[str, Any]:
    """Return the parts that all content files share, by name."""
    found: dict[str, Any] = _schema()["definitions"]
    return found


def whole(definition: str, extra: Extra | None = None) -> dict[str, Any]:
    """Return the JSON Schema of one definition by itself."""
    parts = definitions()
    chosen = {**parts[definition], "definitions": parts}
    if extra:
        common = list(chosen["required"])
        # Own fields stand where authors write them.
        at = common.index("sources") if "sources" in common else 0
        chosen["required"] = [*common[:at], *extra.required, *common[at:]]
        known = list(chosen["properties"].items())
        at = next((n for n, (name, _) in enumerate(known) if name == "sources"), 0)
        chosen["properties"] = dict([*known[:at], *extra.properties.items(), *known[at:]])
    return chosen


@cache
def _validator(definition: str, extra: Extra | None, detailed: bool) -> Callable[[Any], Any]:
    """
    Compile one definition, with the parts that are checked apart left open.

    With ``detailed`` its exceptions say what is wrong. That takes most of the time to compile, and learners'
    files are right: so a first form only finds out whether they are.
    """
    chosen = whole(definition, extra)
    known = chosen.get("properties", {})
    open_parts = {name: part for name, part in _CHECKED_APART.items() if name in known}
    validator: Callable[[Any], Any] = fastjsonschema.compile(
        {**chosen, "properties": {**known, **open_parts}}, detailed_exceptions=detailed
    )
    return validator


def _words(error: Any, definition: str, where: str) -> str:
    """Say what is wrong and what is valid, in the terms of the file and not of JSON Schema."""
    rule, value, valid = error.rule, error.value, error.rule_definition
    subject = f"{where!r}" if where else "this"
    unknown = _unknown(error)
    if rule == "required":
        missing = [name for name in valid if name not in value]
        misspelt = f"; {_names(unknown)} is unknown" if unknown else ""
        inside = f" in {subject}" if where else ""
        return f"{_names(missing)} missing{inside}; needed are {', '.join(valid)}{misspelt}"
    if rule == "additionalProperties" and "properties" in error.definition:
        if definition == "graded_question" and _NO_KEY_HERE & set(unknown):
            names = _names(unknown)
            return f"a graded question holds no key and no feedback; move {names} to assessments/keys/"
        inside = f" in {subject}" if where else ""
        return (
            f"unknown field {_names(unknown)}{inside}; valid are {', '.join(error.definition['properties'])}"
        )
    if rule == "additionalProperties":
        names = _names(unknown)
        if "^[a-z]$" in error.definition.get("patternProperties", ()):
            return f"{subject} has the name {names}, not a single letter; name the options a, b, c and so on"
        return f"{subject} has the name {names}; valid are short names such as r1, debt or end-demand"
    if rule == "enum":
        return f"{subject} is {_short(value)}; valid are {', '.join(map(str, valid))}"
    if rule == "type":
        quotes = ", so put it in quotes" if valid == "string" and isinstance(value, int | float) else ""
        return f"{subject} is {_short(value)}; it must be {_TYPES.get(valid, valid)}{quotes}"
    if rule == "pattern":
        return f"{subject} is {_short(value)}; valid is {_PATTERNS.get(valid, valid)}"
    if rule in _COUNTED:
        number = f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
        return f"{subject} has {number}; {_COUNTED[rule].format(valid)}"
    limits = {
        "maxLength": f"is longer than {valid} characters; shorten it",
        "exclusiveMinimum": f"is {value}; it must be more than {valid}",
        "maximum": f"is {value}; it must be at most {valid}",
        "uniqueItems": "names one thing twice; keep one",
    }
    return f"{subject} {limits.get(rule, error.message)}"


def _unknown(error: Any) -> list[str]:
    """Return the names in a block that its definition does not know."""
    if error.rule not in ("required", "additionalProperties"):
        return []
    known = error.definition.get("properties", {})
    free = [re.compile(pattern) for pattern in error.definition.get("patternProperties", ())]
    return [name for name in error.value if name not in known and not any(one.search(name) for one in free)]


def _names(names: list[str]) -> str:
    return ", ".join(map(repr, names))


def _short(value: Any) -> str:
    text = "empty" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
