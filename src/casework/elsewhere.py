"""Questions and keys that another module's files hold: finds their data. What they mean: questions.py."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casework import shape
from casework.yaml_lines import ContentError, Document, as_yaml, load


class Elsewhere:
    """
    The files of other modules, each read once, in which a form of a test finds its questions.

    Args:
        pattern: the path of a module's file, with ``*`` for the module's name.
        part: under which name the file holds what is looked for, "questions" or "keys".
    """

    def __init__(self, pattern: Path, part: str) -> None:
        self._pattern, self._part = pattern, part
        self._documents: dict[str, Document | None] = {}

    def find(self, same_as: str) -> tuple[Mapping[str, Any] | None, str]:
        """Return the data of "module/id", or None and what is wrong, in words."""
        home, _, id_ = same_as.partition("/")
        shown = f"{self._path(home).parent.name}/{self._path(home).name}"
        document = self._document(home)
        if document is None:
            return None, f"{shown}, where it is to be found, is missing or cannot be read; correct same_as"
        found = _by_id(document.data.get(self._part) if isinstance(document.data, dict) else None).get(id_)
        if found is None:
            return None, f"there is no {id_!r} in {shown}; correct same_as"
        if "same_as" in found:
            return None, f"{id_!r} is itself the same as {found['same_as']!r:.70}; name that one"
        return found, ""

    def _path(self, home: str) -> Path:
        before, _, after = str(self._pattern).rpartition(
            "*"
        )  # the course's own folder may have one in its name
        return Path(f"{before}{home}{after}")

    def _document(self, home: str) -> Document | None:
        if home not in self._documents:
            try:
                self._documents[home] = load(self._path(home))
            except ContentError:
                self._documents[home] = None
        return self._documents[home]


def borrowed(data: Mapping[str, Any], others: Elsewhere) -> tuple[Mapping[str, Any], str]:
    """
    Return the data of a question as if it stood where it is named, and what is wrong with the naming.

    Args:
        data: its own id and, as ``same_as``, "module/id" of the question it repeats; in a copy that was
            handed out, its text as well.
    """
    whole = "text" in data
    naming = {name: data[name] for name in ("id", "same_as") if name in data} if whole else data
    if found := shape.mistake("borrowed_question", naming):
        return data, found[1]
    if whole:
        return {name: one for name, one in data.items() if name != "same_as"}, ""
    there, trouble = others.find(data["same_as"])
    return {**(there or {}), "id": data["id"]}, trouble


def written_out(path: Path) -> str | None:
    """
    Return a graded file, as YAML, with every question in it; None where it names none of another module.

    A module that is handed out alone has no neighbours to read from.
    """
    document = load(path)
    questions = document.data["questions"]
    if not any("same_as" in one for one in questions):
        return None
    others = Elsewhere(path.parent.parent / "*" / path.name, "questions")
    whole = [
        {**borrowed(one, others)[0], "same_as": one["same_as"]} if "same_as" in one else one
        for one in questions
    ]
    return as_yaml({**document.data, "questions": whole})


def _by_id(entries: Any) -> Mapping[str, Any]:
    """Return questions (a list) or keys (a block) by id, whatever a file holds in their place."""
    if isinstance(entries, list):
        entries = {str(one.get("id")): one for one in entries if isinstance(one, dict)}
    entries = entries if isinstance(entries, dict) else {}
    return {id_: one for id_, one in entries.items() if isinstance(one, dict)}
