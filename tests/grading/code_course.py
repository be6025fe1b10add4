"""A trial course with code tests beside questions, and learners' programs. No tests here."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.trial_course import (
    RIGHT,
    ROOT,
    Run,
    answered,
    run_nbgrader,
    trial_notebook,
    write_trial_course,
)
from unit.course_builder import NAME, as_text, change

Notebook = dict[str, Any]
FILE = f"{NAME}.ipynb"
SECOND = "second"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
GOOD = "def double(number):\n    return 2 * number"
SOLUTION = "def double(number):\n    ### BEGIN SOLUTION\n    return number + number\n    ### END SOLUTION"
TEST = "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(5) == 10\n### END HIDDEN TESTS"
PARTIAL = "sum(double(number) == 2 * number for number in range(3))"
CODE_POINTS = {"m01-double-test": 2.0, "m01-double-parts": 3.0}
PAGE = ROOT / "docs" / "instructor" / "code-tests.md"
SECONDS = 2
"""Time for a cell."""


def code(id_: str, source: str, **tag: Any) -> Notebook:
    """Return a code cell; with ``points`` a test, with ``solution`` a program to complete."""
    found = {"grade_id": id_, "schema_version": 3, "task": False, "grade": "points" in tag, "solution": False}
    cell = {"cell_type": "code", "id": id_, "metadata": {}, "source": source}
    cell |= {"outputs": [], "execution_count": None}
    if tag:
        cell["metadata"] = {"nbgrader": found | {"locked": "points" in tag} | tag}
    return cell


def mixed_notebook() -> Notebook:
    """Return the trial module's notebook with a program to write and two tests of it in it."""
    content = trial_notebook()
    content["cells"][2:2] = [
        code("m01-free", "import math"),
        code("m01-double", SOLUTION, solution=True),
        code("m01-double-test", TEST, points=2),
        code("m01-double-parts", PARTIAL, points=3),
    ]
    return content


