"""HTML below a heading of a learner's page: question and reasons; text, rubric rows, comment. All escaped."""

from __future__ import annotations

from html import escape

from casework.grading.rows import Comment
from casework.grading.rubrics import Criterion, Rubric
from casework.grading.student_text import shown_text
from casework.items import Key, Question
from casework.markup import inline, markdown, number
from casework.render import STATE_WORDS
from casework.scoring import Score
from casework.sources import Labeller
from casework.types import type_of


def question_html(question: Question, key: Key, response: object, score: Score, label: Labeller) -> str:
    """Return a question, its learner's answer, and for every option or row what is right and why."""
    type_ = type_of(question)
    answer = type_.read(question, response)
    blank = answer is None or type_.is_blank(answer)
    if answer is None:
        given = "could not be read, so it counts 0"
    else:
        given = "none" if blank else type_.answer_html(question, answer)
    verdicts = type_.verdicts(question, key, type_.read(question, None) if blank else answer, label)
    items = "".join(
        f'<li class="{verdicts[slot].state}"><p><b>{text}</b></p>'
        f'<p class="said">{escape(verdicts[slot].words)}</p>{verdicts[slot].html}</li>'
        for slot, text in type_.slots(question)
        if slot in verdicts
    )
    return (
        f'<div class="asked">{markdown(question.text)}</div><p><b>Your answer:</b> {given}</p>'
        f'<p><b>What is right, and why:</b></p><ul class="reasons">{items}</ul>'
    )


def case_html(pages: list[str], steps: list[str], scores: list[Score], debrief: str) -> str:
    """Return a case's steps, each under a heading with its points, and the debrief (Markdown)."""
    shown = "".join(
        f"<h3>{step}: {STATE_WORDS[one.state].lower()}, "
        f"{number(one.points)} of {number(one.max_points)}</h3>{page}"
        for page, step, one in zip(pages, steps, scores, strict=True)
    )
    return shown + (f"<h3>Looking back at the case</h3>{markdown(debrief)}" if debrief else "")


def text_html(text: str, rubric: Rubric | None, comment: Comment, reasons: bool, typed: bool = False) -> str:
    """
    Return a learner's text, the rubric's rows with the points a grader gave, and the comment.

    Args:
        text: the source of the learner's cell; empty where nothing was written.
        reasons: whether the rubric's words are shown, or its titles alone.
        typed: whether ``text`` is safe HTML already.
    """
    shown = text if typed else shown_text(text) if text else ""
    parts = [f'<p><b>Your text:</b></p><div class="text">{shown}</div>' if shown else "<p>No text.</p>"]
    if rubric and comment.rows:
        parts.append(_rows(rubric, comment, reasons))
    if comment.words:
        parts.append(f'<p><b>Comment:</b></p><div class="comment">{markdown(comment.words)}</div>')
    return "".join(parts)


def _rows(rubric: Rubric, comment: Comment, reasons: bool) -> str:
    """Return a row a criterion: points, and what they stand for."""
    names = ("What was read", "Points", "What the points stand for")[: 3 if reasons else 2]
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">{inline(one.title)}</th>'
        f'<td class="points">{number(float(comment.rows[one.id]))} of {number(float(one.points))}</td>'
        + (f"<td>{_level(one, comment)}</td>" if reasons else "")
        + "</tr>"
        for one in rubric.criteria
    )
    told = f"<p><b>What its reader is told:</b></p>{markdown(rubric.stance)}"
    stance = told if rubric.stance and reasons else ""
    return (
        "<table><caption>Points by criterion</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{stance}"
    )


def _level(one: Criterion, comment: Comment) -> str:
    points = comment.rows[one.id]
    level = one.reached(points)
    if len(one.levels) == 1:
        return f"Full points if: {inline(level.text)}"
    above = f"More than this ({number(float(level.points))}): " if points > level.points else ""
    return f"{above}{inline(level.text)}"
