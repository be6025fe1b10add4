"""Which modules' code may be run: the list `executed` in assessments/grade.yaml. Runs nothing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from casework.module import stamp
from casework.yaml_lines import ContentError, load

FILE = "grade.yaml"
FIELD = "executed"


def executed(assessments: Path) -> frozenset[str]:
    """
    Return the modules whose code cells nbgrader runs; none where the file or its field is not there.

    Raises:
        ContentError: the file cannot be read, or the field is no list of names.
    """
    path = assessments / FILE
    changed = stamp(path)
    return frozenset() if changed is None else _read(path, changed)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int) -> frozenset[str]:
    """Read the file once for each state of it: it is asked for at every step of every submission."""
    document = load(path)
    names = document.data.get(FIELD, []) if isinstance(document.data, dict) else []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        text = f"{FIELD} must be a list of modules' names, such as [09-local-code]"
        raise ContentError([document.problem(text, FIELD)])
    return frozenset(names)
