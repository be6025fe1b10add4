"""The language a kernel speaks: told by the notebook's folder, spoken through gettext. Holds no texts."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

LANGUAGES = {"es": "en español"}
"""What there is beside English, by the name of its folders, with the words that a link to it has."""
DOMAIN = "casework"
LOCALE = Path(__file__).with_name("locale")

_spoken = [""]
"""One a process: a kernel has one notebook, and a message from its page comes from outside any cell."""


def language_of(place: Path) -> tuple[str, Path]:
    """Return the language of a notebook's folder ("" for English), and the folder of its module."""
    return (place.name, place.parent) if place.name in LANGUAGES else ("", place)


def in_words(notebook: Path) -> str:
    """Return which language a notebook is in, in that language; empty where it is the one that is spoken."""
    code = language_of(notebook.parent)[0]
    return "" if code == spoken() else LANGUAGES.get(code, "in English")


def speak(code: str) -> None:
    """Speak a language from now on, "" for English; one that there is not is English too."""
    _spoken[0] = code if code in LANGUAGES else ""


def spoken() -> str:
    """Return the language that is spoken, "" for English."""
    return _spoken[0]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while."""
    before = spoken()
    speak(code)
    try:
        yield
    finally:
        speak(before)


def lang() -> str:
    """Return the language as HTML's ``lang`` has it."""
    return spoken() or "en"


def N_(text: str) -> str:  # noqa: N802 (gettext's own name)
    """Mark a text for the catalogue where it is written; ``_`` translates it where it is said."""
    return text


def _(text: str) -> str:
    """Return a text of ours in the language that is spoken; English where the catalogue has none."""
    return _catalogue(spoken()).gettext(text) if spoken() else text


def n_(one: str, many: str, number: float) -> str:
    """Return the form that goes with a number."""
    if spoken():
        return _catalogue(spoken()).ngettext(one, many, 1 if number == 1 else 2)
    return one if number == 1 else many


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, [code], fallback=True)
