"""The tiny course with variants: two of four questions for each learner, options in their order. No tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from unit.course_builder import NAME, as_text, change, code_cell, notebook, write_course

SLOTS = ("m01-s1", "m01-s2")
VARIANTS = """\
variants:
  seed: spring
  order: options
  pick:
    - slots: [m01-s1, m01-s2]
      of: [m01-v-one, m01-v-two, m01-v-three, m01-v-four]
questions:
"""
QUESTION = """\
  - id: {id_}
    type: single
    outcome: "1.2"
    level: apply
    points: 2
    rule: all-or-nothing
    text: Which sign is number {word}?
    options: {{a: The {word} square, b: The {word} circle, c: The {word} spiral}}
    sources: ["fact:T01"]
"""
KEY = """\
  {id_}:
    correct: [{right}]
    why:
      a: {{text: SECRET about the square of {word}., sources: ["fact:T01"]}}
      b: {{text: SECRET about the circle of {word}., sources: ["fact:T01"]}}
      c: {{text: SECRET about the spiral of {word}., sources: ["fact:T01"]}}
"""
RIGHT = {"m01-v-one": "b", "m01-v-two": "a", "m01-v-three": "c", "m01-v-four": "a"}


def varied_notebook() -> dict[str, Any]:
    """Return the module's notebook: a cell that asks for the code, a cell a slot."""
    content = notebook()
    at = next(place for place, cell in enumerate(content["cells"]) if cell["id"] == "m01-q-stop")
    content["cells"][at:at] = [
        code_cell("m01-code", "student_code()"),
        *(code_cell(slot, f'ask("{slot}")', 2) for slot in SLOTS),
    ]
    first = next(cell for cell in content["cells"] if cell["id"] == "m01-start")
    first["source"] = ["from casework import ask, case_study, hand_in, student_code"]
    return content


def vary(root: Path) -> Path:
    """Add variants to the tiny course below ``root``; return its module's folder."""
    module = root / "modules" / NAME
    graded, keys = module / "graded.yaml", root / "assessments" / "keys" / f"{NAME}.yaml"
    words = {id_: id_.rpartition("-")[2] for id_ in RIGHT}
    change(graded, "questions:\n", VARIANTS)
    with graded.open("a", encoding="utf-8") as file:
        file.writelines(QUESTION.format(id_=id_, word=word) for id_, word in words.items())
    added = "".join(KEY.format(id_=id_, word=word, right=RIGHT[id_]) for id_, word in words.items())
    change(keys, "debriefs:\n", f"{added}debriefs:\n")
    (module / f"{NAME}.ipynb").write_text(as_text(varied_notebook()), encoding="utf-8")
    return module


def write_varied(root: Path) -> Path:
    """Write the whole course with variants; return its module's folder."""
    write_course(root)
    return vary(root)
