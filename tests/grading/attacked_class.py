"""A class with every attacker in it, honest learners beside them, and what doors leave. No tests here."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from grading.attacked_course import FILE, FULL, RIGHT, SOME, SOME_POINTS, Room, cell_of
from grading.attacks import Attack
from grading.attacks_cells import CELLS
from grading.attacks_files import FILES
from grading.attacks_names import NAMES
from grading.attacks_pages import PAGES
from grading.attacks_record import RECORD
from grading.trial_course import answered
from unit.course_builder import NAME

ATTACKS: dict[str, Attack] = {**CELLS, **RECORD, **FILES, **NAMES, **PAGES}
HONEST = {"page-honest": FULL, "page-honest-2": SOME_POINTS}
"""Learners who attack nobody, and their points; the attackers aim at the first."""


def student_of(name: str) -> str:
    """Return the name of an attack's learner."""
    return ATTACKS[name].student or name


def write_outside(folder: Path, released: dict[str, Any]) -> None:
    """Write what lies outside the course and nobody may read or change."""
    folder.mkdir()
    (folder / "canary.txt").write_text("CANARY", encoding="utf-8")
    (folder / "canary.json").write_text('{"answers": {"CANARY": 1}}', encoding="utf-8")
    (folder / "canary.ipynb").write_text(json.dumps(answered(released, RIGHT)), encoding="utf-8")


def write_honest(submitted: Path, released: dict[str, Any], outside: Path) -> None:
    """Hand in for the honest learners."""
    for student, answers in zip(HONEST, (RIGHT, SOME), strict=True):
        room = Room(submitted, student, released, outside)
        notebook = room.notebook(answers)
        cell_of(notebook, "m01-reflection")["source"] = f"I stopped *here*, says {student}."
        room.hand_in(notebook, notes__txt="mine", timestamp__txt="2027-02-01 09:00:00 UTC")


def write_attackers(submitted: Path, released: dict[str, Any], outside: Path) -> None:
    """Hand in for every attacker."""
    for name, attack in ATTACKS.items():
        attack.write(Room(submitted, student_of(name), released, outside))


def listing(root: Path, *left_out: str) -> dict[str, tuple[int, str]]:
    """Return mode and digest of all below a folder, but for some of its folders; follow no link."""
    found = {}
    for place, folders, files in os.walk(root):
        if Path(place) == root:
            folders[:] = [name for name in folders if name not in left_out]
        for name in [*folders, *files]:
            path = Path(place, name)
            about = path.lstat()
            plain = path.is_file() and not path.is_symlink() and about.st_size < 30_000_000
            digest = hashlib.sha256(path.read_bytes()).hexdigest() if plain else ""
            found[str(path.relative_to(root))] = (about.st_mode, digest)
    return found


def notebook_of(assessments: Path, student: str) -> dict[str, Any]:
    """Return a learner's autograded notebook."""
    content: dict[str, Any] = json.loads((assessments / "autograded" / student / NAME / FILE).read_bytes())
    return content
