"""Whose file it is, from how Canvas, Moodle and people name things. Reads no file and knows no assignment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

Platform = Literal["canvas", "moodle", "plain"]
LONGEST = 80
"""Letters of a learner's folder."""

# Canvas (lib/content_zipper.rb): sortable name in lower case without signs, LATE, user id, attachment id, the
# file's name; if anonymous, no name, and an id of letters and digits. Older versions wrote "late".
_CANVAS = re.compile(
    r"(?P<name>\w+?)(?P<late>_late)?_(?P<id>[0-9]+)_(?P<file_id>[0-9]+)_(?P<file>.+)", re.I | re.S
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>late_)?anon_(?P<id>[^\W_]+)_(?P<file_id>[0-9]+)_(?P<file>.+)", re.I | re.S
)
# Moodle (mod/assign/classes/downloader.php): full name, participant id, kind of submission; then a folder, in
# some versions with "_" at its end, or, without folders, the file's name.
_MOODLE = re.compile(r"(?P<name>.+)_(?P<id>[0-9]+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.S)
_BLIND = "participant"
"""What stands for each name where Moodle hides names, in English."""
_COPY = re.compile(r"(?:[-_ ]?\((?P<brackets>[0-9]{1,3})\)|-(?P<dash>[0-9]{1,3}))$")


@dataclass(frozen=True)
class Owner:
    """
    Whom a file belongs to.

    Attributes:
        student: the folder's name in submitted/, which is nbgrader's id of the learner.
        claim: what the source calls them; two claims to one ``student`` are two people.
        number: the platform's id of the learner; of Moodle's, it is another one in each assignment.
        order: Canvas's number of the file, which grows with time; 0 where there is none.
    """

    student: str
    claim: str
    platform: Platform
    late: bool = False
    number: str = ""
    order: int = 0


def platform_owner(parts: Sequence[str]) -> tuple[int, Owner] | None:
    """Return which part of a path is as Canvas or Moodle name things, and whose it is; None if none is."""
    for place, part in enumerate(parts):
        if found := _canvas(part) or _moodle(part):
            return place, found
    return None


def plain_owner(parts: Sequence[str], assignments: Collection[str]) -> Owner | None:
    """
    Return whose file it is by its first folder, else by its name; None where neither says so.

    Args:
        parts: the path inside the source, without folders that lie around all of it.
        assignments: names that are no learner's: a folder or a file may be called like a module.
    """
    for part in parts[:-1]:
        name = without_ending(part)
        if name not in assignments:
            return _plain(name)
    return _plain(bare_name(parts[-1], assignments))


def is_online_text(parts: Sequence[str]) -> bool:
    """Return whether this is what a learner typed into Moodle's page: no file, and none of ours."""
    return any((found := _MOODLE.fullmatch(part)) and found["kind"] != "file" for part in parts)


def copy_number(name: str) -> int:
    """Return the number that a browser, "(2)", or Canvas, "-2", has put behind a file's name; 0 for none."""
    found = _COPY.search(without_ending(name))
    return int(found["brackets"] or found["dash"]) if found else 0


def bare_name(name: str, assignments: Collection[str]) -> str:
    """Return what is left of a file's name without endings, a module's name and the number of a copy."""
    name = _COPY.sub("", without_ending(name))
    for assignment in sorted(assignments, key=len, reverse=True):
        at = name.casefold().find(assignment.casefold())
        if at >= 0:
            name = _COPY.sub("", name[:at] + name[at + len(assignment) :])
            break
    return name.strip(" ._-")


def folder_name(text: str) -> str:
    """Return a name as a folder may have it on any system: letters, digits, "_", "-" and "."; maybe empty."""
    text = re.sub(r"\s+", "-", unicodedata.normalize("NFC", text).strip())
    return re.sub(r"[^\w.-]", "", text)[:LONGEST].strip("._-")


def canvas_name(sortable: str) -> str:
    """Return the sortable name of a Canvas gradebook, "Doe, Jane", as Canvas puts it into file names."""
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFC", sortable).lower())


def canvas_student(sortable: str, number: str) -> str:
    """Return the folder in submitted/ of a learner of Canvas, by sortable name and number."""
    return f"{folder_name(canvas_name(sortable))}_{number}"[-LONGEST:].strip("_")


def _canvas(part: str) -> Owner | None:
    if found := _CANVAS_ANONYMOUS.fullmatch(part):
        student = f"anon_{found['id']}"
        return Owner(student, student, "canvas", bool(found["late"]), found["id"], _bounded(found["file_id"]))
    if not (found := _CANVAS.fullmatch(part)):
        return None
    return Owner(
        canvas_student(found["name"], found["id"]),
        f"Canvas user {found['id']}",
        "canvas",
        bool(found["late"]),
        found["id"],
        _bounded(found["file_id"]),
    )


def _moodle(part: str) -> Owner | None:
    if not (found := _MOODLE.fullmatch(part)):
        return None
    name, number = folder_name(found["name"]), found["id"][:LONGEST]
    if name.casefold() == _BLIND:
        name = f"{name.lower()}-{number}"
    return Owner(name, f"{found['name']} ({number})", "moodle", number=number) if name else None


def _plain(name: str) -> Owner | None:
    student = folder_name(name)
    return Owner(student, name, "plain") if student else None


def without_ending(name: str) -> str:
    """Return a name without the endings that programs put behind it: x.ipynb.txt, x.answers.json, x.zip."""
    return re.sub(r"(\.(ipynb|answers|json|txt|zip))+$", "", name, flags=re.I)


def _bounded(digits: str) -> int:
    return int(digits[:30])
