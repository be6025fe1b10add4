"""Questions: reads practice, graded and key files into frozen dataclasses. No scoring, no display."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casework import shape
from casework.yaml_lines import ContentError, Document, Problem, load

RULES_OF_TYPE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"single": ("all-or-nothing",), "multiple": ("all-or-nothing", "each-part", "net-correct")}
)
"""Every question type, with the rules of partial credit that make sense for it."""


@dataclass(frozen=True)
class Rationale:
    """Why one option is right or wrong: Markdown text and its locators."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Key:
    """The answer key of one question: the ids of the correct options and a rationale for every option."""

    correct: frozenset[str]
    why: Mapping[str, Rationale]


@dataclass(frozen=True)
class Question:
    """One item as a learner may see it, without key or feedback. ``points`` is exact; text is Markdown."""

    id: str
    type: str
    outcome: str
    level: str
    points: Fraction
    rule: str
    text: str
    options: Mapping[str, str]
    sources: tuple[str, ...]
    file: str = field(compare=False)
    line: int = field(compare=False)


@dataclass(frozen=True)
class Bank:
    """The questions of one file by id; ``keys`` is empty for a graded file."""

    module: str
    questions: Mapping[str, Question]
    keys: Mapping[str, Key]


@dataclass(frozen=True)
class KeyFile:
    """The keys of a module's graded questions and case steps, and what is kept for the grader alone."""

    module: str
    keys: Mapping[str, Key]
    debriefs: Mapping[str, str]
    reflections: Mapping[str, Mapping[str, Any]]


def read_practice(path: Path) -> Bank:
    """
    Read a practice file: questions with key and a rationale for every option.

    Raises:
        ContentError: one Problem for every question that is wrong, with file, line and id.
    """
    return _read_bank(path, "practice")


def read_graded(path: Path) -> Bank:
    """
    Read a graded file: questions whose schema has no field for a key or for feedback.

    Raises:
        ContentError: one Problem for every question that is wrong, with file, line and id.
    """
    return _read_bank(path, "graded")


def read_keys(path: Path, questions: Mapping[str, Question]) -> KeyFile:
    """
    Read a key file and check it against the graded questions it belongs to.

    Raises:
        ContentError: a key without question, a question without key, or a key that does not fit its options.
    """
    document = load(path)
    problems = list(file_problems(document, "keys_file"))
    if problems:
        raise ContentError(problems)
    keys: dict[str, Key] = {}
    for id_, data in document.data["keys"].items():
        question = questions.get(id_)
        if question is None:
            text = "no graded question has this id; correct the id or remove the key"
            problems.append(document.problem(text, "keys", id_, item=named(id_)))
            continue
        found = list(key_problems(document, ("keys", id_), id_, data, question.type, question.options))
        problems += found
        if not found:
            keys[id_] = make_key(data)
    for id_ in questions:
        if id_ not in document.data["keys"]:
            problems.append(document.problem("has no key; add one under keys:", "keys", item=named(id_)))
    if problems:
        raise ContentError(problems)
    data = document.data
    return KeyFile(data["module"], keys, data.get("debriefs", {}), data.get("reflections", {}))


def _read_bank(path: Path, kind: str) -> Bank:
    """Read every question of a file, gathering one problem a question before giving up."""
    document = load(path)
    problems = list(file_problems(document, f"{kind}_file"))
    if problems:
        raise ContentError(problems)
    questions: dict[str, Question] = {}
    keys: dict[str, Key] = {}
    for index, data in enumerate(document.data["questions"]):
        where = ("questions", index)
        found = list(question_problems(document, where, data, kind == "practice", id_=data.get("id")))
        if not found and data["id"] in questions:
            first = questions[data["id"]].line
            text = f"this id is taken by the question at line {first}; ids are permanent and unique"
            found = [document.problem(text, *where, "id", item=named(data["id"]))]
        problems += found
        if not found:
            questions[data["id"]] = make_question(document, where, data, data["id"])
            if kind == "practice":
                keys[data["id"]] = make_key(data["key"])
    if problems:
        raise ContentError(problems)
    return Bank(document.data["module"], MappingProxyType(questions), MappingProxyType(keys))


