"""The trial course in a second version, and a class that mixes versions. No tests here."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.submissions import FILE
from grading.trial_course import REFLECTION, RIGHT, answered
from unit.course_builder import NAME, as_text, change, code_cell

from casework.answers import LESSON_KEY

Notebook = dict[str, Any]

NEW_QUESTION = """\
  - id: m01-q-new
    type: single
    outcome: "1.1"
    level: remember
    points: 1
    rule: all-or-nothing
    text: Which light is in the middle?
    options: {a: Amber, b: Red}
    sources: ["fact:T01"]
"""
NEW_STEP = """\
      - id: m01-case-s4
        title: A third sign
        reveal: It lies on the ground.
        grading: graded
        question:
          type: single
          outcome: "1.2"
          level: apply
          points: 1
          rule: all-or-nothing
          text: Does it count?
          options: {a: "Yes", b: "No"}
          sources: ["fact:T01"]
"""
NEW_KEYS = """\
  m01-q-new:
    correct: [a]
    why:
      a: {text: SECRET amber stands in between., sources: ["fact:T01"]}
      b: {text: SECRET red is at the top there., sources: ["fact:T01"]}
  m01-case-s4:
    correct: [b]
    why:
      a: {text: SECRET nobody can see it there., sources: ["fact:T01"]}
      b: {text: SECRET what lies is not set up., sources: ["fact:T01"]}
"""
FULL = {"m01-q-stop": 1.0, "m01-q-mix": 2.0, "m01-q-parts": 1.0, "m01-q-new": 1.0, "m01-case": 4.0}
"""What version 2 gives; a right answer of version 1 to the parts gives 1 point now, and gave 2."""
KEPT = FULL | {"m01-q-new": 0.0, "m01-case": 3.0}
"""What is left in version 2 of version 1's right answers: the new question and the new step are blank."""
OPTION_GONE = KEPT | {"m01-q-mix": 0.0}
RIGHT_NOW = {id_: one for id_, one in RIGHT.items() if id_ != "m01-q-all"} | {
    "m01-q-new": ["a"],
    "m01-case-s4": ["b"],
}

LOST = "2 questions were not in it: m01-case-s4, m01-q-new"
GONE = "1 question is no longer there: m01-q-all"
OTHER = "4 questions read otherwise now: m01-q-mix, m01-q-parts, m01-q-stop, m01-reflection"
OLD = f"made with the lesson of DAY (version VERSION); {LOST}; {GONE}; {OTHER}"
UNMARKED = f"made with an unknown version of the lesson; 1 question was not in it: m01-q-new; {GONE}"
FUTURE = (
    "made with the lesson of 2031-05-01 (version 9.0); 1 question was not in it: m01-q-new; "
    "1 question is no longer there: m01-q-later; 1 question reads otherwise now: m01-q-stop"
)


def make_version_2(assessments: Path) -> None:
    """Turn the course into its second version: questions, an option, points, a step, texts, a cell's id."""
    module = assessments.parent / "modules" / NAME
    graded = module / "graded.yaml"
    text = graded.read_text(encoding="utf-8")
    start = text.index("  - id: m01-q-all\n")
    gone = text[start : text.index("  - id: m01-q-parts\n")]
    graded.write_text(text.replace(gone, NEW_QUESTION), encoding="utf-8")
    change(graded, "      b: Amber\n", "      b: Yellow\n")
    change(graded, "      a: Red\n      b: Green\n      c: Blue\n", "      a: Red\n      b: Green\n")
    change(graded, "    points: 2\n    rule: each-part\n", "    points: 1\n    rule: each-part\n")
    change(module / "case.yaml", "      - id: m01-case-s3\n", f"{NEW_STEP}      - id: m01-case-s3\n")
    keys = assessments / "keys" / f"{NAME}.yaml"
    text = keys.read_text(encoding="utf-8")
    start = text.index("  m01-q-all:\n")
    keys.write_text(text[:start] + NEW_KEYS + text[text.index("  m01-q-parts:\n") :], encoding="utf-8")
    change(keys, '      c: {text: SECRET blue mixes to white., sources: ["fact:T02"]}\n', "")
    path = module / FILE
    notebook: Notebook = json.loads(path.read_bytes())
    cells = {cell["id"]: cell for cell in notebook["cells"]}
    place = notebook["cells"].index(cells["m01-q-all"])
    notebook["cells"][place] = code_cell("m01-q-new", 'ask("m01-q-new")', 1)
    cells["m01-q-parts"]["metadata"]["nbgrader"]["points"] = 1
    cells["m01-case"]["metadata"]["nbgrader"]["points"] = 4
    cells["m01-title"] |= {"id": "m01-heading", "source": ["# Lights and signs"]}
    cells[REFLECTION]["source"] = ["When did you last stop, and why?"]
    path.write_text(as_text(notebook), encoding="utf-8")


def cell_of(notebook: Notebook, id_: str) -> dict[str, Any]:
    """Return one cell of a notebook."""
    found: dict[str, Any] = next(cell for cell in notebook["cells"] if cell["id"] == id_)
    return found


