"""Rebuilds a submission from the released notebook: takes over answers and texts, repairs the rest. Pure."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.answers import NOTEBOOK_KEY, PREFIX, Answer, Record, merge, record_of
from casework.grading.code_cells import is_program, tag_of
from casework.grading.matching import Submitted, changed, is_written, match, repairs
from casework.grading.student_text import MAX_CHARS, clean, safe_markdown, safe_verbatim
from casework.module import Module
from casework.types import type_of

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
    """A submission in the released shape, what was repaired in words, and what could not be read."""

    notebook: Notebook
    repairs: tuple[str, ...]
    problems: tuple[str, ...]


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
    found = match(submitted["cells"], released["cells"])
    cells: list[dict[str, Any]] = []
    own, room = 0, MAX_OWN_CHARS
    for place in range(-1, len(released["cells"])):
        if place >= 0:
            cells.append(_restored(released["cells"][place], found.cells.get(place), programs))
        for cell in found.own.get(place, []):
            room -= len(cell.source)
            if own == MAX_OWN_CELLS or room < 0:
                break
            own += 1
            cells.append(_own(cell, f"learner-{own}"))
    left_out = sum(map(len, found.own.values())) - own
    words = [*repairs(found, released["cells"])]
    if left_out:
        most = f"at most {MAX_OWN_CELLS} with {MAX_OWN_CHARS} characters"
        words.append(f"left out {left_out} of the learner's own cells; {own} are kept, {most}")
    metadata = {
        name: copy.deepcopy(value)
        for name, value in released["metadata"].items()
        if name != NOTEBOOK_KEY and not name.startswith(PREFIX)
    }
    record, problems = _record(submitted["metadata"], module, sidecar)
    for restored in cells:
        if _waits_for_a_person(restored, record, module):
            restored["source"] = f"{clean(restored['source']).rstrip()}{ANSWERED}"
    notebook = {
        "cells": cells,
        "metadata": metadata | record,
        "nbformat": 4,
        "nbformat_minor": max(5, released.get("nbformat_minor", 5)),
    }
    return Rebuilt(notebook, tuple(words), problems)


def _record(
    metadata: Mapping[str, Any], module: Module, sidecar: Record | None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the answers to this module's questions as notebook metadata, and what could not be read."""
    record = record_of(metadata)
    answers, problems = record.answers, record.problems
    if sidecar is not None:
        answers, problems = merge(answers, sidecar.answers), problems + sidecar.problems
    about: dict[str, Any] = {"version": 1}
    about |= {"copy_id": clean(record.copy_id)} if record.copy_id else {}
    about |= {"path": clean(record.path)} if record.path else {}
    entries: dict[str, Any] = {}
    for id_, question in module.questions.items():
        if id_ not in answers:
            continue
        answer = answers[id_]
        if type_of(question).read(question, answer.response) is None:
            problems += (f"answer {id_!r}: not an answer to this question; it counts 0",)
            answer = Answer(_UNREADABLE, answer.at, answer.attempts)
        entries[PREFIX + id_] = answer.to_json()
    for id_, case in module.cases.items():
        if id_ in answers and case.tracks:  # of a case's progress, the choice of a track is all that counts
            entries[PREFIX + id_] = Answer({"track": case.track(answers[id_].response)}).to_json()
    return {NOTEBOOK_KEY: about} | entries, problems


def _restored(released: dict[str, Any], cell: Submitted | None, programs: bool) -> dict[str, Any]:
    """Return the released cell, with the learner's text where it is a solution cell they changed."""
    restored = {
        **released
    }  # what is inside is shared, since nobody changes it: copies cost a third of a grade
    if restored["cell_type"] == "code":
        restored |= {"outputs": [], "execution_count": None}
    # Unchanged text must stay as it is, letter by letter: that is how nbgrader knows a blank.
    wanted = is_written(released) or (programs and is_program(released))
    if cell is not None and wanted and changed(cell, released):
        restored["source"] = (
            safe_markdown(cell.source) if restored["cell_type"] == "markdown" else cell.source
        )
    return restored


def _waits_for_a_person(cell: Mapping[str, Any], record: Mapping[str, Any], module: Module) -> bool:
    """Return whether a cell shows a question that a person grades, and that is answered."""
    id_ = str(tag_of(cell).get("grade_id"))
    question, entry = module.graded.questions.get(id_), record.get(PREFIX + id_)
    if cell["cell_type"] != "code" or entry is None or question is None:
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
