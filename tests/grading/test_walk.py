"""docs/instructor/walk.md: each command is typed in a copy of the course, and says what the page says."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from grading.trial_course import ROOT, read_csv, run_nbgrader
from grading.walk_class import CUT, MODULE, NAMES, OUTSIDE, copy_course, student

from casework.answers import LESSON_KEY
from casework.checks import Report
from casework.cli import main
from casework.editions import common

pytestmark = [
    pytest.mark.grading,
    pytest.mark.skipif(sys.platform == "win32", reason="the guide is for terminals of Linux and macOS"),
]
PAGE = ROOT / "docs" / "instructor" / "walk.md"
WRITE = os.environ.get("CASEWORK_WALK") == "1"
"""Whether the page's outputs are written anew: CASEWORK_WALK=1 pytest tests/grading/test_walk.py."""
DAY = "2027-01-31"
MOST, FIRST, LAST, WIDTH = 5, 1, 2, 190
"""Longer outputs are shown with so many lines of their beginning and their end, in so many columns."""
_SIZES = re.compile(r"(?<=Writing )\d+(?= bytes)|\d+(?= files, )|\d+(?= modules; )|\d+(?= keys, )")
"""What changes with every line of the course: the page has N there."""
_PART = re.compile(r"^<!-- (?P<outside>[^>]+) -->$|^```console\n(?P<block>.*?)^```$", re.M | re.S)


@dataclass
class Step:
    """A command and what it says, or what happens outside the terminal."""

    command: str = ""
    outside: str = ""
    output: list[str] = field(default_factory=list)


def steps(text: str) -> list[Step]:
    """Return what the page does, in order."""
    found: list[Step] = []
    for part in _PART.finditer(text):
        if part["outside"] in OUTSIDE:
            found.append(Step(outside=part["outside"]))
        for line in (part["block"] or "").splitlines():
            if line.startswith("$ "):
                found.append(Step(command=line[2:]))
            else:
                found[-1].output.append(line)
    return found


def typed(command: str, assessments: Path) -> str:
    """Type a command in the assessments folder; return what it says, and its exit code where it is not 0."""
    words = shlex.split(command)
    if words[0] == "casework":
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(words[1:])
        output = said.getvalue()
    elif words[0] == "nbgrader":
        result = run_nbgrader(assessments, *words[1:])
        output, code = result.stdout, result.returncode
    else:
        ran = subprocess.run(words, cwd=assessments, capture_output=True, text=True, check=False)
        output, code = ran.stdout + ran.stderr, ran.returncode
    return f"{output.rstrip()}\n[exit code {code}]" if code else output


def shown(output: str, root: Path) -> list[str]:
    """Return an output as the page shows it: folder and day are the page's own, the middle is left out."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", output).replace(str(root), "/home/me/course")
    text = re.sub(r"\b20\d\d-\d\d-\d\d(?=[ );,-])", lambda found: day(found[0]), text)
    text = _SIZES.sub("N", text)
    lines = [line.rstrip() for line in text.splitlines() if "\r" not in line and line.strip()]
    lines = [line if len(line) <= WIDTH else f"{line[: WIDTH - 3]}..." for line in lines]
    code = [lines.pop()] if lines and lines[-1].startswith("[exit code") else []
    if len(lines) > MOST:
        lines[FIRST:-LAST] = [f"[... {len(lines) - FIRST - LAST} lines more ...]"]
    return lines + code


def day(found: str) -> str:
    """Return the page's day in place of today; days that the class itself brings stay."""
    return found if found.startswith("2027-01") else DAY


def written(text: str, outputs: list[list[str]]) -> str:
    """Return the page with other outputs."""
    left = iter(outputs)

    def block(part: re.Match[str]) -> str:
        if part["block"] is None:
            return part[0]
        commands = [line for line in part["block"].splitlines() if line.startswith("$ ")]
        return "\n".join(["```console", *(line for one in commands for line in (one, *next(left))), "```"])

    return _PART.sub(block, text)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[Step, list[str]]]]:
    """Return the course after the walk, and each command with what it said."""
    root = tmp_path_factory.mktemp("walk") / "course"
    assessments = copy_course(root)
    done = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(assessments / ".jupyter"))
        patch.delenv("CASEWORK_KEYS", raising=False)
        patch.chdir(assessments)
        # The check of the whole course takes seconds, and tests/content/test_course.py makes it.
        patch.setattr(common, "check_course", lambda _: Report((), ()))
        for step in steps(PAGE.read_text(encoding="utf-8")):
            if step.outside:
                with contextlib.redirect_stdout(io.StringIO()):
                    OUTSIDE[step.outside](assessments)
            else:
                done.append((step, shown(typed(step.command, assessments), root)))
    if WRITE:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(written(text, [output for _, output in done]), encoding="utf-8")
    return assessments, done


def test_each_command_says_what_the_page_says(walked: tuple[Path, list[tuple[Step, list[str]]]]) -> None:
    """Typed in the page's order, every command of it has the output that is printed below it."""
    done = walked[1]

    assert len(done) > 15
    assert [step.command for step, output in done if any("Traceback" in line for line in output)] == []
    if not WRITE:
        for step, output in done:
            assert output == step.output, f"{step.command}: CASEWORK_WALK=1 pytest writes the page anew"


def test_the_walk_ends_where_it_should(walked: tuple[Path, list[tuple[Step, list[str]]]]) -> None:
    """The file for the platform has each learner's points, as the machine and the person gave them."""
    assessments = walked[0]
    expected = dict.fromkeys(range(len(NAMES)), 0.0)
    for row in read_csv(assessments.parent / "made-up" / "expected.csv"):
        expected[int(row["student"][-3:]) - 1] += float(row["points"])
    rows = read_csv(assessments / "for-canvas.csv")[1:-1]
    grades = {row["student_id"]: row for row in read_csv(assessments / "grades.csv")}
    points = [float(row[f"{MODULE} (5501)"]) for row in rows]

    assert [row["Student"] for row in rows] == list(NAMES)
    assert not (assessments / "errors.csv").exists()
    for place in range(len(NAMES)):
        assert points[place] == pytest.approx(float(grades[student(place)]["score"]))
    assert points[0] >= expected[0] > expected[1] == points[1] == 0.0
    assert points[CUT] >= expected[CUT] > 0.0  # whose file came again


def test_both_copies_carry_the_same_mark(walked: tuple[Path, list[tuple[Step, list[str]]]]) -> None:
    """The lesson that learners get and the one that is graded by say that they are of one version."""
    root = walked[0].parent
    places = (root / "for-the-class" / "modules", root / "assessments" / "release")
    marks = [
        json.loads((place / MODULE / f"{MODULE}.ipynb").read_bytes())["metadata"][LESSON_KEY]["parts"]
        for place in places
    ]

    assert marks[0] == marks[1]
    assert len(marks[0]) > 10


def test_the_page_is_about_one_walk() -> None:
    """Every comment of the page that stands for something outside the terminal is known, and each is used."""
    found = [step.outside for step in steps(PAGE.read_text(encoding="utf-8")) if step.outside]

    assert sorted(found) == sorted(OUTSIDE)
