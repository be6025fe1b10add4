"""Checks a module's notebook: questions placed, metadata right, nothing left of a run. Runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from casework.answers import LESSON_KEY, NOTEBOOK_KEY, PREFIX, UnreadableNotebook, read_notebook
from casework.checks.unfinished import unfinished_text
from casework.grading.code_cells import CALL, NOT_SWITCHED_ON, code_problems, has_code
from casework.module import Module
from casework.questions import named
from casework.types import type_of
from casework.yaml_lines import Problem, display_path

CODE_CALL = re.compile(r"^\s*student_code\(\)\s*$", re.MULTILINE)
_METADATA = frozenset({"kernelspec", "language_info"})
_GRADED = {"grade": True, "solution": False, "task": False, "locked": True, "schema_version": 3}
_BY_HAND = _GRADED | {"solution": True, "locked": False}
"""What nbgrader needs to ask for a person's points: a cell to be filled in, and not only a test."""
_FREE_TEXT = {"solution": True, "task": False, "locked": False, "schema_version": 3}


def source_of(cell: Any) -> str:
    """Return a cell's source as one text; empty for anything that is no cell."""
    source = cell.get("source", "") if isinstance(cell, dict) else ""
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def check_notebook(module: Module, executed: bool = False, name: str = "") -> Iterator[Problem]:
    """
    Yield what is wrong with a notebook of ``module``, with the line of the cell concerned.

    Args:
        executed: its code may be run; see `notebook_problems`.
        name: of another notebook than the module's own, without .ipynb.
    """
    path = module.folder / f"{name or module.name}.ipynb"
    file = display_path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except FileNotFoundError:
        yield Problem(file, 1, "", "there is no such notebook; a module's notebook is named like its folder")
        return
    except OSError as error:
        yield Problem(file, 1, "", f"cannot be read ({error.strerror or error}); check the path")
        return
    yield from notebook_problems(module, text, file, executed, own=not name)


def notebook_problems(
    module: Module, text: str, file: str, executed: bool = False, own: bool = True
) -> Iterator[Problem]:
    """
    Yield what is wrong with a notebook of ``module``.

    Args:
        text: its JSON, in a file or not yet.
        file: how to name it in messages.
        executed: its cells may be graded by running them.
        own: it is the module's own notebook, which holds its questions; another one beside it holds none.
    """
    try:
        notebook = read_notebook(text.encode())
    except UnreadableNotebook as error:
        yield Problem(file, 1, "", str(error))
        return
    lines = cell_lines(text)
    yield from _notebook(file, notebook)
    yield from (Problem(file, 1, "", words) for words in _code_cell(module, notebook["cells"]))
    placed: dict[str, str] = {}
    names: set[str] = set()
    for cell in notebook["cells"]:
        if not isinstance(cell, dict):
            yield Problem(file, 1, "", f"a cell is {cell!r:.40}; it must be a block")
            continue
        where = lines.get(str(cell.get("id")), 1)
        for problem in _cell(module, cell, placed):
            yield Problem(file, where, problem[0], problem[1])
        for words in _code(module, cell, executed, names):
            yield Problem(file, where, "", f"cell {cell.get('id')!r} {words}")
    if not own:
        for id_ in placed:
            text = f"stands in a second notebook; a question belongs into {module.name}.ipynb"
            yield Problem(file, 1, named(id_), text)
        return
    for id_ in _to_place(module):
        if id_ not in placed:
            call = "case_study" if id_ in module.cases else "ask"
            text = f'stands in no cell; write {call}("{id_}") alone in one, or remove it'
            yield Problem(file, 1, named(id_), text)


def _to_place(module: Module) -> dict[str, object]:
    """Return what cells show, by id: questions, slots in place of what is drawn for them, cases."""
    graded, variants = module.graded.questions, module.graded.variants
    fixed = {id_: one for id_, one in graded.items() if id_ not in variants.pooled}
    return {**module.practice.questions, **fixed, **variants.slots, **module.cases}


def _code_cell(module: Module, cells: list[Any]) -> Iterator[str]:
    """Yield where the code is not asked for before what is drawn by it, or is asked for in vain."""
    variants, asked = module.graded.variants, False
    for cell in cells:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        asked = asked or bool(CODE_CALL.search(source_of(cell)))
        calls = CALL.findall(source_of(cell))
        if variants and not asked and any(module.graded.holds(id_) for _, id_ in calls):
            yield (
                f"cell {cell.get('id')!r} differs between learners, and none before it asks who it is for; "
                "write student_code() alone in one above"
            )
            return
    if asked and not variants:
        yield "student_code() asks for nothing here: graded.yaml has no variants; remove the cell"


def free_text_ids(module: Module) -> frozenset[str] | None:
    """Return the ids of the cells whose text is graded by hand, or None if the notebook cannot be read."""
    try:
        notebook = read_notebook((module.folder / f"{module.name}.ipynb").read_bytes())
    except (OSError, UnreadableNotebook):
        return None
    cells = [cell for cell in notebook["cells"] if isinstance(cell, dict) and cell.get("cell_type") != "code"]
    return frozenset(str(cell.get("id")) for cell in cells if nbgrader_of(cell).get("grade"))


