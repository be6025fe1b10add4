"""A class of ten thousand: what memory `casework grade` needs. Asked for with -m soak."""

from __future__ import annotations

import os
import re
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
STATUS = Path("/proc/self/status")
MEASURED = (
    f"import sys; from casework.cli import main; main(sys.argv[1:]); print(open({str(STATUS)!r}).read())"
)
"""The process says itself what it held: the system's figure at its end begins with the parent's."""
MOST = 400
"""Megabytes at the peak: any computer of today has them to spare."""


@pytest.mark.soak
@pytest.mark.skipif(not STATUS.exists(), reason="needs Linux to measure a process")
def test_ten_thousand_submissions_in_little_memory(untouched: Path, tmp_path: Path) -> None:
    """A process that grades 10,000 submissions never holds more than 400 MB, and grades them all."""
    shutil.copytree(untouched, tmp_path / "course")
    assessments = tmp_path / "course" / "assessments"
    simulate(assessments / "release", assessments / "keys", assessments / "submitted", STUDENTS, seed=1)
    environment = {name: value for name, value in os.environ.items() if name != "CASEWORK_KEYS"}
    environment |= {"PYTHONPATH": SEARCH_PATH, "JUPYTER_CONFIG_DIR": str(tmp_path)}
    command = (sys.executable, "-c", MEASURED, "grade", NAME)
    process = subprocess.run(
        command,
        cwd=assessments,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = process.stdout.decode()

    assert process.returncode == 0, said[-2000:]
    assert f"{NAME}: {STUDENTS} graded, 0 unchanged" in said
    megabytes = int(re.findall(r"VmHWM:\s+(\d+) kB", said)[-1]) / 2**10
    print(f"{STUDENTS} submissions: {megabytes:.0f} MB at the peak")
    assert megabytes < MOST
