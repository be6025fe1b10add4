"""The branching graph of a case: walking it, finding loops and unequal paths. Pure; no files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

END = "end"
"""Where every path comes to; no step may have this id."""

ELSE = "else"
"""The way on for every answer that has none of its own, a blank included."""

Ways = Mapping[str, str]
"""Option letter or ELSE -> the step that follows, or END. ELSE is always there."""

Graph = Mapping[str, Ways]
"""Every step's ways on, by step id, in the order of the file."""


class Path(NamedTuple):
    """One way through a case: its steps in order, and the sum of their weights."""

    weight: Fraction
    steps: tuple[str, ...]


def follow(ways: Ways, answer: str | None) -> str:
    """Return the step after an answer, or END; ``answer`` is an option letter, None where there is none."""
    return ways[ELSE] if answer is None else ways.get(answer, ways[ELSE])


def walk(graph: Graph, start: str, answer: Callable[[str], str | None]) -> tuple[str, ...]:
    """Return the steps from ``start`` to the end, following the answers; the graph has no loop."""
    path = []
    here = start
    while here != END:
        path.append(here)
        here = follow(graph[here], answer(here))
    return tuple(path)


def loop(graph: Graph) -> tuple[str, ...]:
    """
    Return the first loop, from the step that the file has first and back to it; empty if there is none.

    Without a loop there is no dead end: each step has a way on, so each path comes to END.
    """
    place = {id_: number for number, id_ in enumerate(graph)}
    closed: set[str] = set()
    for first in graph:
        trail = [first]
        ahead = [iter(_targets(graph, first))]
        while trail:
            step = next(ahead[-1], None)
            if step is None:
                closed.add(trail.pop())
                ahead.pop()
            elif step in trail:
                found = trail[trail.index(step) :]
                turn = found.index(min(found, key=place.__getitem__))
                return (*found[turn:], *found[:turn], found[turn])
            elif step not in closed:
                trail.append(step)
                ahead.append(iter(_targets(graph, step)))
    return ()


def unreachable(graph: Graph, starts: Iterable[str]) -> tuple[str, ...]:
    """Return the steps that no path from a start comes to, in the file's order."""
    seen = set()
    todo = list(starts)
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += _targets(graph, here)
    return tuple(id_ for id_ in graph if id_ not in seen)


def extremes(graph: Graph, starts: Sequence[str], weights: Mapping[str, Fraction]) -> tuple[Path, Path]:
    """
    Return a lightest and a heaviest of all paths from a start to END; the graph has no loop.

    Works from the end of the graph to its starts (shortest path in an acyclic graph), so that the time is
    linear in the ways on, though the number of paths may double with each step.

    Args:
        weights: of each step, such as the points it offers; none is 0.
    """
    found: dict[str, tuple[Path, Path]] = {END: (Path(Fraction(0), ()),) * 2}
    for here in _backwards(graph, starts):
        own = weights.get(here, Fraction(0))
        ends = [found[step] for step in dict.fromkeys(graph[here].values())]
        low = min((one[0] for one in ends), key=lambda path: path.weight)
        high = max((one[1] for one in ends), key=lambda path: path.weight)
        found[here] = (
            Path(low.weight + own, (here, *low.steps)),
            Path(high.weight + own, (here, *high.steps)),
        )
    lows, highs = zip(*(found[start] for start in starts), strict=True)
    return min(lows, key=lambda path: path.weight), max(highs, key=lambda path: path.weight)


def _targets(graph: Graph, id_: str) -> list[str]:
    """Return the steps that can follow one, each once."""
    return [step for step in dict.fromkeys(graph[id_].values()) if step != END]


def _backwards(graph: Graph, starts: Iterable[str]) -> list[str]:
    """Return the steps that can be reached, each after all that can follow it."""
    done: dict[str, None] = {}
    todo = list(starts)
    while todo:
        here = todo[-1]
        ahead = [step for step in _targets(graph, here) if step not in done]
        if here in done or not ahead:
            done.setdefault(here)
            todo.pop()
        else:
            todo += ahead
    return list(done)
