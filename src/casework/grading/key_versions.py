"""Versions of a module's key and questions: their texts, and what differs in words. No scores."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.elsewhere import Elsewhere
from casework.grading.keys import module_keys
from casework.items import Question
from casework.markup import number
from casework.module import Module, load_module
from casework.yaml_lines import ContentError, load

_FILES = ("graded.yaml", "case.yaml")


@dataclass(frozen=True)
class Version:
    """Key and question files as text by path, ``keys/…`` and ``modules/…``, and their SHA-256."""

    digest: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class _Item:
    question: Question
    key: Mapping[str, Any]


def current_version(module: Module, keys: Path) -> Version:
    """
    Return a module's key and graded questions as they are now, those of other modules that it repeats too.

    Args:
        keys: the folder of the key files.

    Raises:
        OSError: a file cannot be read.
    """
    homes = {one.same_as.partition("/")[0] for one in module.graded_questions.values() if one.same_as}
    texts: dict[str, str] = {}
    for name in sorted({module.name, *homes}):
        lesson = module.folder.parent / name
        for path, shown in (
            (keys / f"{name}.yaml", f"keys/{name}.yaml"),
            *((lesson / file, f"modules/{name}/{file}") for file in _FILES),
        ):
            if path.is_file():
                texts[shown] = path.read_bytes().decode("utf-8", "replace")
    whole = json.dumps(texts, sort_keys=True).encode()
    return Version(hashlib.sha256(whole).hexdigest(), texts)


def differences(old: Version, new: Version, assignment: str) -> dict[str, str] | None:
    """
    Return by question id what differs, in words; None where the old version can no longer be read.

    Raises:
        ContentError: the new version has mistakes.
    """
    after = _items(new, assignment)
    try:
        before = _items(old, assignment)
    except ContentError:
        return None
    found = {}
    for id_ in [*after, *(one for one in before if one not in after)]:
        words = _differs(before.get(id_), after.get(id_))
        if words:
            found[id_] = words
    return found


def in_words(correct: Any) -> str:
    """Return what stands behind ``correct:`` in a key file, of any type of question, in one line."""
    if isinstance(correct, Mapping):
        return "; ".join(f"{name}: {in_words(one)}" for name, one in correct.items())
    if isinstance(correct, list):
        return " | ".join(map(in_words, correct)) if _deep(correct) else ", ".join(map(str, correct))
    return "none" if correct is None else str(correct)


def _deep(values: Iterable[Any]) -> bool:
    return any(isinstance(one, list | Mapping) for one in values)


def _differs(old: _Item | None, new: _Item | None) -> str:
    if old is None or new is None:
        return "new question" if new else "question removed"
    before, after = old.question, new.question
    words = []
    if old.key.get("correct") != new.key.get("correct"):
        words.append(f"key {in_words(old.key.get('correct'))} → {in_words(new.key.get('correct'))}")
    if before.rule != after.rule:
        words.append(f"rule {before.rule} → {after.rule}")
    if before.points != after.points:
        words.append(f"points {number(float(before.points))} → {number(float(after.points))}")
    if (before.type, before.text, before.body) != (after.type, after.text, after.body):
        words.append("question changed")
    if old.key["why"] != new.key["why"]:
        words.append("reasons changed")
    return ", ".join(words)


def _items(version: Version, assignment: str) -> dict[str, _Item]:
    """Read a version with the readers that read the course: from files, in a folder that is then removed."""
    with tempfile.TemporaryDirectory(prefix="casework-") as folder:
        root = Path(folder)
        (root / "modules" / assignment).mkdir(parents=True)
        for name, text in version.texts.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        module = load_module(root / "modules" / assignment)
        module_keys(root / "keys", module)  # says what is wrong with them
        own, others = root / "keys" / f"{assignment}.yaml", Elsewhere(root / "keys" / "*.yaml", "keys")
        data = load(own).data["keys"] if own.is_file() else {}
        return {
            id_: _Item(one, data.get(id_) or others.find(one.same_as)[0] or {})
            for id_, one in module.graded_questions.items()
        }
