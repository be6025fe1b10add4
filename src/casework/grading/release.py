"""Checks what is about to be handed out: graded cells, and that no file holds a key. Needs no nbgrader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casework.answers import UnreadableNotebook, read_notebook
from casework.checks.notebooks import notebook_problems as course_problems
from casework.checks.unfinished import check_unfinished
from casework.grading.rebuild import Notebook
from casework.items import Key, Rationale
from casework.leaks import find_in, find_leaks, traces
from casework.module import Module
from casework.questions import KeyFile
from casework.yaml_lines import Problem, display_path

KEPT_METADATA = ("kernelspec", "language_info")


def source_problems(module: Module, keys: KeyFile, executed: bool = False) -> list[str]:
    """
    Return what keeps a module from release, one line each: its notebook, texts to write, keys in it.

    Args:
        executed: its code may be run, and it may have more notebooks than its own.
    """
    path = module.folder / f"{module.name}.ipynb"
    problems = [
        f"{display_path(other)}: nbgrader would hand this out too; "
        "a module has one notebook and no answers; move it"
        for pattern in ("*.ipynb", "*.answers.json*", "*.feedback.html")
        for other in sorted(module.folder.glob(pattern))
        if other != path and not (executed and other.suffix == ".ipynb")
    ]
    texts = sorted([*module.folder.glob("*.yaml"), *module.folder.glob("*.md")])
    problems += map(str, check_unfinished(texts))
    for one in [path, *(sorted({*module.folder.glob("*.ipynb")} - {path}) if executed else [])]:
        try:
            notebook = read_notebook(one.read_bytes())
        except (OSError, UnreadableNotebook) as error:
            return [*problems, f"{display_path(one)}: {error}"]
        own = one == path
        problems += notebook_problems(module, cleared(notebook), keys, display_path(one), executed, own)
    return problems + folder_problems(module.folder, keys)


def cleared(notebook: Mapping[str, Any]) -> Notebook:
    """Return a notebook without what a run or a learner left in it: outputs, answers, widget states."""
    cells = [
        {**cell, "outputs": [], "execution_count": None} if cell.get("cell_type") == "code" else cell
        for cell in notebook["cells"]
    ]
    metadata = {name: notebook["metadata"][name] for name in KEPT_METADATA if name in notebook["metadata"]}
    return {**notebook, "cells": cells, "metadata": metadata}


def notebook_problems(
    module: Module,
    notebook: Mapping[str, Any],
    keys: KeyFile,
    shown: str,
    executed: bool = False,
    own: bool = True,
) -> list[str]:
    """
    Return what is wrong with a notebook of ``module``, in one line each.

    Args:
        notebook: its JSON, not necessarily a file yet.
        shown: how to name it in messages.
        executed, own: as `checks.notebooks.notebook_problems` takes them.
    """
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    found = [str(problem) for problem in course_problems(module, text, shown, executed, own)]
    leaks = [_leak(shown, id_) for id_ in find_in(text.encode(), traces(_secrets(keys)))]
    return [*found, *leaks]


def folder_problems(folder: Path, keys: KeyFile) -> list[str]:
    """Return one line for every file below ``folder`` that holds words of the key file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [_leak(display_path(Path(file)), id_) for file, id_ in find_leaks(files, traces(_secrets(keys)))]


def _leak(file: str, id_: str) -> str:
    return str(Problem(file, 1, "", f"holds words of the key of {id_!r}; remove them"))


def _secrets(keys: KeyFile) -> Mapping[str, Key]:
    """Return every text that only graders may have, debriefs and model answers too, as keys to look for."""
    texts = {id_: [debrief] for id_, debrief in keys.debriefs.items()}
    for id_, reflection in keys.reflections.items():
        texts[id_] = [str(answer) for answer in reflection.get("model_answers", [])]
    others = {
        id_: Key(frozenset(), {str(i): Rationale(text, ()) for i, text in enumerate(found)})
        for id_, found in texts.items()
    }
    return {**others, **keys.keys}
