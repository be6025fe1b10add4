"""Attacks by what a notebook's cells claim: tags, copies, outputs, size. No tests here."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from grading.attacked_course import FULL, RIGHT, Notebook, Room, cell_of, tags
from grading.attacks import Attack, graded

from casework.answers import LESSON_KEY

SKIPPED = ["skip-execution", "remove-cell", "remove-input", "remove-output", "hide-input", "raises-exception"]
FORGED = ("100", "nan", "inf", "-1", "True", "1e308", "np.float64(9)", "9.0")


def changed(change: Callable[[Notebook], None]) -> Attack:
    """Return an attack that changes a notebook after it was worked in."""

    def write(room: Room) -> None:
        notebook = room.notebook()
        change(notebook)
        room.hand_in(notebook)

    return graded(write)


def tagged(**tag: Any) -> Attack:
    """Return an attack that changes the tag of every graded cell."""
    return changed(lambda notebook: [one.update(tag) for one in tags(notebook)] and None)


def skipped(notebook: Notebook) -> None:
    """Ask every reader to leave the graded cells alone."""
    for cell in notebook["cells"]:
        cell["metadata"] |= {
            "tags": SKIPPED,
            "deletable": False,
            "collapsed": True,
            "jupyter": {"source_hidden": True},
        }


def swapped(notebook: Notebook) -> None:
    """Give the cell with the right answer the name of the dearest one."""
    for cell in notebook["cells"]:
        tag = cell["metadata"].get("nbgrader", {})
        names = {"m01-q-stop": "m01-case", "m01-case": "m01-q-stop"}
        tag["grade_id"] = names.get(str(tag.get("grade_id")), tag.get("grade_id"))
        cell["id"] = names.get(cell["id"], cell["id"])


def other_types(notebook: Notebook) -> None:
    """Turn programs into text and text into programs."""
    for cell in notebook["cells"]:
        cell["cell_type"] = "markdown" if cell["cell_type"] == "code" else "code"


def doubled(notebook: Notebook) -> None:
    """Hand in each graded cell three times, under its name and under new ones."""
    twins = [copy.deepcopy(cell) for cell in notebook["cells"] for _ in range(2)]
    for number, cell in enumerate(twins):
        cell["id"] = f"twin-{number}"
    notebook["cells"] += twins


def renamed(notebook: Notebook) -> None:
    """Name the right answer's question as another one, everywhere."""
    text = json.dumps(notebook).replace("m01-q-stop", "m01-q-text")
    notebook.clear()
    notebook.update(json.loads(text))
    notebook["metadata"].pop("casework:m01-q-text")
    notebook["metadata"]["casework:m01-q-stop"] = {"v": 1, "response": ["c"]}


def invented(notebook: Notebook) -> None:
    """Add graded cells that no module has."""
    notebook["cells"].append(copy.deepcopy(cell_of(notebook, "m01-q-stop")))
    notebook["cells"][-1]["id"] = "m01-bonus"
    notebook["cells"][-1]["metadata"]["nbgrader"].update(grade_id="m01-bonus", points=100)


def forged(first: int) -> Attack:
    """Return an attack whose cells already hold results: FORGED in turn, from ``first``."""

    def change(notebook: Notebook) -> None:
        for number, cell in enumerate(cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
            data = {
                "text/plain": FORGED[(first + number) % len(FORGED)],
                "text/html": "<script>alert(1)</script>",
            }
            cell["outputs"] = [
                {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data},
                {"output_type": "stream", "name": "stderr", "text": "9.0"},
            ]

    return changed(change)


def states(notebook: Notebook) -> None:
    """Claim errors, widget states, and points wherever a field might be read."""
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "a", "version_major": 2}}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            error = {"output_type": "error", "ename": "100", "evalue": "100", "traceback": ["100"]}
            display = {"output_type": "display_data", "metadata": {}, "data": {**widget, "text/plain": "100"}}
            cell["outputs"] = [error, display]
            cell |= {"score": 100, "points": 100}
    notebook["metadata"] |= {"widgets": {"state": {"a": {"score": 100}}}, "nbgrader": {"score": 100}}
    notebook["metadata"]["casework"] |= {"score": 100, "points": {"m01-case": 3}, "graded": True}


