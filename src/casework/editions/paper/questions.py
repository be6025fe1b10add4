"""Questions on paper: numbered, with room to answer; practice answers at the end. Knows no graded key."""

from __future__ import annotations

from html import escape

from casework.editions.paper.outline import Outline
from casework.items import Key, Question
from casework.languages import N_, _
from casework.markup import inline
from casework.render import question_html
from casework.sources import Labeller
from casework.types import type_of

_OF_A_CHOICE = (N_("You did not choose it."), N_("You rightly left it out."), N_("Not answered."))
"""What is said to somebody who answered on a screen, and to nobody on paper."""


class Sheet:
    """
    The questions of one page, in order, and what of them belongs to its end.

    Args:
        outline: of the page.
        label: puts a locator in words.
    """

    def __init__(self, outline: Outline, label: Labeller) -> None:
        self._outline, self._label = outline, label
        self._number = 0
        self._answers: list[tuple[int, str, str]] = []
        self._hints: list[tuple[int, str, str]] = []
        self.graded: list[int] = []

    def question(self, question: Question, key: Key | None, steps: int = 1, effect: str = "") -> str:
        """
        Return one question with room for its answer.

        Args:
            key: for practice; None for a graded question, of which nothing comes to the page's end.
            steps: how many levels its heading stands below the present one.
            effect: safe HTML to stand with the answer, such as what a changed fact changes.
        """
        self._number += 1
        number, id_ = self._number, escape(question.id)
        links = ""
        if key is None:
            self.graded.append(number)
        else:
            if question.hints:
                hints = "".join(f"<li>{inline(hint)}</li>" for hint in question.hints)
                self._hints.append((number, id_, f"<ol>{hints}</ol>"))
                said = _("Hint for question {number}").format(number=number)
                links += f'<a href="#hint-{id_}">{said}</a><br>'
            answer = self._answer(question, key) + effect
            if answer:
                self._answers.append((number, id_, answer))
                said = _("Answer to question {number}").format(number=number)
                links += f'<a href="#a-{id_}">{said}</a>'
        kind = "graded" if key is None else "practice"
        name = _("Question {number} (graded)") if key is None else _("Question {number} (practice)")
        return (
            f'<div class="question {kind}" id="q-{id_}">'
            + self._outline.below(name.format(number=number), steps)
            + _boxed(question_html(question), number)
            + (f'<p class="links">{links}</p>' if links else "")
            + "</div>"
        )

    def end(self) -> str:
        """Return the page's end: hints, then answers to the practice questions, each with a link back."""
        html = ""
        for title, anchor, prefix, entries in (
            (_("Hints"), "hints", "hint", self._hints),
            (_("Answers to the practice questions"), "answers", "a", self._answers),
        ):
            if entries:
                body = "".join(
                    f'<h3 id="{prefix}-{id_}">{_("Question {number}").format(number=number)}</h3>{text}'
                    f'<p class="links"><a href="#q-{id_}">'
                    f"{_('Back to question {number}').format(number=number)}</a></p>"
                    for number, id_, text in entries
                )
                html += f'<section class="end">{self._outline.heading(2, title, anchor)}{body}</section>'
        return html

    def _answer(self, question: Question, key: Key) -> str:
        """Return what is right at every slot of a practice question, and why; empty where nothing is."""
        type_ = type_of(question)
        if type_.unscored(question, key) and not type_.by_hand:
            return ""
        verdicts = type_.verdicts(question, key, type_.read(question, None), self._label)
        items = "".join(
            f"<li><p><b>{text}</b><br>{escape(_said(verdicts[slot].words))}</p>{verdicts[slot].html}</li>"
            for slot, text in type_.slots(question)
            if slot in verdicts
        )
        return f'<ul class="reasons">{items}</ul>'


def _boxed(html: str, number: int) -> str:
    """Return a question with each table in a box that scrolls by itself, by keyboard too."""
    name = _("Table of question {number}").format(number=number)
    box = f'<div class="scroll" role="region" tabindex="0" aria-label="{name}">'
    return html.replace("<table", f"{box}<table").replace("</table>", "</table></div>")


def _said(words: str) -> str:
    for phrase in map(_, _OF_A_CHOICE):
        words = words.replace(phrase, "")
    return words.strip()
