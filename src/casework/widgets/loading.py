"""How a widget's JavaScript and CSS reach the page: once a kernel, not once a widget. Draws nothing."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from casework.languages import spoken as spoken_language
from casework.widgets.words import front_matter, spoken_script

_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/[ \t]*)\n", re.DOTALL | re.MULTILINE)
"""A comment that has its lines to itself. Others stay: telling them from text in quotes takes a parser."""


def joined(*names: str) -> str:
    """
    Return the named front-end files as one text: anywidget resolves no imports between local files.

    Comments are for those who read the files; the page gets the code alone, its names and lines as they are.
    """
    folder = files("casework.widgets")
    return "\n".join(_COMMENT.sub("", folder.joinpath(name).read_text(encoding="utf-8")) for name in names)


def spoken(*names: str) -> str:
    """Return front-end files joined behind their texts in English; `words.spoken_script` has others."""
    return front_matter() + joined(*names)


class Code(anywidget.AnyWidget):
    """The code and style of one widget class, as a model of their own that is never shown."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)


class LightWidget(anywidget.AnyWidget):
    """
    A widget that sends its class's ``module`` and ``style`` to the page once, however many there are of it.

    anywidget sends ``_esm`` and ``_css`` with every instance, and the page compiles and styles anew for each:
    with 30 questions that was over a third of the time. ``_esm`` is only loader.js, which gets the code from
    one `Code` model, by anywidget's own way for a widget that refers to another. That model comes back after
    a reload and goes with a restart like any other.

    Attributes:
        module: an ES module; its default export's ``initialize()`` returns ``{render}``.
        style: its CSS.
    """

    module: str
    style: str
    _esm = joined("loader.js")
    _code = anywidget.WidgetTrait().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        code = _code_of(type(self))
        super().__init__(_code=code, layout=code.layout, **traits)  # nobody lays these out one by one


_codes: dict[str, Code] = {}


def _code_of(kind: type[LightWidget]) -> Code:
    """Return the kernel's Code model of a class; a new one where somebody has closed all widgets."""
    name = f"{kind.__module__}.{kind.__name__}{spoken_language()}"  # also the id of its style element
    if name not in _codes or _codes[name].comm is None:
        _codes[name] = Code(_esm=spoken_script(kind.module), _css=kind.style, _anywidget_id=name)
    return _codes[name]
