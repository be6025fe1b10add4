"""Tests of casework.leaks: a key's words are found in every form in which a file may carry them."""

from __future__ import annotations

import base64
import json
import zipfile
from html import escape
from pathlib import Path

import pytest

from casework.items import Key, Rationale
from casework.leaks import find_leaks, traces

WORDS = 'The statute says "induced" & names <no> means at all — märk it.'
KEYS = {"m01-secret": Key(frozenset("a"), {"a": Rationale(f"Short.\n{WORDS}\n", ("fact:L01",))})}


@pytest.mark.parametrize(
    "carried",
    [
        WORDS,
        json.dumps({"source": [f"before {WORDS} after"]}),
        json.dumps({"source": [f"before {WORDS} after"]}, ensure_ascii=False),
        f"<p>{escape(WORDS)}</p>",
        base64.b64encode(WORDS.encode()).decode(),
        base64.b64encode(f"x{WORDS}".encode()).decode(),
        base64.b64encode(f"xy{WORDS}tail".encode()).decode(),
    ],
    ids=["plain", "json", "json-unicode", "html", "base64-0", "base64-1", "base64-2"],
)
def test_a_key_is_found_however_it_is_written(tmp_path: Path, carried: str) -> None:
    """A rationale is found as text, in JSON, in HTML and in base64 at any offset."""
    path = tmp_path / "page.html"
    path.write_text(f"some text {carried} more text", encoding="utf-8")
    assert find_leaks([path], traces(KEYS)) == [(str(path), "m01-secret")]


def test_a_key_is_found_inside_a_wheel(tmp_path: Path) -> None:
    """The members of a zip file are looked through one by one."""
    path = tmp_path / "x.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("casework/clean.py", "nothing")
        archive.writestr("casework/data.json", WORDS)
    assert find_leaks([path], traces(KEYS)) == [(f"{path}/casework/data.json", "m01-secret")]


def test_ordinary_text_is_no_leak(tmp_path: Path) -> None:
    """Short lines of a rationale are not looked for, and other text is left alone."""
    path = tmp_path / "lesson.md"
    path.write_text("Short. The statute names many things.", encoding="utf-8")
    assert find_leaks([path], traces(KEYS)) == []
