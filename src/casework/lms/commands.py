"""The commands `collect`, `roster`, `export` and `bank` of casework: arguments only, as in cli.py."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from casework.command_options import Root


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

    roster = commands.add_parser(
        "roster", help="turn a gradebook exported from Canvas into nbgrader's list of students"
    )
    roster.add_argument("template", type=Path, help="the CSV file that Canvas made")
    roster.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="a file that is not there yet"
    )
    roster.set_defaults(run=lambda options: _roster(options, root(Path())))

    export = commands.add_parser("export", help="write the gradebook's points as a CSV file for a platform")
    export.add_argument("platform", choices=("canvas", "moodle", "csv"))
    export.add_argument("template", nargs="?", type=Path, help="the CSV file that the platform made")
    export.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help="a file that is not there yet"
    )
    export.add_argument("--assignment", default="", metavar="NAME", help="this module alone, as 01-words")
    export.add_argument("--column", default="", metavar="NAME", help="what the platform calls its column")
    export.set_defaults(run=lambda options: _export(options, root(Path())))

    bank = commands.add_parser(
        "bank", help="write questions as a question bank for Canvas, Moodle and others"
    )
    bank.add_argument("format", choices=("qti12", "moodle-xml"))
    bank.add_argument("--out", required=True, type=Path, metavar="FILE", help="a file that is not there yet")
    bank.add_argument(
        "--module",
        action="append",
        default=[],
        metavar="NAME",
        help="this module; may be given several times",
    )
    bank.add_argument("--graded", action="store_true", help="graded questions and their keys, not practice")
    bank.set_defaults(run=lambda options: _bank(options, root(Path())))


def _collect(options: argparse.Namespace, root: Path) -> int:
    from casework.lms.collect import collect

    report = collect(root, options.source, options.assignment, options.force)
    print("\n".join(report.lines))
    return 1 if report.refused else 0


def _roster(options: argparse.Namespace, root: Path) -> int:
    from casework.lms.roster import write_roster

    print("\n".join(write_roster(options.template, options.out)))
    return 0


def _export(options: argparse.Namespace, root: Path) -> int:
    from casework.lms.export import export

    done = export(root, options.platform, options.template, options.out, options.assignment, options.column)
    print("\n".join(done.lines))
    return 0 if done.complete else 1


def _bank(options: argparse.Namespace, root: Path) -> int:
    from casework.lms.bank import report, sections
    from casework.lms.moodle_xml import moodle_xml
    from casework.lms.qti import qti_package
    from casework.lms.sheets import write_new

    found = sections(root, options.module, options.graded)
    write_new(options.out, (qti_package if options.format == "qti12" else moodle_xml)(found))
    print("\n".join(report(found, options.out)))
    return 0
