"""HTML of a question's inputs, as controls.js reads it: data-field, data-slot. Knows no question type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from casework.markup import UNIQUE, inline, words


def why(slot: str) -> str:
    """Return the place for what is said at a slot."""
    return f'<div class="cw-why" id="{UNIQUE}-{slot}" hidden></div>'


def choice(kind: str, letter: str, text: str, field: str = "") -> str:
    """Return one option as a whole row to press; ``kind`` is radio or checkbox, ``text`` Markdown."""
    return (
        f'<div class="cw-choice" data-option="{letter}" data-slot="{letter}"><label class="cw-option">'
        f'<input type="{kind}" name="{UNIQUE}{field}" data-field="{field}" value="{letter}">'
        f'<span class="cw-letter">{letter}.</span><span class="cw-option-text">{inline(text)}</span></label>'
        f"{why(letter)}</div>"
    )


def select_row(
    field: str, label: str, options: Mapping[str, str], first: str = "Choose …", slot: str | None = None
) -> str:
    """
    Return a labelled list to choose from.

    Args:
        options: value -> Markdown.
        slot: where feedback on it is put: the field's own place unless named; "" for none here.
    """
    slot = field if slot is None else slot
    place = f' data-slot="{slot}"' if slot else ""
    listed = "".join(
        f'<option value="{value}">{escape(words(text))}</option>' for value, text in options.items()
    )
    name = f"{UNIQUE}f-{field}"
    return (
        f'<div class="cw-row"{place}><label for="{name}">{inline(label)}</label>'
        f'<select id="{name}" data-field="{field}"><option value="">{first}</option>{listed}</select>'
        f"{why(slot) if slot else ''}</div>"
    )


def group(legend: str, rows: Sequence[str], slot: str = "", kind: str = "") -> str:
    """Return rows with a name for all of them; ``legend`` is Markdown, ``slot`` where feedback is put."""
    place = f' data-slot="{slot}"' if slot else ""
    return (
        f'<fieldset class="cw-row"{place}><legend>{inline(legend)}</legend>'
        f'<div class="{kind}">{"".join(rows)}</div>{why(slot) if slot else ""}</fieldset>'
    )


def radio(field: str, value: str, text: str) -> str:
    """Return one radio button with its text."""
    return (
        f'<label class="cw-cell"><input type="radio" name="{UNIQUE}-{field}" data-field="{field}" '
        f'value="{value}"><span>{inline(text)}</span></label>'
    )


def radio_row(field: str, label: str, options: Mapping[str, str]) -> str:
    """Return a group of radio buttons in one line; ``options`` are value -> Markdown."""
    cells = "".join(radio(field, value, text) for value, text in options.items())
    return (
        f'<fieldset class="cw-row" data-slot="{field}"><legend>{inline(label)}</legend>'
        f'<div class="cw-cells">{cells}</div>{why(field)}</fieldset>'
    )


def text_area(field: str, label: str, rows: int = 4) -> str:
    """Return a labelled field for a text of several lines; ``label`` is plain text."""
    name = f"{UNIQUE}f-{field}"
    return (
        f'<div class="cw-row"><label for="{name}">{escape(label)}</label>'
        f'<textarea id="{name}" data-field="{field}" rows="{rows}"></textarea></div>'
    )


def text_line(field: str, label: str, mode: str = "text") -> str:
    """Return a labelled field of one line; ``mode`` is the keyboard a phone shows."""
    name = f"{UNIQUE}f-{field}"
    return (
        f'<div class="cw-row"><label for="{name}">{escape(label)}</label>'
        f'<input type="text" inputmode="{mode}" id="{name}" data-field="{field}" autocomplete="off" '
        'spellcheck="false"></div>'
    )


def box(chosen: bool) -> str:
    """Return a drawn box for print, ticked or empty."""
    return "&#9746;" if chosen else "&#9744;"