def written(notebook: Notebook) -> Notebook:
    """Write a reflection below the question."""
    cell = cell_of(notebook, REFLECTION)
    cell["source"] = "".join(cell["source"]) + "\n\nI stopped yesterday."
    return notebook


def later(notebook: Notebook) -> Notebook:
    """Turn a notebook of version 2 into one of a version that nobody here has made yet."""
    mark = notebook["metadata"][LESSON_KEY]
    mark |= {"made": "2031-05-01", "version": "9.0"}
    del mark["parts"]["m01-q-new"]
    mark["parts"] |= {"m01-q-later": "0" * 8, "m01-q-stop": "f" * 8}
    cell = cell_of(notebook, "m01-q-new")
    cell["id"] = cell["metadata"]["nbgrader"]["grade_id"] = "m01-q-later"
    return notebook


def unmarked(notebook: Notebook) -> Notebook:
    """Take the mark away, as in a notebook that was never given out by `casework release`."""
    del notebook["metadata"][LESSON_KEY]
    return notebook


def without_cells(notebook: Notebook) -> Notebook:
    """Delete every graded cell."""
    notebook["cells"] = [cell for cell in notebook["cells"] if "nbgrader" not in cell["metadata"]]
    return notebook


def with_mark(mark: Any) -> Callable[[Notebook], Notebook]:
    """Return what puts something in place of the mark."""

    def put(notebook: Notebook) -> Notebook:
        notebook["metadata"][LESSON_KEY] = mark
        return notebook

    return put


def with_parts(**parts: Any) -> Callable[[Notebook], Notebook]:
    """Return what claims digests in the mark ("_" for "-"); None takes one out."""

    def put(notebook: Notebook) -> Notebook:
        claimed = notebook["metadata"][LESSON_KEY]["parts"]
        for name, digest in parts.items():
            claimed[name.replace("_", "-")] = digest
        return notebook

    return put


@dataclass(frozen=True)
class Learner:
    """One of the class: version, answers, points, the line about it, what is done to the notebook."""

    version: int
    answers: Mapping[str, Any]
    points: Mapping[str, float]
    line: str = ""
    waits: bool = False
    """Whether a person has to read the reflection."""
    do: Callable[[Notebook], Notebook] = copy.copy


NONE = dict.fromkeys(FULL, 0.0)
SOME: dict[str, Any] = {"m01-q-stop": ["c"]}
SOME_POINTS = NONE | {"m01-q-stop": 1.0}
FLOOD = {"made": "2027-01-01", "version": "1", "parts": {f"q-{one}": "0" * 8 for one in range(10_000)}}

CLASS = {
    "new-right": Learner(2, RIGHT_NOW, FULL),
    "new-blank": Learner(2, {}, NONE),
    "new-deleted": Learner(2, RIGHT_NOW, FULL, do=without_cells),
    "new-written": Learner(2, RIGHT_NOW, FULL, waits=True, do=written),
    "old-right": Learner(1, RIGHT, KEPT, OLD),
    "old-blank": Learner(1, {}, NONE, OLD),
    "old-written": Learner(1, RIGHT, KEPT, OLD, waits=True, do=written),
    "old-deleted": Learner(1, RIGHT, KEPT, OLD, do=without_cells),
    "old-option": Learner(1, RIGHT | {"m01-q-mix": ["a", "b", "c"]}, OPTION_GONE, OLD),
    "old-renamed": Learner(1, RIGHT | {"m01-q-new": ["a"]}, KEPT | {"m01-q-new": 1.0}, OLD),
    "unmarked-old": Learner(1, RIGHT, KEPT, UNMARKED, waits=True, do=unmarked),
    "unmarked-new": Learner(2, RIGHT_NOW, FULL, do=unmarked),
    "later": Learner(2, RIGHT_NOW | {"m01-q-later": ["a"]}, FULL, FUTURE, do=later),
    "mark-list": Learner(2, SOME, SOME_POINTS, do=with_mark([1, {"parts": {}}])),
    "mark-flood": Learner(2, SOME, SOME_POINTS, do=with_mark(FLOOD)),
    "mark-points": Learner(2, SOME, SOME_POINTS, do=with_mark({"points": 100, "parts": {"m01-case": 4}})),
    "mark-formula": Learner(
        2, SOME, SOME_POINTS, do=with_mark({"made": "=1+1", "version": "1\n2", "parts": {"=1+1": "a"}})
    ),
    "mark-id": Learner(2, SOME, SOME_POINTS, do=with_parts(**{"<script>": "0" * 8})),
    "mark-blank": Learner(
        2,
        SOME,
        SOME_POINTS,
        "made with the lesson of DAY (version VERSION); 1 question reads otherwise now: m01-q-stop",
        do=with_parts(m01_q_stop="0" * 8),
    ),
}
"""Each by name. The last six attack the mark; their points are those of the answers in the file."""


def write_class(submitted: Path, releases: Mapping[int, Notebook]) -> None:
    """Hand in for the whole class, each in a notebook of the version they worked in."""
    for name, learner in CLASS.items():
        notebook = learner.do(answered(releases[learner.version], dict(learner.answers)))
        path = submitted / name / NAME / FILE
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
