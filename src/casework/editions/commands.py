"""The commands of casework that write an edition, as `release`: arguments only, as in cli.py."""

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
    release = commands.add_parser("release", help="write the class edition, without keys, into a new folder")
    release.add_argument("folder", type=Path, help="a folder that does not exist yet, or is empty")
    release.add_argument(
        "--form", default="", metavar="NAME", help="the form of the final test for this class, as 08-test-a"
    )
    release.set_defaults(run=lambda options: _release(options, root(Path())))


def _release(options: argparse.Namespace, root: Path) -> int:
    from casework.editions.class_tree import release

    print(release(root, options.folder, options.form))
    return 0
