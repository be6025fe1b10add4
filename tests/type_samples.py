"""One question of every type, from the gallery, and what tests do to it. No tests here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from casework.items import Key, Question
from casework.questions import read_graded, read_practice

GALLERY = Path(__file__).resolve().parent.parent / "docs/gallery/modules/99-gallery"
_PRACTICE = read_practice(GALLERY / "practice.yaml")

PRACTICE: dict[str, tuple[Question, Key]] = {
    one.type: (one, _PRACTICE.keys[one.id]) for one in _PRACTICE.questions.values()
}
"""Question type -> a practice question of it, with its key."""

GRADED: dict[str, Question] = {
    one.type: one for one in read_graded(GALLERY / "graded.yaml").questions.values()
}
"""Question type -> a graded question of it."""

HOSTILE = '<img src=x onerror="globalThis.hacked = 1">"><script>globalThis.hacked = 1</script>\ue000&amp;\' '
"""What an author or a learner may write, and no page may take for its own."""


def written(type_: str) -> dict[str, Any]:
    """Return the practice question of a type as plain data, fresh from its file."""
    data = yaml.safe_load((GALLERY / "practice.yaml").read_text("utf-8"))
    return next(one for one in data["questions"] if one["type"] == type_)


def hostile(question: Question, key: Key | None = None) -> tuple[Question, Key | None]:
    """Return a question with a hostile text in front of every text that an author writes, and its key."""
    changed = replace(
        question,
        text=HOSTILE + question.text,
        body=_with_hostile(question.body),
        hints=tuple(HOSTILE + hint for hint in question.hints),
    )
    if key is None:
        return changed, None
    return changed, replace(
        key, why={slot: replace(one, text=HOSTILE + one.text) for slot, one in key.why.items()}
    )


def _with_hostile(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _with_hostile(one) for name, one in value.items()}
    return HOSTILE + value if isinstance(value, str) else value
