"""What the rooms' files of commands have in common: options that several commands take. Runs nothing."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

Root = Callable[[Path], Path]
"""Returns the course's folder from a folder in it, or raises CourseError."""


def add_students(parser: argparse.ArgumentParser) -> None:
    """Add ``--student``: a list of names or patterns, empty for all."""
    parser.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="S",
        help="only this student; may be given more than once",
    )


def add_folder(parser: argparse.ArgumentParser, form: str) -> None:
    """Add the folder an edition is written to, and ``--form``, with the words that say what it means."""
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet, or is empty")
    parser.add_argument("--form", default="", metavar="NAME", help=f"{form}, as 08-test-a")
