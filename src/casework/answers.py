"""The answer record, read out of a notebook's bytes or a sidecar file. A claim, never evidence."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOTEBOOK_KEY = "casework"
PREFIX = "casework:"
LESSON_KEY = "casework_lesson"
"""Where a notebook that was given out says of which version it is; grading/versions.py knows the rest."""
VERSION = 1
MAX_NOTEBOOK_BYTES = 20_000_000
MAX_RESPONSE_CHARS = 20_000
MAX_ANSWERS = 2_000
LOCK_SECONDS = 10.0

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
_CUT = re.compile(r"Unterminated string.*|Invalid .u[^\n]*\n.{,9}|(?!Extra)[^\n]*\n[\w.+-]*\s*", re.DOTALL)
"""The parser's complaint and the rest of the file where a file just ends: in a string, a word, a number."""


class UnreadableNotebook(Exception):
    """A file that cannot be read as a notebook; ``str()`` is the reason and the remedy in one line."""


@dataclass(frozen=True)
class Answer:
    """
    One recorded answer.

    Attributes:
        response: as its question type has it.
        at: when, ISO 8601 in UTC.
        attempts: the tries.
        confidence: how sure the learner was, 1 (guessing) to 3 (sure), 0 if not said; never graded.
        later: whether the learner wants to be asked again later.
    """

    response: Any
    at: str = ""
    attempts: int = 0
    confidence: int = 0
    later: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the notebook's metadata holds it."""
        entry = {"v": VERSION, "response": self.response, "at": self.at, "attempts": self.attempts}
        entry |= {"confidence": self.confidence} if self.confidence else {}
        return entry | ({"later": True} if self.later else {})


@dataclass(frozen=True)
class Record:
    """All answers of one file by question id, and what could not be read, in words."""

    answers: Mapping[str, Answer]
    copy_id: str | None = None
    path: str | None = None
    problems: tuple[str, ...] = ()


def read_notebook(data: bytes) -> dict[str, Any]:
    """
    Return a notebook's JSON as a dict with a list of cells and a dict of metadata.

    Raises:
        UnreadableNotebook: too large, empty, not UTF-8, not JSON (cut off), or not a version 4 notebook.
    """
    if len(data) > MAX_NOTEBOOK_BYTES:
        size, limit = len(data) / 1e6, MAX_NOTEBOOK_BYTES / 1e6
        text = f"the file has {size:.0f} MB, more than {limit:.0f} MB; clear its outputs and hand it in again"
        raise UnreadableNotebook(text)
    try:
        text = data.decode("utf-8-sig")
        if not text.strip():
            raise UnreadableNotebook("the file is empty; download the notebook again and hand that in")
        notebook = json.loads(text)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise _damaged("is cut off", data.count(b"\n") + 1) from None
        raise UnreadableNotebook("the file is not text in UTF-8; hand in the .ipynb file itself") from None
    except RecursionError:
        raise UnreadableNotebook("the file is nested too deeply; hand in the .ipynb file itself") from None
    except json.JSONDecodeError as error:
        cut = text.lstrip().startswith("{") and _CUT.fullmatch(f"{error.msg}\n{text[error.pos :]}")
        raise _damaged("is cut off" if cut else "is not a notebook (not valid JSON)", error.lineno) from None
    except ValueError:  # a number of more digits than Python reads
        raise _damaged("is not a notebook (not valid JSON)", 1) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise UnreadableNotebook("the file is JSON but not a notebook; hand in the .ipynb file itself")
    if notebook.get("nbformat") != 4:
        found = repr(notebook.get("nbformat"))
        found = found if len(found) <= 40 else f"{found[:40]}..."
        raise UnreadableNotebook(f"the notebook has format {found}; open and save it in JupyterLab 4")
    if not isinstance(notebook.get("metadata"), dict):
        notebook["metadata"] = {}
    return notebook


def _damaged(what: str, line: int) -> UnreadableNotebook:
    return UnreadableNotebook(f"the file {what} at line {line}; download it again and hand that in")


def record_of(metadata: Mapping[str, Any]) -> Record:
    """Return the answer record in a notebook's metadata; what cannot be read is named and left out."""
    about = metadata.get(NOTEBOOK_KEY)
    about = about if isinstance(about, dict) else {}
    entries = {
        key.removeprefix(PREFIX): value
        for key, value in metadata.items()
        if isinstance(key, str) and key.startswith(PREFIX)
    }
    answers, problems = _answers(entries)
    return Record(answers, _text(about.get("copy_id")), _text(about.get("path")), problems)


