"""The registry of question types: one line a type. What a type must offer is in base.py."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from casework.items import Question
from casework.types.base import QuestionType
from casework.types.classify import Classify
from casework.types.elements import Elements
from casework.types.four_laws import FourLaws
from casework.types.free import Free
from casework.types.match import Match
from casework.types.number import Number
from casework.types.options import Multiple, Single
from casework.types.order import Order
from casework.types.place import Place
from casework.types.text import Text
from casework.types.true_false_why import TrueFalseWhy

ALL: tuple[type[QuestionType], ...] = (
    *(Single, Multiple, TrueFalseWhy, Number, Text),
    *(Match, Order, Classify, Place, Elements, FourLaws, Free),
)

TYPES: Mapping[str, QuestionType] = MappingProxyType({one.name: one() for one in ALL})
"""Question type by the name that stands in a file."""


def type_of(question: Question) -> QuestionType:
    """Return the type of a question."""
    return TYPES[question.type]


__all__ = ["ALL", "TYPES", "QuestionType", "type_of"]
