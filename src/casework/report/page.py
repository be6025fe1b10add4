"""A report as one page to read and print: plain words, no script, no request, no name. Reckons nothing."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from casework.markup import inline
from casework.outcomes import Outcome
from casework.report import cells
from casework.report.analysis import TEACH_BELOW, Report
from casework.report.lines import QuestionLine
from casework.report.picture import heat_picture
from casework.report.prose import TERMS, kept_html, learned_html, trust_html
from casework.report.style import STYLE
from casework.report.tables import choice_table, heat_table, question_table, remarks

BELOW = f"{TEACH_BELOW * 100:.0f} %"


def page(report: Report, outcomes: Mapping[str, Outcome]) -> str:
    """
    Return the page as a whole HTML document.

    Args:
        outcomes: outcome -> its words and its lesson.
    """
    title = escape(f"Class report: {report.title}")
    parts = [f"<h1>{title}</h1>", _lead(report)]
    if report.count is not None:
        shown = "".join(_question(one) for one in report.lines if one.choices)
        parts += [
            _part("For the next lecture", _teach(report, outcomes)),
            _part("Outcomes and levels", _heat(report, outcomes)),
            _part("The questions", question_table(report.lines)),
            _part("How far the points can be trusted", trust_html(report.trust)),
        ]
        if report.learned:
            parts.append(_part("What was learned since the pre-test", learned_html(report.learned)))
        if report.kept:
            parts.append(_part("What was kept", kept_html(report.kept)))
        nothing = "<p>No choices are known: no notebook is at hand, or they are hidden.</p>"
        parts.append(_part("What was chosen, and why it is right or wrong", shown or nothing))
    terms = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in TERMS)
    parts.append(_part("How the figures are made", f"<dl>{terms}</dl>"))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _part(heading: str, html: str) -> str:
    return f"<h2>{heading}</h2>{html}"


def _lead(report: Report) -> str:
    if report.count is None:
        text = f"Fewer than {cells.SMALLEST} learners have answered, so nothing is shown."
    else:
        text = f"{report.count} learners. No name is in this report."
        if cells.careful(report.count):
            text += f" They are fewer than {cells.CAREFUL}: one answer more or less moves a figure a lot."
    keys = "It holds keys and reasons: show your class parts of it, not the file."
    if report.points_only:
        keys = "It holds keys and reasons of a test whose questions come again: keep it to yourself."
    notes = "".join(f"<li>{inline(note)}</li>" for note in report.notes)
    warning = f'<p class="note">{keys}</p>' if report.count is not None else ""
    return f"<p>{text}</p>{warning}{f'<ul>{notes}</ul>' if notes else ''}"


def _teach(report: Report, outcomes: Mapping[str, Outcome]) -> str:
    if not report.teach:
        return f"<p>No question stands out: at each one, {BELOW} of the points or more were got.</p>"
    entries = "".join(_again(line, outcomes.get(line.outcome)) for line in report.teach)
    return f"<p>Questions with less than {BELOW} of the points, the hardest first.</p><ol>{entries}</ol>"


def _again(line: QuestionLine, outcome: Outcome | None) -> str:
    worst = line.worst
    took = f"{cells.percent(worst.share)} {worst.choice.said}" if worst else "no wrong answer stands out"
    why = f"<p>Why that is wrong: {escape(worst.why)}</p>" if worst and worst.why else ""
    says = f" {inline(outcome.text)}. Taught in {escape(outcome.lesson)}." if outcome else ""
    care = f" Careful: fewer than {cells.CAREFUL} learners." if line.careful else ""
    return (
        f"<li><p><strong>Re-teach {escape(line.outcome)}: {escape(took)}.</strong></p>{why}"
        f"<p>The question: “{escape(line.text)}” Right: {cells.percent(line.p or 0.0)}.{care}</p>"
        f"<p>Outcome {escape(line.outcome)}:{says}</p></li>"
    )


def _heat(report: Report, outcomes: Mapping[str, Outcome]) -> str:
    picture = heat_picture(report.heat)
    shown = f'<div class="picture" role="img" aria-label="{escape(picture.alt)}">{picture.svg}</div>'
    words = {id_: one.text for id_, one in outcomes.items()}
    return f"{shown if picture.svg else ''}{heat_table(report.heat, words)}"


def _question(line: QuestionLine) -> str:
    id_ = escape(line.asked.id)
    blank = "" if line.blank is None else f" Left out: {cells.percent(line.blank)}."
    more = "".join(f"<p>{escape(one)}</p>" for one in remarks(line))
    return (
        f'<section class="question" id="q-{id_}"><h3>{id_} (outcome {escape(line.outcome)})</h3>'
        f"<p>{escape(line.text)}</p><p>Right: {cells.percent(line.p or 0.0)}.{blank}</p>{more}"
        f"{choice_table(line)}</section>"
    )
