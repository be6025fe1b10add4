"""Checks a module's notebook: questions placed, metadata right, nothing left of a run. Runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from casework.answers import NOTEBOOK_KEY, UnreadableNotebook, read_notebook
from casework.module import Module
from casework.questions import named
from casework.yaml_lines import Problem, display_path

CALL = re.compile(r"""^\s*(ask|case_study)\(\s*["']([^"']*)["']\s*\)\s*$""", re.MULTILINE)
_METADATA = frozenset({"kernelspec", "language_info"})
_GRADED = {"grade": True, "solution": False, "task": False, "locked": True, "schema_version": 3}


def source_of(cell: Any) -> str:
    """Return a cell's source as one text; empty for anything that is no cell."""
    source = cell.get("source", "") if isinstance(cell, dict) else ""
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def check_notebook(module: Module) -> Iterator[Problem]:
    """Yield what is wrong with the notebook of ``module``, with the line of the cell concerned."""
    path = module.folder / f"{module.name}.ipynb"
    file = display_path(path)
    try:
        data = path.read_bytes()
        notebook = read_notebook(data)
    except FileNotFoundError:
        yield Problem(file, 1, "", "there is no notebook; it has the folder's name")
        return
    except (OSError, UnreadableNotebook) as error:
        yield Problem(file, 1, "", str(error))
        return
    lines = _lines(data.decode("utf-8-sig"))
    yield from _notebook(file, notebook)
    placed: dict[str, str] = {}
    for cell in notebook["cells"]:
        where = lines.get(str(cell.get("id")), 1)
        for problem in _cell(module, cell, placed):
            yield Problem(file, where, problem[0], problem[1])
    whole = {**module.practice.questions, **module.graded.questions, **module.cases}
    for id_ in whole:
        if id_ not in placed:
            yield Problem(file, 1, named(id_), "stands in no cell; add one, or remove the question")


def _lines(text: str) -> dict[str, int]:
    """Return the line of every cell id in a notebook's text."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r'\s*"id": "([^"]*)"', line):
            found.setdefault(match[1], number)
    return found


def _notebook(file: str, notebook: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the notebook as a whole."""
    metadata = notebook["metadata"]
    if notebook.get("nbformat_minor", 0) < 5:
        yield Problem(file, 1, "", "nbformat 4.5 or later is needed; save it once in JupyterLab 4")
    if any(key == NOTEBOOK_KEY or key.startswith(f"{NOTEBOOK_KEY}:") for key in metadata):
        yield Problem(file, 1, "", "an answer record is in this notebook; run nbstripout and remove it")
    extra = sorted(key for key in metadata if not key.startswith(NOTEBOOK_KEY) and key not in _METADATA)
    if extra:
        yield Problem(
            file, 1, "", f"metadata {', '.join(extra)} is not allowed; keep kernelspec and language_info"
        )
    if metadata.get("language_info", {}).get("name") != "python":
        yield Problem(file, 1, "", 'language_info is missing; write {"name": "python"}')
    ids = [cell.get("id") for cell in notebook["cells"] if isinstance(cell, dict)]
    for id_ in sorted({str(id_) for id_ in ids if ids.count(id_) > 1}):
        yield Problem(file, 1, "", f"two cells have the id {id_!r}; name each once")


def _cell(module: Module, cell: Any, placed: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (item, words) for what is wrong with one cell, and note the questions it places."""
    about = cell.get("metadata", {}).get("nbgrader")
    if cell.get("cell_type") != "code":
        return
    if cell.get("outputs") or cell.get("execution_count") is not None:
        yield "", f"cell {cell.get('id')!r} holds the output of a run; run nbstripout --keep-id"
    calls = CALL.findall(source_of(cell))
    if len(calls) > 1:
        yield "", f"cell {cell.get('id')!r} asks {len(calls)} questions; put each in a cell of its own"
    for kind, id_ in calls[:1]:
        item = named(id_)
        known = (
            module.cases if kind == "case_study" else {**module.practice.questions, **module.graded.questions}
        )
        if id_ not in known:
            yield (
                item,
                f"{kind}() names a question that is in no file beside this notebook; check the spelling",
            )
            continue
        if id_ in placed:
            yield item, f"stands in two cells, {placed[id_]!r} and {cell.get('id')!r}; keep one"
        placed[id_] = str(cell.get("id"))
        if cell.get("id") != id_:
            yield item, f"the cell's id is {cell.get('id')!r}; it must be the question's id"
        graded = id_ in module.graded.questions or (id_ in module.cases and module.cases[id_].graded_steps)
        if graded:
            yield from ((item, text) for text in _grading(module, id_, about))
        elif about:
            yield item, "a practice question with nbgrader metadata; remove the metadata"
    if about and about.get("grade") and not calls:
        yield (
            "",
            f"cell {cell.get('id')!r} is graded but asks no question; only ask() and case_study() cells are",
        )


def _grading(module: Module, id_: str, about: Any) -> Iterator[str]:
    """Yield what is wrong with the nbgrader metadata of a graded cell."""
    if not isinstance(about, dict):
        yield "a graded question without nbgrader metadata; add grade_id, points, grade and locked"
        return
    points = module.graded.questions[id_].points if id_ in module.graded.questions else None
    points = module.cases[id_].graded_points if points is None else points
    if about.get("grade_id") != id_:
        yield f"grade_id is {about.get('grade_id')!r}; it must be the question's id"
    if about.get("points") != float(points):
        text = f"the cell has {about.get('points')!r} points and the question {float(points):g}"
        yield f"{text}; make them equal"
    for name, value in _GRADED.items():
        if about.get(name) != value:
            yield f"nbgrader's {name} is {about.get(name)!r}; it must be {value!r}"
