"""The tiny course with a case of two roles and several paths, each worth 3 points. No tests here."""

from __future__ import annotations

from pathlib import Path

from unit.course_builder import KEYS, NAME, as_text, change, code_cell, notebook, write_course


def _step(name: str, title: str, more: str) -> str:
    return f"      - id: m01-case-{name}\n        title: {title}\n        reveal: Seen at {name}.\n{more}"


def _question(grading: str, type_: str, points: int, options: str, more: str = "") -> str:
    return f"""\
        grading: {grading}
        question:
          type: {type_}
          outcome: "1.1"
          level: apply
          points: {points}
          rule: all-or-nothing
          text: What is to be done?
          options: {{{options}}}
          sources: ["fact:T01"]
{more}"""


PRACTICE_KEY = """\
          key:
            correct: [a]
            why:
              a: {text: It is red., sources: ["fact:T01"]}
              b: {text: It is not blue., sources: ["fact:T01"]}
              c: {text: It is not green., sources: ["fact:T01"]}
"""
HEAD = """\
module: 01-tiny
cases:
  - id: m01-case
    title: The *faded* sign
    intro: Invented. You may skip it.
"""
TRACKS = """\
    tracks:
      driver: {title: A *driver*, start: m01-case-s1}
      walker: {title: A walker & more, start: m01-case-s4}
"""
STEPS = "".join(
    [
        "    steps:\n",
        _step(
            "s1", "The corner", _question("practice", "single", 1, "a: Red, b: Blue, c: Green", PRACTICE_KEY)
        ),
        "        next: {a: m01-case-s2, c: m01-case-s3, else: m01-case-s3}\n",
        _step("s2", "The light", _question("graded", "single", 2, "a: Go, b: Stop, c: Turn")),
        "        next: m01-case-s5\n",
        _step("s3", "The sign", _question("graded", "multiple", 2, "a: Stop, b: Look, c: Hoot")),
        "        next: m01-case-s5\n",
        _step("s4", "The kerb", _question("graded", "single", 2, "a: Wait, b: Walk, c: Run")),
        _step("s5", "The road", _question("graded", "single", 1, "a: Cross, b: Turn, c: Wait")),
        "        next: {b: m01-case-s6, else: end}\n        back: false\n",
        _step("s6", "Home", ""),
    ]
)
TAIL = """\
    debrief: Form and colour both speak.
    debrief_sources: ["fact:T01"]
"""
CASE = HEAD + TRACKS + STEPS + TAIL


def _key(name: str, correct: str, letters: str) -> str:
    why = "".join(
        f'      {one}: {{text: SECRET {name} {one} is told here alone., sources: ["fact:T01"]}}\n'
        for one in letters
    )
    return f"  m01-case-{name}:\n    correct: [{correct}]\n    why:\n{why}"


RIGHT = {"s2": ["b"], "s3": ["a", "b"], "s4": ["a"], "s5": ["a"]}
"""The right answers to the graded steps."""


def write_branching_course(root: Path) -> Path:
    """Write the tiny course with this case in place of its own and return the module's folder."""
    folder = write_course(root)
    (folder / "case.yaml").write_text(CASE, encoding="utf-8")
    content = notebook()
    place = [cell["id"] for cell in content["cells"]].index("m01-case")
    content["cells"][place] = code_cell("m01-case", 'case_study("m01-case")', 3)
    (folder / f"{NAME}.ipynb").write_text(as_text(content), encoding="utf-8")
    head, rest = KEYS.split("  m01-case-s2:\n")
    keys = (
        _key("s2", "b", "abc") + _key("s3", "a, b", "abc") + _key("s4", "a", "abc") + _key("s5", "a", "abc")
    )
    path = root / "assessments" / "keys" / f"{NAME}.yaml"
    path.write_text(f"{head}{keys}debriefs:\n{rest.split('debriefs:')[1].lstrip()}", encoding="utf-8")
    change(path, "debriefs:\nm01-case", "debriefs:\n  m01-case")
    return folder
