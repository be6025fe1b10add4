"""Canvas's gradebook CSV: which row is whose, which column is which module's. Files only, no network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from casework.lms.filling import Match, Result, fill
from casework.lms.gradebook import Grades, Learner
from casework.lms.names import canvas_name, canvas_student
from casework.lms.sheets import Sheet, number, read_sheet
from casework.module import CourseError

# lib/gradebook_exporter.rb: "Title (id)" for an assignment; learners come after "    Points Possible".
_ASSIGNMENT = re.compile(r"(?P<title>.*\S)\s*\((?P<id>[0-9]+)\)", re.S)
_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_POINTS = "points possible"
_TEST_STUDENT = "Student, Test"
"""Whom Canvas adds to a course for trying it."""
_COLLECTED = re.compile(r"(?P<name>\w+)_(?P<id>[0-9]+)")


def fill_canvas(template: Path, grades: Grades, modules: Mapping[str, str]) -> Result:
    """
    Fill points into a gradebook that the instructor exported from Canvas.

    Args:
        modules: module -> title or number of its column; "" where the column is called like the module.

    Raises:
        CourseError: the template is no such gradebook.
    """
    sheet, points = _gradebook(template)
    header = sheet.header
    columns, lines = {}, []
    for module, wanted in modules.items():
        place, trouble = _column(header, module, wanted)
        if place is not None:
            trouble = _points_differ(sheet.rows[points][place], grades, module)
        if place is None or trouble:
            lines.append(f"{module}: {trouble}; not filled in")
        else:
            columns[module] = place
    result = fill(sheet, sheet.rows[points + 1 :], columns, grades, _matcher(sheet))
    result.lines[:0] = lines
    return result


def roster(template: Path) -> list[Learner]:
    """
    Return the class as a gradebook exported from Canvas lists it, each by the id that a download gives them.

    Canvas's test student is left out, and whoever has no number.

    Raises:
        CourseError: the template is no such gradebook.
    """
    sheet, points = _gradebook(template)
    own = sheet.header.index("ID")
    found = []
    for row in sheet.rows[points + 1 :]:
        number_, name = row[own].strip(), _sortable(sheet, row)
        if not re.fullmatch("[0-9]+", number_) or name == _TEST_STUDENT:
            continue
        last, _, first = (part.strip() for part in name.partition(","))
        email = next((row[place].strip() for place in _id_places(sheet) if "@" in row[place]), "")
        found.append(Learner(canvas_student(name, number_), first, last, email, number_))
    return found


def _gradebook(template: Path) -> tuple[Sheet, int]:
    """Return a gradebook of Canvas, and the place of its row with the points."""
    sheet = read_sheet(template)
    header = sheet.header
    points = next((n for n, row in enumerate(sheet.rows) if row[0].strip().lower() == _POINTS), None)
    if "ID" not in header or points is None or not {"Student", "LastName"} & set(header):
        text = "no gradebook of Canvas (Student, ID, and a row Points Possible); export it: Grades, Export"
        raise CourseError(f"{template}: {text}")
    return sheet, points


def _column(header: list[str], module: str, wanted: str) -> tuple[int | None, str]:
    """Return the place of a module's column, or what is wrong."""
    found = []
    for place, cell in enumerate(header):
        if not (parts := _ASSIGNMENT.fullmatch(cell)):
            continue
        if wanted in (parts["id"], parts["title"], cell) if wanted else parts["title"].casefold() == module:
            found.append(place)
    if len(found) == 1:
        return found[0], ""
    name = wanted or module
    if found:
        return None, f"{len(found)} columns are called {name}; give the number of one: --column NUMBER"
    return None, f"no column is called {name}; name it: --assignment {module} --column NUMBER"


def _points_differ(cell: str, grades: Grades, module: str) -> str:
    """Return what is wrong with the points that Canvas expects, or nothing."""
    ours = number(grades.full[module].of("all"))
    try:
        same = abs(float(cell.replace(",", ".")) - float(ours)) < 0.005
    except ValueError:
        same = False
    if same:
        return ""
    theirs = cell.strip() or "no"
    return f"Canvas has {theirs} points for it, the course {ours}; set {ours} in Canvas, export again"


def _matcher(sheet: Sheet) -> Match:
    """Return what says whether a row is a learner's: by an id, or by Canvas's number and name together."""
    places = _id_places(sheet)
    own = sheet.header.index("ID")

    def match(learner: Learner, row: list[str]) -> bool:
        ids = {row[place].strip().casefold() for place in places} - {""}
        if {learner.id.casefold(), learner.email.casefold()} & ids:
            return True
        if learner.platform_id:
            return learner.platform_id == row[own].strip()
        parts = _COLLECTED.fullmatch(learner.id)
        return parts is not None and parts.group("id", "name") == (row[own].strip(), _name(sheet, row))

    return match


def _id_places(sheet: Sheet) -> list[int]:
    """Return the places of the columns that hold ids."""
    return [sheet.header.index(name) for name in _IDS if name in sheet.header]


def _name(sheet: Sheet, row: list[str]) -> str:
    """Return a row's name as Canvas puts it into names of files."""
    return canvas_name(_sortable(sheet, row))


def _sortable(sheet: Sheet, row: list[str]) -> str:
    """Return a row's name, last name first."""
    if "Student" in sheet.header:
        return row[sheet.header.index("Student")].strip()
    names = [row[sheet.header.index(name)] for name in ("LastName", "FirstName") if name in sheet.header]
    return ", ".join(names)
