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
    """What is shown for one choice: a status in words, HTML, plain text, and the table's rows, if any."""

    status: str
    html: str
    text: str
    rows: tuple[Row, ...] = ()


class Page(ipywidgets.VBox):
    """
    Filters above a view.

    Args:
        title: what the filters as a group are called.
        filters: each filter's label and what can be chosen, what is chosen first in front; for a filter of
            no choices, a box to type words in.
        show: takes label -> choice and returns the view.
    """

    more = "In a live notebook you can choose other rows."

    def __init__(
        self, title: str, filters: Mapping[str, Sequence[str]], show: Callable[[Mapping[str, str]], View]
    ) -> None:
        self._title, self._show = title, show
        self._filters = {
            label: _dropdown(label, options) if options else _box(label) for label, options in filters.items()
        }
        self._status, self._body = Status(), ipywidgets.HTML()
        self._refresh()
        super().__init__([*self._filters.values(), self._status, self._body])
        self.add_class("cw-keys").add_class("cw-explorer")
        for one in self._filters.values():
            one.observe(self._refresh, "value")

    def _refresh(self, _: object = None) -> None:
        self._view = self._show({label: one.value for label, one in self._filters.items()})
        self._status.text, self._body.value = self._view.status, self._view.html

    def fallback(self) -> tuple[str, str]:
        """Return what is shown as HTML and as text, for print, GitHub and pages without widgets."""
        chosen = [f"{label}: {one.value}" for label, one in self._filters.items() if one.value]
        return self._static(f"{self._title}. {'. '.join(chosen)}. {self._view.status}", self._view)

    def _static(self, words: str, view: View) -> tuple[str, str]:
        html = f"<p><strong>{escape(words)}</strong> {self.more}</p>{view.html}"
        return html, f"{words}\n{self.more}\n{view.text}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        html, text = self.fallback()
        return {**bundle, "text/html": html, "text/plain": text}


class Explorer(Page):
    """
    A page whose view holds rows of a table.

    Args:
        title, filters, show: as for every page.
        source: the table whose rows a view holds.
    """

    def __init__(
        self,
        title: str,
        filters: Mapping[str, Sequence[str]],
        show: Callable[[Mapping[str, str]], View],
        source: Table,
    ) -> None:
        self._source = source
        super().__init__(title, filters, show)

    @property
    def table(self) -> Any:
        """The rows that are shown, as a pandas DataFrame to go on with."""
        rows = self._view.rows
        return frame(Table(self._source.name, self._source.title, self._source.columns, rows))


_LOOK: dict[str, Any] = {
    "style": {"description_width": "7em"},
    "layout": {"width": "auto", "max_width": "34em"},
}


def _dropdown(label: str, options: Sequence[str]) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(description=label, options=list(options), value=options[0], **_LOOK)


def _box(label: str) -> ipywidgets.Text:
    """Return a box to type in; Enter, or leaving it, tells Python, so that not every letter is read out."""
    return ipywidgets.Text(
        description=label, placeholder="words, then Enter", continuous_update=False, **_LOOK
    )
