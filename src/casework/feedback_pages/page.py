"""A learner's feedback as one page: plain words, no script, no request. Tells what its sheet holds."""

from __future__ import annotations

from datetime import UTC
from html import escape

from casework.feedback_pages.sheet import Item, Sheet
from casework.feedback_pages.style import STYLE
from casework.markup import number, points_text

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""For the browser: run no script and fetch nothing, whatever should stand in the page (CSP, level 3)."""


def page(sheet: Sheet) -> str:
    """Return a sheet as a whole HTML document."""
    kind = "Handed in" if sheet.show == "none" else "Feedback"
    title = escape(f"{kind}: {sheet.title}")
    parts = [f"<h1>{title}</h1>", _who(sheet), _lead(sheet), _overview(sheet)]
    parts += [_section(item) for item in sheet.items if item.body or item.again]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>\n"
    )


def _who(sheet: Sheet) -> str:
    name = f"{sheet.name} ({sheet.student})" if sheet.name else sheet.student
    when = ""
    if sheet.at is not None:
        at = sheet.at if sheet.at.tzinfo is None else sheet.at.astimezone(UTC)
        when = f" Handed in on {at.day} {at:%B %Y at %H:%M} UTC."
    return f"<p>For {escape(name)}.{when}</p>"


def _lead(sheet: Sheet) -> str:
    """Return what matters most: that it has come, or the points, and what was taken off for lateness."""
    code = (
        f'<p class="small">Code of the answers in your file: <code>{escape(sheet.code)}</code>. '
        "It is the one that your notebook showed when you handed in, if nothing was changed since.</p>"
    )
    if sheet.total is None:
        text = "Your work has come in, and is being looked at. There are no points yet."
        return f'<p class="total"><b>{text}</b></p>{code}'
    earned = f"{number(float(sheet.total))} of {points_text(float(sheet.of))}"
    late = ""
    if sheet.late:
        off = (
            f"{points_text(float(sheet.penalty))} taken off for this; the total above is what is left"
            if sheet.penalty
            else "nothing was taken off for this"
        )
        late = f"<p>Handed in {_span(sheet.late)} after the due date: {off}.</p>"
    elif sheet.penalty:
        off = points_text(float(sheet.penalty))
        late = f"<p>{off} taken off for lateness; the total above is what is left.</p>"
    told = (
        "This page gives points, without reasons. Your answers stand in your own notebook."
        if sheet.show == "score"
        else "Below are each question, your answer, what is right, and why."
    )
    waits = sum(item.state.startswith("Not read yet") for item in sheet.items)
    note = f'<p class="note">{_texts(waits)} not been read yet, so the total may rise.</p>' if waits else ""
    return f'<p class="total"><b>Total: {earned}.</b></p>{late}{note}<p>{told}</p>{code}'


def _overview(sheet: Sheet) -> str:
    told = sheet.total is not None
    names = ("Question", "Points", "In words") if told else ("Question", "In words")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(_row(item) for item in sheet.items)
    return (
        f"<table><caption>Overview</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        if sheet.items
        else "<p>Nothing here is graded.</p>"
    )


def _row(item: Item) -> str:
    title = escape(item.title)
    if item.body or item.again:
        title = f'<a href="#{escape(item.id)}">{title}</a>'
    about = f" (outcome {', '.join(item.outcomes)})" if item.outcomes else ""
    points = f'<td class="points">{_points(item)}</td>' if item.points is not None else ""
    return f'<tr><th scope="row">{title}{escape(about)}</th>{points}<td>{escape(item.state)}</td></tr>'


def _section(item: Item) -> str:
    again = "".join(f"<li>{escape(place)}</li>" for place in item.again)
    where = f"<p><b>Where to read again:</b></p><ul>{again}</ul>" if again else ""
    points = f", {_points(item)} {points_text(float(item.of)).split()[-1]}" if item.points is not None else ""
    heading = f"{escape(item.title)}: {escape(item.state[:1].lower() + item.state[1:])}{points}"
    return f'<section id="{escape(item.id)}"><h2>{heading}</h2>{item.body}{where}</section>'


def _points(item: Item) -> str:
    return f"{number(float(item.points or 0))} of {number(float(item.of))}"


def _texts(count: int) -> str:
    return "One text has" if count == 1 else f"{count} texts have"


def _span(seconds: float) -> str:
    """Return a time in words, rounded down: 2 days and 3 hours; less than a minute."""
    minutes = int(seconds // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "day"), (hours, "hour"), (0 if days else rest, "minute")]
    said = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts if count]
    return " and ".join(said) or "less than a minute"
