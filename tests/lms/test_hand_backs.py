"""Names under which Canvas and Moodle take files back, from hand-ins as they gave them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lms.hand_ins import FILE, notebook_of, put, zipped
from unit.course_builder import NAME

from casework.lms.hand_backs import hand_back_names

STUDENTS = {"doejane_12", "roeeve_34", "Ada-Lovelace", "oldname_56"}


def names(root: Path, inbox: Path, platform: str, files: dict[str, bytes]) -> dict[str, str]:
    """Return the names for a zip of hand-ins."""
    download = inbox / "download.zip"
    download.write_bytes(zipped(files))
    return hand_back_names(root, download, NAME, platform, STUDENTS)


def test_canvas(root: Path, inbox: Path) -> None:
    """Canvas gets its own name of the newest file back; a learner who was renamed is known by the number."""
    files = {
        "doejane_12_501_01-tiny.ipynb": notebook_of(root, m01_q_stop=["a"]),
        "doejane_LATE_12_777_01-tiny-1.ipynb": notebook_of(root, m01_q_stop=["c"]),
        "newname_56_601_Untitled (3).ipynb": notebook_of(root, m01_q_stop=["c"]),
        "stranger_99_602_01-tiny.ipynb": notebook_of(root, m01_q_stop=["c"]),
    }
    assert names(root, inbox, "canvas", files) == {
        "doejane_12": "doejane_LATE_12_777_01-tiny-1",
        "oldname_56": "newname_56_601_Untitled (3)",
    }


@pytest.mark.parametrize("end", ["", "_"])
def test_moodle(root: Path, inbox: Path, end: str) -> None:
    """Moodle gets the folder's name back, with the participant's number; so from a flat download."""
    files = {
        f"Ada Lovelace_4711_assignsubmission_file{end}/{FILE}": notebook_of(root, m01_q_stop=["a"]),
    }
    expected = {"Ada-Lovelace": "Ada Lovelace_4711_assignsubmission_file_"}

    assert names(root, inbox, "moodle", files) == expected
    assert names(root, inbox, "canvas", files) == {}
    flat = {f"Ada Lovelace_4711_assignsubmission_file_{FILE}": notebook_of(root, m01_q_stop=["a"])}
    assert names(root, inbox, "moodle", flat) == expected


def test_two_of_one_name(root: Path, inbox: Path) -> None:
    """Where two people would be one folder, neither gets a file: it might be the other's."""
    files = {
        f"Ada Lovelace_{number}_assignsubmission_file_/{FILE}": notebook_of(root, m01_q_stop=["a"])
        for number in (1, 2)
    }
    assert names(root, inbox, "moodle", files) == {}


def test_a_plain_folder_names_nobody(root: Path, inbox: Path) -> None:
    """A folder of one's own has no platform's names in it."""
    put(inbox, {f"Ada-Lovelace/{FILE}": notebook_of(root, m01_q_stop=["a"])})

    assert hand_back_names(root, inbox, NAME, "canvas", STUDENTS) == {}
