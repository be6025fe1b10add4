"""One made-up learner: chooses answers by plan and knows from the plan what they are worth. No files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

from casework.items import Key, Question
from casework.types import type_of

_START = datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
_SENTENCES = (
    "The law I live under asks about force, not about movement, and I had mixed the two up.",
    "Counting arrests says more about the police than about trafficking.",
    "I would want to know **who** defined the categories before I compare two years.",
    "Here the word *consent* does not settle the case, because the person was 17.",
    "A worker without papers can be exploited and still not be trafficked under this statute.",
    "I am not sure about the third case; the debt is what I would ask about first.",
)


@dataclass(frozen=True)
class Choice:
    """A response, whether it says nothing, and the points it must get."""

    response: Any
    blank: bool
    points: Fraction


@dataclass
class Learner:
    """A learner of an ability from 0 (answers nothing) to 1 (knows everything), with a clock of their own."""

    random: Random
    ability: float
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = _START + timedelta(seconds=self.random.randrange(14 * 24 * 3600))

    def choose(self, question: Question, key: Key) -> Choice:
        """Decide between right, partly right, wrong and blank; the question's type makes the response up."""
        type_ = type_of(question)
        response, share = type_.made_up(question, key, self._plan(), self.random)
        blank = type_.is_blank(type_.read(question, response))
        return Choice(response, blank, question.points * share)

    def entry(self, response: Any) -> dict[str, Any]:
        """Return an answer as the notebook's metadata holds it, some time after the last one."""
        self.now += timedelta(milliseconds=self.random.randrange(4_000, 180_000))
        at = self.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return {"v": 1, "response": response, "at": at, "attempts": 1 + (self.random.random() < 0.25)}

    def copy_id(self) -> str:
        """Return an id for this learner's copy of a notebook."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _plan(self) -> str:
        if self.ability in (0, 1):
            return "right" if self.ability else "blank"
        lack = 1 - self.ability
        weights = (self.ability, 0.5 * lack, 0.4 * lack, 0.1 * lack)
        return self.random.choices(("right", "partly", "wrong", "blank"), weights)[0]


def written_reflection(random: Random) -> str:
    """Return a short text such as a learner writes."""
    return " ".join(random.sample(_SENTENCES, random.randint(2, 4)))
