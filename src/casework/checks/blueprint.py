"""Holds each module's graded questions against assessments/blueprint.yaml: so many for each outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from casework.module import Module
from casework.types import type_of
from casework.yaml_lines import ContentError, Problem, display_path, load

FILE = "blueprint.yaml"

Blueprint = Mapping[str, Mapping[str, int]]
"""Pattern of a module's folder name -> outcome -> number of graded questions; the first that fits counts."""


def read_blueprint(path: Path) -> tuple[Blueprint, list[Problem]]:
    """Return a blueprint, empty where there is none (as in a class copy), and what is wrong with it."""
    if not path.is_file():
        return {}, []
    try:
        document = load(path)
    except ContentError as error:
        return {}, list(error.problems)
    modules = document.data.get("modules") if isinstance(document.data, dict) else None
    if not isinstance(modules, dict):
        text = 'no list of modules; write modules: and below it a line such as "02-*": {"2.1": 3}'
        return {}, [document.problem(text)]
    problems = []
    for pattern, outcomes in modules.items():
        numbers = outcomes.values() if isinstance(outcomes, dict) else [None]
        if not all(isinstance(number, int) and number > 0 for number in numbers):
            text = (
                f'{pattern!r} is no list of outcomes with how many questions each; write {{"2.1": 3}} or {{}}'
            )
            problems.append(document.problem(text, "modules", pattern))
    return ({} if problems else modules), problems


def check_blueprint(module: Module, blueprint: Blueprint) -> Iterator[Problem]:
    """
    Yield each outcome that has more or fewer graded questions than the blueprint says.

    Counted are the questions of graded.yaml that a machine marks. The graded steps of a case come on top,
    and what a person reads has a rubric of its own.
    """
    planned = next((plan for pattern, plan in blueprint.items() if fnmatchcase(module.name, pattern)), None)
    if planned is None:
        return
    there = Counter(one.outcome for one in module.graded.questions.values() if not type_of(one).by_hand)
    for outcome in sorted({*planned, *there}):
        if (count := there[outcome]) != (wanted := planned.get(outcome, 0)):
            has = f"{count or 'no'} graded {'question' if count == 1 else 'questions'}"
            text = f"outcome {outcome} has {has}; assessments/{FILE} asks for {wanted or 'none'}"
            yield Problem(display_path(module.folder / "graded.yaml"), 1, "", text)
