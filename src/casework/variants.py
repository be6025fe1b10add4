"""Variants of a quiz: which questions, and which order of options, one learner gets. Pure; reads no file."""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from casework.answers import Answer
from casework.items import Question
from casework.types import type_of
from casework.types.base import Mistake

CODE_ID = "student-code"
"""Under which a notebook records the code that its learner typed: a claim, as every answer is."""
MAX_CODE = 80
"""Characters of a code."""
HUB, BINDER = "JUPYTERHUB_USER", "BINDER_LAUNCH_HOST"
"""The variable in which JupyterHub tells a kernel who has logged in, and one that only BinderHub sets."""


@dataclass(frozen=True)
class Pick:
    """Some slots, each a graded cell, and more questions than slots to fill them from."""

    slots: tuple[str, ...]
    of: tuple[str, ...]


@dataclass(frozen=True)
class Variants:
    """
    What differs between learners; nothing, and false, where a graded file does not ask for it.

    Attributes:
        seed: a text of the author's: with another one each learner gets other questions and orders.
        options: whether options (rows, statements, facts) stand in another order for each learner.
        picks: the groups of questions of which each learner gets some.
    """

    seed: str = ""
    options: bool = False
    picks: tuple[Pick, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything differs."""
        return self.options or bool(self.picks)

    @property
    def slots(self) -> Mapping[str, tuple[str, ...]]:
        """Slot -> the questions that may fill it."""
        return {slot: pick.of for pick in self.picks for slot in pick.slots}

    @property
    def pooled(self) -> frozenset[str]:
        """The questions that not every learner gets."""
        return frozenset(id_ for pick in self.picks for id_ in pick.of)

    def chosen(self, learner: str) -> dict[str, str]:
        """Return slot -> question of one learner, in the order of the slots."""
        return {
            slot: id_
            for pick in self.picks
            for slot, id_ in zip(pick.slots, ranked(self.seed, learner, ("question",), pick.of), strict=False)
        }

    def arranged(self, question: Question, learner: str) -> Question:
        """Return a question with its options in the order in which one learner sees them."""
        name = type_of(question).shuffled
        if not self.options or question.fixed or not name:
            return question
        parts = question.body[name]
        order = ranked(self.seed, learner, ("option", question.id), parts)
        body = {**question.body, name: MappingProxyType({id_: parts[id_] for id_ in order})}
        return replace(question, body=MappingProxyType(body))


def normal(code: str) -> str:
    """Return a learner's code as it is compared: capitals, blanks and forms of a character do not count."""
    return unicodedata.normalize("NFKC", " ".join(unicodedata.normalize("NFKC", code).split()).casefold())


def ranked(seed: str, learner: str, about: tuple[str, ...], ids: Iterable[str]) -> list[str]:
    """
    Return ids in the order that is one learner's own: every order is as likely, and every subset at its head.

    Each id gets the key HMAC-SHA256(seed, about, learner, id) (RFC 2104, FIPS 198-1; the parts of the message
    in UTF-8, a line feed between them), and the ids are sorted by it: rendezvous hashing (Thaler &
    Ravishankar 1998, IEEE/ACM Transactions on Networking 6(1), 1-14). Unlike a shuffle it draws no
    numbers, so that no generator and no order of drawing must stay the same, and an id that is added or taken
    out later leaves all others in their order.
    """

    def rank(id_: str) -> bytes:
        message = "\n".join((*about, normal(learner), id_))
        return hmac.digest(seed.encode(), message.encode("utf-8", "surrogatepass"), hashlib.sha256)

    return sorted(ids, key=rank)


def code_in(answers: Mapping[str, Answer]) -> str:
    """Return the code that was typed into a notebook; empty where there is none, or none that can be one."""
    response = answers[CODE_ID].response if CODE_ID in answers else None
    text = response.get("text") if isinstance(response, dict) else None
    return text.strip() if isinstance(text, str) and len(text.strip()) <= MAX_CODE else ""


def login() -> str:
    """Return who has logged in to JupyterHub, else ""; Binder is a hub too, and makes up a name each time."""
    return "" if BINDER in os.environ else os.environ.get(HUB, "")


def running_code(answers: Mapping[str, Answer]) -> str:
    """Return for whom a running notebook draws: JupyterHub's login, else the typed code, else ""."""
    return login() or code_in(answers)


def make_variants(data: Mapping[str, Any]) -> Variants:
    """Return the variants that a graded file of the right shape asks for."""
    picks = tuple(Pick(tuple(one["slots"]), tuple(one["of"])) for one in data.get("pick", ()))
    return Variants(data["seed"].strip(), data.get("order") == "options", picks)


def pick_mistakes(variants: Variants, questions: Mapping[str, Question]) -> Iterator[Mistake]:
    """Yield what would make learners' sets unequal, or a slot unclear; each set must be worth the same."""
    taken: dict[str, str] = dict.fromkeys(questions, "a question")
    seen: set[str] = set()
    for index, pick in enumerate(variants.picks):
        where = ("variants", "pick", index)
        for slot in pick.slots:
            if slot in taken or slot == CODE_ID:
                text = f"slot {slot!r} has the name of {taken.get(slot, 'the student code')}; give it its own"
                yield (*where, "slots"), text
            taken[slot] = "another slot"
        for id_ in pick.of:
            if id_ not in questions:
                yield (*where, "of"), f"there is no question {id_!r} in this file; correct the id"
            elif id_ in seen:
                yield (*where, "of"), f"{id_!r} stands in two picks; keep it in one"
            seen.add(id_)
        if len(pick.of) <= len(pick.slots):
            text = f"{len(pick.slots)} of {len(pick.of)} questions leave nothing to draw; name more questions"
            yield (*where, "of"), text
        pool = [questions[id_] for id_ in pick.of if id_ in questions]
        if hand := [one.id for one in pool if type_of(one).by_hand]:
            text = (
                f"a person marks {hand[0]!r}; only what a machine marks can be drawn, so ask it of everybody"
            )
            yield (*where, "of"), text
        for what in ("points", "outcome", "level"):
            found = {one.id: getattr(one, what) for one in pool}
            other = next((id_ for id_ in found if found[id_] != found[pool[0].id]), "")
            if other:
                first = f"{pool[0].id!r} has {found[pool[0].id]}"
                text = f"unequal {what}: {first}, {other!r} {found[other]}; each set must be worth the same"
                yield (*where, "of"), text
