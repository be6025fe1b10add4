"""`casework bank`: which questions go out, in forms that platforms share. Writes no format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from casework.grading.keys import keys_folder, module_keys
from casework.items import Key, Question
from casework.markup import inline, markdown, rationale_html, words
from casework.module import CourseError, Module, load_module, module_folders
from casework.sources import Labeller, labeller
from casework.types import type_of
from casework.types.fields import FieldsType


@dataclass(frozen=True)
class Choice:
    """One option: safe HTML, whether it is right, and what is said of it (safe HTML, maybe empty)."""

    id: str
    html: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Row:
    """One row of a matching question, the column that is right, and what is said of it."""

    id: str
    html: str
    column: str
    feedback: str


@dataclass(frozen=True)
class Item:
    """
    A question in one of the forms that platforms share.

    Attributes:
        form: choice, answers (several), matching, number or text.
        html: the question, as safe HTML.
        choices, rows, columns: what its form has; columns are plain words by id.
        accepted: texts that are right, or (low, high) of numbers.
        feedback: what is said of a right and of a wrong answer as a whole; maybe empty.
        fixed: whether its options keep their order.
    """

    id: str
    form: str
    points: Fraction
    html: str
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    columns: Mapping[str, str] | None = None
    accepted: tuple[Any, ...] = ()
    feedback: tuple[str, str] = ("", "")
    fixed: bool = False


@dataclass(frozen=True)
class Section:
    """A module's questions; ``left_out`` has a line for each that no form can hold."""

    module: str
    graded: bool
    items: tuple[Item, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Feedback:
    """Says the rationale of a slot as safe HTML; nothing where reasons are not given."""

    key: Key
    label: Labeller | None

    def __call__(self, slot: str) -> str:
        why = self.key.why.get(slot)
        return rationale_html(why.text, why.sources, self.label) if why and self.label else ""


def sections(root: Path, names: Sequence[str], graded: bool) -> list[Section]:
    """
    Gather practice questions, or with ``graded`` the graded ones where their keys are. Cases stay out.

    Args:
        names: modules; none for all.

    Raises:
        CourseError: there is no such module.
        ContentError: a module's files or keys have mistakes, or keys of a module named here are missing.
    """
    folders = {folder.name: folder for folder in module_folders(root)}
    if lost := [name for name in names if name not in folders]:
        raise CourseError(f"--module {lost[0]}: there is no such module; there are {', '.join(folders)}")
    found = []
    for name in names or folders:
        module = load_module(folders[name])
        questions = module.graded.questions if graded else module.practice.questions
        if not questions:
            continue
        keys, trouble = _keys(root, module, graded, bool(names))
        label = labeller(module.folder) if not graded or module.graded.feedback == "reasons" else None
        items, left = [], [trouble] if trouble else []
        for question in questions.values() if not trouble else ():
            item = _item(question, keys.get(question.id), label)
            if isinstance(item, Item):
                items.append(item)
            else:
                left.append(f"{name}: {question.id} ({question.type}): {item}; left out")
        found.append(Section(name, graded, tuple(items), tuple(left)))
    return found


def _keys(root: Path, module: Module, graded: bool, asked: bool) -> tuple[Mapping[str, Key], str]:
    """Return a module's keys, or why there are none."""
    if not graded:
        return module.practice.keys, ""
    folder = keys_folder(root / "assessments")
    if not asked and not (folder / f"{module.name}.yaml").is_file():
        return {}, f"{module.name}: no key file here; its graded questions are left out"
    return module_keys(folder, module).keys, ""


def _item(question: Question, key: Key | None, label: Labeller | None) -> Item | str:
    """Return a question in a form that platforms share, or why there is none."""
    type_ = type_of(question)
    if type_.by_hand or key is None:
        return "a person reads it"
    say = _Feedback(key, label)
    html = markdown(question.text)
    if question.type in ("single", "multiple"):
        choices = tuple(
            Choice(letter, inline(text), letter in key.correct, say(letter))
            for letter, text in question.options.items()
        )
        form = "choice" if question.type == "single" else "answers"
        if form == "choice" and sum(one.right for one in choices) != 1:
            return "more than one option counts as right"
        return Item(question.id, form, question.points, html, choices, fixed=question.fixed)
    if question.type in ("number", "text"):
        if "units" in question.body:
            return "a unit is to be chosen too"
        if unit := question.body.get("unit"):
            html += f"<p>({inline(unit)})</p>"
        accepted: tuple[Any, ...] = (
            tuple((one.low, one.high) for one in key.correct)
            if question.type == "number"
            else tuple(dict.fromkeys(key.correct.accept))
        )
        said = (say("right"), say("wrong"))
        return Item(question.id, question.type, question.points, html, accepted=accepted, feedback=said)
    if isinstance(type_, FieldsType):
        return _matching(question, key, say, html)
    return "these platforms have no such form"


def _matching(question: Question, key: Key, say: _Feedback, html: str) -> Item | str:
    """Return rows that share one list of columns as a matching question, or why that cannot be."""
    type_ = type_of(question)
    assert isinstance(type_, FieldsType)
    fields = type_.fields(question.body)
    if question.type == "place":
        return "it asks for a written reason too"
    if any(field.options != fields[0].options for field in fields):
        return "its rows have different choices"
    if any(len(key.correct[field.id]) != 1 for field in fields):
        return "a row has several right choices"
    columns = {id_: words(text) for id_, text in fields[0].options.items()}
    if len(set(columns.values())) < len(columns):
        return "two columns read the same without their format"
    rows = tuple(
        Row(field.id, inline(field.label), next(iter(key.correct[field.id])), say(field.id))
        for field in fields
    )
    return Item(question.id, "matching", question.points, html, rows=rows, columns=columns)


def report(found: Sequence[Section], out: Path) -> Iterator[str]:
    """Yield what was left out, and a last line that counts."""
    for section in found:
        yield from section.left_out
    number = sum(len(section.items) for section in found)
    held = sum(bool(section.items) for section in found)
    left = sum(len(one.left_out) for one in found)
    kind = "graded" if any(section.graded for section in found) else "practice"
    yield (
        f"{out}: {number} {kind} {'question' if number == 1 else 'questions'} "
        f"of {held} {'module' if held == 1 else 'modules'}; {left} left out"
    )
