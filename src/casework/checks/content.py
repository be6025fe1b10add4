"""Checks what questions, cases and keys mean: sources, outcomes, keyed words, form. Shape is shape.py's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from casework.checks.coverage import Point
from casework.checks.data import Locators
from casework.checks.item_balance import balance_mistakes
from casework.checks.item_rules import item_mistakes
from casework.checks.notebooks import free_text_ids
from casework.checks.source_use import source_mistakes
from casework.grading.keys import keys_expected, keys_folder, module_keys, rubric_homes
from casework.grading.rubrics import rubric_of
from casework.items import Key, Question
from casework.module import Module
from casework.questions import named
from casework.types import type_of
from casework.yaml_lines import ContentError, Problem, display_path, load

_OPINION = re.compile(r"\b(best(?! interests?\b)|should|ought|only)\b", re.IGNORECASE)
"""Words of preference: law and definitions may be keyed, positions only by who holds them."""

WHOLE_COURSE = re.compile(r"00-.*|\d\d-test-[a-z]")
"""Modules that belong to the whole course, the start page and the forms of a test: they ask any outcome."""


def check_module(module: Module, locators: Locators) -> Iterator[Problem]:
    """Yield what is wrong with the meaning of a module's practice, graded and case files."""
    match = re.match(r"(\d\d)-", module.name)
    if not match:
        text = "the folder's name does not begin with two digits and a hyphen, such as 02-trafficking-law"
        yield Problem(display_path(module.folder), 1, "", text)
        return
    number, prefix = str(int(match[1])), f"m{match[1]}-"
    for bank, name in ((module.practice, "practice.yaml"), (module.graded, "graded.yaml")):
        if bank.module != module.name:
            file = display_path(module.folder / name)
            text = f"module is {bank.module!r}; it must be the folder's name, {module.name!r}"
            yield Problem(file, 1, "", text)
    for case in module.cases.values():
        if case.module != module.name:
            text = f"module is {case.module!r}; it must be the folder's name, {module.name!r}"
            yield Problem(case.file, 1, "", text)
            break
    keys = module.practice_keys
    for id_, question in module.questions.items():
        item = named(id_)
        if not id_.startswith(prefix):
            text = f"the id must begin with {prefix!r}, the module's number"
            yield Problem(question.file, question.line, item, text)
        if not WHOLE_COURSE.fullmatch(module.name) and question.outcome.split(".")[0] != number:
            text = f"outcome {question.outcome!r} is of another module; valid are {number}.1, {number}.2, ..."
            yield Problem(question.file, question.line, item, text)
        yield from _sources(question, question.sources, locators)
        if id_ in keys:
            yield from _key(question, keys[id_], locators, question.file, lambda *_, q=question: q.line)
    for case in module.cases.values():
        for step in case.steps:
            if step.question is None and not step.id.startswith(prefix):
                text = f"the id must begin with {prefix!r}, the module's number"
                yield Problem(case.file, step.line, f"step {step.id!r}", text)
        for question in filter(lambda one: type_of(one).by_hand, case.graded_questions.values()):
            text = (
                f"a graded step cannot be of type {question.type!r}, which a person grades: "
                "nbgrader gives a case's points by machine; make it practice"
            )
            yield Problem(question.file, question.line, named(question.id), text)
        cited = [*case.debrief_sources, *(source for change in case.changes for source in change.sources)]
        for text in filter(None, map(locators.mistake, cited)):
            yield Problem(case.file, case.line, f"case {case.id!r}", text)


def check_items(module: Module, keys: Mapping[str, Key], points: Mapping[str, Point]) -> Iterator[Problem]:
    """Yield what is wrong with a module's questions as questions, each alone and those of a file together."""
    for id_, question in module.questions.items():
        for text in (*item_mistakes(question), *source_mistakes(question, keys.get(id_), points)):
            yield Problem(question.file, question.line, named(question.id), text)
    for file in dict.fromkeys(question.file for question in module.questions.values()):
        together = [question for question in module.questions.values() if question.file == file]
        yield from (Problem(file, 1, "", text) for text in balance_mistakes(together, keys))


def known_keys(module: Module, rooms: Path) -> Mapping[str, Key]:
    """Return the keys of practice questions, and of graded ones where this copy has right ones."""
    folder = keys_folder(rooms)
    if not module.graded_questions or not keys_expected(folder):
        return module.practice_keys
    try:
        return {**module.practice_keys, **module_keys(folder, module).keys}
    except ContentError:
        return module.practice_keys


def check_keys(module: Module, rooms: Path, locators: Locators) -> Iterator[Problem]:
    """
    Yield what is wrong with the module's key file; nothing where this copy holds no keys at all.

    Args:
        rooms: the instructor's folder, assessments/.
    """
    folder = keys_folder(rooms)
    if not module.graded_questions or not keys_expected(folder):
        return
    try:
        found = module_keys(folder, module)
    except ContentError as error:
        yield from error.problems
        return
    document = load(folder / f"{module.name}.yaml")  # once more, for the lines
    for id_, key in found.keys.items():
        line = partial(document.line, "keys", id_)
        yield from _key(module.graded_questions[id_], key, locators, document.file, line)
    for id_ in found.debriefs:
        if id_ not in module.cases:
            text = f"a debrief for {id_!r}, which is no case of this module; correct the id or remove it"
            yield document.problem(text, "debriefs", id_)
    cells = free_text_ids(module)
    for id_, reflection in found.reflections.items():
        where, item = ("reflections", id_), named(id_)
        if cells is not None and id_ not in cells:
            text = "no free-text cell of the notebook has this id; correct the id or remove the reflection"
            yield document.problem(text, *where, item=item)
        homes = rubric_homes(rooms, folder)
        try:
            rubric = rubric_of(id_, None, found, homes)
        except ContentError as error:
            yield from error.problems
            continue
        if rubric is None:
            named_homes = " or ".join(dict.fromkeys(map(display_path, homes)))
            text = f"the rubric {reflection['rubric']!r} is not in {named_homes}; correct the path"
            yield document.problem(text, *where, "rubric", item=item)


def _sources(question: Question, sources: Iterable[str], locators: Locators) -> Iterator[Problem]:
    for source in sources:
        if text := locators.mistake(source):
            yield Problem(question.file, question.line, named(question.id), text)


def _key(
    question: Question, key: Key, locators: Locators, file: str, line: Callable[..., int]
) -> Iterator[Problem]:
    """Yield rationales without a real source, and keyed options that state a preference."""
    item = named(question.id)
    for letter, why in key.why.items():
        for text in filter(None, map(locators.mistake, why.sources)):
            yield Problem(file, line("why", letter), item, f"rationale {letter}: {text}")
    for slot, keyed in type_of(question).keyed_texts(question, key):
        if found := _OPINION.search(keyed):
            what = "option" if question.options else "part"
            text = f"{what} {slot} is keyed and says {found[0]!r}; key law or definition, not a preference"
            yield Problem(file, line("correct"), item, text)
