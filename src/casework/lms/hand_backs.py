"""The names under which a platform takes files back, from the hand-ins as it gave them. Writes nothing."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection
from pathlib import Path

from casework.lms.archive import read_source
from casework.lms.collect import HandIn, sort_hand_ins
from casework.lms.names import platform_owner, without_ending
from casework.lms.recognise import Recogniser

# Moodle (mod/assign/feedback/file/importziplib.php) wants name_participant_plugintype_plugin, then a file.
_MOODLE = re.compile(r"(.+_[0-9]+_assignsubmission_file)(?:_.*)?", re.S)


def hand_back_names(
    root: Path, download: Path, assignment: str, platform: str, students: Collection[str]
) -> dict[str, str]:
    """
    Return learner -> the name that makes a platform give a file back to them; who is not found is left out.

    Canvas (AbstractAssignment#infer_comment_context_from_filename) wants the file's name as it gave it, with
    the ids of user and file in it: here without an ending. Moodle wants the folder's name.

    Args:
        download: the zip or folder that was collected.
        students: folders in submitted/, as `casework collect` named them.

    Raises:
        CourseError: the download is neither folder nor zip.
    """
    names: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="casework-") as room:
        contents = read_source(download, Path(room))
        piles, _, _ = sort_hand_ins(contents, Recogniser.of(root), assignment)
        for pile in piles.values():
            if len({one.owner.claim for one in pile.everything}) > 1:
                continue  # two people under one name: a page must not go to the wrong one
            mine = [one for one in pile.notebooks if one.owner.platform == platform]
            if not mine:
                continue
            newest = max(mine, key=lambda one: one.age)
            student = _student(newest, students)
            if student and (name := _name(newest)):
                names[student] = name
    return names


def _student(hand_in: HandIn, students: Collection[str]) -> str:
    """Return whose it is: by the folder's name, or, where a Canvas user was renamed, by the number."""
    owner = hand_in.owner
    if owner.student in students or owner.platform != "canvas":
        return owner.student if owner.student in students else ""
    same = [one for one in students if owner.number and one.endswith(f"_{owner.number}")]
    return same[0] if len(same) == 1 else ""


def _name(hand_in: HandIn) -> str:
    found = platform_owner(hand_in.entry.parts)
    if found is None:
        return ""
    part = hand_in.entry.parts[found[0]]
    if hand_in.owner.platform == "canvas":
        return without_ending(part)
    match = _MOODLE.fullmatch(part)
    return f"{match[1]}_" if match else ""
