"""Holds graded questions against assessments/blueprint.yaml: so many for each outcome, and for each level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from casework.module import Module
from casework.types import type_of
from casework.yaml_lines import ContentError, Problem, display_path, load

FILE = "blueprint.yaml"

Plan = Mapping[str, Mapping[str, int]]
"""Pattern of a module's folder name -> what is counted -> number of graded questions; the first that fits."""


@dataclass(frozen=True)
class Blueprint:
    """How many graded questions a module has for each outcome and, where that is planned, at each level."""

    modules: Plan = field(default_factory=dict)
    levels: Plan = field(default_factory=dict)


def read_blueprint(path: Path) -> tuple[Blueprint, list[Problem]]:
    """Return a blueprint, empty where there is none (as in a class copy), and what is wrong with it."""
    if not path.is_file():
        return Blueprint(), []
    try:
        document = load(path)
    except ContentError as error:
        return Blueprint(), list(error.problems)
    data = document.data if isinstance(document.data, dict) else {}
    if not isinstance(data.get("modules"), dict):
        text = 'no list of modules; write modules: and below it a line such as "02-*": {"2.1": 3}'
        return Blueprint(), [document.problem(text)]
    problems = []
    for part, example in (("modules", '{"2.1": 3}'), ("levels", "{apply: 3}")):
        plans = data.get(part, {})
        for pattern, plan in plans.items() if isinstance(plans, dict) else [("levels", None)]:
            numbers = plan.values() if isinstance(plan, dict) else [None]
            if not all(isinstance(number, int) and number > 0 for number in numbers):
                what = "outcomes" if part == "modules" else "levels"
                text = (
                    f"{pattern!r} is no list of {what} with how many questions each; write {example} or {{}}"
                )
                problems.append(document.problem(text, part, pattern))
    return (Blueprint() if problems else Blueprint(data["modules"], data.get("levels", {}))), problems


def check_blueprint(module: Module, blueprint: Blueprint) -> Iterator[Problem]:
    """
    Yield each outcome, and each level, that has more or fewer graded questions than the blueprint says.

    Counted are the questions of graded.yaml that a machine marks; of a pick, as many as each learner gets.
    The graded steps of a case come on top, and what a person reads has a rubric of its own.
    """
    counted = [one for one in module.graded.asked if not type_of(one).by_hand]
    counts = (
        ("outcome", blueprint.modules, Counter(one.outcome for one in counted)),
        ("level", blueprint.levels, Counter(one.level for one in counted)),
    )
    for what, plans, there in counts:
        planned = next((plan for pattern, plan in plans.items() if fnmatchcase(module.name, pattern)), None)
        for name in sorted({*planned, *there}) if planned is not None else ():
            if (count := there[name]) != (wanted := planned.get(name, 0) if planned else 0):
                has = f"{count or 'no'} graded {'question' if count == 1 else 'questions'}"
                text = f"{what} {name} has {has}; assessments/{FILE} asks for {wanted or 'none'}"
                yield Problem(display_path(module.folder / "graded.yaml"), 1, "", text)
