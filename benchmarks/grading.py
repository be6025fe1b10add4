"""How long a class takes: `casework grade`, nbgrader with our steps, nbgrader as it comes. Not a test."""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from page import PAGE, ROOT, machine, write_part
from stock_course import STOCK, write_stock_course

from casework.grading.simulate import simulate

IMAGE = ROOT / "docs" / "images" / "grading-speed.svg"
PICTURE = f"![Bars: seconds of the three ways, on a scale of powers of ten.](images/{IMAGE.name})"
NBGRADER = (sys.executable, "-m", "nbgrader")
CASEWORK = (sys.executable, "-m", "casework.cli")


SMALL = (
    "import os, sys; i = os.fork(); i or os.execvp(sys.argv[1], sys.argv[1:]); sys.exit(bool(os.wait()[1]))"
)
"""A small process between: a child's peak of memory begins with its parent's, and the benchmark is large."""


@dataclass(frozen=True)
class Cost:
    """One process from start to end: seconds, processor seconds with its children's, peak MB."""

    wall: float
    cpu: float
    megabytes: float


def run(folder: Path, *command: str) -> Cost:
    """Run a command in a folder and measure it; stop if it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "CASEWORK_KEYS"}
    search = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment |= {"PYTHONPATH": os.pathsep.join(search), "JUPYTER_CONFIG_DIR": str(folder / ".jupyter")}
    with (folder / "log.txt").open("wb") as log:
        start = perf_counter()
        command = (sys.executable, "-S", "-c", SMALL, *command)
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        _, status, used = os.wait4(process.pid, 0)
        wall = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{(folder / 'log.txt').read_text()[-2000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def course(place: Path, module: str, students: int) -> Path:
    """Write a course in which a made-up class has handed in one module; return its assessments folder."""
    for name in ("modules", "data", "assessments"):
        ignored = shutil.ignore_patterns("release", "submitted", "autograded", "feedback", "*.db*", "*.csv")
        shutil.copytree(ROOT / name, place / name, ignore=ignored if name == "assessments" else None)
    assessments = place / "assessments"
    run(assessments, *NBGRADER, "generate_assignment", module)
    simulate(assessments / "release", assessments / "keys", assessments / "submitted", students, seed=1)
    return assessments


def forget(assessments: Path, gradebook: bytes) -> None:
    """Take back all that grading has written."""
    shutil.rmtree(assessments / "autograded", ignore_errors=True)
    (assessments / "course.db").write_bytes(gradebook)


Scores = dict[str, tuple[float | None, ...]]


def scores(assessments: Path) -> Scores:
    """Return every graded cell's points by student and cell, with what waits for a person."""
    query = """
        select student_id, base_cell.name, auto_score, needs_manual_grade from grade
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join base_cell on base_cell.id = grade.cell_id"""
    with closing(sqlite3.connect(assessments / "course.db")) as book:
        return {f"{student} {cell}": tuple(rest) for student, cell, *rest in book.execute(query)}


def equal_scores(ours: Scores, theirs: Scores, plain: Path) -> str:
    """
    Return in words how many scores are the same by all ways; stop where one is not.

    nbgrader as it comes grades the questions alone: it knows no case, and a person grades the reflection.
    """
    query = """
        select student_id, base_cell.name, auto_score from grade
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join base_cell on base_cell.id = grade.cell_id"""
    with closing(sqlite3.connect(plain / "gradebook.db")) as book:
        stock = {f"{student} {cell}": score for student, cell, score in book.execute(query)}
    if ours != theirs:
        wrong = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        sys.exit(f"{len(wrong)} scores differ between casework grade and nbgrader, first {wrong[0]}")
    shared = sorted(stock.keys() & ours.keys())
    differ = [name for name in shared if stock[name] != ours[name][0]]
    if differ:
        sys.exit(f"{len(differ)} scores differ from nbgrader as it comes, first {differ[0]}")
    return (
        f"Scores: {len(ours)} cells are the same by both of this course's ways, {len(shared)} of them by "
        "nbgrader as it comes too; a case has parts there, each a cell of its own."
    )


