"""How `casework grade` grows with the class, in time and memory; other ways are in grading.py. Not a test."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from grading import CASEWORK, course, forget, run, versions
from page import PAGE, ROOT, machine, write_part

TIMES = 3
"""How often a class of each size is graded: the quickest counts, since other work can only slow one down."""


def growth(place: Path, module: str, sizes: Sequence[int]) -> Iterator[str]:
    """Measure `casework grade` on growing classes, and yield the lines of a table."""
    yield f"Each class is graded {TIMES} times, anew; the quickest counts."
    yield ""
    yield "| Submissions | Seconds | Processor seconds | Milliseconds each, without the start | Peak MB |"
    yield "|---:|---:|---:|---:|---:|"
    found = []
    whole = []
    for size in sizes:
        assessments = course(place / str(size), module, size)
        before = (assessments / "course.db").read_bytes()
        costs = []
        for _ in range(TIMES):
            forget(assessments, before)
            costs.append(run(assessments, *CASEWORK, "grade", module))
        cost = min(costs, key=lambda one: one.cpu)
        # One that is skipped costs no more than a start.
        one = f"student-{1:0{max(3, len(str(size)))}}"
        start = run(assessments, *CASEWORK, "grade", module, "--student", one)
        found.append((cost.cpu - start.cpu) / size * 1000)
        whole.append(cost.cpu)
        each = f"{cost.wall:.1f} | {cost.cpu:.1f} | {found[-1]:.1f}"
        yield f"| {size:,} | {each} | {cost.megabytes:.0f} |"
        shutil.rmtree(place / str(size))
    if len(found) > 1:
        yield ""
        yield (
            f"From {sizes[0]:,} to {sizes[-1]:,} the time of one submission changes by "
            f"{(found[-1] / found[0] - 1) * 100:+.0f} %."
        )
    if len(found) > 2:
        yield from_a_line(sizes, whole)


def from_a_line(sizes: Sequence[int], seconds: Sequence[float]) -> str:
    """Say how far the classes between lie from the straight line through the smallest and the largest."""
    slope = (seconds[-1] - seconds[0]) / (sizes[-1] - sizes[0])
    first = seconds[0] - slope * sizes[0]
    off = [(here / (first + slope * size) - 1) * 100 for size, here in zip(sizes, seconds, strict=True)]
    farthest = max(off, key=abs)
    return (
        f"On a straight line through the smallest and the largest class ({first:.1f} s of processor, and "
        f"{slope * 1000:.2f} ms more for each submission) the classes between lie within "
        f"{abs(farthest):.0f} %."
    )


def main() -> None:
    """Print what was measured and, with --write, keep it on the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", default="02-trafficking-law")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[100, 300, 1000, 3000, 10_000], metavar="N", help="of classes"
    )
    parser.add_argument(
        "--write", action="store_true", help=f"also write its part of {PAGE.relative_to(ROOT)}"
    )
    options = parser.parse_args()
    about = f"Measured by `benchmarks/growth.py {' '.join(sys.argv[1:])}".rstrip() + f"` on {machine()}."
    lines = ["## Growth of `casework grade`", "", about, versions(), ""]
    print("\n".join(lines))
    with tempfile.TemporaryDirectory() as name:
        for line in growth(Path(name), options.module, options.sizes):
            print(line, flush=True)
            lines.append(line)
    if options.write:
        write_part("growth.py", lines)


if __name__ == "__main__":
    main()
