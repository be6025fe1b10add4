"""A small valid course in a folder of its own, for tests to use and to break. No tests here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from casework.checks import check_course

NAME = "01-tiny"

PRACTICE = """\
module: 01-tiny
questions:
  - id: m01-primary
    type: single
    outcome: "1.1"
    level: remember
    points: 1
    rule: all-or-nothing
    text: Which of these is a **primary** colour of light?
    options:
      a: Brown
      b: Red, as in *traffic lights*
      c: Purple
    sources: ["fact:T01"]
    key:
      correct: [b]
      why:
        a: {text: Brown is dark orange., sources: ["brief:B-2"]}
        b: {text: Red is one of the three., sources: ["fact:T01", "law:9 T.L.C. 12"]}
        c: {text: Purple has red in it., sources: ["article:A-1"]}
  - id: m01-warm
    type: multiple
    outcome: "1.2"
    level: apply
    points: 2
    rule: each-part
    text: Which are warm colours?
    options:
      a: Red
      b: Blue
      c: Orange
      d: Cyan
    sources: ["fact:T02"]
    key:
      correct: [a, c]
      why:
        a: {text: Red is warm., sources: ["fact:T02"]}
        b: {text: Blue is cold., sources: ["fact:T02"]}
        c: {text: Orange is warm., sources: ["fact:T02"]}
        d: {text: Cyan is cold., sources: ["fact:T02"]}
"""

GRADED = """\
module: 01-tiny
questions:
  - id: m01-q-stop
    type: single
    outcome: "1.1"
    level: remember
    points: 1
    rule: all-or-nothing
    text: Which light means stop?
    options:
      a: Green
      b: Amber
      c: Red
    sources: ["fact:T01"]
  - id: m01-q-mix
    type: multiple
    outcome: "1.2"
    level: analyse
    points: 2
    rule: net-correct
    text: Under 9 T.L.C. 12, which two lights mix to yellow?
    options:
      a: Red
      b: Green
      c: Blue
    sources: ["law:9 T.L.C. 12"]
"""

CASE = """\
module: 01-tiny
cases:
  - id: m01-case
    title: The *faded* sign
    intro: Invented. You may skip it.
    steps:
      - id: m01-case-s1
        title: What is seen
        reveal: A sign on the **corner** is pale red.
        grading: practice
        question:
          type: single
          outcome: "1.1"
          level: understand
          points: 1
          rule: all-or-nothing
          text: What colour was it?
          options: {a: Red, b: Pink, c: Blue}
          sources: ["fact:T01"]
          key:
            correct: [a]
            why:
              a: {text: It faded., sources: ["fact:T01"]}
              b: {text: Signs are never pink., sources: ["fact:T02"]}
              c: {text: Signs are never blue., sources: ["fact:T02"]}
      - id: m01-case-s2
        title: What it means
        reveal: The form is an octagon.
        grading: graded
        question:
          type: multiple
          outcome: "1.2"
          level: apply
          points: 2
          rule: each-part
          text: Under 9 T.L.C. 12, what must a driver do?
          options: {a: Stop, b: Look, c: Hoot}
          sources: ["law:9 T.L.C. 12"]
    changes:
      - id: m01-case-c1
        fact: The sign is an octagon.
        becomes: The sign is a triangle.
        question:
          type: single
          outcome: "1.2"
          level: analyse
          points: 1
          rule: all-or-nothing
          text: What must the driver do now?
          options: {a: Give way, b: Stop, c: Hoot}
          sources: ["fact:T02"]
          key:
            correct: [a]
            why:
              a: {text: A triangle says give way., sources: ["fact:T02"]}
              b: {text: That was the octagon., sources: ["fact:T02"]}
              c: {text: No form asks for it., sources: ["fact:T02"]}
        effect: The duty becomes *weaker*.
        sources: ["fact:T02"]
    debrief: Form and colour both speak.
    debrief_sources: ["fact:T01"]
"""

KEYS = """\
module: 01-tiny
keys:
  m01-q-stop:
    correct: [c]
    why:
      a: {text: SECRET green is go., sources: ["fact:T01"]}
      b: {text: SECRET amber is wait., sources: ["fact:T01"]}
      c: {text: SECRET red is stop., sources: ["fact:T01"]}
  m01-q-mix:
    correct: [a, b]
    why:
      a: {text: SECRET red is half of it., sources: ["fact:T02"]}
      b: {text: SECRET green is half of it., sources: ["fact:T02"]}
      c: {text: SECRET blue mixes to white., sources: ["fact:T02"]}
  m01-case-s2:
    correct: [a, b]
    why:
      a: {text: SECRET an octagon is stop., sources: ["fact:T01"]}
      b: {text: SECRET one looks., sources: ["fact:T01"]}
      c: {text: SECRET one does not hoot., sources: ["fact:T01"]}
debriefs:
  m01-case: SECRET the octagon decides.
reflections:
  m01-reflection:
    model_answers: [SECRET I once stopped.]
    rubric: rubrics/m01-reflection.yaml
