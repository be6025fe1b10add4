"""The certificate's panel: a field for a name, a button, and what came of it. Makes no certificate itself."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets

from casework.module import CourseError
from casework.widgets.status import Status

HOW = (
    "Type the name that is to stand on it. The name goes into the two files that you download, and nowhere "
    "else: not into the record, not to anybody."
)


class CertificatePanel(ipywidgets.VBox):
    """
    A name to type and a button to press.

    Args:
        make: takes the name and returns links to the files as HTML, or raises CourseError.
    """

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make
        self.name = ipywidgets.Text(
            description="Name", layout={"width": "auto", "max_width": "34em"}, continuous_update=False
        )
        self.button = ipywidgets.Button(
            description="Make my certificate", button_style="primary", layout={"width": "auto"}
        )
        self.status, self.result = Status(), ipywidgets.HTML()
        self.button.on_click(self._press)
        super().__init__([ipywidgets.HTML(f"<p>{HOW}</p>"), self.name, self.button, self.status, self.result])
        self.add_class("cw-keys")

    def _press(self, _: object) -> None:
        """Make the files, or say in words why not; never raise."""
        try:
            self.result.value = self._make(self.name.value)
            self.status.text = "The certificate is ready: press a link to download it."
        except CourseError as error:
            self.result.value, self.status.text = "", f"Not made: {error}."

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        return {**bundle, "text/html": f"<p>{escape(HOW)}</p>", "text/plain": HOW}
