"""The picture of a report: shares by outcome and level, as SVG with its words. Reads nothing; see svg.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.explorers.pictures import Picture
from casework.explorers.svg import ACCENT, INK, drawn
from casework.report.cells import percent
from casework.report.lines import HeatMap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, TOP = 0.3, 0.9
"""Inches that an outcome takes, and the names of the levels."""
STRONGEST = 0.55
"""How far a cell of which nothing was right is filled: letters on it stay readable, light and dark."""


def heat_picture(heat: HeatMap) -> Picture:
    """Return a square for each outcome and level: the fuller, the less was right; with its share as text."""
    shares = {pair: share for pair, share in heat.cells.items() if "" not in pair}
    said = "; ".join(f"{outcome} {level}: {percent(share)}" for (outcome, level), share in shares.items())
    alt = (
        "Squares by outcome (rows) and level (columns); the fuller a square, the less was right. "
        f"The table beside it has the same figures. {said}."
    )
    if not shares:
        return Picture(None, alt)

    def draw(figure: Figure) -> None:
        from matplotlib.patches import Rectangle

        axes = figure.subplots()
        for (outcome, level), share in shares.items():
            x, y = heat.levels.index(level), heat.outcomes.index(outcome)
            axes.add_patch(Rectangle((x, y), 1, 1, facecolor=ACCENT, alpha=STRONGEST * (1 - share)))
            axes.add_patch(Rectangle((x, y), 1, 1, fill=False, edgecolor=INK, linewidth=0.6))
            short = percent(share).replace("under ", "<").replace("over ", ">")
            axes.text(x + 0.5, y + 0.5, short, ha="center", va="center")
        axes.set_xlim(0, len(heat.levels))
        axes.set_ylim(len(heat.outcomes), 0)
        axes.set_xticks(
            [place + 0.5 for place in range(len(heat.levels))], heat.levels, rotation=30, ha="left"
        )
        axes.set_yticks([place + 0.5 for place in range(len(heat.outcomes))], heat.outcomes)
        axes.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
        for side in axes.spines.values():
            side.set_visible(False)

    return Picture(drawn(TOP + ROW * len(heat.outcomes), draw, alt), alt)
