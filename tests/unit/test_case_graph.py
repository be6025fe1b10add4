"""The branching graph of a case as pure data: walking, loops, lost steps, lightest and heaviest paths."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.case_graph import ELSE, END, Graph, extremes, follow, loop, unreachable, walk

LETTERS = (ELSE, *"abcd")


@st.composite
def graphs(draw: st.DrawFn, forward: bool = True) -> Graph:
    """Return a graph of up to 8 steps; ``forward`` ones lead only to later steps, so none has a loop."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 8)))]
    graph = {}
    for place, name in enumerate(names):
        targets = st.sampled_from([*(names[place + 1 :] if forward else names), END])
        letters = draw(st.lists(st.sampled_from(LETTERS[1:]), unique=True))
        graph[name] = {letter: draw(targets) for letter in [*letters, ELSE]}
    if forward:  # the order of the file says nothing about the order of the steps
        order = draw(st.permutations(names))
        return {name: graph[name] for name in order}
    return graph


def all_paths(graph: Graph, here: str) -> Iterator[tuple[str, ...]]:
    """Yield every path from a step to the end, one by one."""
    if here == END:
        yield ()
        return
    for target in set(graph[here].values()):
        yield from ((here, *rest) for rest in all_paths(graph, target))


def reaches_itself(graph: Graph, start: str) -> bool:
    """Return whether a step can be come back to."""
    seen: set[str] = set()
    todo = set(graph[start].values()) - {END}
    while todo:
        here = todo.pop()
        seen.add(here)
        todo |= set(graph[here].values()) - {END} - seen
    return start in seen


def test_an_answer_has_its_own_way_or_the_usual_one() -> None:
    """A named answer has its way; any other, and a blank, the way else; "else" is no answer."""
    ways = {"a": "s1", "b": END, ELSE: "s2"}

    assert [follow(ways, one) for one in ("a", "b", "c", None, "constructor")] == [
        "s1",
        END,
        "s2",
        "s2",
        "s2",
    ]


@given(graphs(), st.data())
def test_a_walk_is_one_of_all_paths(graph: Graph, data: st.DataObject) -> None:
    """Whatever is answered, a walk is a path of the graph and asks each step's answer once."""
    asked = []

    def answer(id_: str) -> str | None:
        asked.append(id_)
        return data.draw(st.sampled_from([None, *"abcd"]))

    start = next(iter(graph))
    path = walk(graph, start, answer)

    assert path in set(all_paths(graph, start))
    assert asked == list(path)


@given(graphs(), st.data())
def test_extremes_are_those_of_all_paths(graph: Graph, data: st.DataObject) -> None:
    """Lightest and heaviest path are what going through every path one by one finds."""
    values = data.draw(st.lists(st.integers(0, 12), min_size=len(graph), max_size=len(graph)))
    weights = {name: Fraction(value, 3) for name, value in zip(graph, values, strict=True)}
    starts = data.draw(st.lists(st.sampled_from([*graph]), min_size=1, max_size=3))
    low, high = extremes(graph, starts, weights)
    paths = {path for start in starts for path in all_paths(graph, start)}
    sums = {path: sum((weights[step] for step in path), Fraction(0)) for path in paths}

    assert (low.weight, high.weight) == (min(sums.values()), max(sums.values()))
    assert (sums[low.steps], sums[high.steps]) == (low.weight, high.weight)


@settings(max_examples=300)
@given(graphs(forward=False))
def test_a_loop_is_found_if_there_is_one(graph: Graph) -> None:
    """A loop is found exactly where a step can be come back to, and each of its steps leads to the next."""
    ring = loop(graph)

    assert bool(ring) == any(reaches_itself(graph, name) for name in graph)
    if ring:
        assert ring[0] == ring[-1]
        assert len(set(ring)) == len(ring) - 1
        assert all(after in graph[before].values() for before, after in zip(ring, ring[1:], strict=False))
        assert min(ring, key=[*graph].index) == ring[0]


@given(graphs(), st.data())
def test_unreachable_are_the_steps_on_no_path(graph: Graph, data: st.DataObject) -> None:
    """The lost steps are those that are on no path from any start, in the file's order."""
    starts = data.draw(st.lists(st.sampled_from([*graph]), min_size=1, max_size=2))
    met = {step for start in starts for path in all_paths(graph, start) for step in path}

    assert unreachable(graph, starts) == tuple(name for name in graph if name not in met)


def test_many_paths_take_no_time() -> None:
    """A chain of 40 forks has a million million paths; its extremes are still found at once."""
    graph = {f"s{n}": {"a": f"s{n + 1}", "b": f"s{n + 2}", ELSE: f"s{n + 1}"} for n in range(40)}
    graph |= {"s40": {ELSE: END}, "s41": {ELSE: END}}
    low, high = extremes(graph, ["s0"], dict.fromkeys(graph, Fraction(1)))

    assert (low.weight, high.weight) == (21, 41)
