"""Case studies: reads case files into frozen dataclasses. No display and no scoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casework import shape
from casework.items import Key, Question
from casework.questions import (
    file_problems,
    make_key,
    make_question,
    named,
    question_problems,
)
from casework.yaml_lines import ContentError, Document, Problem, load


@dataclass(frozen=True)
class Step:
    """One step: what is revealed (Markdown) and the question asked; ``key`` is None for a graded step."""

    title: str
    reveal: str
    question: Question
    key: Key | None

    @property
    def graded(self) -> bool:
        """Whether the step counts; its key is then in the instructor's key file."""
        return self.key is None


@dataclass(frozen=True)
class Change:
    """One changed fact: as it was, as it becomes, a prediction to make, and what it changes in law."""

    fact: str
    becomes: str
    question: Question
    key: Key
    effect: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A case study. All texts are Markdown; ``module`` is the one that its file names."""

    module: str
    id: str
    title: str
    intro: str
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    debrief: str
    debrief_sources: tuple[str, ...]
    file: str = field(compare=False)
    line: int = field(compare=False)

    @property
    def graded_steps(self) -> tuple[Step, ...]:
        """The steps that count, in order."""
        return tuple(step for step in self.steps if step.graded)

    @property
    def graded_points(self) -> Fraction:
        """The sum of the graded steps' points: the maximum score of the case's one graded cell."""
        return sum((step.question.points for step in self.graded_steps), Fraction(0))

    @property
    def questions(self) -> Mapping[str, Question]:
        """Every question in it by id: steps, then changes."""
        parts: tuple[Step | Change, ...] = (*self.steps, *self.changes)
        return {part.question.id: part.question for part in parts}


def read_cases(path: Path) -> Mapping[str, Case]:
    """
    Read a case file.

    Returns:
        The cases by id, in the file's order.

    Raises:
        ContentError: every mistake with file, line and id.
    """
    document = load(path)
    problems = list(file_problems(document, "cases_file"))
    if problems:
        raise ContentError(problems)
    cases: dict[str, Case] = {}
    seen: dict[str, int] = {}
    for index, data in enumerate(document.data["cases"]):
        case = _case(document, ("cases", index), data, problems)
        if case is None:
            continue
        for id_, line in [(case.id, case.line), *((q.id, q.line) for q in case.questions.values())]:
            if id_ in seen:
                text = f"this id is taken at line {seen[id_]}; ids are permanent and unique"
                problems.append(Problem(document.file, line, named(id_), text))
            seen.setdefault(id_, line)
        cases[case.id] = case
    if problems:
        raise ContentError(problems)
    return MappingProxyType(cases)


def _case(
    document: Document, where: tuple[str | int, ...], data: Any, problems: list[Problem]
) -> Case | None:
    """Return the case at ``where``, or None after adding what is wrong with it to ``problems``."""
    before = len(problems)
    item = f"case {data['id']!r}" if data.get("id") is not None else ""
    if found := shape.mistake("case", data):
        problems.append(document.problem(found[1], *where, *found[0], item=item))
        return None
    steps: list[Step] = []
    changes: list[Change] = []
    ids: set[object] = set()
    for part, entries in (("step", data["steps"]), ("change", data.get("changes", []))):
        for index, entry in enumerate(entries):
            here = (*where, f"{part}s", index)
            found = shape.mistake(part, entry)
            if not found and entry["id"] in ids:
                found = (
                    ("id",),
                    "this id is taken by another part of the case; ids are permanent and unique",
                )
            if found:
                problems.append(document.problem(found[1], *here, *found[0], item=named(entry.get("id"))))
                continue
            ids.add(entry["id"])
            keyed = entry.get("grading") != "graded"
            own = entry["question"]
            if "id" in own:
                text = f"the question of a {part} takes the {part}'s id; remove its own"
                problems.append(document.problem(text, *here, "question", "id", item=named(entry["id"])))
                continue
            bad = list(question_problems(document, (*here, "question"), own, keyed, entry["id"]))
            problems += bad
            if bad:
                continue
            question = make_question(document, here, own, entry["id"])
            if part == "step":
                key = make_key(own["key"], own["type"]) if keyed else None
                steps.append(Step(entry["title"].strip(), entry["reveal"].strip(), question, key))
            else:
                texts = (entry["fact"].strip(), entry["becomes"].strip())
                effect = entry["effect"].strip()
                changes.append(
                    Change(
                        *texts, question, make_key(own["key"], own["type"]), effect, tuple(entry["sources"])
                    )
                )
    if len(problems) > before:
        return None
    return Case(
        module=document.data["module"],
        id=data["id"],
        title=data["title"].strip(),
        intro=data["intro"].strip(),
        steps=tuple(steps),
        changes=tuple(changes),
        debrief=data["debrief"].strip(),
        debrief_sources=tuple(data["debrief_sources"]),
        file=document.file,
        line=document.line(*where),
    )
