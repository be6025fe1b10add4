"""What all explorers share: labelled filters, a status line, the view below, a static twin. Knows no data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets

from casework.table_rules import Row
from casework.tables import Table, frame
from casework.widgets.status import Status


@dataclass(frozen=True)
class View:
    """What an explorer shows for one choice: a status in words, HTML, plain text, and the table's rows."""

    status: str
    html: str
    text: str
    rows: tuple[Row, ...]


class Explorer(ipywidgets.VBox):
    """
    Filters above a view of a table.

    Args:
        title: what the filters as a group are called.
        filters: each filter's label and what can be chosen, what is chosen first in front.
        show: takes label -> choice and returns the view.
        source: the table whose rows a view holds.
    """

    def __init__(
        self,
        title: str,
        filters: Mapping[str, Sequence[str]],
        show: Callable[[Mapping[str, str]], View],
        source: Table,
    ) -> None:
        self._title, self._show, self._source = title, show, source
        self._filters = {label: _dropdown(label, options) for label, options in filters.items()}
        self._status, self._body = Status(), ipywidgets.HTML()
        self._refresh()
        super().__init__([*self._filters.values(), self._status, self._body])
        self.add_class("cw-keys").add_class("cw-explorer")
        for dropdown in self._filters.values():
            dropdown.observe(self._refresh, "value")

    @property
    def table(self) -> Any:
        """The rows that are shown, as a pandas DataFrame to go on with."""
        rows = self._view.rows
        return frame(Table(self._source.name, self._source.title, self._source.columns, rows))

    def _refresh(self, _: object = None) -> None:
        self._view = self._show({label: dropdown.value for label, dropdown in self._filters.items()})
        self._status.text, self._body.value = self._view.status, self._view.html

    def fallback(self) -> tuple[str, str]:
        """Return what is shown as HTML and as text, for print, GitHub and pages without widgets."""
        chosen = [f"{label}: {dropdown.value}" for label, dropdown in self._filters.items()]
        words = f"{self._title}. {'. '.join(chosen)}. {self._view.status}"
        more = "In a live notebook you can choose other rows."
        html = f"<p><strong>{escape(words)}</strong> {more}</p>{self._view.html}"
        return html, f"{words}\n{more}\n{self._view.text}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        html, text = self.fallback()
        return {**bundle, "text/html": html, "text/plain": text}


def _dropdown(label: str, options: Sequence[str]) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(
        description=label,
        options=list(options),
        value=options[0],
        style={"description_width": "7em"},
        layout={"width": "auto", "max_width": "34em"},
    )
