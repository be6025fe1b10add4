"""Type four-laws: the same facts under several legal models, a table to fill in question by question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from casework.items import Key, Question, Verdict
from casework.languages import N_, _
from casework.markup import inline, words
from casework.sources import Labeller
from casework.types import controls
from casework.types.base import PARTS, SHORT_ID, Mistake, why_html
from casework.types.fields import CORRECT, Field, FieldsType, listed

MODELS = {
    "full": N_("Full criminalisation"),
    "end-demand": N_("End-demand"),
    "legal": N_("Legalisation"),
    "decrim": N_("Decriminalisation"),
    "fifth": N_("Neither party punished, organising a crime"),
}
"""The four models of the issue brief (brief:B-39), and a fifth group that other lists have."""


class FourLaws(FieldsType):
    """A field for every row (a question of law) under every model; a response names it ``row/model``."""

    name = "four-laws"
    hint = N_("For each question, choose an answer under each model. You may stop, check, and go on later.")
    properties = {"rows": PARTS, "models": PARTS, "answers": PARTS}
    required = ("rows", "answers")
    correct = {
        "type": "object",
        "minProperties": 1,
        "patternProperties": {SHORT_ID: CORRECT},
        "additionalProperties": False,
    }

    def fields(self, data: Mapping[str, Any]) -> Sequence[Field]:
        """Return the cells, row by row."""
        models = self.models(data)
        return tuple(
            Field(f"{row}/{model}", f"{text} {name}", data["answers"])
            for row, text in data["rows"].items()
            for model, name in models.items()
        )

    @staticmethod
    def models(data: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the models that are compared, in order."""
        models: Mapping[str, str] | None = data.get("models")
        return models or {id_: _(name) for id_, name in MODELS.items()}

    def slot_ids(self, data: Mapping[str, Any]) -> Sequence[str]:
        """Return the rows: each has one rationale for all models."""
        return tuple(data["rows"])

    def key_mistakes(self, question: Mapping[str, Any], key: Mapping[str, Any]) -> Iterator[Mistake]:
        """Yield cells without a right answer, answers that do not exist, and lacking rationales."""
        answers, models, correct = question["answers"], self.models(question), key["correct"]
        for row in (one for one in correct if one not in question["rows"]):
            yield ("correct", row), f"the key speaks of {row!r}; the rows are {', '.join(question['rows'])}"
        for row in question["rows"]:
            given = correct.get(row, {})
            if lost := [model for model in models if model not in given]:
                yield (
                    ("correct", row),
                    f"row {row!r} has no answer for {', '.join(lost)}; give one for each model",
                )
            for model, value in given.items():
                if model not in models:
                    yield (
                        ("correct", row),
                        f"row {row!r} names model {model!r}; the models are {', '.join(models)}",
                    )
                for one in listed(value):
                    if one not in answers:
                        valid = f"valid are {', '.join(answers)}"
                        yield ("correct", row), f"row {row!r} has {one!r} for {model!r}; {valid}"
        yield from self.why_mistakes(question, key)

    def make_correct(self, key: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
        """Return row/model -> the answers that count as right."""
        return {
            f"{row}/{model}": frozenset(listed(value))
            for row, cells in key["correct"].items()
            for model, value in cells.items()
        }

    def controls(self, question: Question) -> str:
        """Return a group for each row, a labelled list for each model in it."""
        answers, models = question.body["answers"], self.models(question.body)
        longest = max(len(words(text)) for text in answers.values())
        return "".join(
            controls.grid(
                row,
                text,
                [controls.select(f"{row}/{model}", name, answers, "…") for model, name in models.items()],
                longest,
            )
            for row, text in question.body["rows"].items()
        )

    def slots(self, question: Question) -> Iterator[tuple[str, str]]:
        """Yield the rows."""
        yield from ((row, inline(text)) for row, text in question.body["rows"].items())

    def verdicts(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return for every row its reference, model by model, and how many cells agree with it."""
        found, models, answers = {}, self.models(question.body), question.body["answers"]
        for row in question.body["rows"]:
            cells = {model: answer.get(f"{row}/{model}") for model in models}
            given = {model: value for model, value in cells.items() if value}
            right = sum(value in key.correct[f"{row}/{model}"] for model, value in given.items())
            said = (
                _("{right} of {all} as in the reference.").format(right=right, all=len(models))
                if given
                else _("Not answered.")
            )
            state: Literal["right", "wrong", "left"] = (
                "right" if right == len(models) else "wrong" if len(given) > right else "left"
            )
            lines = []
            for model, name in models.items():
                reference = f" {_('or')} ".join(
                    inline(answers[one]) for one in answers if one in key.correct[f"{row}/{model}"]
                )
                own = cells[model]
                yours = "" if own is None else f" ({_('you:')} {inline(answers[own])})"
                same = own is None or own in key.correct[f"{row}/{model}"]
                lines.append(f"<li>{inline(name)}: <b>{reference}</b>{'' if same else yours}</li>")
            html = f"<ul>{''.join(lines)}</ul>{why_html(key, row, label)}"
            found[row] = Verdict(state, said, html)
        return found

    def before_reveal(
        self, question: Question, key: Key, answer: Mapping[str, str], label: Labeller
    ) -> dict[str, Verdict]:
        """Return how many cells of each answered row agree with the reference, not which."""
        found = self.verdicts(question, key, answer, label)
        rows = {field.partition("/")[0] for field in answer}
        return {row: Verdict(one.state, one.words, "") for row, one in found.items() if row in rows}

    def static_html(self, question: Question, answer: Mapping[str, str]) -> str:
        """Return the table as it is printed: a row a question, a column a model."""
        models, answers = self.models(question.body), question.body["answers"]
        head = "".join(f'<th scope="col">{inline(name)}</th>' for name in models.values())
        rows = "".join(
            f'<tr><th scope="row">{inline(text)}</th>'
            + "".join(f"<td>{self._cell(answers, answer.get(f'{row}/{model}'))}</td>" for model in models)
            + "</tr>"
            for row, text in question.body["rows"].items()
        )
        listed_answers = " · ".join(inline(text) for text in answers.values())
        return (
            f"<table><caption>{_('What each model answers')}</caption><tr><td></td>{head}</tr>{rows}</table>"
            f"<p>{_('Answers:')} {listed_answers}</p>"
        )

    @staticmethod
    def _cell(answers: Mapping[str, str], value: str | None) -> str:
        return inline(answers[value]) if value else "&nbsp;"
