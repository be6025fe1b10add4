"""Rules for the choice questions of one file together: no letter and no length gives the key away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from casework.checks.prose import shown
from casework.items import Key, Question

FEWEST = 6
"""A file with fewer choice questions is not judged: chance alone makes it uneven."""
SHARE = Fraction(1, 2)
"""A way to guess may be right in at most this share of the questions."""


def balance_mistakes(questions: Sequence[Question], keys: Mapping[str, Key]) -> Iterator[str]:
    """
    Yield what helps a guesser in the single and multiple choices of one file, a line each.

    A single choice counts for the letter that is right, a multiple choice for each of its right letters in
    equal parts. A length gives a question away where each right option is longer than each other option.
    """
    pairs = [
        (one, keys[one.id]) for one in questions if one.type in ("single", "multiple") and one.id in keys
    ]
    if len(pairs) < FEWEST:
        return
    weights: dict[str, Fraction] = {}
    for _, key in pairs:
        for letter in key.correct:
            weights[letter] = weights.get(letter, Fraction(0)) + Fraction(1, len(key.correct))
    letter, weight = min(weights.items(), key=lambda one: (-one[1], one[0]))
    if weight > SHARE * len(pairs):
        text = f"{letter} is the key of {_plain(weight)} of {len(pairs)} choice questions, more than half"
        yield f"{text}; move right options to other letters"
    longest = [question.id for question, key in pairs if _stands_out(question, key)]
    if len(longest) > SHARE * len(pairs):
        text = f"the key is the longest option in {len(longest)} of {len(pairs)} choice questions"
        yield f"{text}, more than half; lengthen a wrong option in {', '.join(longest)}"


def _stands_out(question: Question, key: Key) -> bool:
    lengths = {letter: len(shown(text)) for letter, text in question.options.items()}
    right = [length for letter, length in lengths.items() if letter in key.correct]
    wrong = [length for letter, length in lengths.items() if letter not in key.correct]
    return bool(wrong) and min(right) > max(wrong)


def _plain(weight: Fraction) -> str:
    """Return a count as people write it: 5, 4.5, 4.33."""
    return f"{float(round(weight, 2)):g}"
