"""One question of every type, from the gallery, with what tests do to it. No tests here."""

from __future__ import annotations

from pathlib import Path

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