def _answers(entries: Mapping[str, Any]) -> tuple[dict[str, Answer], tuple[str, ...]]:
    """Read each entry by itself: one that is broken harms no other."""
    answers: dict[str, Answer] = {}
    problems: list[str] = []
    for number, (id_, entry) in enumerate(entries.items()):
        name = id_ if len(id_) <= 60 else f"{id_[:57]}..."
        if number >= MAX_ANSWERS:
            problems.append(f"more than {MAX_ANSWERS} answers; the rest are left out")
            break
        if not _ID.fullmatch(id_) or len(id_) > 60:
            problems.append(f"answer {name!r}: not a question id; left out")
        elif not isinstance(entry, dict) or entry.get("v") != VERSION or "response" not in entry:
            problems.append(f"answer {name!r}: not an answer record of version {VERSION}; left out")
        elif not _small(entry["response"]):
            problems.append(f"answer {name!r}: larger than {MAX_RESPONSE_CHARS} characters; left out")
        else:
            at, attempts = entry.get("at"), entry.get("attempts")
            at = at if isinstance(at, str) and _AT.fullmatch(at) else ""
            if isinstance(attempts, bool) or not isinstance(attempts, int) or not 0 <= attempts < 10**6:
                attempts = 0
            sure = entry.get("confidence")
            sure = sure if sure in (1, 2, 3) and isinstance(sure, int) and sure is not True else 0
            answers[id_] = Answer(entry["response"], at, attempts, sure, entry.get("later") is True)
    return answers, tuple(problems)


def merge(first: Mapping[str, Answer], second: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return both sets of answers; where both have one, the newer stays (the first, where they tie)."""
    merged = dict(first)
    for id_, answer in second.items():
        # Without the Z a time is the start of every more exact one within it, so text sorts as time.
        if id_ not in merged or answer.at.rstrip("Z") > merged[id_].at.rstrip("Z"):
            merged[id_] = answer
    return merged


def sidecar_path(notebook: Path) -> Path:
    """Return where the answers of ``notebook`` lie if its front end cannot write into the notebook."""
    return notebook.with_suffix(".answers.json")


def read_sidecar(path: Path) -> Record:
    """Return the record in a sidecar file: empty where there is none, with a problem if it is unreadable."""
    try:
        if path.stat().st_size > MAX_NOTEBOOK_BYTES:
            raise ValueError("too large")
        record = sidecar_record(path.read_bytes())
    except FileNotFoundError:
        return Record({})
    except (OSError, ValueError):
        record = None
    if record is None:
        return Record({}, problems=(f"{path.name} cannot be read; its answers are left out",))
    return record


def sidecar_record(data: bytes) -> Record | None:
    """Return the record in a sidecar file's bytes; None where they are no such file."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("answers"), dict):
        return None
    answers, problems = _answers(content["answers"])
    return Record(answers, problems=problems)


def write_sidecar(path: Path, answers: Mapping[str, Answer]) -> None:
    """
    Add answers to a sidecar file: locked, merged by time, written in one step.

    A file that cannot be read, wholly or in part, is set aside under a new name, never overwritten.

    Raises:
        OSError: the folder cannot be written to, or another program holds the lock for LOCK_SECONDS.
    """
    from filelock import FileLock  # imported late: only front ends without a record in the notebook need it

    with FileLock(str(path.with_name(f".{path.name}.lock")), timeout=LOCK_SECONDS):
        old = read_sidecar(path)
        if old.problems:
            _set_aside(path)
        merged = merge(old.answers, answers)
        content = {"version": VERSION, "answers": {id_: one.to_json() for id_, one in merged.items()}}
        new = path.with_name(f".{path.name}.new")
        try:
            with new.open("w", encoding="utf-8") as file:
                json.dump(content, file, indent=1)  # ASCII: half a character (a lone surrogate) has no UTF-8
            os.replace(new, path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def _set_aside(path: Path) -> None:
    """Rename an unreadable sidecar to the first free name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.unreadable-{number}")).exists():
        number += 1
    path.rename(aside)


def _small(response: object) -> bool:
    try:
        return len(json.dumps(response)) <= MAX_RESPONSE_CHARS
    except (TypeError, ValueError, RecursionError):  # TypeError: no JSON at all, as a widget may be sent
        return False


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= 1_000 else None
