"""Which version of a lesson a notebook was made with: a release's mark, and what differs. No points. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from casework import __version__
from casework.answers import LESSON_KEY, Record
from casework.grading.code_cells import tag_of
from casework.grading.matching import is_written
from casework.grading.student_text import clean
from casework.module import Module

MAX_NAMED = 12
"""Ids that are named in a line; a mark may claim any number."""
MAX_PARTS = 500

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NAME = re.compile(r"[\w.+-]{1,20}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True)
class Mark:
    """
    What a release leaves in a notebook's metadata; in a submission a claim, which changes no points.

    ``made`` is the day of the release, ``version`` the course's. ``parts`` has a digest of what a learner
    read by the id of each graded question, step or text to write.
    """

    made: str
    version: str
    parts: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return it as a notebook's metadata holds it."""
        return {"made": self.made, "version": self.version, "parts": dict(self.parts)}


def marked(notebook: dict[str, Any], module: Module) -> dict[str, Any]:
    """Return a notebook that is about to go out, with the mark of its version in its metadata."""
    today = datetime.now(UTC).date().isoformat()
    mark = Mark(today, __version__, parts_of(notebook, module))
    return {**notebook, "metadata": {**notebook["metadata"], LESSON_KEY: mark.to_json()}}


def parts_of(notebook: Mapping[str, Any], module: Module) -> dict[str, str]:
    """Return a digest by id for every graded question and step of a module, and every text to write."""
    found = {
        id_: _digest([one.type, str(one.points), one.rule, one.text, one.body])
        for id_, one in module.graded_questions.items()
    }
    for cell in notebook["cells"]:
        if tag_of(cell).get("grade") and is_written(cell):
            found[str(tag_of(cell)["grade_id"])] = text_digest(clean(cell["source"]))
    return found


def text_digest(text: str) -> str:
    """Return the digest of a text to write in, without the blanks around it."""
    return _digest(text.strip())


def mark_of(metadata: Mapping[str, Any]) -> Mark | None:
    """Return the mark in a notebook's metadata; None where there is none that can be read."""
    about = metadata.get(LESSON_KEY)
    parts = about.get("parts") if isinstance(about, dict) else None
    if not isinstance(about, dict) or not isinstance(parts, dict) or len(parts) > MAX_PARTS:
        return None
    made, version = about.get("made"), about.get("version")
    if not (_matches(_DAY, made) and _matches(_NAME, version)):
        return None
    if not all(_is_id(id_) and _matches(_DIGEST, digest) for id_, digest in parts.items()):
        return None
    return Mark(str(made), str(version), parts)


def difference(
    submitted: Mapping[str, Any], released: Mapping[str, Any], module: Module, record: Record
) -> str:
    """
    Say in one line what a submission's version has otherwise than the one it is graded by, or nothing.

    Args:
        submitted: the learner's notebook; anything may be in it. Without a mark that can be read, its cells
            tell; then a deleted cell is taken for one that never was, unless its question is answered.
        released: the notebook that was handed out.
        module: what is graded by.
        record: the learner's answers, those beside the notebook too.
    """
    ours = mark_of(released["metadata"])
    parts = ours.parts if ours else parts_of(released, module)
    theirs = mark_of(submitted["metadata"])
    if theirs:
        lost = [id_ for id_ in parts if id_ not in theirs.parts]
        gone = [id_ for id_ in theirs.parts if id_ not in parts]
        other = [id_ for id_ in parts if id_ in theirs.parts and theirs.parts[id_] != parts[id_]]
        name = f"the lesson of {theirs.made} (version {theirs.version})"
    else:
        cells = [_cell_ids(cell) for cell in submitted["cells"]]
        seen = {id_ for ids in cells for id_ in ids}
        known = [str(tag_of(cell).get("grade_id")) for cell in released["cells"] if tag_of(cell).get("grade")]
        lost = [id_ for id_ in known if id_ not in seen and not _answered(id_, module, record)]
        graded = {ids[-1] for cell, ids in zip(submitted["cells"], cells, strict=True) if _is_graded(cell)}
        gone = [*(graded - {*known, *parts})]
        other = []
        name = "an unknown version of the lesson"
    words = [
        _some(lost, "was not in it", "were not in it"),
        _some(gone, "is no longer there", "are no longer there"),
        _some(other, "reads otherwise now", "read otherwise now"),
    ]
    said = [one for one in words if one]
    return f"made with {name}; {'; '.join(said)}" if said else ""


def _some(ids: list[str], one: str, many: str) -> str:
    if not ids:
        return ""
    ids = sorted(ids)  # nbgrader sorts a mark's names when it writes a release
    more = f" and {len(ids) - MAX_NAMED} more" if len(ids) > MAX_NAMED else ""
    number = f"1 question {one}" if len(ids) == 1 else f"{len(ids)} questions {many}"
    return f"{number}: {', '.join(ids[:MAX_NAMED])}{more}"


def _answered(id_: str, module: Module, record: Record) -> bool:
    """Return whether there is an answer of this cell's; of a case, at any step."""
    case = module.cases.get(id_)
    return any(one in record.answers for one in (id_, *(case.questions if case else ())))


def _cell_ids(cell: Any) -> tuple[str, ...]:
    """Return the ids under which a submitted cell may be known: its own, then its tag's."""
    if not isinstance(cell, dict):
        return ()
    metadata = cell.get("metadata")
    tag = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    names = (cell.get("id"), tag.get("grade_id") if isinstance(tag, dict) else None)
    return tuple(str(name) for name in names if _is_id(name))


def _is_graded(cell: Any) -> bool:
    """Return whether a submitted cell claims to be graded, under a name that can be one."""
    if not isinstance(cell, dict) or not isinstance(cell.get("metadata"), dict):
        return False
    tag = cell["metadata"].get("nbgrader")
    return isinstance(tag, dict) and tag.get("grade") is True and _is_id(tag.get("grade_id"))


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 60 and bool(_ID.fullmatch(value))


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _plain(value: Any) -> Any:
    """Return what json cannot write as what it can, always in the same order."""
    if isinstance(value, Mapping):
        return {str(name): one for name, one in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return vars(value) if hasattr(value, "__dict__") else str(value)
