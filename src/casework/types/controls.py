"""HTML of a question's inputs, as controls.js reads it: data-field, data-slot. Knows no question type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from casework.languages import _
from casework.markup import UNIQUE, inline, words

LISTED = 30
"""Characters: what a list shows whole in a window of 400 pixels."""


def why(slot: str) -> str:
    """Return the place for what is said at a slot."""
    return f'<div class="cw-why" id="{UNIQUE}-{escape(slot)}" hidden></div>'


def choice(kind: str, letter: str, text: str, field: str = "", shown: str = "") -> str:
    """
    Return one option as a whole row to press.

    Args:
        kind: radio or checkbox.
        letter: the option's id.
        text: Markdown.
        shown: the letter before it, where the options stand in another order than their ids.
    """
    letter, field, shown = escape(letter), escape(field), escape(shown or letter)
    return (
        f'<div class="cw-choice" data-option="{letter}" data-slot="{letter}"><label class="cw-option">'
        f'<input type="{kind}" name="{UNIQUE}{field}" data-field="{field}" value="{letter}">'
        f'<span class="cw-letter">{shown}.</span><span class="cw-option-text">{inline(text)}</span></label>'
        f"{why(letter)}</div>"
    )


def select(field: str, label: str, options: Mapping[str, str], first: str = "") -> str:
    """Return a list to choose from with its label; ``options`` are value -> Markdown."""
    listed = "".join(
        f'<option value="{escape(value)}">{escape(words(text))}</option>' for value, text in options.items()
    )
    field = escape(field)
    name, first = f"{UNIQUE}f-{field}", first or _("Choose …")
    return (
        f'<label for="{name}">{inline(label)}</label>'
        f'<select id="{name}" data-field="{field}"><option value="">{first}</option>{listed}</select>'
    )


def one_of(field: str, label: str, options: Mapping[str, str]) -> str:
    """Return a row to choose one of ``options``: a list, or buttons where a narrow list would cut a text."""
    if max(len(words(text)) for text in options.values()) > LISTED:
        return radio_row(field, label, options)
    inside = f"{select(field, label, options)}{why(field)}"
    return f'<div class="cw-row cw-line" data-slot="{escape(field)}">{inside}</div>'


def group(legend: str, rows: Sequence[str]) -> str:
    """Return rows with a name for all of them; ``legend`` is Markdown."""
    return f'<fieldset class="cw-group"><legend>{inline(legend)}</legend>{"".join(rows)}</fieldset>'


def grid(slot: str, legend: str, cells: Sequence[str], longest: int) -> str:
    """
    Return cells beside each other, as many as there is room for, with one place for what is said of them.

    Args:
        longest: characters of the longest text in a cell, which is not cut.
    """
    return (
        f'<fieldset class="cw-row" data-slot="{escape(slot)}"><legend>{inline(legend)}</legend>'
        f'<div class="cw-grid" style="--cw-longest: {longest}">'
        + "".join(f"<div>{cell}</div>" for cell in cells)
        + f"</div>{why(slot)}</fieldset>"
    )


def radio(field: str, value: str, text: str) -> str:
    """Return one radio button with its text."""
    field = escape(field)
    return (
        f'<label class="cw-option cw-cell"><input type="radio" name="{UNIQUE}-{field}" data-field="{field}" '
        f'value="{escape(value)}"><span>{inline(text)}</span></label>'
    )


def radio_row(field: str, label: str, options: Mapping[str, str]) -> str:
    """Return a group of radio buttons in one line; ``options`` are value -> Markdown."""
    cells = "".join(radio(field, value, text) for value, text in options.items())
    return (
        f'<fieldset class="cw-row" data-slot="{escape(field)}"><legend>{inline(label)}</legend>'
        f'<div class="cw-cells">{cells}</div>{why(field)}</fieldset>'
    )


def text_area(field: str, label: str, rows: int = 4) -> str:
    """Return a labelled field for a text of several lines; ``label`` is plain text."""
    name = f"{UNIQUE}f-{field}"
    return (
        f'<div class="cw-typed"><label for="{name}">{escape(label)}</label>'
        f'<textarea id="{name}" data-field="{field}" rows="{rows}"></textarea></div>'
    )


def text_line(field: str, label: str, more: str = "") -> str:
    """Return a labelled field of one line; ``label`` is plain text, ``more`` are further attributes."""
    name = f"{UNIQUE}f-{field}"
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input type="text" id="{name}" data-field="{field}" autocomplete="off" spellcheck="false"{more}>'
    )


def typed_row(slot: str, inputs: Sequence[str]) -> str:
    """Return inputs beside each other, each with its label, and one place for what is said of them."""
    cells = "".join(f'<div class="cw-typed">{one}</div>' for one in inputs)
    return f'<div class="cw-row" data-slot="{slot}"><div class="cw-cells">{cells}</div>{why(slot)}</div>'


def box(chosen: bool) -> str:
    """Return a drawn box for print, ticked or empty."""
    return "&#9746;" if chosen else "&#9744;"
