"""The unit tests' tiny course with every rule in it, as a folder that nbgrader can run in. No tests here."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from starting import ROOT, SEARCH_PATH
from unit.course_builder import CASE, GRADED, KEYS, NAME, as_text, code_cell, notebook, write_course

MORE_QUESTIONS = """\
  - id: m01-q-all
    type: multiple
    outcome: "1.1"
    level: understand
    points: 1
    rule: all-or-nothing
    text: Which lights does a usual traffic light have?
    options: {a: Red, b: Blue, c: Amber, d: Green}
    sources: ["fact:T01"]
  - id: m01-q-parts
    type: multiple
    outcome: "1.2"
    level: apply
    points: 2
    rule: each-part
    text: Tick what is true of amber & of <b>red</b>.
    options: {a: Amber warns, b: Amber invites, c: Red stops}
    sources: ["fact:T02"]
"""
MORE_STEPS = """\
      - id: m01-case-s3
        title: What comes next
        reveal: A second sign is behind the first.
        grading: graded
        question:
          type: single
          outcome: "1.2"
          level: apply
          points: 1
          rule: all-or-nothing
          text: Which sign counts?
          options: {a: The first, b: The second}
          sources: ["fact:T01"]
"""
MORE_KEYS = """\
  m01-q-all:
    correct: [a, c, d]
    why:
      a: {text: SECRET red is at the top of it., sources: ["fact:T01"]}
      b: {text: SECRET blue is for police cars., sources: ["fact:T01"]}
      c: {text: SECRET amber is in the middle., sources: ["fact:T01"]}
      d: {text: SECRET green is at the bottom., sources: ["law:9 T.L.C. 12"]}
  m01-q-parts:
    correct: [a, c]
    why:
      a: {text: SECRET amber announces the red., sources: ["fact:T02"]}
      b: {text: SECRET amber does not invite you., sources: ["fact:T02"]}
      c: {text: SECRET red is stop once more., sources: ["fact:T02"]}
  m01-case-s3:
    correct: [b]
    why:
      a: {text: SECRET the first one is a relic., sources: ["fact:T01"]}
      b: {text: SECRET the newer sign is in force., sources: ["fact:T01"]}
"""

RIGHT: dict[str, list[str]] = {
    "m01-q-stop": ["c"],
    "m01-q-mix": ["a", "b"],
    "m01-q-all": ["a", "c", "d"],
    "m01-q-parts": ["a", "c"],
    "m01-case-s2": ["a", "b"],
    "m01-case-s3": ["b"],
}
POINTS = {"m01-q-stop": 1.0, "m01-q-mix": 2.0, "m01-q-all": 1.0, "m01-q-parts": 2.0, "m01-case": 3.0}
REFLECTION = "m01-reflection"


def trial_notebook() -> dict[str, Any]:
    """Return the module's notebook: five graded cells and a reflection."""
    content = notebook()
    places = {cell["id"]: place for place, cell in enumerate(content["cells"])}
    content["cells"][places["m01-case"]] = code_cell("m01-case", 'case_study("m01-case")', 3)
    content["cells"][places["m01-case"] : places["m01-case"]] = [
        code_cell("m01-q-all", 'ask("m01-q-all")', 1),
        code_cell("m01-q-parts", 'ask("m01-q-parts")', 2),
    ]
    return content


def write_trial_course(root: Path) -> Path:
    """Write the course with the repository's own nbgrader settings; return its assessments folder."""
    module = write_course(root)
    (module / "graded.yaml").write_text(GRADED + MORE_QUESTIONS, encoding="utf-8")
    head, tail = CASE.split("    changes:\n")
    (module / "case.yaml").write_text(f"{head}{MORE_STEPS}    changes:\n{tail}", encoding="utf-8")
    (module / f"{NAME}.ipynb").write_text(as_text(trial_notebook()), encoding="utf-8")
    head, tail = KEYS.split("debriefs:\n")
    assessments = root / "assessments"
    (assessments / "keys" / f"{NAME}.yaml").write_text(
        f"{head}{MORE_KEYS}debriefs:\n{tail}", encoding="utf-8"
    )
    settings = ROOT / "assessments" / "nbgrader_config.py"
    (assessments / "nbgrader_config.py").write_bytes(settings.read_bytes())
    return assessments


def run_nbgrader(
    assessments: Path, *words: str, program: str = "", cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Type a command of nbgrader, or run a Python program, in a course; ``stdout`` has its log too."""
    environment = {name: value for name, value in os.environ.items() if name != "CASEWORK_KEYS"}
    first = variables.pop("PYTHONPATH", "")
    environment["PYTHONPATH"] = f"{first}{os.pathsep}{SEARCH_PATH}" if first else SEARCH_PATH
    environment["JUPYTER_CONFIG_DIR"] = str(assessments / ".jupyter")  # nobody's own settings
    return subprocess.run(
        [sys.executable, *(["-c", program] if program else ["-m", "nbgrader"]), *words],
        cwd=cwd or assessments,
        env=environment | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )


IN_TURN = """\
import json, sys
from contextlib import suppress
from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp
for words in json.loads(sys.argv[1]):
    if words[0] == "casework":
        from casework.cli import main
        if status := main(words[1:]):
            sys.exit(status)
        continue
    app = NbGraderApp.instance()
    app.initialize(words)
    with suppress(NoStart):  # the app above a command says so that there is no more to do
        app.start()
    type(app.subapp).clear_instance()
    NbGraderApp.clear_instance()
"""
"""A program that runs commands, given as JSON: nbgrader's, but for those that begin with "casework"."""


def run_in_turn(
    assessments: Path, *commands: list[str], **variables: str
) -> subprocess.CompletedProcess[str]:
    """
    Run commands one after another in one process: to start one takes longer than to run it.

    See IN_TURN for how they are written.
    """
    return run_nbgrader(assessments, json.dumps(commands), program=IN_TURN, **variables)


def answered(released: dict[str, Any], answers: dict[str, Any], **extra: Any) -> dict[str, Any]:
    """Return a copy of a notebook with answers in its record, as a widget writes them."""
    content: dict[str, Any] = json.loads(json.dumps(released))
    content["metadata"]["casework"] = {"version": 1, "copy_id": "c", "path": f"{NAME}/{NAME}.ipynb"}
    for id_, response in answers.items():
        entry = {"v": 1, "response": response, "at": "2027-02-01T10:00:00.000Z", "attempts": 1}
        content["metadata"][f"casework:{id_}"] = entry
    content["metadata"].update(extra)
    return content


@dataclass(frozen=True)
class Run:
    """A course's assessments folder, and the command of nbgrader that was last typed in it."""

    assessments: Path
    command: subprocess.CompletedProcess[str]

    @property
    def log(self) -> str:
        """What the command said."""
        return self.command.stdout


@dataclass(frozen=True)
class Graded:
    """What nbgrader's gradebook holds for one cell of one student."""

    auto: float | None
    manual: float | None
    extra: float | None
    needs_manual: bool
    score: float


def gradebook(assessments: Path, assignment: str = NAME) -> dict[tuple[str, str], Graded]:
    """Return every grade in the gradebook by (student, grade_id)."""
    found = {}
    with Gradebook(f"sqlite:///{assessments / 'course.db'}") as book:
        for submission in book.assignment_submissions(assignment):
            for part in submission.notebooks:
                for grade in part.grades:
                    found[submission.student.id, grade.name] = Graded(
                        grade.auto_score,
                        grade.manual_score,
                        grade.extra_credit,
                        bool(grade.needs_manual_grade),
                        grade.score,
                    )
    return found


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return a table's rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
