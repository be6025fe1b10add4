"""Type text: a word or short phrase, compared without regard to capitals, accents and small slips."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from random import Random
from typing import Any

from casework.items import Key, Question, Verdict
from casework.languages import N_, _
from casework.markup import words
from casework.sources import Labeller
from casework.types import controls
from casework.types.base import MARKDOWN, Mistake, Plan, QuestionType, read_text, why_html

MAX_CHARS = 200
SLIP_LENGTH = 5
"""Letters; in a shorter word a slip of one letter often makes another word."""

_ACCEPT = {"type": "array", "minItems": 1, "items": MARKDOWN}


@dataclass(frozen=True)
class Accepted:
    """What counts as right: the first is the usual form. ``known`` are wrong answers that people give."""

    accept: tuple[str, ...]
    slips: int
    case: bool
    accents: bool
    known: tuple[tuple[str, ...], ...]


class Text(QuestionType):
    """A response is ``{"text": what was typed}``."""

    name = "text"
    hint = N_("Type a word or a short phrase.")
    properties = {"label": MARKDOWN}
    correct = {
        "type": "object",
        "required": ["accept"],
        "additionalProperties": False,
        "properties": {
            "accept": _ACCEPT,
            "slips": {"enum": [0, 1, 2]},
            "case": {"type": "boolean"},
            "accents": {"type": "boolean"},
            "known": {"type": "object", "additionalProperties": _ACCEPT},
        },
    }
    slot_word = "case"

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield a reason that is missing or too many, and a known wrong answer that is accepted."""
        correct, known = key["correct"], key["correct"].get("known", {})
        needed = ("right", "wrong", *known)
        for slot in (one for one in needed if one not in key["why"]):
            yield ("why",), f"no rationale for {slot!r}; needed are {', '.join(needed)}"
        for slot in (one for one in key["why"] if one not in needed):
            yield (
                ("why", slot),
                f"a rationale for {slot!r}, which does not exist; needed are {', '.join(needed)}",
            )
        made = self.make_correct(key)
        for name, texts in known.items():
            for text in (one for one in texts if nearest(made, one) is not None):
                yield (
                    ("correct", "known"),
                    f"{name!r} has {text!r}, which is accepted as right; remove it there",
                )
        if any(len(text) > MAX_CHARS for text in correct["accept"]):
            yield (
                ("correct", "accept"),
                f"an accepted answer is longer than {MAX_CHARS} characters; shorten it",
            )

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return the two cases that always need a reason."""
        return ("right", "wrong")

    def make_correct(self, key: Mapping[str, Any]) -> Accepted:
        """Return the accepted and the known wrong answers."""
        correct = key["correct"]
        return Accepted(
            accept=tuple(text.strip() for text in correct["accept"]),
            slips=correct.get("slips", 1),
            case=correct.get("case", False),
            accents=correct.get("accents", False),
            known=tuple((name, *texts) for name, texts in correct.get("known", {}).items()),
        )

    def read(self, question: Question, response: object) -> dict[str, str] | None:
        """Return the text as typed, without blanks around it; None for one that is too long."""
        answer = read_text(response, MAX_CHARS)
        return answer and {"text": answer["text"].strip()}

    def share(self, question: Question, key: Key, answer: Mapping[str, str]) -> Fraction:
        """Return 1 for an accepted answer or a small slip away from one, else 0."""
        return Fraction(int(nearest(key.correct, answer["text"]) is not None))

    def controls(self, question: Question) -> str:
        """Return one field."""
        label = words(question.body.get("label", _("Your answer")))
        return controls.typed_row("answer", [controls.text_line("text", label)])

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield the one answer."""
        yield "answer", _("Your answer")

    def verdicts(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return whether the answer is right or nearly so, what is, and why."""
        usual = key.correct.accept[0]
        right = _("Right is: {text}.").format(text=usual)
        if not answer:
            said = f"{_('Not answered.')} {right}"
            return {"answer": Verdict("left", said, why_html(key, "right", label))}
        found = nearest(key.correct, answer["text"])
        if found is not None:
            slip = _("Right, with a slip. It is written: {text}.").format(text=found[0])
            said = slip if found[1] else _("Right.")
            return {"answer": Verdict("right", said, why_html(key, "right", label))}
        known = next((name for name, *texts in key.correct.known if _same(texts, answer["text"])), "wrong")
        why = why_html(key, known, label) + why_html(key, "right", label)
        return {"answer": Verdict("wrong", f"{_('Not right.')} {right}", why)}

    def before_reveal(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return what is known of a wrong answer that people give."""
        known = next((name for name, *texts in key.correct.known if _same(texts, answer["text"])), None)
        return {"answer": Verdict("wrong", _("Not right yet."), why_html(key, known, label) if known else "")}

    def answer_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return the text."""
        return escape(answer["text"])

    def static_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return a line for the answer."""
        return (
            f"<p>{_('Your answer:')} {escape(answer.get('text', '')) or '______________________________'}</p>"
        )

    def static_text(self, question: Question, answer: Mapping[str, str]) -> list[str]:
        """Return a line for the answer."""
        return [f"  {_('Your answer:')} {answer.get('text') or '______________________________'}"]

    def made_up(self, question: Question, key: Key, plan: Plan, random: Random) -> tuple[Any, Fraction]:
        """Return an accepted text, or one that nobody would accept."""
        if plan == "blank":
            return {}, Fraction(0)
        right = plan == "right"
        return {"text": random.choice(key.correct.accept) if right else "qqqq zzzz"}, Fraction(int(right))


def nearest(accepted: Accepted, text: str) -> tuple[str, int] | None:
    """
    Return (accepted answer, slips away from it), or None where none is near enough.

    A slip is one letter left out, added, changed or swapped with its neighbour: the optimal string alignment
    distance (restricted Damerau-Levenshtein; Boytsov 2011, section 2.2.2).
    """
    typed = plain_form(text, accepted.case, accepted.accents)
    forms = {plain_form(one, accepted.case, accepted.accents): one for one in accepted.accept}
    if typed in forms:
        return forms[typed], 0
    if not accepted.slips:
        return None
    from textdistance import (
        DamerauLevenshtein,  # late: only near misses need it
    )

    measure = DamerauLevenshtein(restricted=True, external=False)
    near = [
        (int(measure(form, typed)), one)
        for form, one in forms.items()
        if len(form) >= SLIP_LENGTH and abs(len(form) - len(typed)) <= accepted.slips
    ]
    slips, one = min(near, default=(accepted.slips + 1, ""))
    return (one, slips) if slips <= accepted.slips else None


def plain_form(text: str, case: bool = False, accents: bool = False) -> str:
    """Return a text as it is compared: single blanks, no marks at its ends, no capitals, no accents."""
    text = unicodedata.normalize("NFKC" if accents else "NFKD", text)
    if not accents:
        text = "".join(one for one in text if not unicodedata.combining(one))
    text = " ".join(text.replace("-", " ").replace("’", "'").split()).strip(" .,;:!?\"'()")
    return text if case else text.casefold()


def _same(texts: Sequence[str], typed: str) -> bool:
    return plain_form(typed) in map(plain_form, texts)
