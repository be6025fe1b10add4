"""The commands that write an edition: `release`, `site`, `print`. Arguments only, as in cli.py."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from casework.command_options import Root, add_folder


def add_commands(commands: Any, root: Root) -> None:
    """
    Add this room's commands.

    Args:
        commands: argparse's sub-commands of casework.
        root: returns the course's folder, or raises CourseError.
    """
    release = commands.add_parser("release", help="write the class edition, without keys, into a new folder")
    add_folder(release, "the form of the final test for this class")
    release.add_argument(
        "--repository", default="", metavar="OWNER/NAME", help="its place on GitHub, for a Binder badge"
    )
    release.set_defaults(run=lambda options: _release(options, root(Path())))

    site = commands.add_parser("site", help="write the course as a website that runs in the browser alone")
    add_folder(site, "the one form of the final test on it")
    site.add_argument(
        "--with-keys",
        action="store_true",
        help="put the answer keys on it, for everybody to read, so that it marks",
    )
    site.add_argument(
        "--cdn",
        action="store_true",
        help="let learners fetch pandas and matplotlib from cdn.jsdelivr.net with %%pip install",
    )
    site.add_argument(
        "--guides", default="", metavar="ADDRESS", help="where the guides are, for a link on the start page"
    )
    site.set_defaults(run=lambda options: _site(options, root(Path())))

    paper = commands.add_parser(
        "print", help="write the course as plain pages to print, hear or read offline"
    )
    add_folder(paper, "the one form of the final test in it")
    paper.add_argument("--pdf", action="store_true", help="each page as PDF too, by an installed Chromium")
    paper.add_argument("--zip", action="store_true", help="all files in one archive too, to hand on")
    paper.set_defaults(run=lambda options: _print(options, root(Path())))


def _release(options: argparse.Namespace, root: Path) -> int:
    from casework.editions.class_tree import release

    print(release(root, options.folder, options.form, options.repository, _say))
    return 0


def _site(options: argparse.Namespace, root: Path) -> int:
    from casework.editions.site.build import build_site

    wishes = (options.form, options.with_keys, options.cdn, options.guides)
    print(build_site(root, options.folder, *wishes, say=_say))
    return 0


def _print(options: argparse.Namespace, root: Path) -> int:
    from casework.editions.paper.build import print_course

    print(print_course(root, options.folder, options.form, options.pdf, options.zip, _say))
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
