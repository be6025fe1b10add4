"""Rendering: questions and feedback as HTML and plain text, all escaped. No widgets, no grading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape, unescape

from markdown_it import MarkdownIt

from casework.questions import Key, Question
from casework.scoring import Score, chosen_options
from casework.sources import Labeller, plain_label

STATE_WORDS: Mapping[str, str] = {
    "right": "Right",
    "partly": "Partly right",
    "wrong": "Not right",
    "blank": "Not answered",
    "unreadable": "This answer could not be read",
}
_INLINE_TAG = re.compile(r"</?(?:a|b|code|em|i|strong)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables. Raw HTML stays text and images are off: neither may come from a learner."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def markdown(text: str) -> str:
    """Return Markdown as safe HTML: no raw HTML, no images, no javascript: links."""
    return str(_parser().render(text)).strip()


def inline(text: str) -> str:
    """Return one line of Markdown as safe HTML without a paragraph around it."""
    return str(_parser().renderInline(" ".join(text.split())))


def plain(html: str) -> str:
    """Return the words of our own HTML, with a space where a block begins or ends."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE_TAG.sub("", html))).split())


def number(points: float) -> str:
    """Return points without needless digits: 2, 1.5, 1.33."""
    return f"{round(points, 2):g}"


def points_text(points: float) -> str:
    """Return points as a person writes them: 1 point, 1.5 points."""
    return f"{number(points)} point" if points == 1 else f"{number(points)} points"


def question_html(question: Question, response: object = None) -> str:
    """Return a question for print and pages without widgets: text, options, the place for the answer."""
    chosen = chosen_options(question, response) or frozenset()
    hint = "Choose one." if question.type == "single" else "Choose all that apply."
    options = "".join(
        f"<li>{'&#9746;' if letter in chosen else '&#9744;'} <b>{letter}.</b> {inline(text)}"
        f"{' <i>(your answer)</i>' if letter in chosen else ''}</li>"
        for letter, text in question.options.items()
    )
    return (
        f'<div class="cw-static"><div>{markdown(question.text)}</div>'
        f"<p><i>{hint} {points_text(float(question.points))}.</i></p>"
        f'<ul style="list-style:none">{options}</ul></div>'
    )


def question_text(question: Question, response: object = None) -> str:
    """Return a question as plain text, with the place for the answer."""
    chosen = chosen_options(question, response) or frozenset()
    options = [
        f"  [{'x' if letter in chosen else ' '}] {letter}. {plain(inline(text))}"
        for letter, text in question.options.items()
    ]
    return "\n".join([plain(markdown(question.text)), *options])


def rationale_html(key: Key, option: str, label: Labeller = plain_label) -> str:
    """Return why an option is right or wrong, with its sources in words."""
    why = key.why[option]
    return markdown(why.text) + sources_html(why.sources, label)


def sources_html(sources: Iterable[str], label: Labeller = plain_label) -> str:
    """Return a line that names sources in words."""
    return f'<p class="cw-sources">Source: {"; ".join(escape(label(source)) for source in sources)}</p>'


def feedback_html(
    question: Question, key: Key, response: object, score: Score, label: Labeller = plain_label
) -> str:
    """
    Return full feedback on one graded answer: the answer, the score, the state in words, every rationale.

    Args:
        label: puts a locator in words; see ``sources.labeller``.
    """
    chosen = chosen_options(question, response) or frozenset()
    answer = "; ".join(f"{letter}. {inline(question.options[letter])}" for letter in sorted(chosen))
    answer = answer or ("could not be read" if score.state == "unreadable" else "none")
    items = []
    for letter, text in question.options.items():
        truth = "correct" if letter in key.correct else "not correct"
        mark = f"You chose this; it is {truth}." if letter in chosen else f"You left this; it is {truth}."
        items.append(
            f"<li><p><b>{letter}. {inline(text)}</b><br>{mark}</p>{rationale_html(key, letter, label)}</li>"
        )
    earned = f"{number(score.points)} of {points_text(score.max_points)}"
    return (
        f'<section class="cw-feedback"><div>{markdown(question.text)}</div>'
        f"<p><b>{STATE_WORDS[score.state]}: {earned}.</b></p>"
        f"<p>Your answer: {answer}</p>"
        f'<ul style="list-style:none;padding-left:1em">{"".join(items)}</ul></section>'
    )
