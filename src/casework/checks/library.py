"""Checks the library: each fact and paragraph that it names is there. Its shape the reader checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from casework.references import FILE, Reference, read_references
from casework.yaml_lines import ContentError, Problem, display_path, load

LISTED = "B-R"
"""How rows of source_points.csv begin that are references of the brief: the library has each of them."""


def check_library(
    folder: Path, facts: frozenset[str] | None, points: frozenset[str] | None
) -> tuple[frozenset[str] | None, list[Problem]]:
    """
    Return the ids of the library's entries, and what is wrong with them.

    Args:
        facts, points: the ids that there are; None where they are not known, so that nobody is blamed.

    Returns:
        The ids: none where there is no library, None where it cannot be read.
    """
    path = folder / FILE
    known: Mapping[str, Reference] = {}
    problems: list[Problem] = []
    if path.exists():
        try:
            known = read_references(path)
            document = load(path)
        except ContentError as error:
            return None, list(error.problems)
        problems = [
            document.problem(text, index, item=f"reference {one.id!r}")
            for index, one in enumerate(known.values())
            for text in _meaning(one, facts, points)
        ]
    listed = {id_ for id_ in points or () if id_.startswith(LISTED)}
    for id_ in sorted(listed - {cited for one in known.values() for cited in one.cites}):
        text = f'no entry has {id_}, a reference of the brief; add one with "cites": ["{id_}"]'
        problems.append(Problem(display_path(path), 1, "", text))
    return frozenset(known), problems


def _meaning(one: Reference, facts: frozenset[str] | None, points: frozenset[str] | None) -> Iterator[str]:
    for field, ids, there, file in (
        ("facts", one.facts, facts, "facts.yaml"),
        ("cites", one.cites, points, "source_points.csv"),
    ):
        for id_ in ids:
            if there is not None and id_ not in there:
                yield f"{field!r} names {id_!r}, which is not in data/{file}; correct or remove it"
