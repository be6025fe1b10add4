"""Rendering: questions and feedback as HTML and plain text, all escaped. No widgets, no grading."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from casework.items import Key, Question, State, Verdict
from casework.languages import N_, _
from casework.markup import earned_text, markdown, plain, points_text
from casework.scoring import Score
from casework.sources import Labeller, plain_label
from casework.types import type_of

STATE_WORDS: Mapping[State, str] = {
    "right": N_("Right"),
    "partly": N_("Partly right"),
    "wrong": N_("Not right"),
    "blank": N_("Not answered"),
    "unreadable": N_("This answer could not be read"),
    "by-hand": N_("A person reads this"),
}


def question_html(question: Question, response: object = None) -> str:
    """Return a question for print and pages without widgets: text, options, the place for the answer."""
    type_ = type_of(question)
    answer = type_.read(question, response)
    if answer is None:
        answer = type_.read(question, None)
    return (
        f'<div class="cw-static"><div>{markdown(question.text)}</div>'
        f"<p><i>{_(type_.hint)} {points_text(float(question.points))}.</i></p>"
        f"{type_.static_html(question, answer)}</div>"
    )


def question_text(question: Question, response: object = None) -> str:
    """Return a question as plain text, with the place for the answer."""
    type_ = type_of(question)
    answer = type_.read(question, response)
    if answer is None:
        answer = type_.read(question, None)
    return "\n".join([plain(markdown(question.text)), *type_.static_text(question, answer)])


def result_words(score: Score) -> str:
    """Return the state of an answer in words, with the points where they are a part."""
    said = _(STATE_WORDS[score.state])
    if score.state == "partly":
        said += f": {earned_text(score.points, score.max_points)}"
    return f"{said}."


def judged(
    question: Question, key: Key, response: object, reveal: bool, label: Labeller = plain_label
) -> Mapping[str, Verdict]:
    """
    Return what is said at the slots of an answer; nothing where there is none that can be read.

    Args:
        reveal: whether to say everything, or only what leaves the learner something to find.
    """
    type_ = type_of(question)
    answer = type_.read(question, response)
    if answer is None or type_.is_blank(answer):
        return {}
    say = type_.verdicts if reveal else type_.before_reveal
    return say(question, key, answer, label)


def feedback_html(
    question: Question, key: Key, response: object, score: Score, label: Labeller | None = plain_label
) -> str:
    """
    Return feedback on one graded answer: the answer, the score, the state in words, every rationale.

    Args:
        label: puts a locator in words; see ``sources.labeller``. None leaves the rationales out: a test
            whose questions come again gives points alone.
    """
    type_ = type_of(question)
    answer = type_.read(question, response)
    blank = answer is None or type_.is_blank(answer)
    given = (
        _("could not be read")
        if answer is None
        else _("none")
        if blank
        else type_.answer_html(question, answer)
    )
    earned = earned_text(score.points, score.max_points)
    if score.state == "by-hand":
        earned = points_text(score.max_points)
    shown = type_.read(question, None) if blank else answer
    start = (
        # MathJax, where a page loads it, leaves these two classes alone: an answer may hold its dollars.
        '<section class="cw-feedback tex2jax_ignore mathjax_ignore">'
        f"<div>{markdown(question.text)}</div>"
        f"<p><b>{_(STATE_WORDS[score.state])}: {earned}.</b></p>"
    )
    if type_.by_hand:  # its model answers are the grader's
        return f"{start}{type_.static_html(question, shown)}</section>"
    if label is None:
        return f"{start}<p>{_('Your answer:')} {given}</p></section>"
    verdicts = type_.verdicts(question, key, shown, label)
    items = "".join(
        f"<li><p><b>{text}</b><br>{escape(verdicts[slot].words)}</p>{verdicts[slot].html}</li>"
        for slot, text in type_.slots(question)
        if slot in verdicts
    )
    return (
        f"{start}<p>{_('Your answer:')} {given}</p>"
        f'<ul style="list-style:none;padding-left:1em">{items}</ul></section>'
    )
