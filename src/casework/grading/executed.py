"""Which modules' code may be run: the list `executed` in assessments/grade.yaml. Runs nothing."""

from __future__ import annotations

from pathlib import Path

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
    if not path.is_file():
        return frozenset()
    document = load(path)
    names = document.data.get(FIELD, []) if isinstance(document.data, dict) else []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        text = f"{FIELD} must be a list of modules' names, such as [09-local-code]"
        raise ContentError([document.problem(text, FIELD)])
    return frozenset(names)
