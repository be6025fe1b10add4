"""Looks for the words of a key in files that leave the instructor's room. Reads no key file itself."""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from casework.items import Key

SHORTEST = 24
"""Characters; a shorter line of a rationale may stand elsewhere by chance and is not looked for."""


def traces(keys: Mapping[str, Key]) -> Mapping[bytes, str]:
    """
    Return every byte string that would betray a key, with the id of its question.

    Each line of every rationale is looked for as text, as JSON and HTML escape it, and in base64 at each of
    the three positions it can start at.
    """
    found: dict[bytes, str] = {}
    for id_, key in keys.items():
        for why in key.why.values():
            for line in map(str.strip, why.text.splitlines()):
                if len(line) >= SHORTEST:
                    found |= dict.fromkeys(_forms(line), id_)
    return found


def find_leaks(files: Iterable[Path], wanted: Mapping[bytes, str]) -> list[tuple[str, str]]:
    """Return (file, question id) for every file, or member of a zip file or wheel, that holds a trace."""
    return [(name, id_) for path in files for name, data in _contents(path) for id_ in find_in(data, wanted)]


def find_in(data: bytes, wanted: Mapping[bytes, str]) -> list[str]:
    """Return the ids of the questions of which ``data`` holds a trace."""
    return sorted({id_ for trace, id_ in wanted.items() if trace in data})


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield a file's bytes, or those of every member if it is a zip file."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                yield f"{path}/{member.filename}", archive.read(member)
    else:
        yield str(path), path.read_bytes()


def _forms(line: str) -> Iterator[bytes]:
    """Yield one line in every form in which a file may carry it."""
    for text in {line, escape(line), json.dumps(line)[1:-1], json.dumps(line, ensure_ascii=False)[1:-1]}:
        data = text.encode()
        yield data
        for offset in range(3):
            # Whole groups of three bytes only: the characters at the edges depend on the neighbours.
            inner = data[offset : offset + (len(data) - offset) // 3 * 3]
            yield base64.b64encode(inner)
