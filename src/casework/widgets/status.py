"""A status line beside ipywidgets, read out when it changes. Records nothing; status.js draws it."""

from __future__ import annotations

import anywidget
import traitlets

from casework.widgets.loading import joined


class Status(anywidget.AnyWidget):
    """
    One line of text, read out by screen readers when it changes; ipywidgets has no such thing.

    In a box of class ``cw-keys`` it also keeps the notebook from taking keys that are meant for the box.
    """

    _esm = joined("keys.js", "status.js")

    text = traitlets.Unicode().tag(sync=True)
