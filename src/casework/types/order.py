"""Type order: put items into their order with buttons, or the keyboard. order.js moves them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape
from itertools import combinations
from random import Random
from typing import Any

from casework.items import Key, Question, Verdict
from casework.languages import N_, _
from casework.markup import inline, words
from casework.sources import Labeller
from casework.types import controls
from casework.types.base import PARTS, Mistake, Plan, QuestionType, why_html
from casework.types.rules import PART_RULES


class Order(QuestionType):
    """A response is the list of all items' ids, in the learner's order."""

    name = "order"
    rules = PART_RULES
    hint = N_("Put these in order with the buttons.")
    properties = {"items": PARTS}
    required = ("items",)
    correct = {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"type": "string"}}
    response = "order"
    scripts = ("order.js",)
    slot_word = "item"

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield a key that does not name every item once, and items that stand in order already."""
        items = tuple(question["items"])
        if sorted(key["correct"]) != sorted(items):
            text = f"the key's order is {', '.join(key['correct'])}; name each item once: {', '.join(items)}"
            yield ("correct",), text
        elif tuple(key["correct"]) == items:
            yield ("correct",), "the items stand in the right order already; shuffle them in the question"
        yield from self.why_mistakes(question, key)

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return the items."""
        return tuple(data["items"])

    def make_correct(self, key: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the items in their right order."""
        return tuple(key["correct"])

    def read(self, question: Question, response: object) -> tuple[str, ...] | None:
        """Return the order, empty where there is none; None for what is no order of the items."""
        if response is None or response == []:
            return ()
        if not isinstance(response, list) or not all(isinstance(one, str) for one in response):
            return None
        return tuple(response) if sorted(response) == sorted(question.body["items"]) else None

    def share(self, question: Question, key: Key, answer: tuple[str, ...]) -> Fraction:
        """
        Return the rule's share.

        ``each-part``: items in their right place, over all. ``net-correct``: pairs in the right order less
        pairs in the wrong one, over all pairs (Kendall's tau, 1938), never below 0.
        """
        if answer == key.correct:
            return Fraction(1)
        if question.rule == "all-or-nothing":
            return Fraction(0)
        if question.rule == "each-part":
            return Fraction(sum(a == b for a, b in zip(answer, key.correct, strict=True)), len(answer))
        place = {item: index for index, item in enumerate(answer)}
        pairs = [place[a] < place[b] for a, b in combinations(key.correct, 2)]
        return max(Fraction(2 * sum(pairs) - len(pairs), len(pairs)), Fraction(0))

    def controls(self, question: Question) -> str:
        """Return the items as a list, each with two buttons."""
        rows = "".join(
            f'<li class="cw-row cw-item" data-item="{escape(item)}" data-slot="{escape(item)}">'
            f'<span class="cw-item-text">{inline(text)}</span><span class="cw-move">'
            + "".join(
                f'<button type="button" class="cw-button" data-move="{step}" '
                f'aria-label="{name}: {escape(words(text))}">{sign}</button>'
                for step, name, sign in ((-1, _("Move up"), "↑"), (1, _("Move down"), "↓"))
            )
            + f"</span>{controls.why(item)}</li>"
            for item, text in question.body["items"].items()
        )
        return f'<ol class="cw-order">{rows}</ol>'

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield the items."""
        yield from ((item, inline(text)) for item, text in question.body["items"].items())

    def verdicts(
        self, question: Question, key: Key, answer: tuple[str, ...], label: Labeller
    ) -> dict[str, Verdict]:
        """Return for every item whether it is in its place, which is its place, and why."""
        found = {}
        for item in question.body["items"]:
            right, why = key.correct.index(item) + 1, why_html(key, item, label)
            given = answer.index(item) + 1 if answer else None
            said = _("Right is: {text}.").format(text=right)
            if given is None:
                found[item] = Verdict("left", said, why)
            elif right == given:
                found[item] = Verdict("right", _("In its place: {place}.").format(place=right), why)
            else:
                yours = _("Not in its place. You: {place}.").format(place=given)
                found[item] = Verdict("wrong", f"{yours} {said}", why)
        return found

    def before_reveal(
        self, question: Question, key: Key, answer: tuple[str, ...], label: Labeller
    ) -> dict[str, Verdict]:
        """Return for every item whether it is in its place, and not which is."""
        return {
            item: Verdict("right", _("In its place."), "")
            if item == right
            else Verdict("wrong", _("Not yet."), "")
            for item, right in zip(answer, key.correct, strict=True)
        }

    def answer_html(self, question: Question, answer: tuple[str, ...]) -> str:
        """Return the items in the learner's order."""
        return "; ".join(f"{n}. {inline(question.body['items'][item])}" for n, item in enumerate(answer, 1))

    def static_html(self, question: Question, answer: tuple[str, ...]) -> str:
        """Return the items with a place for each one's number."""
        rows = "".join(
            f"<li>{answer.index(item) + 1 if answer else '____'} {inline(text)}</li>"
            for item, text in question.body["items"].items()
        )
        return f'<p>{_("Number these in order:")}</p><ul style="list-style:none">{rows}</ul>'

    def static_text(self, question: Question, answer: tuple[str, ...]) -> list[str]:
        """Return a line an item."""
        return [
            f"  [{answer.index(item) + 1 if answer else ' '}] {words(text)}"
            for item, text in question.body["items"].items()
        ]

    def made_up(self, question: Question, key: Key, plan: Plan, random: Random) -> tuple[Any, Fraction]:
        """Return the right order, the reverse, or one with two neighbours swapped."""
        order, count = list(key.correct), len(key.correct)
        if plan == "blank":
            return [], Fraction(0)
        if plan == "right":
            return order, Fraction(1)
        if plan == "wrong":
            order.reverse()
            middle = count % 2  # of an odd number of items, the middle one stays in its place
            return order, Fraction(middle, count) if question.rule == "each-part" else Fraction(0)
        at = random.randrange(count - 1)
        order[at], order[at + 1] = order[at + 1], order[at]
        pairs = count * (count - 1) // 2
        share = {"each-part": Fraction(count - 2, count), "net-correct": Fraction(pairs - 2, pairs)}
        return order, max(share.get(question.rule, Fraction(0)), Fraction(0))
