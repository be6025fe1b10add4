"""Where a learner goes on: the lesson, and the part of it. Counts nothing, shows nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from casework.answers import Answer, UnreadableNotebook, read_notebook
from casework.module import Module
from casework.parts import asked
from casework.progress_report import Standing, is_blank, next_module
from casework.records import CourseRecord, FolderRecord, moment


@dataclass(frozen=True)
class Place:
    """
    A place in the course.

    Attributes:
        title: the lesson's, with its number.
        notebook: the file to open.
        part: the heading to go to, as plain words; empty where the lesson is to be begun.
    """

    title: str
    notebook: Path
    part: str = ""


def place_to_go_on(course: CourseRecord, rows: Sequence[Standing]) -> Place | None:
    """
    Return where to go on: in the lesson that was answered last, or else the next one that is not done.

    The part is that of the first question without an answer behind the newest answer, or before it where
    none is behind.

    Args:
        rows: the course's standings.

    Returns:
        None where every module is done.
    """
    waiting = {row.name for row in rows if not row.done and not row.spare}
    begun = [(newest, folder) for folder in course.folders if (newest := _newest(course, folder))]
    if begun:
        (_, id_), folder = max(begun, key=lambda one: one[0])
        if folder.module.name in waiting:
            return Place(folder.title, folder.notebook, _part(course, folder, id_))
    row = next_module(rows)
    return Place(row.title, row.notebook) if row else None


def _newest(course: CourseRecord, folder: FolderRecord) -> tuple[datetime, str] | None:
    """Return when a module was last answered, and which question; a blank answer is none."""
    given = [(at, id_) for id_, one in _given(course, folder).items() if (at := moment(one.at)) is not None]
    return max(given, default=None)


def _given(course: CourseRecord, folder: FolderRecord) -> Mapping[str, Answer]:
    held, questions = course.own(folder).answers, folder.module.questions
    return {id_: one for id_, one in held.items() if id_ in questions and not is_blank(one.response)}


def _part(course: CourseRecord, folder: FolderRecord, newest: str) -> str:
    try:
        cells = read_notebook(folder.notebook.read_bytes())["cells"]
    except (OSError, UnreadableNotebook):
        return ""
    given = _given(course, folder)
    placed = [(_ids(folder.module, id_), part) for id_, part, _ in asked(cells)]
    here = next((index for index, (ids, _) in enumerate(placed) if newest in ids), 0)
    if placed and not all(id_ in given for id_ in placed[here][0]):
        return placed[here][1]
    # A case may offer more questions than lie on a learner's path: one that was left counts as answered.
    ordered = placed[here + 1 :] + placed[:here]
    return next((part for ids, part in ordered if not any(id_ in given for id_ in ids)), "")


def _ids(module: Module, id_: str) -> tuple[str, ...]:
    """Return the questions that a cell asks, given the id that stands in it: one, or all of a case."""
    case = module.cases.get(id_)
    return tuple(case.questions) if case else (id_,) if id_ in module.questions else ()
