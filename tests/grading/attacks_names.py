"""Attacks by the name of the learner's folder. No tests here."""

from __future__ import annotations

import os
import sys

from grading.attacked_course import Room
from grading.attacks import Attack, graded, refused

RENAME = "a learner's name cannot {}; rename the folder"
CONTROL = RENAME.format("hold line breaks or characters that cannot be seen")
PATTERN = RENAME.format("hold any of * ? [")
FORMULA = RENAME.format("begin with any of = + - @")


def _in(room: Room) -> None:
    room.hand_in()


def bad(student: str, reason: str) -> Attack:
    """Return an attack under a name that is refused; the folder is what is wrong."""
    return refused(_in, reason, ".", student)


# A hidden folder is no learner's: that is where systems put what is theirs.
NAMES: dict[str, Attack] = {
    "name-dots": refused(_in, "", student="..."),
    "name-trailing-dots": graded(_in, student="page-honest.."),
    "name-look-alike": graded(_in, student="p\u0430ge-honest"),
    "name-long": graded(_in, student="x" * 255),
    "name-braces": graded(_in, student="{student_id} {0.__class__} %s $HOME `id`"),
    "name-sql": graded(_in, student="'); DROP TABLE grade; --"),
    "name-upwards": refused(_in, "", student="..page-honest"),
    "name-html": graded(_in, student="page-<img src=x onerror=alert(1)>"),
    "name-all": bad("*", PATTERN),
    "name-one": bad("page-hones[t]", PATTERN),
    "name-any": bad("page-hones?", PATTERN),
    "name-formula": bad('=HYPERLINK("https:", A1)', FORMULA),
    "name-option": bad("--force", FORMULA),
    "name-line-break": bad("page-honest\n2", CONTROL),
    "name-turned": bad("page-\u202etsenoh", CONTROL),
}

if sys.platform == "win32":
    NAMES = {}
elif sys.platform != "darwin":  # which takes only names that are UTF-8
    NAMES["name-no-text"] = bad(os.fsdecode(b"page-\xff"), CONTROL)
