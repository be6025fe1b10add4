"""The command `feedback` of casework: arguments only, as in cli.py."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from casework.command_options import Root, add_students


def add_commands(commands: Any, root: Root) -> None:
    """
    Add this room's command.

    Args:
        commands: argparse's sub-commands of casework.
        root: returns the course's folder, or raises CourseError.
    """
    feedback = commands.add_parser(
        "feedback", help="make a feedback page for each learner; hand the pages out with --release"
    )
    feedback.add_argument("assignment", metavar="ASSIGNMENT", help="such as 02-trafficking-law")
    add_students(feedback)
    feedback.add_argument(
        "--show",
        choices=("none", "score", "rationale"),
        help="none: it has come in; score: points; rationale: all, keys too (default: what the module says)",
    )
    feedback.add_argument("--out", type=Path, metavar="DIR", help="where to (default: assessments/feedback)")
    feedback.add_argument("--anyway", action="store_true", help="also while texts wait for a reader")
    feedback.add_argument(
        "--release",
        choices=("exchange", "canvas", "moodle", "zip"),
        help="hand the pages out: through nbgrader's exchange, or as a zip for a platform",
    )
    feedback.add_argument("--to", type=Path, metavar="FILE", help="the zip, which is not there yet")
    feedback.add_argument(
        "--like", type=Path, metavar="DOWNLOAD", help="the hand-ins as Canvas or Moodle gave them, for names"
    )
    feedback.set_defaults(run=lambda options: _feedback(options, root(Path())))


def _feedback(options: argparse.Namespace, root: Path) -> int:
    from casework.feedback_pages.prepare import Wish, give_feedback
    from casework.feedback_pages.release import Release
    from casework.module import CourseError

    if not options.release and (options.to or options.like):
        raise CourseError("--to and --like say how to hand out; add --release canvas, moodle or zip")
    release = Release(options.release, options.to, options.like) if options.release else None
    wish = Wish(options.student, options.show, options.out, options.anyway, release)
    report = give_feedback(root, options.assignment, wish)
    print("\n".join(report.lines))
    return 0 if report.complete else 1
