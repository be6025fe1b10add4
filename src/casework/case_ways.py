"""How the steps of a case follow each other: `next` and `tracks`, each mistake in words. Not: questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from casework.case_graph import ELSE, END, Graph, Path, extremes, loop, unreachable
from casework.markup import points_text
from casework.yaml_lines import Document, Problem

Where = tuple[str | int, ...]


@dataclass(frozen=True)
class Track:
    """A role to look at the case from: its title (Markdown) and the step it starts at."""

    title: str
    start: str


def tracks_of(case: Mapping[str, Any]) -> dict[str, Track]:
    """Return the tracks of a case's data by id; empty where it has none. A track starts at the first step."""
    first = case["steps"][0]["id"]
    return {
        id_: Track(one["title"].strip(), one.get("start", first))
        for id_, one in case.get("tracks", {}).items()
    }


def graph_of(steps: Sequence[Mapping[str, Any]]) -> Graph:
    """Return the graph of steps' data: where ``next`` does not say, a step leads to the following one."""
    followers = [*(step["id"] for step in steps[1:]), END]
    graph = {}
    for step, follower in zip(steps, followers, strict=True):
        given = step.get("next", follower)
        graph[step["id"]] = {ELSE: follower, **given} if isinstance(given, dict) else {ELSE: given}
    return graph


def starts_of(case: Mapping[str, Any]) -> list[str]:
    """Return the steps at which a case can begin."""
    return [track.start for track in tracks_of(case).values()] or [case["steps"][0]["id"]]


def way_problems(
    document: Document, where: Where, case: Mapping[str, Any], points: Mapping[str, Fraction]
) -> Iterator[Problem]:
    """
    Yield what is wrong with the ways through a case whose parts are right by themselves.

    Args:
        where: the case's place in the document.
        points: what each graded step offers, by id.
    """
    steps, item = case["steps"], f"case {case['id']!r}"
    names = [step["id"] for step in steps]
    bad = [
        problem
        for index, step in enumerate(steps)
        for problem in _next_problems(document, (*where, "steps", index), step, names)
    ]
    for id_, track in tracks_of(case).items():
        if track.start not in names:
            text = f"track {id_!r} starts at {track.start!r}, which is no step of this case"
            text += f"; valid are {', '.join(names)}"
            bad.append(document.problem(text, *where, "tracks", id_, "start", item=item))
    yield from bad
    if bad:
        return
    graph, starts = graph_of(steps), starts_of(case)
    if ring := loop(graph):
        text = f"the steps {' > '.join(ring)} form a loop; every path must come to the end"
        place = (*where, "steps", names.index(ring[-2]), "next")
        yield document.problem(text, *place, item=_named(ring[-2]))
        return
    for id_ in unreachable(graph, starts):
        text = "no path leads to this step; name it in the 'next' of another step, or remove it"
        yield document.problem(text, *where, "steps", names.index(id_), item=_named(id_))
    low, high = extremes(graph, starts, points)
    if low.weight != high.weight:
        text = f"{_offer(low)} and {_offer(high)}; every path must offer the same graded points"
        yield document.problem(text, *where, "steps", item=item)


def _next_problems(
    document: Document, where: Where, step: Mapping[str, Any], names: Sequence[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the id and the ``next`` of one step."""
    item, given = _named(step["id"]), step.get("next")
    if step["id"] == END:
        yield document.problem(
            f"a step cannot have the id {END!r}, which ends a path", *where, "id", item=item
        )
    if "next" not in step:
        return
    valid = f"valid are {', '.join(names)} and {END}"
    place = (*where, "next")
    if isinstance(given, str):
        given = {"": given}
    elif not isinstance(given, dict) or not given:
        text = f"'next' is {'empty' if not given else repr(given)[:60]}; it must be a step's id, {END}, or "
        yield document.problem(f"{text}a step for each answer, such as {{b: {END}}}", *place, item=item)
        return
    else:
        question = step.get("question")
        if not question or question["type"] != "single":
            kind = f"is of type {question['type']!r}" if question else "is missing"
            text = f"'next' goes by the answer, but the step's question {kind}; only type 'single' branches"
            yield document.problem(f"{text}, so name one step", *place, item=item)
            return
        letters = [*question["options"], ELSE]
        for letter in given:
            if letter not in letters:
                text = f"'next' names the answer {letter!r}; valid are {', '.join(letters)}"
                yield document.problem(text, *place, letter, item=item)
    for letter, target in given.items():
        if not isinstance(target, str) or target not in {*names, END}:
            start = f"'next'{f' for {letter!r}' if letter else ''} is {repr(target)[:60]}"
            text = f"{start}, which is no step of this case; {valid}"
            yield document.problem(text, *place, *([letter] if letter else []), item=item)


def _offer(path: Path) -> str:
    return f"the path {' > '.join(path.steps)} offers {points_text(float(path.weight))}"


def _named(id_: str) -> str:
    return f"step {id_!r}"
