"""A class of four whose key is then mended, and what is typed after it. No tests here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from grading.submissions import FILE
from grading.trial_course import RIGHT, answered
from unit.course_builder import NAME, change

from casework.cli import main
from casework.grading.regrade_records import FOLDER

WRONG = {**RIGHT, "m01-q-stop": ["b"]}
CLASS: dict[str, dict[str, list[str]]] = {
    "ann": RIGHT,
    "bob": WRONG,
    "cid": {**WRONG, "m01-case-s3": ["a"]},
    "dee": {"m01-q-mix": ["a"]},
}
OLD, NEW = "  m01-q-stop:\n    correct: [c]", "  m01-q-stop:\n    correct: [b]"
REASON = "amber was meant"
REPORT = f"""\
Questions
  m01-q-stop: 2 up, 1 down; key c → b
By the key
  student  question    old  new  difference
  ann      m01-q-stop  1    0    -1
  ann      total       9    8    -1
  bob      m01-q-stop  0    1    +1
  bob      total       8    9    +1
  cid      m01-q-stop  0    1    +1
  cid      total       7    8    +1
{NAME}: 3 of 4 submissions change: 2 up, 1 down; mean 6.25 → 6.50 of 14 points
"""


def typed(assessments: Path, *words: str) -> int:
    """Type a command of casework in a course."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(assessments / ".jupyter"))
        patch.delenv("CASEWORK_KEYS", raising=False)
        patch.chdir(assessments)
        return main(list(words))


def regrade(assessments: Path, *words: str) -> int:
    """Type `casework regrade` for the trial module."""
    return typed(assessments, "regrade", NAME, "--reason", REASON, *words)


def hand_in(assessments: Path, student: str, answers: dict[str, list[str]]) -> None:
    """Put a learner's notebook in place."""
    released = json.loads((assessments / "release" / NAME / FILE).read_bytes())
    path = assessments / "submitted" / student / NAME / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(answered(released, answers)), encoding="utf-8")


def mend(assessments: Path) -> None:
    """Mend the key."""
    change(assessments / "keys" / f"{NAME}.yaml", OLD, NEW)


def contents(assessments: Path) -> dict[Path, bytes]:
    """Return every file of the instructor's room, the gradebook too, but the empty one that locks a run."""
    found = [path for path in assessments.rglob("*") if path.is_file() and path.name != ".grading.lock"]
    return {path: path.read_bytes() for path in found}


def records(assessments: Path) -> list[str]:
    """Return the names of what lies among the records."""
    folder = assessments / FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
