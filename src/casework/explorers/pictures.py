"""Pictures of data, each with its words: dots by year, intervals, timelines. Reads no tables; see svg.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from casework.explorers.svg import ACCENT, INK, drawn
from casework.markup import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINE = 0.17
"""Inches that one more line of words takes."""


@dataclass(frozen=True)
class Picture:
    """A picture as SVG, or None where matplotlib is not installed, and the same in words."""

    svg: str | None
    alt: str


@dataclass(frozen=True)
class Point:
    """A value at a year; ``words`` is the value as it is said ("about 11,500")."""

    year: int
    value: float
    words: str


@dataclass(frozen=True)
class Series:
    """A named row of points, in order of the years."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Interval:
    """An estimate with the ends of its interval; ``pooled`` if it sums up several studies."""

    name: str
    estimate: float
    low: float
    high: float
    pooled: bool

    @property
    def words(self) -> str:
        """The estimate and its interval as they are said."""
        return f"{number(self.estimate)} ({number(self.low)} to {number(self.high)})"


@dataclass(frozen=True)
class Lane:
    """A name and the years in which something of that name happened."""

    name: str
    years: tuple[int, ...]


def by_year(series: Sequence[Series], unit: str, joined: bool) -> Picture:
    """Return one panel of dots a series, all on one scale from zero; lines only between following years."""
    said = ". ".join(
        f"{one.name}: " + "; ".join(f"{point.year}: {point.words}" for point in one.points) for one in series
    )
    alt = f"Dots by year, {unit}; {len(series)} {'panel' if len(series) == 1 else 'panels'}. {said}."
    top = max(point.value for one in series for point in one.points) or 1.0
    years = [point.year for one in series for point in one.points]

    def draw(figure: Figure) -> None:
        panels = figure.subplots(len(series), 1, sharex=True, squeeze=False)[:, 0]
        for axes, one in zip(panels, series, strict=True):
            axes.set_title(_wrapped(one.name))
            axes.set_ylim(0, top * 1.3)
            axes.set_xlim(min(years) - 1, max(years) + 1)
            axes.yaxis.set_major_locator(_few_ticks())
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
            axes.xaxis.set_major_locator(_few_ticks(whole=True))
            axes.grid(axis="y", color=INK, alpha=0.15, linewidth=0.8)
            if joined:
                for one_point, other in pairwise(one.points):
                    if other.year - one_point.year == 1:
                        ends = [one_point.year, other.year], [one_point.value, other.value]
                        axes.plot(*ends, color=ACCENT, linewidth=1.5)
            x, y = [point.year for point in one.points], [point.value for point in one.points]
            axes.plot(x, y, "o", color=ACCENT, markersize=5)
            first, last = one.points[0], one.points[-1]
            _note(axes, last.words, (last.year, last.value), (4, 5), "right")
            if last.year - first.year > 0.25 * (max(years) - min(years)):  # else the two would overlap
                _note(axes, first.words, (first.year, first.value), (-4, 5), "left")

    extra = sum(_wrapped(one.name).count("\n") for one in series)
    return Picture(drawn(0.45 + 0.95 * len(series) + LINE * extra, draw, alt), alt)


def intervals(rows: Sequence[Interval], unit: str) -> Picture:
    """Return a forest plot: a mark and a line for each row, on a logarithmic scale, with a line at 1."""
    said = "; ".join(
        f"{row.name}: {row.words}, {'pooled from several studies' if row.pooled else 'one study'}"
        for row in rows
    )
    alt = f"Forest plot; {unit}; logarithmic scale; 1 means no difference. {said}."
    labels = [f"{_wrapped(row.name)}\n{row.words}" for row in rows]
    low, high = min([*(row.low for row in rows), 0.8]), max([*(row.high for row in rows), 1.25])

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.set_xscale("log")
        axes.set_xlim(low / 1.15, high * 1.15)
        axes.set_ylim(len(rows) - 0.5, -0.9)
        ticks = [tick for tick in (0.1, 0.25, 0.5, 1, 2, 4, 8) if low / 1.15 <= tick <= high * 1.15]
        axes.set_xticks(ticks, [number(tick) for tick in ticks])
        axes.minorticks_off()
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(unit)
        for index, row in enumerate(rows):
            # At 1 a stroke for each row, so that no line crosses the words above.
            axes.plot([1, 1], [index - 0.2, index + 0.2], color=INK, linewidth=1.2)
            axes.plot([row.low, row.high], [index, index], color=ACCENT, linewidth=2)
            axes.plot([row.estimate], [index], "s" if row.pooled else "o", color=ACCENT, markersize=7)
            place = axes.get_yaxis_transform()
            label = axes.text(0, index - 0.25, labels[index], transform=place, va="bottom")
            label.set_in_layout(False)

    # The words of a row take the half of it that the marks leave free.
    tallest = LINE * max(label.count("\n") + 1 for label in labels)
    return Picture(drawn(0.5 + 2 * tallest * len(rows), draw, alt), alt)


def timeline(lanes: Sequence[Lane], what: str) -> Picture:
    """Return a row for each lane with a dot a year; ``what`` says what a dot is."""
    count = sum(len(lane.years) for lane in lanes)
    said = "; ".join(f"{lane.name}: {_years(lane.years)}" for lane in lanes)
    alt = f"Timeline, {count} dots, each {what}. {said}."
    years = [year for lane in lanes for year in lane.years]
    first, last = min(years), max(years)
    span = max(last - first, 10)
    single = all(len(lane.years) == 1 for lane in lanes)

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.set_xlim(first - 0.06 * span, first + 1.06 * span)
        axes.set_ylim(len(lanes) - 0.5, -0.5 if single else -0.9)
        axes.set_yticks([])
        axes.xaxis.set_major_locator(_few_ticks(whole=True))
        axes.spines["left"].set_visible(False)
        for index, lane in enumerate(lanes):
            axes.axhline(index, color=INK, alpha=0.15, linewidth=0.8)
            axes.plot(lane.years, [index] * len(lane.years), "o", color=ACCENT, markersize=5, alpha=0.75)
            if single:
                (year,) = lane.years
                late = year > first + span / 2
                words = f"{lane.name} {year}"
                _note(
                    axes, words, (year, index), (-6 if late else 6, 0), "right" if late else "left", "center"
                )
            else:
                words = f"{lane.name}: {len(lane.years)}"
                axes.text(0, index - 0.45, words, transform=axes.get_yaxis_transform(), va="center")

    return Picture(drawn(0.5 + (0.2 if single else 0.45) * len(lanes), draw, alt), alt)


def _wrapped(words: str) -> str:
    """Return words in lines that fit into the picture's width."""
    return "\n".join(wrap(words, 38))


def _years(years: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(years)))


def _few_ticks(whole: bool = False) -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=4 if whole else 3, integer=whole)


def _note(
    axes: Axes,
    words: str,
    point: tuple[float, float],
    offset: tuple[int, int],
    side: str,
    height: str = "baseline",
) -> None:
    """Write words beside a point, ``offset`` in points, on the side where they end or begin."""
    axes.annotate(
        words, point, xytext=offset, textcoords="offset points", ha=side, va=height, annotation_clip=False
    )
