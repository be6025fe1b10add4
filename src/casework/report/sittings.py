"""A class's work at one assignment as plain data: what was asked, each learner's points. Reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from casework.answers import Answer
from casework.items import Key, Question
from casework.module import Module


@dataclass(frozen=True)
class Asked:
    """
    One thing that has points: a question, a step of a case, a text that a person reads, a test of code.

    Attributes:
        id: of the question, or of the cell where a text is written or a test is run.
        question, key: None for a text in a cell, and for a test.
        points: to be had.
        case: the case that it is a step of; empty for a question of its own.
        by_hand: whether a person gives the points.
    """

    id: str
    question: Question | None
    key: Key | None
    points: float
    case: str = ""
    by_hand: bool = False


@dataclass(frozen=True)
class Sitting:
    """
    One learner's work, as it was handed in and graded.

    Attributes:
        learner: the gradebook's name; to find the same person in another assignment, never to be shown.
        points: id -> points; without what was not asked, None where a person has still to read.
        answers: the whole record, practice included; a claim.
    """

    learner: str
    points: Mapping[str, float | None]
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class ClassRecord:
    """
    A class at one assignment.

    Attributes:
        title: of the lesson.
        asked: everything with points, in the order of the module's files.
        sittings: of those who answered anything.
        answers_known: false where only the gradebook is left, and no notebook.
        notes: what was left out or is odd, in words, without a name.
    """

    module: Module
    title: str
    asked: tuple[Asked, ...]
    sittings: tuple[Sitting, ...]
    notes: tuple[str, ...]
    answers_known: bool = True
