"""The commands `collect`, `export` and `bank` of casework: arguments only, as in cli.py."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

Root = Callable[[Path], Path]


def add_commands(commands: Any, root: Root) -> None:
    """
    Add this room's commands.

    Args:
        commands: argparse's sub-commands of casework.
        root: returns the course's folder, or raises CourseError.
    """
    collect = commands.add_parser(
        "collect", help="put hand-ins from Canvas, Moodle or a folder where they are graded"
    )
    collect.add_argument(
        "source", type=Path, metavar="SOURCE", help="the downloaded zip, or a folder of files"
    )
    collect.add_argument(
        "--assignment", default="", metavar="NAME", help="take this module alone, as 01-words"
    )
    collect.add_argument("--force", action="store_true", help="replace files that are there and differ")
    collect.set_defaults(run=lambda options: _collect(options, root(Path())))


def _collect(options: argparse.Namespace, root: Path) -> int:
    from casework.lms.collect import collect

    report = collect(root, options.source, options.assignment, options.force)
    print("\n".join(report.lines))
    return 1 if report.refused else 0
