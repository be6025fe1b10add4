"""`casework export`: from the gradebook to one CSV file and the lines that are printed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from casework.lms.canvas import fill_canvas
from casework.lms.filling import Result
from casework.lms.gradebook import FILE as GRADEBOOK
from casework.lms.gradebook import Grades, read_gradebook
from casework.lms.grades import FILE as PARTS
from casework.lms.grades import Part, course_grade, read_parts, share
from casework.lms.moodle import fill_moodle, new_moodle
from casework.lms.sheets import Sheet, safe_rows, write_new
from casework.module import CourseError


@dataclass(frozen=True)
class Exported:
    """What is printed, and whether every learner and module found its place."""

    lines: tuple[str, ...]
    complete: bool


def export(
    root: Path, platform: str, template: Path | None, out: Path, assignment: str = "", column: str = ""
) -> Exported:
    """
    Write a table of grades for a platform into a new file.

    Args:
        platform: canvas, moodle or csv.
        template: the platform's own CSV file; Canvas needs one.
        assignment: this module alone.
        column: what the platform calls the module's column.

    Raises:
        CourseError: no gradebook, no such module, no template where one is needed, or ``out`` is there.
        ContentError: grade.yaml has a mistake.
    """
    rooms = root / "assessments"
    grades = read_gradebook(rooms / GRADEBOOK)
    if assignment and assignment not in grades.full:
        near = difflib.get_close_matches(assignment, sorted(grades.full), n=1, cutoff=0.0)
        raise CourseError(
            f"--assignment {assignment}: not in the gradebook; it has {', '.join(near) or 'no module'}"
        )
    if column and not assignment:
        raise CourseError("--column names one module's column; say which module with --assignment NAME")
    modules = {assignment: column} if assignment else dict.fromkeys(grades.full, "")
    if platform == "canvas":
        if template is None:
            raise CourseError("canvas needs a template: the CSV file that Canvas makes (Grades, Export)")
        result = fill_canvas(template, grades, modules)
    elif platform == "moodle":
        result = fill_moodle(template, grades, modules) if template else new_moodle(grades, modules)
    elif template is not None:
        raise CourseError("csv takes no template; leave it out, or choose canvas or moodle")
    else:
        result = plain_table(grades, read_parts(rooms / PARTS), list(modules))
    write_new(out, result.sheet.text().encode("utf-8"))
    said = f"{out}: {result.filled} {'grade' if result.filled == 1 else 'grades'} written"
    return Exported((*result.lines, said), not result.lines)


def plain_table(grades: Grades, parts: Sequence[Part], modules: Sequence[str]) -> Result:
    """Return one row a learner: points of each module, per cents of each part, and the course grade."""
    names = [part.name for part in parts]
    rows: list[list[str | Fraction | None]] = [
        [
            "student",
            "last_name",
            "first_name",
            *modules,
            *(f"{name}_percent" for name in names),
            "course_grade",
        ]
    ]
    filled = 0
    for learner in grades.learners:
        got = grades.of(learner.id)
        shares = {part.name: share(part, grades.full, got) for part in parts}
        points = [got[name].of("all") if name in got else None for name in modules]
        filled += sum(one is not None for one in points)
        per_cent = [None if (one := shares[name]) is None else 100 * one for name in names]
        rows.append(
            [
                learner.id,
                learner.last_name,
                learner.first_name,
                *points,
                *per_cent,
                course_grade(parts, shares),
            ]
        )
    empty = [part.name for part in parts if share(part, grades.full, {}) is None]
    lines = [f"{name}: no module of it is in the gradebook; no course grade yet" for name in empty]
    lines += [
        f"{id_}: {name} has a text that nobody has read; it counts 0 so far"
        for id_, name in sorted(grades.waiting)
        if name in modules
    ]
    return Result(Sheet(safe_rows(rows)), filled, lines)
