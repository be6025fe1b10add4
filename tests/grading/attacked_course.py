"""The course that is attacked: a branching case, typed answers, a text, a borrowed question. No tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grading.trial_course import ROOT, answered
from unit.branching_case import RIGHT as ON_THE_PATHS
from unit.branching_case import write_branching_course
from unit.course_builder import NAME, as_text, change, code_cell

Notebook = dict[str, Any]
FILE = f"{NAME}.ipynb"
HOME = "00-home"
"""The module whose question the attacked one borrows."""

GRADED = """\
  - id: m01-q-number
    type: number
    outcome: "1.1"
    level: apply
    points: 1
    rule: all-or-nothing
    text: How many lights has a usual traffic light?
    sources: ["fact:T01"]
  - id: m01-q-text
    type: text
    outcome: "1.1"
    level: remember
    points: 1
    rule: all-or-nothing
    text: What is the light between the other two called?
    sources: ["fact:T01"]
  - id: m01-q-free
    type: free
    outcome: "1.2"
    level: evaluate
    points: 3
    rule: by-hand
    text: What would you change about lights?
    words: 50
    rubric:
      idea: {text: The idea, points: 3, full: It is named}
    sources: ["fact:T01"]
  - {id: m01-q-same, same_as: 00-home/m00-q-cat}
"""
KEYS = """\
  m01-q-number:
    correct: [{value: 3}]
    why:
      right: {text: SECRET there are three of them., sources: ["fact:T01"]}
      wrong: {text: SECRET count them once again., sources: ["fact:T01"]}
  m01-q-text:
    correct: {accept: [amber]}
    why:
      right: {text: SECRET it is called that way., sources: ["fact:T01"]}
      wrong: {text: SECRET look in the middle., sources: ["fact:T01"]}
  m01-q-free:
    why:
      one: {text: SECRET one could add a blue one., sources: ["fact:T01"]}
"""
HOME_GRADED = """\
module: 00-home
questions:
  - id: m00-q-cat
    type: single
    outcome: "0.1"
    level: remember
    points: 1
    rule: all-or-nothing
    text: Which light is at the top?
    options: {a: Green, b: Amber, c: Red}
    sources: ["fact:T01"]
"""
HOME_KEYS = """\
module: 00-home
keys:
  m00-q-cat:
    correct: [c]
    why:
      a: {text: SECRET it is at the bottom., sources: ["fact:T01"]}
      b: {text: SECRET it is in the middle., sources: ["fact:T01"]}
      c: {text: SECRET one sees it from afar., sources: ["fact:T01"]}
"""

RIGHT: dict[str, Any] = {
    "m01-q-stop": ["c"],
    "m01-q-mix": ["a", "b"],
    "m01-q-number": {"value": "3"},
    "m01-q-text": {"text": "amber"},
    "m01-q-same": ["c"],
    "m01-case-s1": ["a"],
    **{f"m01-case-{name}": response for name, response in ON_THE_PATHS.items()},
}
FULL = {
    "m01-q-stop": 1.0,
    "m01-q-mix": 2.0,
    "m01-q-number": 1.0,
    "m01-q-text": 1.0,
    "m01-q-same": 1.0,
    "m01-case": 3.0,
}
"""The points of the cells that are marked without a person."""

SOME: dict[str, Any] = {"m01-q-stop": ["c"], "m01-q-mix": ["c"], "m01-q-number": {"value": "4"}}
SOME_POINTS = {"m01-q-stop": 1.0}
"""What most attackers know: one answer right, two wrong, the rest blank."""

BY_HAND = ("m01-q-free", "m01-reflection")
"""The cells that wait for a person where something is written in them."""


def write_attacked_course(root: Path) -> Path:
    """Write the course with the repository's own nbgrader settings; return its assessments folder."""
    module = write_branching_course(root)
    assessments = root / "assessments"
    with (module / "graded.yaml").open("a", encoding="utf-8") as file:
        file.write(GRADED)
    change(assessments / "keys" / f"{NAME}.yaml", "  m01-case-s2:\n", f"{KEYS}  m01-case-s2:\n")
    home = root / "modules" / HOME
    home.mkdir()
    (home / "graded.yaml").write_text(HOME_GRADED, encoding="utf-8")
    (assessments / "keys" / f"{HOME}.yaml").write_text(HOME_KEYS, encoding="utf-8")
    path = module / FILE
    content = json.loads(path.read_bytes())
    free = code_cell("m01-q-free", 'ask("m01-q-free")', 3)
    free["metadata"]["nbgrader"].update(locked=False, solution=True)
    cells = [code_cell(id_, f'ask("{id_}")', 1) for id_ in ("m01-q-number", "m01-q-text", "m01-q-same")]
    place = [cell["id"] for cell in content["cells"]].index("m01-case")
    content["cells"][place:place] = [*cells, free]
    path.write_text(as_text(content), encoding="utf-8")
    settings = ROOT / "assessments" / "nbgrader_config.py"
    (assessments / "nbgrader_config.py").write_bytes(settings.read_bytes())
    return assessments


class Room:
    """Where an attacker sits: their folder of the submission, what was handed out, and what lies outside."""

    def __init__(self, submitted: Path, student: str, released: Notebook, outside: Path) -> None:
        self.submitted, self.student, self.outside = submitted, student, outside
        self._released = json.dumps(released)
        self.folder = submitted / student / NAME
        self.file = self.folder / FILE

    @property
    def released(self) -> Notebook:
        """A notebook as it was handed out, to be changed at will."""
        content: Notebook = json.loads(self._released)
        return content

    def notebook(self, answers: dict[str, Any] | None = None, **extra: Any) -> Notebook:
        """Return the notebook with answers, by default those of SOME."""
        return answered(self.released, SOME if answers is None else answers, **extra)

    def hand_in(self, content: Notebook | str | bytes | None = None, **files: str | bytes) -> None:
        """Write the notebook, by default with the answers of SOME, and other files (``__`` is a dot)."""
        content = self.notebook() if content is None else content
        content = json.dumps(content) if isinstance(content, dict) else content
        for name, text in {FILE: content, **files}.items():
            path = self.folder / name.replace("__", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)


def cell_of(notebook: Notebook, id_: str) -> dict[str, Any]:
    """Return one cell of a notebook."""
    found: dict[str, Any] = next(cell for cell in notebook["cells"] if cell["id"] == id_)
    return found


def tags(notebook: Notebook) -> list[dict[str, Any]]:
    """Return nbgrader's tags of the cells that have one."""
    return [cell["metadata"]["nbgrader"] for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]
