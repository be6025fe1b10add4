"""HTML of a question as the page first shows it: head, inputs, status, buttons. controls.js makes it live."""

from __future__ import annotations

from casework.items import Question
from casework.languages import N_, _
from casework.markup import UNIQUE, inline, markdown, points_text
from casework.types import type_of

SURE = (N_("Not said"), N_("Guessing"), N_("Fairly sure"), N_("Sure"))
"""How sure a learner can be; their places are ``Answer.confidence``."""


def question_html(question: Question, graded: bool) -> str:
    """
    Return everything inside a question's box, escaped and without its key.

    controls.js finds each part by ``data-part`` and each button by ``data-action``, and puts a name of its
    own wherever ``markup.UNIQUE`` stands.
    """
    type_ = type_of(question)
    kind = _("Graded") if graded else _("Practice")
    points = f'<span class="cw-points">{points_text(float(question.points))}</span> ' if graded else ""
    sure = "".join(f'<option value="{value or ""}">{_(text)}</option>' for value, text in enumerate(SURE))
    return (
        f'<p class="cw-head" id="{UNIQUE}"><span class="cw-kind">{kind}</span> {points}'
        f"<span>{_(type_.hint)}</span></p>"
        f'<fieldset aria-describedby="{UNIQUE}"><legend class="cw-legend">{markdown(question.text)}</legend>'
        f'<div data-part="inputs">{type_.controls(question)}</div></fieldset>'
        f"{'' if graded else _hints(question)}"
        '<div class="cw-status" role="status" aria-live="polite" aria-atomic="false">'
        '<p class="cw-result" data-part="result" hidden></p><p class="cw-saved" data-part="saved" hidden></p>'
        '<p class="cw-python" data-part="python" hidden></p></div>'
        f'<div class="cw-actions">{_graded() if graded else _practice()}</div>'
        f'<div class="cw-extras"><label>{_("How sure are you? (not graded)")} '
        f'<select data-part="sure">{sure}</select></label> '
        f"{'' if graded else _button('later', _('Ask me again later'))}</div>"
        '<div class="cw-after" data-part="after" hidden></div>'
    )


def _button(action: str, text: str, kind: str = "", hidden: str = "") -> str:
    return f'<button type="button" class="cw-button{kind}" data-action="{action}"{hidden}>{text}</button>'


def _hints(question: Question) -> str:
    """Return the hints, each of them still hidden."""
    hints = "".join(f"<li hidden>{inline(hint)}</li>" for hint in question.hints)
    return f'<div class="cw-hints" role="status"><ol>{hints}</ol></div>' if hints else ""


def _graded() -> str:
    return _button("clear", _("Clear my answer"), hidden=" hidden")


def _practice() -> str:
    return (
        _button("check", _("Check answer"), " cw-primary")
        + _button("retry", _("Try again"), hidden=" hidden")
        + _button("hint", _("Hint"), hidden=" hidden")
        + '<span class="cw-tries" data-part="tries" hidden></span>'
    )
