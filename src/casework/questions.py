"""Questions: reads practice, graded and key files into items. What a type means is in types/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casework import shape
from casework.elsewhere import Elsewhere, borrowed
from casework.items import Key, Question, Rationale
from casework.translations import load_spoken
from casework.types import TYPES, QuestionType
from casework.variants import Variants, make_variants, pick_mistakes
from casework.yaml_lines import ContentError, Document, Problem


@dataclass(frozen=True)
class Bank:
    """
    The questions of one file by id; ``keys`` is empty for a graded file.

    Attributes:
        feedback: what learners get back on graded questions: "reasons", or "points" alone.
        variants: what differs between learners.
        drawn: slot -> its question, in the bank of one learner; empty in the whole bank.
    """

    module: str
    questions: Mapping[str, Question]
    keys: Mapping[str, Key]
    feedback: str = "reasons"
    variants: Variants = Variants()
    drawn: Mapping[str, str] = field(default_factory=dict)

    def at(self, cell: str) -> Question | None:
        """Return the question of a cell: its own, or the one that was drawn for it."""
        return self.questions.get(self.drawn.get(cell, cell))

    def holds(self, cell: str) -> bool:
        """Return whether a cell of this name shows one of these questions to somebody."""
        return cell in self.questions or cell in self.variants.slots

    def of(self, learner: str, seen: str = "") -> Bank:
        """
        Return the bank of one learner: the questions they get, their options as they see them.

        Args:
            seen: the code by which the options stand, where it is another than the one that draws.
        """
        drawn = self.variants.chosen(learner)
        others = self.variants.pooled.difference(drawn.values())
        questions = {
            id_: self.variants.arranged(one, seen or learner)
            for id_, one in self.questions.items()
            if id_ not in others
        }
        return replace(self, questions=MappingProxyType(questions), drawn=drawn)

    @property
    def asked(self) -> tuple[Question, ...]:
        """As many questions as each learner gets: of a pick the first, which stand for the others."""
        spare = {id_ for pick in self.variants.picks for id_ in pick.of[len(pick.slots) :]}
        return tuple(one for id_, one in self.questions.items() if id_ not in spare or self.drawn)


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

    One that only says ``same_as`` is read from the graded file of the module it names, beside this one.

    Raises:
        ContentError: one Problem for every question that is wrong, with file, line and id.
    """
    return _read_bank(path, "graded")


def read_keys(path: Path, questions: Mapping[str, Question]) -> KeyFile:
    """
    Read a key file and check it against the graded questions it belongs to.

    The key of a question that stands in another module's file is read from that module's key file.

    Raises:
        ContentError: a key without question, a question without key, or a key that does not fit its options.
    """
    document = load_spoken(path)
    problems = list(file_problems(document, "keys_file"))
    if problems:
        raise ContentError(problems)
    keys: dict[str, Key] = {}
    others = Elsewhere(path.with_name("*.yaml"), "keys")
    for id_ in (one for one in document.data["keys"] if one not in questions):
        text = "no graded question has this id; correct the id or remove the key"
        problems.append(document.problem(text, "keys", id_, item=named(id_)))
    for id_, question in questions.items():
        data, trouble = document.data["keys"].get(id_), "has no key; add one under keys:"
        if data is None and question.same_as:
            data, trouble = others.find(question.same_as)
        if data is None:
            problems.append(document.problem(trouble, "keys", item=named(id_)))
            continue
        plain = {"type": question.type, **question.body}
        found = list(key_problems(document, ("keys", id_), id_, data, plain))
        problems += found
        if not found:
            keys[id_] = make_key(data, question.type)
    if problems:
        raise ContentError(problems)
    data = document.data
    return KeyFile(data["module"], keys, data.get("debriefs", {}), data.get("reflections", {}))


