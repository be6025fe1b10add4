"""The exchange between accounts of the operating system: who can read what. Only root can try it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from grading.trial_course import IN_TURN, RIGHT, answered, gradebook, trial_notebook
from starting import ROOT, SEARCH_PATH
from unit.course_builder import NAME, as_text

PYTHON = "/usr/bin/python3"
"""The system's own: ours may lie in a home that is closed to others. Our packages are put on its path."""
PACKAGES = os.pathsep.join([SEARCH_PATH, sysconfig.get_path("purelib")])
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
CAN = os.name == "posix" and os.getuid() == 0 and Path(PYTHON).resolve().name == f"python{VERSION}"
pytestmark = [
    pytest.mark.grading,
    pytest.mark.soak,
    pytest.mark.skipif(not CAN, reason=f"needs root, and Python {VERSION} as {PYTHON}"),
]
INES, ADA, BEN = 65534, 100001, 100002
"""One with a name, which nbgrader asks for where a course is released; two that no list of accounts knows."""
NAMES = {INES: "ines", ADA: "ada", BEN: "ben"}


@pytest.fixture
def place(untouched: Path) -> Iterator[Path]:
    """Return a folder with an exchange and a home for each; the course, released, is in the instructor's."""
    folder = Path(tempfile.mkdtemp(prefix="accounts-"))
    folder.chmod(0o711)
    (folder / "exchange").mkdir()
    (folder / "exchange").chmod(0o1777)
    for account, name in NAMES.items():
        (folder / name).mkdir(mode=0o700)
        if account == INES:
            shutil.copytree(untouched, folder / name / "teaching")
        for path in (folder / name, *(folder / name).rglob("*")):
            os.chown(path, account, 100)
    yield folder
    shutil.rmtree(folder)


def typed(place: Path, account: int, *commands: list[str], where: str = "") -> str:
    """Type commands under an account, with the hub's settings; return what they say."""
    name = NAMES[account]
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": PACKAGES,
        "HOME": str(place / name),
        "JUPYTER_CONFIG_PATH": str(ROOT / "deploy" / "jupyterhub" / "jupyter"),
        "CASEWORK_EXCHANGE": str(place / "exchange"),
        "CASEWORK_STUDENT": "" if account == INES else name,
    }
    done = subprocess.run(
        [PYTHON, "-c", IN_TURN, json.dumps(commands)],
        cwd=place / name / where,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=account,
        group=100,
        extra_groups=[],
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def refused(account: int, *words: str) -> bool:
    """Return whether the system forbids a program to an account."""
    done = subprocess.run(words, user=account, group=100, extra_groups=[], capture_output=True, text=True)
    return done.returncode != 0 and re.search("Permission denied|not permitted", done.stderr) is not None


def test_who_can_read_what(place: Path) -> None:
    """Learners whom no list of accounts knows hand in and get their page; others' are closed to them."""
    teaching = "teaching/assessments"
    typed(place, INES, ["release_assignment", NAME], where=teaching)
    for account, answers in ((ADA, RIGHT), (BEN, {})):
        typed(place, account, ["fetch_assignment", NAME])
        lesson = place / NAMES[account] / "course" / "modules" / NAME / f"{NAME}.ipynb"
        lesson.write_text(as_text(answered(trial_notebook(), answers)), encoding="utf-8")
        typed(place, account, ["submit", NAME])
    said = typed(
        place,
        INES,
        ["collect", NAME],
        ["casework", "grade", NAME],
        ["casework", "feedback", NAME, "--release", "exchange"],
        where=teaching,
    )
    assert said.endswith(f"{NAME}: 2 of 2 pages released in the exchange\n")
    scores: dict[str, float] = {}
    for (who, _), grade in gradebook(place / "ines" / teaching).items():
        scores[who] = scores.get(who, 0.0) + grade.score
    assert scores == {"ada": 9.0, "ben": 0.0}

    typed(place, BEN, ["fetch_feedback", NAME, "--student=ada"])
    (page,) = (place / "ben" / "course" / "modules" / NAME / "feedback").rglob("*.html")
    assert "0 of 14 points" in page.read_text(encoding="utf-8")
    course = next((place / "exchange").iterdir())
    for closed in (course / "inbound", course / "feedback", place / "ada", place / "ines"):
        assert refused(BEN, "ls", str(closed)), closed
    assert refused(BEN, "mv", str(course), f"{course}-gone")
    assert refused(BEN, "touch", str(course / "outbound" / NAME / "more"))
    assert course.is_dir()
    owners = {path.name.split("+")[0]: path.stat().st_uid for path in (course / "inbound").iterdir()}
    assert owners == {"ada": ADA, "ben": BEN}
