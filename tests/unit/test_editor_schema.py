"""The schemas that editors get accept what the readers accept. Not here: the words of mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from casework.cli import SCHEMAS, main
from casework.editor_schema import KINDS, editor_schema

ROOT = Path(__file__).resolve().parents[2]
GALLERY = ROOT / "docs" / "gallery"
FILES = {
    "practice": GALLERY / "modules/99-gallery/practice.yaml",
    "graded": GALLERY / "modules/99-gallery/graded.yaml",
    "cases": GALLERY / "modules/99-gallery/case.yaml",
    "keys": GALLERY / "assessments/keys/99-gallery.yaml",
    "glossary": ROOT / "data/glossary.yaml",
    "compare": ROOT / "modules/02-trafficking-law/compare.yaml",
    "library": ROOT / "data/library.json",
}


def data(kind: str) -> Any:
    """Return a right file of a kind as plain data."""
    return yaml.safe_load(FILES[kind].read_text(encoding="utf-8"))


def problems(kind: str, content: Any) -> int:
    """Return how many mistakes an editor would mark."""
    schema = editor_schema(kind)
    jsonschema.Draft7Validator.check_schema(schema)
    return len(list(jsonschema.Draft7Validator(schema).iter_errors(content)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_file_is_accepted(kind: str) -> None:
    """A file with every type of question passes, and one with a name that nobody knows does not."""
    content = data(kind)
    assert problems(kind, content) == 0
    entry = content[0] if kind == "library" else content
    entry["surprise"] = 1
    assert problems(kind, content) == 1


def test_a_key_in_a_graded_question_is_marked() -> None:
    """An editor marks a key in a graded file, for any type."""
    for index in range(len(data("graded")["questions"])):
        content = data("graded")
        content["questions"][index]["key"] = {"correct": ["a"]}

        assert problems("graded", content) == 1


def test_the_command_prints_a_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """`casework schema KIND` prints the schema as JSON."""
    assert SCHEMAS == KINDS
    assert main(["schema", "practice"]) == 0
    assert json.loads(capsys.readouterr().out) == editor_schema("practice")
