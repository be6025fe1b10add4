"""casework.grading.keys: where keys are looked for, and what is said when one is missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from grading.trial_course import RIGHT, write_trial_course
from unit.course_builder import NAME, change

from casework.grading.keys import keys_folder, module_keys
from casework.module import load_module
from casework.yaml_lines import ContentError


def key_error(assessments: Path) -> list[str]:
    """Return the problems that reading the trial course's keys finds."""
    module = load_module(assessments.parent / "modules" / NAME)
    with pytest.raises(ContentError) as caught:
        module_keys(assessments / "keys", module)
    return [str(problem) for problem in caught.value.problems]


def test_variable_goes_before_settings_and_settings_before_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Keys are in CASEWORK_KEYS, else in the configured folder, else in assessments/keys."""
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    assert keys_folder(tmp_path) == tmp_path / "keys"
    assert keys_folder(tmp_path, "../private") == tmp_path / "../private"

    monkeypatch.setenv("CASEWORK_KEYS", "/elsewhere")
    assert keys_folder(tmp_path, "../private") == Path("/elsewhere")


def test_every_graded_question_and_step_has_its_key(content: Path) -> None:
    """The keys of graded questions and of graded case steps are in one file."""
    module = load_module(content.parent / "modules" / NAME)
    found = module_keys(content / "keys", module).keys

    assert {id_: set(chosen) for id_, chosen in RIGHT.items()} == {
        id_: key.correct for id_, key in found.items()
    }


def test_missing_file_is_one_line(tmp_path: Path) -> None:
    """Without a key file the error names it, and where else keys may be."""
    assessments = write_trial_course(tmp_path)
    path = assessments / "keys" / f"{NAME}.yaml"
    path.unlink()

    assert key_error(assessments) == [
        f"{path}:1: no key file for the 6 graded questions; put it there or set CASEWORK_KEYS to its folder"
    ]


def test_missing_key_is_one_line(tmp_path: Path) -> None:
    """A question without key is named with the file and what to add."""
    assessments = write_trial_course(tmp_path)
    change(assessments / "keys" / f"{NAME}.yaml", "  m01-q-all:", "  m01-q-gone:")

    assert [line.partition(": ")[2] for line in key_error(assessments)] == [
        "question 'm01-q-all': has no key; add one under keys:",
        "question 'm01-q-gone': no graded question has this id; correct the id or remove the key",
    ]


def test_keys_of_another_module_are_refused(tmp_path: Path) -> None:
    """A key file that was saved under another module's name is refused."""
    assessments = write_trial_course(tmp_path)
    path = assessments / "keys" / f"{NAME}.yaml"
    change(path, f"module: {NAME}", "module: 02-other")

    assert key_error(assessments) == [
        f"{path}:1: these are the keys of '02-other'; this file belongs to '01-tiny'"
    ]


def test_changed_file_is_read_again(tmp_path: Path) -> None:
    """A corrected key counts at once, without a restart."""
    assessments = write_trial_course(tmp_path)
    module = load_module(tmp_path / "modules" / NAME)
    path = assessments / "keys" / f"{NAME}.yaml"
    before = module_keys(assessments / "keys", module).keys["m01-q-stop"].correct
    change(path, "correct: [c]", "correct: [b]")
    os.utime(path, ns=(1, 1))

    assert (before, module_keys(assessments / "keys", module).keys["m01-q-stop"].correct) == ({"c"}, {"b"})
