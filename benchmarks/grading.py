"""How long a class takes: `casework grade`, nbgrader with our steps, nbgrader as it comes. Not a test."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from stock_course import STOCK, write_stock_course

from casework.grading.simulate import simulate

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
NBGRADER = (sys.executable, "-m", "nbgrader")
CASEWORK = (sys.executable, "-m", "casework.cli")


@dataclass(frozen=True)
class Cost:
    """One process from start to end: seconds, processor seconds with its children's, peak MB."""

    wall: float
    cpu: float
    megabytes: float


def run(folder: Path, *command: str) -> Cost:
    """Run a command in a folder and measure it; stop if it fails."""
    environment = {name: value for name, value in os.environ.items() if name != "CASEWORK_KEYS"}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "JUPYTER_CONFIG_DIR": str(folder / ".jupyter")}
    with (folder / "log.txt").open("wb") as log:
        start = perf_counter()
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


def routes(place: Path, module: str, students: int, stock: int) -> Iterator[str]:
    """Measure the three ways on the same class, and yield the lines of a table."""
    assessments = course(place / "course", module, students)
    before = (assessments / "course.db").read_bytes()
    fast = run(assessments, *CASEWORK, "grade", module)
    again = run(assessments, *CASEWORK, "grade", module)
    forget(assessments, before)
    steps = run(assessments, *NBGRADER, "autograde", module)
    plain = write_stock_course(place / "stock", assessments, module, stock)
    run(plain, *NBGRADER, "generate_assignment", STOCK)
    some = run(plain, *NBGRADER, "autograde", STOCK)
    start = run(plain, *NBGRADER, "autograde", STOCK)  # skips all: what is left is its start
    share = students / stock

    def scaled(whole: float, idle: float) -> float:
        return idle + (whole - idle) * share

    rest = Cost(scaled(some.wall, start.wall), scaled(some.cpu, start.cpu), some.megabytes)
    yield f"{students} made-up submissions of `{module}`; each route is a process, from its start to its end:"
    yield ""
    yield "| Route | Seconds | Processor seconds | Times `casework grade`, by processor | Peak MB |"
    yield "|---|---:|---:|---:|---:|"
    names = {
        "`casework grade`": fast,
        "`casework grade`, nothing changed": again,
        "`nbgrader autograde`, this course's steps": steps,
        "`nbgrader autograde`, as it comes (scaled)": rest,
    }
    for name, cost in names.items():
        ratio = cost.cpu / fast.cpu
        yield f"| {name} | {cost.wall:.1f} | {cost.cpu:.1f} | {ratio:.1f} | {cost.megabytes:.0f} |"
    yield ""
    yield (
        f"The last line is scaled, not run: {stock} submissions took {some.wall:.1f} s "
        f"({some.cpu:.1f} s of processor), of which the start {start.wall:.1f} s ({start.cpu:.1f} s). "
        "Their notebooks hold the same texts and answers, and hidden tests that compare each answer with "
        "the key; practice, tables and feedback are left out."
    )


def growth(place: Path, module: str, sizes: Sequence[int]) -> Iterator[str]:
    """Measure `casework grade` on growing classes, and yield the lines of a table."""
    yield "| Submissions | Seconds | Processor seconds | Milliseconds each, without the start | Peak MB |"
    yield "|---:|---:|---:|---:|---:|"
    for size in sizes:
        assessments = course(place / str(size), module, size)
        cost = run(assessments, *CASEWORK, "grade", module)
        one = f"student-{1:0{max(3, len(str(size)))}}"
        start = run(
            assessments, *CASEWORK, "grade", module, "--student", one
        )  # skips it: no more than a start
        each = (cost.cpu - start.cpu) / size * 1000
        yield f"| {size} | {cost.wall:.1f} | {cost.cpu:.1f} | {each:.1f} | {cost.megabytes:.0f} |"
        shutil.rmtree(place / str(size))


def machine() -> str:
    """Return the machine, its load and the day in one line."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores {model or platform.machine()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start"
    )


def main() -> None:
    """Print what was measured and, with --write, keep it as a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=400, metavar="N")
    parser.add_argument("--stock", type=int, default=10, metavar="N", help="submissions for stock nbgrader")
    parser.add_argument("--module", default="02-trafficking-law")
    parser.add_argument(
        "--growth", type=int, nargs="*", default=[100, 1000], metavar="N", help="sizes of classes"
    )
    parser.add_argument("--large", action="store_true", help="also a class of 10000")
    parser.add_argument("--write", action="store_true", help=f"also write {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    stock = min(options.stock, options.students)
    lines = ["# How long grading takes", "", f"Measured by `benchmarks/grading.py` on {machine()}.", ""]
    print("\n".join(lines))
    sizes = options.growth + [10_000] * options.large
    with tempfile.TemporaryDirectory() as name:
        for part in (
            routes(Path(name), options.module, options.students, stock),
            ["", "## Growth of `casework grade`", ""],
            growth(Path(name), options.module, sizes),
        ):
            for line in part:
                print(line, flush=True)
                lines.append(line)
    if options.write:
        PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{PAGE}: written")


if __name__ == "__main__":
    main()