def _read_bank(path: Path, kind: str) -> Bank:
    """Read every question of a file, gathering one problem a question before giving up."""
    document = load_spoken(path)
    problems = list(file_problems(document, f"{kind}_file"))
    if problems:
        raise ContentError(problems)
    questions: dict[str, Question] = {}
    keys: dict[str, Key] = {}
    others = Elsewhere(path.parent.parent / "*" / path.name, "questions")
    for index, data in enumerate(document.data["questions"]):
        where = ("questions", index)
        same_as = data.get("same_as") if kind == "graded" else None
        trouble = ""
        if same_as is not None:
            data, trouble = borrowed(data, others)
        if trouble:
            found = [document.problem(trouble, *where, item=named(data.get("id")))]
        else:
            found = list(question_problems(document, where, data, kind == "practice", id_=data.get("id")))
        if not found and data["id"] in questions:
            first = questions[data["id"]].line
            text = f"this id is taken by the question at line {first}; ids are permanent and unique"
            found = [document.problem(text, *where, "id", item=named(data["id"]))]
        problems += found
        if not found:
            question = make_question(document, where, data, data["id"])
            questions[data["id"]] = replace(question, same_as=same_as) if same_as else question
            if kind == "practice":
                keys[data["id"]] = make_key(data["key"], data["type"])
    variants = make_variants(document.data["variants"]) if "variants" in document.data else Variants()
    if not problems:
        problems += [document.problem(text, *path) for path, text in pick_mistakes(variants, questions)]
    if problems:
        raise ContentError(problems)
    feedback = document.data.get("feedback", "reasons")
    frozen = MappingProxyType(questions), MappingProxyType(keys)
    return Bank(document.data["module"], *frozen, feedback, variants)


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
    if found := shape_mistake(data, keyed):
        yield document.problem(found[1], *where, *found[0], item=item)
        return
    type_ = TYPES[data["type"]]
    if data["rule"] not in type_.rules:
        valid = ", ".join(type_.rules)
        text = f"rule {data['rule']!r} does not fit type {type_.name!r}; valid are {valid}"
        yield document.problem(text, *where, "rule", item=item)
    for path, text in type_.question_mistakes(data):
        yield document.problem(text, *where, *path, item=item)
    if keyed:
        yield from key_problems(document, (*where, "key"), id_, data["key"], data)


def shape_mistake(data: Any, keyed: bool) -> tuple[tuple[str | int, ...], str] | None:
    """Return the first mistake in the shape of a question and its key as (path, words), or None."""
    name = data.get("type")
    type_ = TYPES.get(name) if isinstance(name, str) else None
    if type_ is None:
        given = f"is {name!r:.60}" if "type" in data else "missing"
        return ("type",), f"'type' {given}; valid are {', '.join(TYPES)}"
    definition = "practice_question" if keyed else "graded_question"
    found = shape.mistake(definition, data, own_fields(type_))
    if not found and keyed and (inner := shape.mistake("key", data["key"], key_fields(type_), "key")):
        return ("key", *inner[0]), inner[1]
    return found


def key_problems(
    document: Document, where: tuple[str | int, ...], id_: object, data: Any, question: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield what is wrong with the key at ``where``, given the data or the body of its question."""
    type_, item = TYPES[question["type"]], named(id_)
    found = shape.mistake("key", data, key_fields(type_))
    mistakes = [found] if found else type_.key_mistakes(question, data)
    for path, text in mistakes:
        yield document.problem(text, *where, *path, item=item)


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
        body=TYPES[data["type"]].make_body(data),
        sources=tuple(data["sources"]),
        file=document.file,
        line=document.line(*where),
        hints=tuple(hint.strip() for hint in data.get("hints", ())),
        reveal_after=data.get("reveal_after", 1),
        fixed=data.get("fixed", False),
    )


def make_key(data: Any, type_: str) -> Key:
    """Build the Key of a question of a type from data that has no problem."""
    why = {slot: Rationale(one["text"].strip(), tuple(one["sources"])) for slot, one in data["why"].items()}
    return Key(TYPES[type_].make_correct(data), MappingProxyType(why))


@cache
def own_fields(type_: QuestionType) -> shape.Extra:
    """Return the fields that only questions of this type have."""
    return shape.Extra(type_.properties, type_.required)


@cache
def key_fields(type_: QuestionType) -> shape.Extra:
    """Return the fields that keys of this type have besides ``why``."""
    return shape.Extra({"correct": type_.correct}, ("correct",)) if type_.correct else shape.Extra({}, ())


def named(id_: object) -> str:
    """Return how a message names a question."""
    return f"question {id_!r}" if id_ is not None else ""