def file_problems(document: Document, definition: str) -> Iterator[Problem]:
    """Yield what is wrong with the outer shape of a file."""
    found = shape.mistake(definition, document.data if document.data is not None else {})
    if found:
        yield document.problem(found[1], *found[0])


def question_problems(
    document: Document, where: tuple[str | int, ...], data: Any, keyed: bool, id_: object
) -> Iterator[Problem]:
    """Yield what is wrong with the question at ``where``; ``id_`` is its own or its step's id."""
    item = named(id_)
    if id_ is None:
        yield document.problem("'id' missing; every question needs a permanent id", *where)
        return
    found = shape.mistake("practice_question" if keyed else "graded_question", data)
    if found:
        yield document.problem(found[1], *where, *found[0], item=item)
        return
    valid = RULES_OF_TYPE[data["type"]]
    if data["rule"] not in valid:
        text = f"rule {data['rule']!r} does not fit type {data['type']!r}; valid are {', '.join(valid)}"
        yield document.problem(text, *where, "rule", item=item)
    letters = "".join(data["options"])
    if letters != "abcdefgh"[: len(letters)]:
        text = f"the options are named {', '.join(letters)}; name them a, b, c and so on, in order"
        yield document.problem(text, *where, "options", item=item)
    texts = [" ".join(text.split()).casefold() for text in data["options"].values()]
    if len(set(texts)) < len(texts):
        yield document.problem(
            "two options have the same text; make them differ", *where, "options", item=item
        )
    if keyed:
        yield from key_problems(document, (*where, "key"), id_, data["key"], data["type"], data["options"])


def key_problems(
    document: Document,
    where: tuple[str | int, ...],
    id_: object,
    data: Any,
    type_: str,
    options: Mapping[str, str],
) -> Iterator[Problem]:
    """Yield what is wrong with the key at ``where``, given the question's type and options."""
    item = named(id_)
    found = shape.mistake("key", data)
    if found:
        yield document.problem(found[1], *where, *found[0], item=item)
        return
    listed = ", ".join(options)
    unknown = [letter for letter in data["correct"] if letter not in options]
    if unknown:
        text = f"the key names option {', '.join(map(repr, unknown))}; the options are {listed}"
        yield document.problem(text, *where, "correct", item=item)
    if type_ == "single" and len(data["correct"]) != 1:
        text = f"a single-choice question has {len(data['correct'])} correct options; it needs exactly one"
        yield document.problem(text, *where, "correct", item=item)
    missing = [letter for letter in options if letter not in data["why"]]
    if missing:
        text = f"no rationale for option {', '.join(missing)}; every option needs one, right or wrong"
        yield document.problem(text, *where, "why", item=item)
    extra = [letter for letter in data["why"] if letter not in options]
    if extra:
        text = f"a rationale for option {', '.join(extra)}, which does not exist; the options are {listed}"
        yield document.problem(text, *where, "why", item=item)


def make_question(document: Document, where: tuple[str | int, ...], data: Any, id_: str) -> Question:
    """Build a Question from data that has no problem."""
    return Question(
        id=id_,
        type=data["type"],
        outcome=data["outcome"],
        level=data["level"],
        points=Fraction(str(data["points"])),
        rule=data["rule"],
        text=data["text"].strip(),
        options=MappingProxyType({letter: text.strip() for letter, text in data["options"].items()}),
        sources=tuple(data["sources"]),
        file=document.file,
        line=document.line(*where),
    )


def make_key(data: Any) -> Key:
    """Build a Key from data that has no problem."""
    why = {
        letter: Rationale(one["text"].strip(), tuple(one["sources"])) for letter, one in data["why"].items()
    }
    return Key(frozenset(data["correct"]), MappingProxyType(why))


def named(id_: object) -> str:
    """Return how a message names a question."""
    return f"question {id_!r}" if id_ is not None else ""
