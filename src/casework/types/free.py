"""Type free: a text of one's own, read and scored by a person with a rubric that the learner sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from casework.items import Key, Question, Verdict
from casework.languages import N_, _
from casework.markup import inline, number, points_text, typed, words
from casework.sources import Labeller
from casework.types import controls
from casework.types.base import MARKDOWN, SHORT_ID, Mistake, Plan, QuestionType, read_text, why_html

MAX_CHARS = 15_000
_POINTS = {"type": "number", "exclusiveMinimum": 0, "maximum": 100}
_SENTENCES = (
    "The law I live under asks about force, not about movement, and I had mixed the two up.",
    "Counting arrests says more about the police than about trafficking.",
    "I would want to know who defined the categories before I compare two years.",
)


class Free(QuestionType):
    """
    A response is ``{"text": what was typed}``. A key holds model answers: in practice they are shown after
    the check, to compare; for a graded question they are the grader's.
    """

    name = "free"
    rules = ("by-hand",)
    hint = N_("Write in your own words. The rubric says what counts.")
    by_hand = True
    properties = {
        "rubric": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 12,
            "patternProperties": {
                SHORT_ID: {
                    "type": "object",
                    "required": ["text", "points", "full"],
                    "additionalProperties": False,
                    "properties": {"text": MARKDOWN, "points": _POINTS, "full": MARKDOWN},
                }
            },
            "additionalProperties": False,
        },
        "words": {"type": "integer", "minimum": 10, "maximum": 2000},
    }
    required = ("rubric",)
    slot_word = "model answer"

    def question_mistakes(self, data: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield a rubric whose points are not the question's."""
        total = sum((Fraction(str(row["points"])) for row in data["rubric"].values()), Fraction(0))
        if total != Fraction(str(data["points"])):
            text = f"the rubric's rows have {float(total):g} points, the question {data['points']:g}"
            yield ("rubric",), f"{text}; make them equal"

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield nothing: every named model answer is welcome."""
        yield from ()

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return no slot that needs a rationale: the model answers have names of their own."""
        return ()

    def make_correct(self, key: Mapping[str, Any]) -> str:
        """Return what stands for a person's judgement."""
        return "by-hand"

    def read(self, question: Question, response: object) -> dict[str, str] | None:
        """Return the text; None for what is no text, or one too long to be read."""
        return read_text(response, MAX_CHARS)

    def share(self, question: Question, key: Key, answer: Any) -> Fraction:
        """Return 0: points are a person's to give."""
        return Fraction(0)

    def controls(self, question: Question) -> str:
        """Return the rubric and a field."""
        length = question.body.get("words")
        label = _("Your text, about {length} words").format(length=length) if length else _("Your text")
        return (
            f'{rubric_html(question)}<div class="cw-row" data-slot="text">'
            f"{controls.text_area('text', label, 10)}{controls.why('text')}</div>"
        )

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield the one text."""
        yield "text", _("Your text")

    def verdicts(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return the model answers, to compare."""
        models = "".join(why_html(key, name, label) for name in key.why)
        said = (
            _("Compare with the rubric, and with what others wrote:")
            if models
            else _("Compare with the rubric.")
        )
        return {"text": Verdict("left", said, models)}

    def answer_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return the text, its line breaks kept and nothing of it alive."""
        return typed(answer["text"])

    def static_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return the rubric and the text, or lines to write on."""
        if not answer:
            return f'{rubric_html(question)}<p class="cw-lines">{"<br>" * 8}</p>'
        return f"{rubric_html(question)}<p>{typed(answer['text'])}</p>"

    def static_text(self, question: Question, answer: Mapping[str, str]) -> list[str]:
        """Return the rubric's rows and the text."""
        rows = question.body["rubric"].values()
        rubric = [
            f"  {words(row['text'])} ({points_text(row['points'])}): {words(row['full'])}" for row in rows
        ]
        return [*rubric, f"  {answer.get('text', '______________________________')}"]

    def made_up(self, question: Question, key: Key, plan: Plan, random: Random) -> tuple[Any, Fraction]:
        """Return a short text; no points before a person has read it."""
        text = (
            "" if plan == "blank" else " ".join(random.sample(_SENTENCES, random.randint(1, len(_SENTENCES))))
        )
        return {"text": text} if text else {}, Fraction(0)


def rubric_html(question: Question) -> str:
    """Return the rubric as a table that the learner sees before writing."""
    rows = "".join(
        f'<tr><th scope="row">{inline(row["text"])}</th><td>{number(row["points"])}</td>'
        f"<td>{inline(row['full'])}</td></tr>"
        for row in question.body["rubric"].values()
    )
    names = (_("What is read"), _("Points"), _("Full points if"))
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f'<table class="cw-rubric"><caption>{_("How it is read")}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
