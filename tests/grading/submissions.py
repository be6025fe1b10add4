"""A class of submissions: made-up learners, damaged and hostile notebooks, and files that are none."""

from __future__ import annotations

import copy
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from grading.trial_course import REFLECTION, RIGHT, answered
from unit.course_builder import NAME

from casework.answers import UnreadableNotebook, read_notebook
from casework.checks.notebooks import source_of
from casework.grading.simulate import simulate
from casework.translations import mark_of

Notebook = dict[str, Any]
FILE = f"{NAME}.ipynb"
SIMULATED = 12

HOSTILE_TEXT = """# My reflection <script>document.title = "taken"</script>

I stopped <img src=x onerror="alert(1)"> at 17:00, it cost $5 and $6.

[a link](javascript:alert(1)) and [another](https://example.org)

<iframe src="https://example.org"></iframe>

    <script>alert("in code")</script>

<div>

</div><script>alert("after a blank line")</script>

$$ \\href{javascript:alert(1)}{x} $$
"""


def without_graded_cells(notebook: Notebook) -> None:
    """Delete every graded cell, the reflection too."""
    notebook["cells"] = [cell for cell in notebook["cells"] if "nbgrader" not in cell["metadata"]]


def doubled(notebook: Notebook) -> None:
    """Paste every cell once more, as it is."""
    notebook["cells"] = [copy.deepcopy(cell) for cell in notebook["cells"] for _ in range(2)]


def retagged(notebook: Notebook) -> None:
    """Give away points, swap names, take tags off."""
    tags = [cell["metadata"]["nbgrader"] for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]
    tags[0]["points"] = 100
    tags[1]["grade_id"], tags[2]["grade_id"] = tags[2]["grade_id"], tags[1]["grade_id"]
    tags[3].clear()
    tags[4].update(grade_id="m01-invented", solution=True, locked=False)


def turned_round(notebook: Notebook) -> None:
    """Put the last cell first."""
    notebook["cells"].reverse()


def edited(notebook: Notebook) -> None:
    """Write programs into the graded cells."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = "open('was-run', 'w'); 99.0"


def without_ids(notebook: Notebook) -> None:
    """Save as an older front end does: format 4.2, cells without ids."""
    notebook["nbformat_minor"] = 2
    for cell in notebook["cells"]:
        del cell["id"]


def old_tags(notebook: Notebook) -> None:
    """Tag cells as an older nbgrader did; one such file alone makes nbgrader stop the whole run."""
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 1


def future_tags(notebook: Notebook) -> None:
    """Tag cells as no nbgrader does yet."""
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"schema_version": 99, "surprise": [1]}


def odd_cells(notebook: Notebook) -> None:
    """Mix in what is no cell, and cells of shapes that nbformat forbids."""
    notebook["cells"][:0] = [
        None,
        5,
        "cell",
        {"cell_type": "heading", "source": "x"},
        {"cell_type": "code"},
        {"cell_type": "code", "source": {"a": 1}, "metadata": [], "id": 7},
        {"cell_type": "markdown", "source": ["a", 3, None], "metadata": {"nbgrader": "yes"}, "id": "bad id!"},
    ]


REPAIRED: dict[str, Callable[[Notebook], None]] = {
    "deleted": without_graded_cells,
    "doubled": doubled,
    "retagged": retagged,
    "turned-round": turned_round,
    "edited": edited,
    "no-ids": without_ids,
    "old-tags": old_tags,
    "future-tags": future_tags,
    "odd-cells": odd_cells,
}
"""Damage after which the answers, all right, must still get full marks."""

PLANTED = ("np.float64(9)", "9.0", "False", "nan", "-1", "1e400")
"""Values that nbgrader would take for full marks, or stop at, if they were the outputs of a submission."""


def planted(notebook: Notebook, first: int) -> Notebook:
    """Return a copy without answers whose cells claim results: the planted values in turn, from ``first``."""
    notebook = copy.deepcopy(notebook)
    for number, cell in enumerate(cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        value = PLANTED[(first + number) % len(PLANTED)]
        output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
        cell["outputs"] = [output | {"data": {"text/plain": value, "text/html": "<script>1</script>"}}]
    return notebook


def reflecting(notebook: Notebook, text: str) -> Notebook:
    """Return a copy with a written reflection, and cells of the learner's own."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook["cells"]:
        if cell["id"] == REFLECTION:
            cell["source"] = text
            cell["attachments"] = {"x.svg": {"image/svg+xml": "<svg onload='alert(1)'/>"}}
    own = {"metadata": {"tags": ["x"]}, "source": text}
    notebook["cells"] += [
        own | {"cell_type": "markdown", "id": "own-text"},
        own | {"cell_type": "raw", "id": "own-raw", "metadata": {"raw_mimetype": "text/html"}},
        own | {"cell_type": "code", "id": "own-code", "execution_count": 3, "outputs": []},
    ]
    return notebook


