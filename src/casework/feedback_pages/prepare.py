"""`casework feedback`: makes the pages of a class and hands them on. What a page tells is in sheet.py."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.converters import NbGraderException

from casework.answers import UnreadableNotebook, read_notebook
from casework.feedback_pages.gradebook import ClassBook, Submission, read_class
from casework.feedback_pages.making import Source, make_sheet
from casework.feedback_pages.page import page
from casework.feedback_pages.placing import Place, put
from casework.feedback_pages.release import Release, hand_out
from casework.feedback_pages.sheet import SHOWS, NoPage, Show
from casework.grading.desk import GradingDesk
from casework.grading.errors import FILE, read_errors
from casework.grading.keys import keys_folder, rubric_homes
from casework.grading.settings import Converter, course_converter
from casework.grading.submissions import read_submission
from casework.module import CourseError

DEFAULT: dict[str, Show] = {"reasons": "rationale", "points": "score"}
"""What a page tells, by the line ``feedback:`` of the module's graded.yaml."""


@dataclass(frozen=True)
class Wish:
    """What the instructor asked for; ``show`` None is what the module says, no ``students`` is everybody."""

    students: Collection[str] = ()
    show: Show | None = None
    out: Path | None = None
    anyway: bool = False
    release: Release | None = None


@dataclass
class Report:
    """What is printed, and whether every page asked for was made and handed on."""

    lines: list[str] = field(default_factory=list)
    complete: bool = True

    def trouble(self, line: str) -> None:
        """Note what went wrong for one learner."""
        self.lines.append(line)
        self.complete = False


def give_feedback(root: Path, assignment: str, wish: Wish) -> Report:
    """
    Make feedback pages, and release them where that is wished.

    Args:
        root: the course's folder.

    Raises:
        CourseError, ContentError: in one line, why no page was made.
    """
    assessments = root / "assessments"
    if wish.out and wish.out.resolve().is_relative_to((root / "modules").resolve()):
        raise CourseError(f"{wish.out}: learners get what is in modules/; name another folder")
    if wish.release:
        wish.release.check(wish.out)
    converter = course_converter(assessments, "casework feedback")
    desk = GradingDesk.silent(converter)
    try:
        materials = desk.materials(assignment)
    except NbGraderException as error:
        raise CourseError(str(error)) from None
    book = read_class(converter.coursedir.db_url, assignment)
    refused = {
        one.student: f"not graded: {one.reason}; see {FILE}"
        for one in read_errors(assessments / FILE)
        if one.assignment == assignment and (not wish.students or one.student in wish.students)
    }
    chosen = _chosen(book, assignment, wish.students, refused)
    usual = DEFAULT[materials.module.graded.feedback]
    show = wish.show or usual
    report = Report()
    if SHOWS.index(show) > SHOWS.index(usual):
        text = "these pages tell keys, though its file says feedback: points"
        report.lines.append(f"{assignment}: {text}; its questions may come again")
    absent = [one for one in book.absent if one not in refused]
    if not wish.students and absent:
        report.lines.append(f"{assignment}: not handed in yet by {_listed(absent)}; no page for them")
    if show != "none":
        _unread(chosen, wish.anyway, report)
    homes = rubric_homes(assessments, keys_folder(assessments, desk.keys_folder))
    source = Source(assignment, root, materials, homes, desk.executes(assignment))
    for student, line in refused.items():
        report.trouble(f"{student}: {line}")
    places = _write(converter, source, chosen, show, wish.out, report)
    where = wish.out or Path(converter.coursedir.feedback_directory)
    count = f"{len(places)} page{'' if len(places) == 1 else 's'} ({show})"
    if wish.release is None:
        report.lines.append(f"{assignment}: {count} in {where}/; nothing is released")
        return report
    report.lines.append(f"{assignment}: {count} in {where}/")
    said, troubles = hand_out(root, converter, assignment, places, wish.release)
    for line in troubles:
        report.trouble(line)
    report.lines += said
    return report


def _write(
    converter: Converter,
    source: Source,
    chosen: Sequence[Submission],
    show: Show,
    out: Path | None,
    report: Report,
) -> list[Place]:
    """Write every page that can be made; note why the others cannot."""
    places: list[Place] = []
    for entry in chosen:
        try:
            pages = _pages(converter, source, entry, show, report)
            places.append(put(converter, entry.student, source.assignment, pages, out))
        except NoPage as error:
            for line in error.lines:
                report.trouble(f"{entry.student}: {line}")
        except OSError as error:
            report.trouble(f"{entry.student}: {error.filename or 'its page'}: {error.strerror or error}")
    return places


def _pages(
    converter: Converter, source: Source, entry: Submission, show: Show, report: Report
) -> dict[str, str]:
    """Return a submission's pages by the name of their notebook; one that was not handed in has none."""
    folder = converter.final_folder(entry.student, source.assignment)
    coursedir = converter.coursedir
    handed_in = Path(coursedir.format_path(coursedir.submitted_directory, entry.student, source.assignment))
    made = {}
    graded = any((folder / f"{name}.ipynb").is_file() for name in source.materials.released)
    for name in source.materials.released:
        path = folder / f"{name}.ipynb"
        if not path.is_file():
            if graded and not (handed_in / path.name).is_file():
                report.lines.append(f"{entry.student}: {path.name} was not handed in, so it has no page")
                continue
            raise NoPage(f"no graded notebook; grade it first: {source.again}")
        try:
            notebook = read_notebook(read_submission(path))
        except UnreadableNotebook as error:
            raise NoPage(f"{path.parent.parent.parent.name}/{path.name}: {error}; grade again") from None
        made[name] = page(make_sheet(source, entry, notebook, name, show))
    return made


def _chosen(
    book: ClassBook, assignment: str, students: Collection[str], refused: Collection[str]
) -> list[Submission]:
    """Return the submissions asked for, in order, without those that could not be graded."""
    if not book.submissions:
        raise CourseError(
            f"{assignment}: nobody's work is graded; type `nbgrader autograde {assignment}` first"
        )
    for student in students:
        if student in refused:
            continue
        if student in book.absent:
            raise CourseError(
                f"{student}: has not handed in {assignment}; there is nothing to give feedback on"
            )
        if student not in book.submissions:
            near = difflib.get_close_matches(student, [*book.submissions, *book.absent], n=1, cutoff=0.0)
            raise CourseError(f"{student}: not in the gradebook; the nearest name is {''.join(near)}")
    wanted = [name for name in book.submissions if not students or name in students]
    return [book.submissions[name] for name in wanted if name not in refused]


def _unread(chosen: Sequence[Submission], anyway: bool, report: Report) -> None:
    """Stop where texts wait for a reader, or say so where the instructor wants the pages all the same."""
    waiting = Counter(
        id_
        for one in chosen
        for part in one.parts.values()
        for id_, grade in part.cells.items()
        if grade.waits
    )
    if not waiting:
        return
    count = sum(waiting.values())
    names = ", ".join(f"{id_}: {number}" for id_, number in sorted(waiting.items()))
    text = f"{count} {'text is' if count == 1 else 'texts are'} not read ({names}): they count 0"
    if not anyway:
        raise CourseError(f"{text}; read them in formgrader first, or use --anyway. No page was made")
    report.lines.append(f"{text}, and the pages say so")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
