"""A copy of the course with a canary in one key, and the search for it in all an edition holds. No tests."""

from __future__ import annotations

import base64
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from casework.module import load_module
from casework.questions import read_keys
from casework.translations import accept

MODULE = "02-trafficking-law"
QUESTION = "m02-g-legal-process"
CANARY = "Canary: this sentence stands in one fake rationale and nowhere else."
LEFT_BEHIND = (".git", ".venv", ".jupyter", "tests", "__pycache__", "release", "submitted", "autograded")


def course_with_canary(repository: Path, target: Path) -> Path:
    """Copy the course; one rationale of a graded question is a canary, in old keys too; return the copy."""
    shutil.copytree(repository, target, ignore=shutil.ignore_patterns(*LEFT_BEHIND, ".*cache", "*.db"))
    path = target / "assessments" / "keys" / f"{MODULE}.yaml"
    text = path.read_text(encoding="utf-8")
    key = read_keys(path, load_module(target / "modules" / MODULE).graded_questions).keys[QUESTION]
    first = key.why["a"].text.splitlines()[0]
    assert text.count(first) == 1
    text = text.replace(first, f"{CANARY}\n{indent_of(text, first)}{first}")
    path.write_text(text, encoding="utf-8")
    accept(path.parent / "es" / path.name, path, frozenset([QUESTION]))
    _keep_old_keys(target / "assessments", text)
    return target


def _keep_old_keys(assessments: Path, text: str) -> None:
    """Leave in the instructor's room what a regrade leaves there: a record, and a gradebook with old keys."""
    record = assessments / "regrades" / f"2027-02-01-01-{MODULE}"
    for place in ("before", "after"):
        (record / place / "keys").mkdir(parents=True)
        (record / place / "keys" / f"{MODULE}.yaml").write_text(text, encoding="utf-8")
    (record / "changes.csv").write_text(f"student,question\nann,{CANARY}\n", encoding="utf-8")
    with closing(sqlite3.connect(assessments / "course.db")) as gradebook, gradebook:
        gradebook.execute("CREATE TABLE casework_versions (digest TEXT, texts TEXT)")
        gradebook.execute("INSERT INTO casework_versions VALUES ('0', ?)", (text,))


def indent_of(text: str, line: str) -> str:
    """Return the white space before ``line`` in ``text``."""
    start = text.rindex("\n", 0, text.index(line)) + 1
    before = text[start : text.index(line)]
    return before if before.isspace() else ""


def with_canary(tree: Path) -> list[str]:
    """Return the files, and the members of zip files and wheels, that hold the canary, plain or in base64."""
    forms = [CANARY.encode()]
    for offset in range(3):
        inner = CANARY[offset : offset + (len(CANARY) - offset) // 3 * 3].encode()
        forms.append(base64.b64encode(inner))
    found = []
    for path in sorted(tree.rglob("*")):
        if path.is_file() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                parts = {f"{path}/{name}": archive.read(name) for name in archive.namelist()}
        else:
            parts = {str(path): path.read_bytes()} if path.is_file() else {}
        found += [name for name, data in parts.items() if any(form in data for form in forms)]
    return found
