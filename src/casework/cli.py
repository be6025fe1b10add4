"""The casework command: argument parsing only; each command calls one function elsewhere."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from casework import __version__
from casework.editions import commands as editions
from casework.feedback_pages import commands as feedback_pages
from casework.grading import commands as grading
from casework.lms import commands as lms
from casework.module import CourseError, find_root
from casework.yaml_lines import ContentError

SCHEMAS = ("practice", "graded", "cases", "keys", "glossary", "compare", "library")
"""What `casework schema` knows; editor_schema.py is loaded only when it is asked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command.

    Returns:
        0 if all went well, 1 if something was found or went wrong (said in one line each), 2 for wrong usage.
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (CourseError, ContentError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename or 'a file'}: {error.strerror or error}; check the path", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped; nothing is half written", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="casework",
        description="Check, release, mark, report on and simulate the course; carry your progress.",
    )
    parser.add_argument("--version", action="version", version=f"casework {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="validate every content file and print counts")
    check.add_argument("folder", nargs="?", type=Path, default=Path(), help="the course (default: here)")
    check.add_argument(
        "--write", type=Path, metavar="FILE", help="also write the counts of the whole course as a page"
    )
    check.set_defaults(run=_check)

    facts = commands.add_parser("facts", help="show one fact, or list the laws to read again")
    asked = facts.add_subparsers(required=True, metavar="COMMAND")
    old = asked.add_parser("stale", help="list every law that was last read before a day")
    old.add_argument("--before", required=True, metavar="YYYY-MM-DD")
    old.set_defaults(run=_facts_stale)
    one = asked.add_parser("show", help="print one fact with its dates, source and caveat")
    one.add_argument("id", metavar="ID", help="such as L08")
    one.set_defaults(run=_facts_show)

    new = commands.add_parser("new", help="make a module, a question or a case to write over, for authors")
    things = new.add_subparsers(required=True, metavar="COMMAND")
    module = things.add_parser("module", help="write the files of a new module")
    module.add_argument("name", metavar="NN-topic", help="two digits, a hyphen, lower case: 09-local-law")
    module.add_argument("title", help="the title, in quotes")
    module.set_defaults(run=_new_module)
    question = things.add_parser("question", help="print a question of a type, its key and its cell")
    question.add_argument("type", help="such as single; docs/question-types.md shows all")
    question.add_argument("--graded", action="store_true", help="with the key apart, for assessments/keys/")
    question.add_argument("--id", help="its id (default: mNN-p-TYPE, or mNN-g-TYPE if graded)")
    case = things.add_parser("case", help="print the case of a module that has none, and its cell")
    for thing, run in ((question, _new_question), (case, _new_case)):
        thing.add_argument("--module", required=True, metavar="NN-topic", help="a folder in modules/")
        thing.add_argument("--write", action="store_true", help="add it to the module's files")
        thing.set_defaults(run=run)

    index = commands.add_parser("index", help="bring the start page's table of lessons up to date")
    index.set_defaults(run=lambda options: _index(_root(Path())))

    schema = commands.add_parser("schema", help="print the JSON Schema of a content file, for an editor")
    schema.add_argument("kind", choices=SCHEMAS)
    schema.set_defaults(run=_schema)

    translate = commands.add_parser("translate", help="say that a translation fits the English of today")
    translate.add_argument("--accept", nargs="+", required=True, metavar="ID", help="of a text or a cell")
    translate.set_defaults(run=_translate)
    editions.add_commands(commands, _root)
    grading.add_commands(commands, _root)
    feedback_pages.add_commands(commands, _root)

    mark = commands.add_parser(
        "mark", help="mark one notebook by the keys of this copy and write the feedback"
    )
    mark.add_argument("notebook", type=Path, help="the notebook you worked in")
    mark.set_defaults(run=_mark)

    certificate = commands.add_parser("certificate", help="make or check a certificate of the final test")
    wishes = certificate.add_subparsers(required=True, metavar="COMMAND")
    make = wishes.add_parser("make", help="mark a handed-in form and, if it passes, write the certificate")
    make.add_argument("notebook", type=Path, help="the notebook of the form, as it was handed in")
    make.add_argument("--name", required=True, help="the name that is to stand on it, in quotes")
    make.add_argument("--to", type=Path, default=Path(), metavar="FOLDER", help="where to (default: here)")
    make.set_defaults(run=_certificate_make)
    test = wishes.add_parser("check", help="say whether a certificate is as it was made")
    test.add_argument("file", type=Path, help="certificate.pdf or certificate.html")
    test.add_argument("notebook", nargs="?", type=Path, help="the notebook of the form, to be marked again")
    test.set_defaults(run=_certificate_check)

    progress = commands.add_parser(
        "progress",
        help="show how far you are; save it to one file, or load such a file",
        usage="casework progress [FOLDER] | casework progress export FILE | casework progress import FILE",
    )
    progress.add_argument("words", nargs="*", metavar="FOLDER", help="the course (default: here)")
    progress.set_defaults(run=_progress, wrong=progress.error)

    lms.add_commands(commands, _root)
    report = commands.add_parser("report", help="write what a class did not understand, as a page to print")
    report.add_argument("assignments", nargs="+", metavar="ASSIGNMENT", help="such as 02-trafficking-law")
    report.add_argument("--out", type=Path, metavar="DIR", help="where to (default: assessments/report)")
    report.set_defaults(run=_report)
    return parser


def _root(start: Path) -> Path:
    if not start.exists():
        raise CourseError(f"{start}: there is no such folder; check the path")
    root = find_root(start)
    if root is None:
        raise CourseError(
            f"{start.resolve()}: no modules/ folder here or above; go to the course's folder first"
        )
    return root


def _translate(options: argparse.Namespace) -> int:
    from casework.checks.translated import accept_entries

    print(accept_entries(_root(Path()), options.accept))
    return 0


def _check(options: argparse.Namespace) -> int:
    from casework.checks import check_course

    root = _root(options.folder)
    report = check_course(root)
    for problem in report.problems:
        print(problem)
    for line in (*report.counts, *report.notes):
        print(line)
    number = len(report.problems)
    print(f"{number} {'problem' if number == 1 else 'problems'}")
    if options.write and not report.problems:
        from casework.checks.summary import content_page

        options.write.write_text(content_page(root), encoding="utf-8")
        print(f"{options.write}: written")
    return 1 if report.problems else 0


def _facts_stale(options: argparse.Namespace) -> int:
    from casework.fact_base import day, stale

    before = day(options.before)
    if before is None:
        text = f"--before is {options.before!r}; write the day as YYYY-MM-DD, such as 2027-01-01"
        print(text, file=sys.stderr)
        return 2
    print(stale(_root(Path()), before))
    return 0


def _facts_show(options: argparse.Namespace) -> int:
    from casework.fact_base import show

    print(show(_root(Path()), options.id))
    return 0


def _new_module(options: argparse.Namespace) -> int:
    from casework.scaffold.new import new_module

    print(new_module(_root(Path()), options.name, options.title))
    return 0


def _new_question(options: argparse.Namespace) -> int:
    from casework.scaffold.new import question

    made = question(_root(Path()), options.type, options.module, options.graded, options.id)
    print(made.write() if options.write else made.shown())
    return 0


def _new_case(options: argparse.Namespace) -> int:
    from casework.scaffold.new import new_case

    print(new_case(_root(Path()), options.module, options.write))
    return 0


def _index(root: Path) -> int:
    from casework.start_table import write_table

    print(write_table(root))
    return 0


def _schema(options: argparse.Namespace) -> int:
    from casework.editor_schema import editor_schema

    print(json.dumps(editor_schema(options.kind), indent=2))
    return 0


def _mark(options: argparse.Namespace) -> int:
    from casework.marking import mark_file

    print(mark_file(options.notebook))
    return 0


def _certificate_make(options: argparse.Namespace) -> int:
    from casework.certifying import make_certificate

    print(make_certificate(_root(Path()), options.notebook, options.name, options.to))
    return 0


def _certificate_check(options: argparse.Namespace) -> int:
    from casework.certifying import check_certificate

    good, lines = check_certificate(_root(Path()), options.file, options.notebook)
    print("\n".join(lines))
    return 0 if good else 1


def _progress(options: argparse.Namespace) -> int:
    from casework.progress_report import standings, table_text
    from casework.records import read_course
    from casework.transfer import export_file, import_file

    match options.words:
        case ["export", file]:
            print(export_file(read_course(_root(Path())), Path(file), datetime.now(UTC)))
        case ["import", file]:
            print(import_file(read_course(_root(Path())), Path(file), datetime.now(UTC)))
        case [] | [_]:
            course = read_course(_root(Path(*options.words)))
            print(table_text(standings(course), course.notes))
        case _:
            options.wrong("give a folder, or export and a file, or import and a file")
    return 0


def _report(options: argparse.Namespace) -> int:
    from casework.report.write import write_reports

    print(write_reports(_root(Path()), options.assignments, options.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