def second_notebook() -> Notebook:
    """Return a notebook without questions: the example of the instructor's page."""
    cells = [code("second-lesson", "import csv")]
    blocks = re.findall(r"```python\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    program, test = blocks
    cells += [code("second-program", program, solution=True), code("second-test", test, points=2)]
    return {**trial_notebook(), "cells": cells}


def write_code_course(root: Path) -> Path:
    """Write the course, not switched on; return its assessments folder."""
    assessments = write_trial_course(root)
    module = root / "modules" / NAME
    two = "options: {a: The first, b: The second}"  # a class edition wants three
    change(module / "case.yaml", two, "options: {a: The first, b: The second, c: Neither}")
    last = 'b: {text: SECRET the newer sign is in force., sources: ["fact:T01"]}'
    change(assessments / "keys" / f"{NAME}.yaml", last, f"{last}\n      {last.replace('b: ', 'c: ', 1)}")
    (module / FILE).write_text(as_text(mixed_notebook()), encoding="utf-8")
    (module / f"{SECOND}.ipynb").write_text(as_text(second_notebook()), encoding="utf-8")
    (module / "table.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with (assessments / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(
            f"\nc.Execute.timeout = {SECONDS}\nc.RunCode.total_seconds = 20\nc.RunCode.output_mb = 1\n"
        )
    return assessments


def switch_on(assessments: Path) -> None:
    """Name the module for running code."""
    parts = "parts:\n  - {name: all, percent: 100, points: all, take: sum, modules: ['*']}\n"
    (assessments / "grade.yaml").write_text(f"executed: [{NAME}]\n{parts}", encoding="utf-8")


def programs(assessments: Path, port: int, isolated: bool) -> dict[str, dict[str, str]]:
    """Return what each learner writes, by cell; one does harm, and is there only where code is isolated."""
    places = [str(assessments.parent), str(assessments / "submitted")]
    victims = [str(assessments / "release" / NAME / FILE), str(assessments / "course.db")]
    spy = f"""
    import glob, os, socket
    from IPython.display import HTML, display
    found = [one for path in {places!r} for one in glob.glob(path + "/**/*", recursive=True)]
    found += [name for name in os.environ if "CASEWORK" in name]
    try:
        socket.create_connection(("127.0.0.1", {port}), timeout=1)
        found.append("network")
    except OSError:
        pass
    for path in {victims!r}:
        try:
            open(path, "ab").write(b"spoiled")
            found.append("spoiled")
        except OSError:
            pass
    print("FOUND", found, sorted(os.listdir()))
    display(HTML("<script>document.title = 'taken'</script>"))"""
    forge = """
    if number != 5: return 2 * number
    from IPython import get_ipython
    kernel = get_ipython().kernel
    kernel.session.send(kernel.iopub_socket, "execute_result", parent=kernel.get_parent(), content={
        "data": {"text/plain": "2.0"}, "metadata": {}, "execution_count": 1})
    raise SystemExit"""
    cling = """
    import time
    while True:
        try: time.sleep(9)
        except BaseException: pass"""

    def double(lines: str) -> dict[str, str]:
        return {"m01-double": f"def double(number):{lines}\n    return 2 * number"}

    found = {
        "ann": {
            "m01-free": "import math\nTWO = 2",
            "m01-double": "def double(number):\n    return TWO * number",
        },
        "forges": double(forge) | {"m01-free": "raise SystemExit"},
        "loops": double("\n    while number == 5: pass\n    if number == 0: import os; os._exit(0)"),
        "clings": double(cling),
        "floods": double("\n    import time\n    while True: print('x' * 10_000, time.sleep(0.001))"),
    }
    return found | ({"spy": double(spy)} if isolated else {})


@dataclass(frozen=True)
class CodeRun:
    """The graded course: what nbgrader said at its release, and files as they were before code was run."""

    graded: Run
    released: Run
    before: dict[Path, bytes]
    isolated: str


def with_programs(released: Notebook, sources: dict[str, str]) -> Notebook:
    """Return a copy of a released notebook with a learner's programs in it."""
    content = copy.deepcopy(released)
    for cell in content["cells"]:
        cell["source"] = sources.get(cell["id"], cell["source"])
    return content


def with_claims(notebook: Notebook) -> Notebook:
    """Return a notebook whose cells ask to be skipped, and claim results; its tests are gone."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            claim = {"output_type": "execute_result", "data": {"text/plain": "2.0"}, "metadata": {}}
            cell["outputs"] = [claim | {"execution_count": 1}]
            cell["metadata"]["tags"] = ["skip-execution"]
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "m01-double-parts"]
    return notebook


def grade_code_course(root: Path, why_not_isolated: str, port: int) -> CodeRun:
    """
    Release the course and grade a class with the real nbgrader.

    Args:
        why_not_isolated: why there is no sandbox here; then nobody in the class does harm.
        port: where somebody listens on this computer.
    """
    assessments = write_code_course(root)
    switch_on(assessments)
    released = Run(assessments, run_nbgrader(assessments, "generate_assignment", NAME))
    assert released.command.returncode == 0, released.log
    main, second = (
        json.loads((assessments / "release" / NAME / file).read_bytes()) for file in (FILE, f"{SECOND}.ipynb")
    )
    for student, sources in programs(assessments, port, not why_not_isolated).items():
        folder = assessments / "submitted" / student / NAME
        folder.mkdir(parents=True)
        whole = answered(with_programs(main, sources), RIGHT)
        if student == "clings":
            whole = with_claims(whole)
        (folder / FILE).write_text(json.dumps(whole), encoding="utf-8")
        if student == "ann":
            (folder / "notes.txt").write_text("Ann's own", encoding="utf-8")
            done = with_programs(second, {"second-program": second_notebook()["cells"][1]["source"]})
            (folder / f"{SECOND}.ipynb").write_text(json.dumps(done), encoding="utf-8")
    kept = (f"release/{NAME}/{FILE}", f"keys/{NAME}.yaml", f"submitted/ann/{NAME}/{FILE}")
    before = {assessments / name: (assessments / name).read_bytes() for name in kept}
    keys = str(assessments / "keys")
    graded = Run(assessments, run_nbgrader(assessments, "autograde", NAME, CASEWORK_KEYS=keys))
    return CodeRun(graded, released, before, why_not_isolated)
