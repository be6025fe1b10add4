"""Rebuilds a submission from the released notebook: takes over answers and texts, repairs the rest. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.answers import NOTEBOOK_KEY, PREFIX, Answer, Record, merge, record_of
from casework.grading.code_cells import is_program, tag_of
from casework.grading.matching import Place, Submitted, changed, index_of, match, repairs
from casework.grading.student_text import MAX_CHARS, clean, safe_markdown, safe_verbatim
from casework.grading.translated import in_english
from casework.grading.versions import difference, mark_of, text_digest
from casework.module import Module
from casework.types import type_of
from casework.variants import CODE_ID, code_in

Notebook = dict[str, Any]

MAX_OWN_CELLS = 300
MAX_OWN_CHARS = MAX_CHARS
"""In all of a learner's own cells together; more keeps a computer and a reader busy."""
ANSWERED = "  # answered"
"""Behind the program of an answered free-text cell: nbgrader takes a cell that is as released for a blank."""
_UNREADABLE = "unreadable"
"""Stands for a response that no question type accepts; scoring calls it unreadable too."""


@dataclass(frozen=True)
class Rebuilt:
    """
    A submission in the released shape, what was repaired in words, and what could not be read.

    ``answers`` are those in the notebook's metadata.
    ``version`` says what the submission has otherwise, if it was made with another version of the lesson.
    """

    notebook: Notebook
    repairs: tuple[str, ...]
    problems: tuple[str, ...]
    answers: Mapping[str, Answer]
    version: str = ""


def rebuild(
    submitted: Mapping[str, Any],
    released: Notebook,
    module: Module,
    sidecar: Record | None = None,
    programs: bool = False,
) -> Rebuilt:
    """
    Return the submission as a trusted notebook.

    Args:
        submitted: the learner's notebook as ``answers.read_notebook`` gives it; anything may be in it.
        released: the notebook that was handed out; its cells, tags and order are kept. Not changed.
        module: names the questions whose answers count.
        sidecar: answers from the file beside the notebook; of two answers the newer counts.
        programs: also take over what the learner changed in a code cell that is not locked: it will be run.

    Returns:
        The released notebook with the learner's answer record, the text of cells to write in, a mark on
        answered cells that a person grades, and the learner's own cells as safe text or as code without
        outputs. Never raises.
    """
    submitted = in_english(submitted, released)
    index = index_of(released)
    found = match(submitted["cells"], index)
    mark = mark_of(submitted["metadata"])
    before = mark.parts if mark else {}
    cells: list[dict[str, Any]] = []
    own, room = 0, MAX_OWN_CHARS
    for place in range(-1, len(index.places)):
        if place >= 0:
            cells.append(_restored(index.places[place], found.cells.get(place), before, programs))
        for cell in found.own.get(place, []):
            room -= len(cell.source)
            if own == MAX_OWN_CELLS or room < 0:
                break
            own += 1
            cells.append(_own(cell, f"learner-{own}"))
    left_out = sum(map(len, found.own.values())) - own
    words = [*repairs(found, index)]
    if left_out:
        most = f"at most {MAX_OWN_CELLS} with {MAX_OWN_CHARS} characters"
        words.append(f"left out {left_out} of the learner's own cells; {own} are kept, {most}")
    metadata = {
        name: value  # shared, since nobody changes it
        for name, value in released["metadata"].items()
        if name != NOTEBOOK_KEY and not name.startswith(PREFIX)
    }
    answers = _answers(submitted["metadata"], sidecar)
    record, kept, problems = _record(answers, module)
    for restored in cells:
        if restored["cell_type"] == "code" and _waits_for_a_person(restored, record, module):
            restored["source"] = f"{clean(restored['source']).rstrip()}{ANSWERED}"
    notebook = {
        "cells": cells,
        "metadata": metadata | record,
        "nbformat": 4,
        "nbformat_minor": max(5, released.get("nbformat_minor", 5)),
    }
    version = difference(submitted, released, module, answers)
    return Rebuilt(notebook, tuple(words), problems, kept, version)


def _answers(metadata: Mapping[str, Any], sidecar: Record | None) -> Record:
    """Return the answers in a notebook and in the file beside it together."""
    record = record_of(metadata)
    if sidecar is None:
        return record
    both = merge(record.answers, sidecar.answers)
    return Record(both, record.copy_id, record.path, record.problems + sidecar.problems)


def _record(record: Record, module: Module) -> tuple[dict[str, Any], dict[str, Answer], tuple[str, ...]]:
    """Return the answers to this module's questions, as metadata and read, and what could not be read."""
    answers, problems = record.answers, record.problems
    about: dict[str, Any] = {"version": 1}
    about |= {"copy_id": clean(record.copy_id)} if record.copy_id else {}
    about |= {"path": clean(record.path)} if record.path else {}
    kept: dict[str, Answer] = {}
    if module.graded.variants and (code := code_in(answers)):
        kept[CODE_ID] = Answer({"text": clean(code)})  # by it the options stood
    for id_, question in module.questions.items():
        if id_ not in answers:
            continue
        answer = answers[id_]
        if type_of(question).read(question, answer.response) is None:
            problems += (f"answer {id_!r}: not an answer to this question; it counts 0",)
            answer = Answer(_UNREADABLE, answer.at, answer.attempts)
        kept[id_] = answer
    for id_, case in module.cases.items():
        if id_ in answers and case.tracks:  # of a case's progress, the choice of a track is all that counts
            kept[id_] = Answer({"track": case.track(answers[id_].response)})
    entries = {PREFIX + id_: answer.to_json() for id_, answer in kept.items()}
    return {NOTEBOOK_KEY: about} | entries, kept, problems


def _restored(
    place: Place, cell: Submitted | None, before: Mapping[str, str], programs: bool
) -> dict[str, Any]:
    """
    Return the released cell, with the learner's text where it is a solution cell they changed.

    Args:
        before: digests of such cells as the learner's version had them; what is still so is a blank as well.
        programs: also where it is code that is going to be run.
    """
    restored = {**place.fresh}  # what is inside is shared: copies cost a third of a grade
    # Unchanged text must stay as it is, letter by letter: that is how nbgrader knows a blank.
    wanted = place.written or (programs and is_program(restored))
    if cell is not None and wanted and changed(cell, place):
        if before.get(str(tag_of(restored).get("grade_id"))) == text_digest(cell.source):
            return restored
        restored["source"] = safe_markdown(cell.source) if place.kind == "markdown" else cell.source
    return restored


def _waits_for_a_person(cell: Mapping[str, Any], record: Mapping[str, Any], module: Module) -> bool:
    """Return whether a code cell shows a question that a person grades, and that is answered."""
    id_ = str(tag_of(cell).get("grade_id"))
    # A slot's cell has the name of no question, and needs none here: what a person grades is never drawn.
    question, entry = module.graded.questions.get(id_), record.get(PREFIX + id_)
    if entry is None or question is None:
        return False
    type_ = type_of(question)
    answer = type_.read(question, entry["response"])
    return type_.by_hand and answer is not None and not type_.is_blank(answer)


def _own(cell: Submitted, id_: str) -> dict[str, Any]:
    """Return a learner's own cell without metadata, attachments or outputs."""
    common = {"id": id_, "metadata": {}}
    if cell.kind == "code":
        return common | {"cell_type": "code", "source": cell.source, "outputs": [], "execution_count": None}
    # A raw cell goes onto an HTML page as it is, so its text is shown letter by letter instead.
    source = safe_markdown(cell.source) if cell.kind == "markdown" else safe_verbatim(cell.source)
    return common | {"cell_type": "markdown", "source": source}
