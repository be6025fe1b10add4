"""Moodle's grade CSVs: the grader report, an assignment's worksheet, or a new file. No network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from casework.lms.filling import Match, Result, fill
from casework.lms.gradebook import Grades, Learner
from casework.lms.names import folder_name
from casework.lms.sheets import Sheet, number, read_sheet, safe_rows
from casework.module import CourseError

# Grader report (Grades, Export, Plain text): "First name", "Email address", ..., "Assignment: Title (Real)".
# Worksheet of one assignment: "Identifier" ("Participant 12345"), "Full name", "Grade", "Maximum Grade".
_GRADE = re.compile(r"(?:[^:]+: ?)?(?P<title>.*\S) \(Real\)", re.S)
_IDS = ("Username", "ID number", "Email address")
_WORKSHEET = {"Identifier", "Grade"}


def fill_moodle(template: Path, grades: Grades, modules: Mapping[str, str]) -> Result:
    """
    Fill points into a grader report or a worksheet that the instructor downloaded from Moodle.

    Args:
        modules: module -> title of its column; "" where the column is called like the module. A worksheet
            is of one assignment and takes one module.

    Raises:
        CourseError: the template is neither, or a worksheet is to hold several modules.
    """
    sheet = read_sheet(template)
    rows = sheet.rows[1:]
    if set(sheet.header) >= _WORKSHEET:
        if len(modules) != 1:
            raise CourseError(f"{template}: a worksheet of one assignment; say which with --assignment NAME")
        (module,) = modules
        if trouble := _maximum_differs(sheet, rows, grades, module):
            return Result(sheet, 0, [f"{module}: {trouble}; not filled in"])
        return fill(sheet, rows, {module: sheet.header.index("Grade")}, grades, _matcher(sheet))
    if not {*_IDS, "First name", "Last name", "Surname"} & set(sheet.header):
        text = "no grades of Moodle (First name, Email address, ...); export them: Grades, Export, Plain text"
        raise CourseError(f"{template}: {text}")
    columns, lines = {}, []
    for module, wanted in modules.items():
        found = [place for place, cell in enumerate(sheet.header) if _called(cell, wanted or module)]
        if len(found) == 1:
            columns[module] = found[0]
            continue
        what = f"{len(found)} columns are" if found else "no column is"
        lines.append(f"{module}: {what} called {wanted or module}; name one with --column; not filled in")
    result = fill(sheet, rows, columns, grades, _matcher(sheet))
    result.lines[:0] = lines
    return result


def new_moodle(grades: Grades, modules: Mapping[str, str]) -> Result:
    """Return a new sheet for Moodle's import, a column a module; "Student" has our own names."""
    rows: list[list[str | Fraction | None]] = [
        ["Student", "Email address", *(title or name for name, title in modules.items())]
    ]
    filled = 0
    for learner in grades.learners:
        got = grades.of(learner.id)
        points = [got[name].of("all") if name in got else None for name in modules]
        filled += sum(one is not None for one in points)
        rows.append([learner.id, learner.email, *points])
    lines = [
        f"{id_}: {name} has a text that nobody has read; it counts 0 so far"
        for id_, name in sorted(grades.waiting)
        if name in modules
    ]
    return Result(Sheet(safe_rows(rows)), filled, lines)


def _called(cell: str, name: str) -> bool:
    parts = _GRADE.fullmatch(cell.strip())
    return cell == name or bool(parts and name.casefold() == parts["title"].casefold())


def _maximum_differs(sheet: Sheet, rows: list[list[str]], grades: Grades, module: str) -> str:
    """Return what is wrong with the worksheet's maximum, or nothing."""
    ours = number(grades.full[module].of("all"))
    name = next((cell for cell in sheet.header if cell.lower() == "maximum grade"), None)
    theirs = {row[sheet.header.index(name)].strip() for row in rows} if name else set()
    try:
        same = all(abs(float(one.replace(",", ".")) - float(ours)) < 0.005 for one in theirs)
    except ValueError:
        same = False
    if same:
        return ""
    there = ", ".join(sorted(theirs))
    return f"the worksheet's maximum is {there}, the course's {ours}; set {ours} in Moodle, download it again"


def _matcher(sheet: Sheet) -> Match:
    """Return what says whether a row is a learner's: by an id, else by the name in Moodle's files."""
    header = sheet.header
    places = [header.index(name) for name in _IDS if name in header]
    last = "Last name" if "Last name" in header else "Surname"

    def match(learner: Learner, row: list[str]) -> bool:
        ids = {row[place].strip().casefold() for place in places} - {""}
        if {learner.id.casefold(), learner.email.casefold(), learner.platform_id.casefold()} & ids:
            return True
        names = [row[header.index("Full name")]] if "Full name" in header else []
        if {"First name", last} <= set(header):
            names.append(f"{row[header.index('First name')]} {row[header.index(last)]}")
        if "Identifier" in header:
            names.append(row[header.index("Identifier")].lower())
        return learner.id.casefold() in {folder_name(name).casefold() for name in names}

    return match
