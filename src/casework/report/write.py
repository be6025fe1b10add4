"""`casework report`: makes the page of each assignment and writes it into a folder. Reckons nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from casework.module import CourseError
from casework.outcomes import outcomes
from casework.report.analysis import Report, report
from casework.report.cells import SMALLEST
from casework.report.page import page

FOLDER = "report"
"""Below assessments/; not in git, and in no class edition."""


def write_reports(root: Path, assignments: Sequence[str], folder: Path | None) -> str:
    """
    Write a page for each assignment; nothing is written unless all can be made.

    Args:
        root: the course's folder.
        assignments: folders of modules/.
        folder: where to; None is assessments/report.

    Returns:
        A line for each page.

    Raises:
        CourseError: an assignment that is not there or not graded, or a folder inside modules/.
        ContentError: mistakes in a module's files or keys.
    """
    target = folder or root / "assessments" / FOLDER
    if target.resolve().is_relative_to((root / "modules").resolve()):
        raise CourseError(
            f"{target}: learners get what is in modules/, and a report holds keys; name another folder"
        )
    known = outcomes(root)
    made = [report(root, name) for name in dict.fromkeys(assignments)]
    pages = {target / f"{one.assignment}.html": page(one, known) for one in made}
    target.mkdir(parents=True, exist_ok=True)
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
    return "\n".join(_line(path, one) for path, one in zip(pages, made, strict=True))


def _line(path: Path, one: Report) -> str:
    if one.count is None:
        return f"{path}: fewer than {SMALLEST} learners have answered, so it shows nothing"
    count = len(one.teach)
    again = (
        f"{count} {'question' if count == 1 else 'questions'} to teach again"
        if count
        else "no question stands out"
    )
    return f"{path}: {one.count} learners; {again}"