def cell_lines(text: str) -> dict[str, int]:
    """Return the line of every cell id in a notebook's text."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.match(r'\s*"id": "([^"]*)"', line):
            found.setdefault(match[1], number)
    return found


def _notebook(file: str, notebook: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the notebook as a whole."""
    metadata = notebook["metadata"]
    minor = notebook.get("nbformat_minor")
    if not isinstance(minor, int) or minor < 5:
        yield Problem(file, 1, "", "nbformat 4.5 or later is needed; save it once in JupyterLab 4")
    record = sorted(key for key in metadata if key == NOTEBOOK_KEY or key.startswith(PREFIX))
    if record:
        text = f"an answer record is in this notebook; delete {', '.join(record)} from its metadata"
        yield Problem(file, 1, "", text)
    extra = sorted(metadata.keys() - _METADATA - {LESSON_KEY} - set(record))
    if extra:
        text = f"metadata {', '.join(extra)} is not allowed; keep kernelspec and language_info"
        yield Problem(file, 1, "", text)
    if _block(metadata.get("language_info")).get("name") != "python":
        yield Problem(file, 1, "", 'language_info does not name python; write {"name": "python"}')
    ids = [cell.get("id") for cell in notebook["cells"] if isinstance(cell, dict)]
    for id_ in sorted({str(id_) for id_ in ids if ids.count(id_) > 1}):
        yield Problem(file, 1, "", f"two cells have the id {id_!r}; name each once")


def _cell(module: Module, cell: Any, placed: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (item, words) for what is wrong with one cell, and note the questions it places."""
    about = nbgrader_of(cell)
    yield from (("", f"cell {cell.get('id')!r} {text}") for text in unfinished_text(source_of(cell)))
    if cell.get("cell_type") != "code":
        yield from _free_text(cell, about)
        return
    if cell.get("outputs") or cell.get("execution_count") is not None:
        yield "", f"cell {cell.get('id')!r} holds the output of a run; run nbstripout --keep-id"
    calls = CALL.findall(source_of(cell))
    if len(calls) > 1:
        yield "", f"cell {cell.get('id')!r} asks {len(calls)} questions; put each in a cell of its own"
    for kind, id_ in calls[:1]:
        item = named(id_)
        right = "case_study" if id_ in module.cases else "ask"
        if id_ in module.graded.variants.pooled:
            slot = next(slot for slot, pool in module.graded.variants.slots.items() if id_ in pool)
            yield item, f"is drawn for some learners only; write ask({slot!r}), its slot, in this cell"
            continue
        if id_ not in _to_place(module):
            text = "names a question that is in no file beside this notebook; check the spelling"
            yield item, f"{kind}() {text}"
            continue
        if kind != right:
            yield item, f"{kind}() cannot show this; write {right}() in its place"
        if id_ in placed:
            yield item, f"stands in two cells, {placed[id_]!r} and {cell.get('id')!r}; keep one"
        placed[id_] = str(cell.get("id"))
        if cell.get("id") != id_:
            yield item, f"the cell's id is {cell.get('id')!r}; it must be the question's id"
        graded = module.graded.holds(id_) or (id_ in module.cases and module.cases[id_].graded_points)
        if graded:
            yield from ((item, text) for text in _grading(module, id_, about))
        elif about:
            yield item, "a practice question with nbgrader metadata; remove the metadata"


def _code(module: Module, cell: dict[str, Any], executed: bool, names: set[str]) -> Iterator[str]:
    """Yield what is wrong with a cell that is graded by running code; ``names`` are those seen before."""
    if not has_code(cell):
        return
    if not executed:
        if NOT_SWITCHED_ON not in names:  # once for a notebook
            names.add(NOT_SWITCHED_ON)
            yield NOT_SWITCHED_ON.format(module=module.name)
        return
    yield from code_problems(cell, {*module.questions, *module.cases})
    name = str(nbgrader_of(cell).get("grade_id"))
    if nbgrader_of(cell) and name in names:
        yield f"is called {name!r} as a cell before it is; give it another grade_id"
    names.add(name)


def _block(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def nbgrader_of(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a cell's nbgrader metadata, empty where there is none."""
    return _block(_block(cell.get("metadata")).get("nbgrader"))


def _free_text(cell: dict[str, Any], about: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the nbgrader metadata of a text that is graded by hand."""
    if not about.get("grade"):
        return
    start = f"cell {cell.get('id')!r}:"
    if about.get("grade_id") != cell.get("id"):
        yield "", f"{start} grade_id is {about.get('grade_id')!r}; it must be the cell's id"
    for name, value in _FREE_TEXT.items():
        if about.get(name) != value:
            yield "", f"{start} nbgrader's {name} is {about.get(name)!r}; it must be {value!r}"


def _grading(module: Module, id_: str, about: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the nbgrader metadata of a graded cell."""
    if not about:
        yield "a graded question without nbgrader metadata; add grade_id, points, grade and locked"
        return
    pool = module.graded.variants.slots.get(id_, (id_,))  # all of its questions have the same points
    question = module.graded.questions.get(pool[0])
    points = module.cases[id_].graded_points if question is None else question.points
    by_hand = question is not None and type_of(question).by_hand
    if about.get("grade_id") != id_:
        yield f"grade_id is {about.get('grade_id')!r}; it must be the question's id"
    if about.get("points") != float(points):
        text = f"the cell has {about.get('points')!r} points and the question {float(points):g}"
        yield f"{text}; make them equal"
    for name, value in (_BY_HAND if by_hand else _GRADED).items():
        if about.get(name) != value:
            why = f" for type {question.type!r}" if by_hand and question else ""
            yield f"nbgrader's {name} is {about.get(name)!r}; it must be {value!r}{why}"
