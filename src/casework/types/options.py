"""Types single and multiple: choose one, or all that apply, of some options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from casework.items import Key, Question, Verdict
from casework.languages import N_, _
from casework.markup import inline, words
from casework.sources import Labeller
from casework.types import controls
from casework.types.base import Mistake, Plan, QuestionType, why_html

_OPTIONS = {"$ref": "#/definitions/options"}
_RIGHT = (N_("Right. You chose this."), N_("This is right. You did not choose it."))


class _Options(QuestionType):
    """What single and multiple share. A response is a list of option ids."""

    properties = {"options": _OPTIONS}
    required = ("options",)
    correct = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}}
    response = "list"
    shuffled = "options"
    kind = "checkbox"
    left = N_("Not right. You rightly left it out.")

    def question_mistakes(self, data: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield options out of order, or with the same text."""
        letters = "".join(data["options"])
        if letters != "abcdefgh"[: len(letters)]:
            text = f"the options are named {', '.join(letters)}; name them a, b, c and so on, in order"
            yield ("options",), text
        texts = [" ".join(text.split()).casefold() for text in data["options"].values()]
        if len(set(texts)) < len(texts):
            yield ("options",), "two options have the same text; make them differ"

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield what is wrong with a key, given its question's options."""
        options = question["options"]
        if unknown := [letter for letter in key["correct"] if letter not in options]:
            listed = f"the options are {', '.join(options)}"
            yield ("correct",), f"the key names option {', '.join(map(repr, unknown))}; {listed}"
        yield from self.why_mistakes(question, key)

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return the options' letters."""
        return tuple(data["options"])

    def make_correct(self, key: Mapping[str, Any]) -> frozenset[str]:
        """Return the letters of the right options."""
        return frozenset(key["correct"])

    def keyed_texts(self, question: Question, key: Key) -> Iterator[tuple[str, str]]:
        """Yield the right options."""
        yield from ((letter, question.options[letter]) for letter in sorted(key.correct))

    def read(self, question: Question, response: object) -> frozenset[str] | None:
        """Return the chosen letters; None for anything but a list of different options."""
        if response is None:
            return frozenset()
        if not isinstance(response, list) or not all(isinstance(one, str) for one in response):
            return None
        chosen = frozenset(response)
        if len(chosen) != len(response) or not chosen <= set(question.options):
            return None
        return chosen

    def controls(self, question: Question) -> str:
        """Return a row an option."""
        return "".join(
            controls.choice(self.kind, letter, text, shown=question.shown[letter])
            for letter, text in question.options.items()
        )

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield the options."""
        shown = question.shown
        yield from ((letter, f"{shown[letter]}. {inline(text)}") for letter, text in question.options.items())

    def verdicts(
        self, question: Question, key: Key, answer: frozenset[str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return for every option whether it is right, whether it was chosen, and why."""
        found = {}
        for letter in question.options:
            chosen, why = letter in answer, why_html(key, letter, label)
            if letter in key.correct:
                found[letter] = Verdict("right", _(_RIGHT[0] if chosen else _RIGHT[1]), why)
            elif chosen:
                found[letter] = Verdict("wrong", _("Not right. You chose this."), why)
            else:
                found[letter] = Verdict("left", _(self.left), why)
        return found

    def before_reveal(
        self, question: Question, key: Key, answer: frozenset[str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return what is said of the chosen options alone."""
        found = self.verdicts(question, key, answer, label)
        return {letter: verdict for letter, verdict in found.items() if letter in answer}

    def answer_html(self, question: Question, answer: frozenset[str]) -> str:
        """Return the chosen options."""
        chosen = (
            (question.shown[letter], text) for letter, text in question.options.items() if letter in answer
        )
        return "; ".join(f"{letter}. {inline(text)}" for letter, text in chosen)

    def static_html(self, question: Question, answer: frozenset[str]) -> str:
        """Return the options as a list with boxes."""
        yours = f" <i>({_('your answer')})</i>"
        options = "".join(
            f"<li>{controls.box(letter in answer)} <b>{question.shown[letter]}.</b> {inline(text)}"
            f"{yours if letter in answer else ''}</li>"
            for letter, text in question.options.items()
        )
        return f'<ul style="list-style:none">{options}</ul>'

    def static_text(self, question: Question, answer: frozenset[str]) -> list[str]:
        """Return a line an option."""
        return [
            f"  [{'x' if letter in answer else ' '}] {question.shown[letter]}. {words(text)}"
            for letter, text in question.options.items()
        ]

    def made_up(self, question: Question, key: Key, plan: Plan, random: Random) -> tuple[Any, Fraction]:
        """Return ticks that follow the plan; the share is worked out from how many were right and wrong."""
        right, wrong = sorted(key.correct), sorted(set(question.options) - key.correct)
        ticks = self._ticks(question.rule, len(right), len(wrong))
        if plan == "blank" or not ticks:
            return [], Fraction(0)
        # Single choice has no half, and some rules leave nothing wrong to tick: then the nearest lower plan.
        fitting = [one for one in ticks if _kind(one[2]) == plan]
        fitting = fitting or [one for one in ticks if _kind(one[2]) != "right"] or ticks
        hits, misses, share = random.choice(fitting)
        return sorted(random.sample(right, hits) + random.sample(wrong, misses)), share

    def _ticks(self, rule: str, right: int, wrong: int) -> list[tuple[int, int, Fraction]]:
        """Return every way to tick at least one option as (right ones, wrong ones, share of the points)."""
        most = 1 if self.kind == "radio" else right + wrong
        return [
            (hits, misses, _planned(rule, hits, misses, right, wrong))
            for hits in range(right + 1)
            for misses in range(wrong + 1)
            if 1 <= hits + misses <= most
        ]


class Single(_Options):
    """Choose one option."""

    name = "single"
    hint = N_("Choose one.")
    kind = "radio"
    left = N_("Not right.")

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield also a number of right options that is not one."""
        yield from super().key_mistakes(question, key)
        if len(key["correct"]) != 1:
            text = f"a single-choice question has {len(key['correct'])} correct options; it needs exactly one"
            yield ("correct",), text

    def read(self, question: Question, response: object) -> frozenset[str] | None:
        """Return the chosen letter; two are no answer."""
        chosen = super().read(question, response)
        return None if chosen is not None and len(chosen) > 1 else chosen

    def share(self, question: Question, key: Key, answer: frozenset[str]) -> Fraction:
        """Return 1 for the right option, else 0."""
        return Fraction(int(answer == key.correct))


class Multiple(_Options):
    """Choose all options that apply."""

    name = "multiple"
    rules = ("all-or-nothing", "each-part", "net-correct")
    hint = N_("Choose all that apply.")

    def share(self, question: Question, key: Key, answer: frozenset[str]) -> Fraction:
        """
        Return the rule's share.

        ``each-part``: options ticked or left as the key has it, over all (multiple true-false scoring);
        ``net-correct``: right ticks less wrong ones, over the number of right options, never below 0.
        """
        if question.rule == "all-or-nothing":
            return Fraction(int(answer == key.correct))
        if question.rule == "each-part":
            return Fraction(len(question.options) - len(answer ^ key.correct), len(question.options))
        net = len(answer & key.correct) - len(answer - key.correct)
        return max(Fraction(net, len(key.correct)), Fraction(0))


def _planned(rule: str, hits: int, misses: int, right: int, wrong: int) -> Fraction:
    """Work out a rule's share a second time, from the plan: scoring is tested against this."""
    if rule == "each-part":
        left_alone = wrong - misses
        return Fraction(hits + left_alone, right + wrong)
    if rule == "net-correct":
        return Fraction(max(hits - misses, 0), right)
    return Fraction(1 if (hits, misses) == (right, 0) else 0)


def _kind(share: Fraction) -> str:
    return "right" if share == 1 else "wrong" if share == 0 else "partly"
