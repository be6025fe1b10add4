"""The commands `grade`, `regrade` and `simulate` of casework: arguments only, as in cli.py."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from casework.command_options import Root, add_students
from casework.module import CourseError


def add_commands(commands: Any, root: Root) -> None:
    """
    Add this room's commands.

    Args:
        commands: argparse's sub-commands of casework.
        root: returns the course's folder, or raises CourseError.
    """
    grade = commands.add_parser(
        "grade", help="grade what was handed in, as nbgrader autograde does, but faster"
    )
    grade.add_argument(
        "assignments", nargs="*", metavar="ASSIGNMENT", help="modules (default: all that were handed in)"
    )
    add_students(grade)
    grade.add_argument("--force", action="store_true", help="also grade again what has not changed")
    grade.add_argument(
        "--scheduler", metavar="ADDRESS", help="have it done by dask's workers, such as tcp://10.0.0.5:8786"
    )
    grade.set_defaults(run=lambda options: _grade(options, root(Path())))

    regrade = commands.add_parser(
        "regrade", help="show what a mended key changes, apply it if you agree, keep it on record"
    )
    regrade.add_argument("assignment", nargs="?", metavar="ASSIGNMENT", help="such as 02-trafficking-law")
    regrade.add_argument("--reason", metavar="TEXT", help="what was mended, in quotes, for the record")
    regrade.add_argument("--yes", action="store_true", help="apply it without asking")
    add_students(regrade)
    regrade.add_argument("--list", action="store_true", help="list the regrades on record")
    regrade.add_argument("--show", type=int, metavar="N", help="print the report of a regrade again")
    regrade.set_defaults(run=lambda options: _regrade(options, root(Path())), wrong=regrade.error)

    simulate = commands.add_parser("simulate", help="write a trial class of made-up submissions")
    simulate.add_argument("--students", type=int, required=True, metavar="N")
    simulate.add_argument("--seed", type=int, default=1, metavar="S")
    simulate.add_argument("folder", type=Path, help="where to write STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb")
    simulate.set_defaults(run=lambda options: _simulate(options, root(Path())))


def _grade(options: argparse.Namespace, root: Path) -> int:
    from casework.grading.fast import grade_course, here

    spread = _cluster(options.scheduler) if options.scheduler else here
    errors = 0
    rooms = root / "assessments"
    for name, count in grade_course(rooms, options.assignments, options.student, options.force, spread):
        print(f"{name}: {count}")
        errors += count.errors
    return 1 if errors else 0


def _cluster(address: str) -> Any:
    try:
        from casework.grading.cluster import spread_over
    except ModuleNotFoundError as error:
        raise CourseError(
            f"--scheduler needs a package that is not here ({error.name}); pip install distributed"
        ) from None
    return spread_over(address)


def _regrade(options: argparse.Namespace, root: Path) -> int:
    from casework.grading import regrade
    from casework.grading.regrade_records import Records

    rooms = root / "assessments"
    if options.list:
        print("\n".join(Records(rooms).lines()))
        return 0
    if options.show is not None:
        print(Records(rooms).shown(options.show))
        return 0
    if options.assignment is None or options.reason is None:
        options.wrong('give an assignment and --reason "TEXT", or --list, or --show N')
    with regrade.opened(rooms, options.assignment, options.reason, options.student) as found:
        print(found.report)
        if not found.needed:
            found.close()
            return 0
        if not options.yes and not _agreed(found.question):
            return 1
        count = found.apply()
        print(found.told(count))
    return 1 if count.errors else 0


def _agreed(question: str) -> bool:
    """Ask; where the answer is not yes, or there is nobody to ask, say that nothing was applied."""
    if not sys.stdin.isatty():
        print("nothing applied: there is nobody to ask; add --yes to apply it", file=sys.stderr)
        return False
    try:
        if input(question).strip().casefold() in ("y", "yes"):
            return True
    except EOFError:
        print()
    print("nothing applied", file=sys.stderr)
    return False


def _simulate(options: argparse.Namespace, root: Path) -> int:
    from casework.grading.keys import keys_folder
    from casework.grading.simulate import EXPECTED, simulate

    rooms, target = root / "assessments", options.folder
    number = simulate(rooms / "release", keys_folder(rooms), target, options.students, options.seed)
    print(f"{target}: {number} submissions, their points in {target / EXPECTED}")
    return 0
