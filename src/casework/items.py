"""What a question and its key are, as frozen dataclasses. Read by questions.py; types/ say what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

State = Literal["blank", "wrong", "partly", "right", "unreadable", "by-hand"]
"""What became of an answer; "by-hand": there is one, and no program says whether it is right."""


@dataclass(frozen=True)
class Rationale:
    """Why one part of an answer is right or wrong: Markdown text and its locators."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Key:
    """
    The answer key of one question.

    Attributes:
        correct: what is right, in the form of the question's type (options: a frozenset of their ids).
        why: a rationale for every slot of the question: every option, row or case of an answer.
    """

    correct: Any
    why: Mapping[str, Rationale]


@dataclass(frozen=True)
class Question:
    """
    One item as a learner may see it, without key or feedback. Text is Markdown, ``points`` exact.

    Attributes:
        body: the fields that only its type has, such as ``options``.
        hints: for practice; shown one by one when asked for.
        reveal_after: tries after which practice shows every rationale, right or wrong.
        same_as: "folder/id" of the question this one repeats, word for word, in another form of a test.
        fixed: whether its options keep their order where that differs between learners.
    """

    id: str
    type: str
    outcome: str
    level: str
    points: Fraction
    rule: str
    text: str
    body: Mapping[str, Any]
    sources: tuple[str, ...]
    file: str = field(compare=False)
    line: int = field(compare=False)
    hints: tuple[str, ...] = ()
    reveal_after: int = 1
    same_as: str = ""
    fixed: bool = False

    def place(self, module: str) -> str:
        """Return "module/id" of where it is written, given the module it stands in."""
        return self.same_as or f"{module}/{self.id}"

    @property
    def options(self) -> Mapping[str, str]:
        """The options by letter; empty for a type that has none."""
        options: Mapping[str, str] = self.body.get("options", {})
        return options

    @property
    def shown(self) -> Mapping[str, str]:
        """The letter that stands before each option: a, b, c as they are shown, in whatever order."""
        return dict(zip(self.options, sorted(self.options), strict=True))


@dataclass(frozen=True)
class Verdict:
    """What is said at one slot of an answered question; ``words`` are plain text, ``html`` is safe."""

    state: Literal["right", "wrong", "left"]
    words: str
    html: str


def exact(points: float) -> Fraction:
    """Return the fraction that points stand for: three thirds are 1, three rounded floats may not be."""
    return Fraction(points).limit_denominator(10_000)
