"""A class of ten thousand: what memory `casework grade` needs. Asked for with -m soak."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from grading.trial_course import SEARCH_PATH
from unit.course_builder import NAME

from casework.grading.simulate import simulate

pytestmark = pytest.mark.grading
STUDENTS = 10_000
MOST = 400
"""Megabytes at the peak: any computer of today has them to spare."""


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="needs wait4 to measure a process")
def test_ten_thousand_submissions_in_little_memory(untouched: Path, tmp_path: Path) -> None:
    """A process that grades 10,000 submissions never holds more than 400 MB, and grades them all."""
    shutil.copytree(untouched, tmp_path / "course")
    assessments = tmp_path / "course" / "assessments"
    simulate(assessments / "release", assessments / "keys", assessments / "submitted", STUDENTS, seed=1)
    environment = {name: value for name, value in os.environ.items() if name != "CASEWORK_KEYS"}
    environment |= {"PYTHONPATH": SEARCH_PATH, "JUPYTER_CONFIG_DIR": str(tmp_path)}
    command = (sys.executable, "-m", "casework.cli", "grade", NAME)
    with (tmp_path / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=assessments, env=environment, stdout=log, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    said = (tmp_path / "log.txt").read_text(encoding="utf-8")

    assert process.returncode == 0, said[-2000:]
    assert f"{NAME}: {STUDENTS} graded, 0 unchanged" in said
    megabytes = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(f"{STUDENTS} submissions: {megabytes:.0f} MB at the peak")
    assert megabytes < MOST
