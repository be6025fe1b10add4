"""JSON Schemas for editors: a content file's, put together from the parts and every question type's own."""

from __future__ import annotations

from typing import Any

from casework import shape
from casework.questions import key_fields, own_fields
from casework.types import TYPES, QuestionType

KINDS = ("practice", "graded", "cases", "keys", "glossary", "compare", "library")
"""The kinds of content file that have a schema."""


def editor_schema(kind: str) -> dict[str, Any]:
    """
    Return the whole JSON Schema (draft 7) of a kind of content file, for an editor to check while one types.

    It knows shapes alone: what ``casework check`` finds besides, such as a key that does not fit its options,
    it cannot see.
    """
    definitions = dict(shape.definitions())
    definitions["key"] = {"anyOf": [_alone("key", key_fields(one)) for one in TYPES.values()]}
    for name in ("practice_question", "graded_question"):
        own = definitions[name]["properties"]  # kept, since other definitions point into it
        definitions[name] = {"properties": own, "oneOf": [_question(name, one) for one in TYPES.values()]}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"{kind} file of casework",
        "allOf": [{"$ref": f"#/definitions/{kind}_file"}],
        "definitions": definitions,
    }


def _question(definition: str, type_: QuestionType) -> dict[str, Any]:
    """Return the schema of a question of one type."""
    found = _alone(definition, own_fields(type_))
    found["properties"] |= {"type": {"const": type_.name}, "rule": {"enum": list(type_.rules)}}
    if "key" in found["properties"]:
        found["properties"]["key"] = _alone("key", key_fields(type_))
    return found


def _alone(definition: str, extra: shape.Extra) -> dict[str, Any]:
    return {name: part for name, part in shape.whole(definition, extra).items() if name != "definitions"}