def routes(place: Path, module: str, students: int, stock: int) -> Iterator[str]:
    """Measure the three ways on the same class, and yield the lines of a table."""
    assessments = course(place / "course", module, students)
    before = (assessments / "course.db").read_bytes()
    fast = run(assessments, *CASEWORK, "grade", module)
    ours = scores(assessments)
    again = run(assessments, *CASEWORK, "grade", module)
    forget(assessments, before)
    steps = run(assessments, *NBGRADER, "autograde", module)
    theirs = scores(assessments)
    plain = write_stock_course(place / "stock", assessments, module, stock)
    run(plain, *NBGRADER, "generate_assignment", STOCK)
    some = run(plain, *NBGRADER, "autograde", STOCK)
    said = equal_scores(ours, theirs, plain)
    start = run(plain, *NBGRADER, "autograde", STOCK)  # skips all: what is left is its start
    share = students / stock

    def scaled(whole: float, idle: float) -> float:
        return idle + (whole - idle) * share

    rest = Cost(scaled(some.wall, start.wall), scaled(some.cpu, start.cpu), some.megabytes)
    yield f"{students} made-up submissions of `{module}`; each way is a process, from its start to its end."
    yield "*Times* is how many times as long as `casework grade` it takes, by the clock and by the processor."
    yield ""
    yield "| Way | Seconds | Times | Processor seconds | Times | Peak MB |"
    yield "|---|---:|---:|---:|---:|---:|"
    names = {
        "`casework grade`": fast,
        "`casework grade`, nothing changed": again,
        "`nbgrader autograde`, this course's steps": steps,
        "`nbgrader autograde`, as it comes": rest,
    }
    for name, cost in names.items():
        clock, busy = cost.wall / fast.wall, cost.cpu / fast.cpu
        times = f"{cost.wall:.1f} | {clock:.1f} | {cost.cpu:.1f} | {busy:.1f}"
        yield f"| {name} | {times} | {cost.megabytes:.0f} |"
    yield ""
    if stock < students:
        yield (
            f"The last line is scaled from {stock} submissions: they took {some.wall:.1f} s ({some.cpu:.1f} "
            f"s of processor), of which the start {start.wall:.1f} s ({start.cpu:.1f} s)."
        )
    yield (
        "Its notebooks hold the same texts and answers, and hidden tests that compare each answer with "
        "the key; practice, tables and feedback are left out."
    )
    yield ""
    yield said
    draw(place / IMAGE.name, {"casework grade": fast, "our steps": steps, "nbgrader as it comes": rest})


def draw(place: Path, ways: Mapping[str, Cost]) -> None:
    """Draw the three ways as bars, into a file."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 2.4), layout="constrained")
    axes = figure.subplots()
    bars = axes.barh(list(ways), [cost.wall for cost in ways.values()], color="#33658a")
    axes.bar_label(bars, [f"{cost.wall:.1f} s" for cost in ways.values()], padding=4)
    axes.set_xscale("log")
    axes.margins(x=0.25)
    axes.invert_yaxis()
    axes.set_xlabel("seconds for the class, start included; each step of the scale is ten times as long")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(place, metadata={"Date": None})


def versions() -> str:
    """Return the versions of what is measured, in one line."""
    names = ("nbgrader", "nbconvert", "SQLAlchemy", "jsonschema")
    return f"{', '.join(f'{name} {version(name)}' for name in names)}."


def main() -> None:
    """Print what was measured and, with --write, keep it on the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=400, metavar="N")
    parser.add_argument("--stock", type=int, default=40, metavar="N", help="submissions for stock nbgrader")
    parser.add_argument("--module", default="02-trafficking-law")
    parser.add_argument(
        "--write", action="store_true", help=f"also write its part of {PAGE.relative_to(ROOT)}"
    )
    options = parser.parse_args()
    stock = min(options.stock, options.students)
    about = f"Measured by `benchmarks/grading.py {' '.join(sys.argv[1:])}".rstrip() + f"` on {machine()}."
    lines = ["## Grading", "", about, versions(), "", PICTURE, ""]
    print("\n".join(lines))
    with tempfile.TemporaryDirectory() as name:
        for line in routes(Path(name), options.module, options.students, stock):
            print(line, flush=True)
            lines.append(line)
        if options.write:
            shutil.copy(Path(name) / IMAGE.name, IMAGE)
    if options.write:
        write_part("grading.py", lines)


if __name__ == "__main__":
    main()