def programs(notebook: Notebook) -> None:
    """Put programs where the graded cells were, and more around them."""
    text = "import pathlib; pathlib.Path('was-run').touch()\n100.0"
    for cell in notebook["cells"]:
        cell["source"] = text if cell["cell_type"] == "code" else cell["source"]
    own = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
    notebook["cells"][:0] = [own | {"id": "own-1"}]


def forged_mark(notebook: Notebook) -> None:
    """Claim a version in which everything read otherwise, and some more questions."""
    parts = notebook["metadata"][LESSON_KEY]["parts"]
    for name in [*parts, *(f"m01-extra-{number}" for number in range(300))]:
        parts[name] = "0" * 8


def huge_mark(notebook: Notebook) -> None:
    """Put everything but a version where it stands."""
    parts: dict[str, Any] = {f"=cmd|{number}!A0\n": [number] for number in range(5_000)}
    notebook["metadata"][LESSON_KEY] = {"made": "=1+1", "version": {"points": 100}, "parts": parts}


def huge_outputs(room: Room) -> None:
    """Print 15 MB, just below the limit."""
    notebook = room.notebook()
    cell_of(notebook, "m01-q-stop")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * 15_000_000}
    ]
    room.hand_in(notebook)


def many_cells(notebook: Notebook) -> None:
    """Add 10,000 cells."""
    notebook["cells"] += [
        {"cell_type": "markdown", "id": f"c{number}", "metadata": {}, "source": f"{number}"}
        for number in range(10_000)
    ]


def endless_markdown(notebook: Notebook) -> None:
    """Add 18 MB of brackets, which a reader of Markdown looks at again and again."""
    text = "[" * 200_000
    notebook["cells"] += [
        {"cell_type": "markdown", "id": f"c{number}", "metadata": {}, "source": text} for number in range(90)
    ]


def of_another(room: Room) -> None:
    """Paste the record of somebody who knows everything, name and all: an answer is a claim, and counts."""
    room.hand_in(
        room.notebook(RIGHT, casework={"version": 1, "copy_id": "page-honest", "path": "other.ipynb"})
    )


CELLS: dict[str, Attack] = {
    "tags-to-skip": changed(skipped),
    "tag-points": tagged(points=100),
    "tag-no-grade": tagged(grade=False),
    "tag-solution": tagged(solution=True, locked=False),
    "tag-task": tagged(task=True, grade=False, solution=False),
    "tag-same-id": tagged(grade_id="m01-q-stop"),
    "tag-old-schema": tagged(schema_version=1),
    "tag-new-schema": tagged(schema_version=99, extra={"points": 100}),
    "tag-cell-type": tagged(cell_type="markdown"),
    "tag-wrong-types": tagged(points="9", grade_id=["m01-case"], schema_version=None, grade="yes"),
    "swapped-names": changed(swapped),
    "other-types": changed(other_types),
    "doubled-cells": changed(doubled),
    "deleted-cells": changed(lambda notebook: notebook["cells"].clear()),
    "moved-cells": changed(lambda notebook: notebook["cells"].reverse()),
    "renamed-question": changed(renamed),
    "invented-cells": changed(invented),
    "forged-0": forged(0),
    "forged-4": forged(4),
    "forged-states": changed(states),
    "mark-forged": changed(forged_mark),
    "mark-huge": changed(huge_mark),
    "programs": changed(programs),
    "huge-outputs": graded(huge_outputs),
    "many-cells": changed(many_cells),
    "endless-markdown": changed(endless_markdown),
    "record-of-another": graded(of_another, FULL),
}