def strange_answers(released: Notebook) -> dict[str, str]:
    """Return files, as text, whose answers are no answers; each must count 0 and stop nothing."""
    entry = '{"v": 1, "response": %s, "at": "2027-02-01T10:00:00.000Z", "attempts": 1}'

    def with_response(response: str) -> str:
        record = ", ".join(f'"casework:{id_}": {entry % response}' for id_ in RIGHT)
        text = json.dumps({**released, "metadata": {"mark": 1}})
        return text.replace('{"mark": 1}', f"{{{record}}}")

    return {
        "huge-number": with_response("1" + "0" * 400),
        "not-a-number": with_response("[NaN, Infinity]"),
        "nested": with_response("[" * 400 + "]" * 400),
        "all-ticked-twice": with_response('["a", "a", "b", "c"]'),
        "unknown-option": with_response('["z"]'),
        "an-object": with_response('{"correct": true, "points": 9}'),
        "half-a-pair": with_response('["\\ud800"]'),
        "other-version": with_response('["a"]').replace('"v": 1', '"v": 2'),
    }


def write_class(assessments: Path) -> None:
    """Write the whole class into ``submitted``, and the made-up part's expected.csv."""
    released: Notebook = json.loads((assessments / "release" / NAME / FILE).read_bytes())
    submitted = assessments / "submitted"
    simulate(assessments / "release", assessments / "keys", submitted, SIMULATED, seed=4)

    def put(student: str, content: Notebook | str) -> Path:
        path = submitted / student / NAME / FILE
        path.parent.mkdir(parents=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    right = answered(released, RIGHT)
    for student, damage in REPAIRED.items():
        damaged = copy.deepcopy(right)
        damage(damaged)
        put(student, damaged)
    for first in (0, 3):
        put(f"planted-{first}", planted(released, first))
    for student, text in strange_answers(released).items():
        put(student, text)
    put("script", reflecting(right, HOSTILE_TEXT))
    put("regraded", reflecting(right, "I stopped *here*."))
    put("spanish", reflecting(in_spanish(right), "I stopped *here*."))
    put("surrogate", json.dumps(reflecting(right, "half \ud800 a pair")))
    put("spaces", reflecting(right, ""))
    put(
        "twice",
        json.dumps(right).replace(
            '"casework":', '"casework:m01-q-stop": {"v": 1, "response": ["a"]}, "casework":'
        ),
    )
    _sidecars(put, released)
    write_broken(submitted, released)


def in_spanish(notebook: Notebook) -> Notebook:
    """Return a notebook as it looks when its lesson was handed out in another language."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and "nbgrader" not in cell["metadata"]:
            english = source_of(cell)
            cell["source"] = f"En español: {english}"
            cell["metadata"]["casework"] = mark_of(english, cell["source"])
    return notebook


def _sidecars(put: Callable[[str, Notebook | str], Path], released: Notebook) -> None:
    """Write submissions whose answers, or the newer ones, are in the file beside the notebook."""

    def beside(path: Path, answers: dict[str, list[str]], at: str) -> None:
        entries = {id_: {"v": 1, "response": one, "at": at, "attempts": 1} for id_, one in answers.items()}
        text = json.dumps({"version": 1, "answers": entries})
        path.with_suffix(".answers.json").write_text(text, encoding="utf-8")

    wrong = {id_: ["b"] if id_ == "m01-q-stop" else ["c"] for id_ in RIGHT if id_ != "m01-case-s3"}
    beside(put("beside", released), RIGHT, "2027-02-01T10:00:00.000Z")
    beside(put("beside-newer", answered(released, wrong)), RIGHT, "2027-02-01T10:00:00.001Z")
    beside(put("beside-older", answered(released, RIGHT)), wrong, "2027-02-01T09:59:59.999Z")


BROKEN: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("cut", "empty", "prose", "picture", "list", "version-3", "too-deep", "too-big"), (FILE, "")
    ),
    "folder": (FILE, "this is not a file; ask for the .ipynb file itself"),
    "link": (FILE, "the file is a link; ask for the file itself"),
    "linked-notes": ("notes.txt", "the file is a link; ask for the file itself"),
    "pipe": ("pipe", "this is neither a file nor a folder; remove it"),
    "renamed": (f"{NAME} (1).ipynb", f"no released notebook has this name; rename it to {FILE}"),
    "essay": ("essay.pdf", f"there is no notebook; ask for {FILE}"),
    "bad-time": ("timestamp.txt", "this is not a date and time; write it as 2026-11-22 10:00:00 UTC"),
}
"""Submissions that cannot be graded: student, file and reason; where none is here, answers.py has it."""

if sys.platform == "win32":  # no pipes there, and links only for administrators
    for _student in ("link", "linked-notes", "pipe"):
        del BROKEN[_student]


def expected_error(submitted: Path, student: str) -> tuple[str, str]:
    """Return file and reason as errors.csv must have them."""
    file, reason = BROKEN[student]
    if not reason:
        with pytest.raises(UnreadableNotebook) as caught:
            read_notebook((submitted / student / NAME / file).read_bytes())
        reason = str(caught.value)
    return file, reason


def write_broken(submitted: Path, released: Notebook) -> None:
    """Write one submission of each kind in BROKEN."""
    whole = json.dumps(released)
    contents: dict[str, bytes] = {
        "cut": whole[: len(whole) // 2].encode(),
        "empty": b"\n",
        "prose": b"Dear teacher, here is my work.",
        "picture": b"\x89PNG\r\n\x1a\n\xff\xfe",
        "list": b"[1, 2]",
        "version-3": json.dumps({"nbformat": 3, "worksheets": [], "cells": [], "metadata": {}}).encode(),
        "too-deep": b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        "too-big": whole.encode() + b" " * 20_000_000,
        "linked-notes": whole.encode(),
        "pipe": whole.encode(),
        "bad-time": whole.encode(),
    }
    for student, (file, _) in BROKEN.items():
        folder = submitted / student / NAME
        folder.mkdir(parents=True)
        if student in contents:
            (folder / FILE).write_bytes(contents[student])
        elif student == "folder":
            (folder / FILE).mkdir()
        elif student == "link":
            (folder / FILE).symlink_to(submitted / "student-001" / NAME / FILE)
        else:
            (folder / file).write_bytes(whole.encode())
    if "pipe" in BROKEN:
        keys = submitted.parent / "keys" / f"{NAME}.yaml"
        (submitted / "linked-notes" / NAME / "notes.txt").symlink_to(keys)
        os.mkfifo(submitted / "pipe" / NAME / "pipe")
    (submitted / "bad-time" / NAME / "timestamp.txt").write_text("soon")