"""

RUBRIC = """\
id: m01-reflection
module: 01-tiny
points: 5
prompt: When did you last stop?
stance: Stance carries no points.
criteria:
  - id: law
    title: Accuracy of law
    points: 3
    levels:
      - {points: 3, text: GRADER names the section.}
      - {points: 1, text: GRADER names the law.}
      - {points: 0, text: GRADER names nothing.}
  - id: clarity
    title: Clarity
    points: 2
    levels:
      - {points: 2, text: GRADER can follow it.}
      - {points: 0, text: GRADER cannot follow it.}
"""

FACTS = """\
facts:
  - id: T01
    statement: Red is a primary colour of light.
    source: Handbook of light, chapter 1
    status: V1
    as_of: 2024-01-31
    kind: law
    checked: 2024-02-01
    caveat: none
  - id: T02
    statement: Red and orange are called warm.
    source: Handbook of light, chapter 2
    status: V2
    as_of: "2023"
    kind: words
    checked: 2024-02-01
    caveat: A convention.
"""

POINTS = "id,where\nB-1,first\nB-2,second\nA-1,first\n"
TINTS = "tint,share_percent\nred,60\nblue,40\n"
PACKAGE: dict[str, Any] = {
    "resources": [
        {
            "path": "source_points.csv",
            "schema": {
                "fields": [
                    {"name": "id", "title": "Paragraph", "type": "string"},
                    {"name": "where", "title": "Place in it", "type": "string"},
                ]
            },
        },
        {
            "path": "tints.csv",
            "schema": {
                "fields": [
                    {"name": "tint", "title": "Tint", "type": "string"},
                    {"name": "share_percent", "title": "Share in per cent", "type": "integer"},
                ]
            },
        },
    ]
}


def code_cell(id_: str, source: str, points: float | None = None) -> dict[str, Any]:
    """Return a code cell; with ``points`` it is graded by nbgrader."""
    grading = {
        "cell_type": "code",
        "grade": True,
        "grade_id": id_,
        "locked": True,
        "points": points,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": id_,
        "metadata": {} if points is None else {"nbgrader": grading},
        "outputs": [],
        "source": [source],
    }


def notebook() -> dict[str, Any]:
    """Return the tiny module's notebook."""
    reflection = {
        "grade": True,
        "grade_id": "m01-reflection",
        "locked": False,
        "points": 5,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    return {
        "cells": [
            {"cell_type": "markdown", "id": "m01-title", "metadata": {}, "source": ["# Lights"]},
            code_cell("m01-start", "from casework import ask, case_study, hand_in"),
            code_cell("m01-primary", 'ask("m01-primary")'),
            code_cell("m01-warm", 'ask("m01-warm")'),
            code_cell("m01-q-stop", 'ask("m01-q-stop")', 1),
            code_cell("m01-q-mix", 'ask("m01-q-mix")', 2),
            code_cell("m01-case", 'case_study("m01-case")', 2),
            {
                "cell_type": "markdown",
                "id": "m01-reflection",
                "metadata": {"nbgrader": reflection},
                "source": ["When did you last stop?"],
            },
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def write_course(root: Path) -> Path:
    """Write the whole course below ``root`` and return its module's folder."""
    module, data, rooms = root / "modules" / NAME, root / "data", root / "assessments"
    for folder in (module, data, rooms / "keys", rooms / "rubrics"):
        folder.mkdir(parents=True)
    texts = {
        module / "practice.yaml": PRACTICE,
        module / "graded.yaml": GRADED,
        module / "case.yaml": CASE,
        module / f"{NAME}.ipynb": as_text(notebook()),
        data / "facts.yaml": FACTS,
        data / "source_points.csv": POINTS,
        data / "tints.csv": TINTS,
        data / "datapackage.json": as_text(PACKAGE),
        rooms / "keys" / f"{NAME}.yaml": KEYS,
        rooms / "rubrics" / "m01-reflection.yaml": RUBRIC,
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return module


def as_text(data: object) -> str:
    """Return JSON as notebooks are committed: indented by one, with a final newline."""
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def change(path: Path, old: str, new: str) -> None:
    """Replace ``old``, which must stand in the file once, by ``new``."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def add_module(root: Path, name: str = "02-small") -> Path:
    """Add a second module to the course at ``root``: the tiny one under other ids; return its folder."""
    folder = root / "modules" / name
    folder.mkdir()
    for path in (root / "modules" / NAME).glob("[!.]*.*"):
        text = path.read_text(encoding="utf-8").replace("m01-", f"m{name[:2]}-").replace(NAME, name)
        text = text.replace("# Lights", "# Module 02: Signs and <b>\\n\\n**Time: about 40 minutes**")
        (folder / path.name.replace(NAME, name)).write_text(text, encoding="utf-8")
    return folder


def put_answers(notebook: Path, answers: dict[str, dict[str, Any]], **about: Any) -> None:
    """Put answers, and what else the record may hold, into a notebook's metadata as the page does."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["metadata"] |= {f"casework:{id_}": {"v": 1, **answer} for id_, answer in answers.items()}
    content["metadata"]["casework"] = {"version": 1, **about}
    notebook.write_text(as_text(content), encoding="utf-8")


def found(root: Path) -> list[str]:
    """Return what a check prints, one mistake a line."""
    return [str(problem) for problem in check_course(root).problems]
