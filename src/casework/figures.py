"""Accessible pictures of small tables: bars, then the same numbers as a table. No statistics, no files."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol

from casework.languages import _
from casework.module import CourseError

# Jupyter's own colour variables, with fallbacks for plain pages: light, dark and print.
_COLOUR = "color:var(--jp-ui-font-color1, inherit)"
_LEFT = "text-align:left;font-weight:normal;padding:0.2em 0.8em 0.2em 0;white-space:normal"
_RIGHT = "text-align:right;font-weight:normal;padding:0.2em 0"


class Frame(Protocol):
    """What we use of a pandas DataFrame. A protocol, so that pandas is never imported here."""

    @property
    def columns(self) -> Iterable[Any]: ...

    def __getitem__(self, name: str, /) -> Iterable[Any]: ...


class FigureError(CourseError):
    """A figure that would mislead or cannot be drawn: one line, where - what - what to do."""


@dataclass(frozen=True)
class BarFigure:
    """Horizontal bars with a data table. Shows itself in a notebook; `print` gives the numbers as text."""

    title: str
    unit: str
    source: str
    note: str
    heading: str
    rows: tuple[tuple[str, float], ...]

    def __repr__(self) -> str:
        width = max(len(label) for label, _ in self.rows)
        body = [f"  {label:<{width}}  {_number(value)}" for label, value in self.rows]
        return "\n".join(
            [
                f"{self.title} ({self.unit})",
                *body,
                f"{_('Source:')} {self.source}",
                f"{_('Note:')} {self.note}",
            ]
        )

    def _repr_html_(self) -> str:
        longest = max(value for _, value in self.rows) or 1.0
        values = "; ".join(f"{label}: {_number(value)}" for label, value in self.rows)
        spoken = f"{_('Bar chart')}, {self.unit}. {values}."
        bars = "".join(_bar(label, value, longest) for label, value in self.rows)
        cells = "".join(
            f'<tr><th scope="row" style="{_LEFT}">{escape(label)}</th>'
            f'<td style="{_RIGHT}">{_number(value)}</td></tr>'
            for label, value in self.rows
        )
        # Text stands in HTML and only the bars are SVG: words keep their size at 400 px, and bars survive
        # printing and high-contrast modes (CSS backgrounds survive neither).
        return (
            f'<figure style="margin:0.5em 0;max-width:40em;{_COLOUR}">'
            f'<figcaption style="font-weight:bold;margin-bottom:0.5em">{escape(self.title)}</figcaption>'
            f'<div role="img" aria-label="{escape(spoken)}">{bars}</div>'
            '<table style="border-collapse:collapse;margin:0.8em 0;width:100%;table-layout:auto">'
            f'<caption style="{_LEFT}">{_("The same numbers as a table")}</caption><thead><tr>'
            f'<th scope="col" style="{_LEFT}">{escape(self.heading)}</th>'
            f'<th scope="col" style="{_RIGHT}">{escape(self.unit)}</th></tr></thead>'
            f"<tbody>{cells}</tbody></table>"
            f"<p><strong>{_('Source:')}</strong> {escape(self.source)}</p>"
            f"<p><strong>{_('What it counts:')}</strong> {escape(self.note)}</p></figure>"
        )


def bar_figure(
    frame: Frame, label: str, value: str, *, title: str, unit: str, source: str, note: str
) -> BarFigure:
    """Bars of column `value` named by column `label`, in the order of `frame` (a DataFrame or the like).

    `unit` names what one step of the values is ("million people"); `source` is who published them and when;
    `note` says what the numbers count and what they cannot show: none of the three may be empty.
    Raises FigureError for a missing column, no rows, or a value that is missing, negative or no number.
    """
    for name, text in (("title", title), ("unit", unit), ("source", source), ("note", note)):
        if not text.strip():
            raise FigureError(f"bar_figure: {name} is empty - a figure always says it - write it in words")
    columns = [str(column) for column in frame.columns]
    for column in (label, value):
        if column not in columns:
            raise FigureError(
                f"bar_figure: no column '{column}' - it has {', '.join(columns)} - use one of these"
            )
    labels = [str(entry) for entry in frame[label]]
    rows = tuple(
        (name, _checked(entry, name, value)) for name, entry in zip(labels, frame[value], strict=True)
    )
    if not rows:
        raise FigureError("bar_figure: the table has no rows - one or more are needed - check its file")
    return BarFigure(title, unit, source, note, label.replace("_", " ").capitalize(), rows)


def _checked(entry: Any, name: str, column: str) -> float:
    where = f"bar_figure: column '{column}', row '{name}'"
    try:
        number = math.nan if isinstance(entry, bool | str) else float(entry)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise FigureError(
            f"{where}: {entry} is no number - a bar needs 0 or more - drop the row or fill it in"
        )
    if number < 0:
        raise FigureError(f"{where}: {entry} is negative - a bar needs 0 or more - choose another picture")
    return number


def _number(value: float) -> str:
    return f"{value:,.10g}"


def _bar(label: str, value: float, longest: float) -> str:
    share = f"{100 * value / longest:.2f}"
    return (
        '<div style="margin:0.4em 0"><div style="display:flex;justify-content:space-between;gap:1em">'
        f"<span>{escape(label)}</span><span>{_number(value)}</span></div>"
        '<svg viewBox="0 0 100 6" preserveAspectRatio="none" style="display:block;width:100%;height:14px"'
        ' aria-hidden="true">'
        '<rect x="0" y="0" width="100" height="6" fill="currentColor" fill-opacity="0.12"></rect>'
        f'<rect x="0" y="0" width="{share}" height="6" fill="var(--jp-brand-color1, currentColor)"></rect>'
        "</svg></div>"
    )
