"""The made-up class of docs/instructor/walk.md: what happens there outside the terminal. No tests here."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

from grading.trial_course import ROOT
from grading.two_doors import book

from casework.answers import LESSON_KEY
from casework.cli import main
from casework.grading.engine import full_points
from casework.module import load_module

MODULE = "02-trafficking-law"
NAMES = (
    *("Abara, Chidi", "Brandt, Lena", "Castillo, Ana", "Demir, Elif", "Eriksen, Per", "Fofana, Awa"),
    *("Gruber, Max", "Haddad, Rami", "Ito, Yuki", "Jansen, Mia", "Kowalska, Ewa", "Lopes, Rui"),
)
KEY, RIGHT, WRONG = "m02-g-legal-process", "[b]", "[a]"
"""The question whose key is wrong while the class is graded for the first time."""
GRADES, DOWNLOAD, AGAIN = "2027-01-31_Grades.csv", "submissions.zip", "again.zip"
CUT, OLDER, BY_MAIL = 7, 9, 11
"""Places in the class: whose file is cut off, who has an older copy, whose file comes by mail."""
CUT_AT = 2_000
READ = (4.0, 5.0, 3.5)
"""Points that are given by hand, in turn."""


def copy_course(target: Path) -> Path:
    """Copy what an instructor has, without tests and what was made before; return its assessments folder."""
    made = ("release", "submitted", "autograded", "feedback", "report", "*.db", "*.csv")
    for name in ("modules", "data", "assessments", "docs", "binder", "src"):
        ignore = shutil.ignore_patterns("__pycache__", ".*", *(made if name == "assessments" else ()))
        shutil.copytree(ROOT / name, target / name, ignore=ignore)
    for path in ROOT.iterdir():
        if path.is_file() and not path.name.startswith(".git"):
            shutil.copy(path, target)
    return target / "assessments"


def platform_grades(assessments: Path) -> None:
    """Save the gradebook that Canvas exports: the class, and one column for the module, still empty."""
    module = load_module(assessments.parent / "modules" / MODULE)
    points = sum(full_points(module, id_) for id_ in (*module.graded.questions, *module.cases))
    rows = [
        f"Student,ID,SIS Login ID,Section,{MODULE} (5501)",
        f"    Points Possible,,,,{float(points + 5):.2f}",
        *(
            f'"{name}",{number},{name.split(",")[0].lower()}@uni.example,A,'
            for number, name in enumerate(NAMES, 101)
        ),
        '"Student, Test",999,,A,',
    ]
    (assessments / GRADES).write_text("\r\n".join(rows) + "\r\n", encoding="utf-8", newline="")


def platform_download(assessments: Path) -> None:
    """Download what the class has handed in: a made-up class, one file cut off, one from an older copy."""
    made = assessments.parent / "made-up"
    main(["simulate", "--students", str(len(NAMES)), "--seed", "1", str(made)])
    with zipfile.ZipFile(assessments / DOWNLOAD, "w") as archive:
        for place in range(len(NAMES)):
            data = older(made_up(assessments, place)) if place == OLDER else made_up(assessments, place)
            if place != BY_MAIL:
                archive.writestr(file_name(place, 5000), data[:CUT_AT] if place == CUT else data)
    set_key(assessments, RIGHT, WRONG)  # only now: what is expected was worked out by the right one


def set_key(assessments: Path, old: str, new: str) -> None:
    """Change the key of one question."""
    path = assessments / "keys" / f"{MODULE}.yaml"
    before, start, after = path.read_text(encoding="utf-8").partition(f"  {KEY}:\n    correct: ")
    assert after.startswith(old)
    path.write_text(before + start + new + after.removeprefix(old), encoding="utf-8")


def by_mail(assessments: Path) -> None:
    """Save a file that came by e-mail where it belongs, under the name that a browser gave it."""
    place = assessments / "submitted" / student(BY_MAIL) / MODULE / f"{MODULE} (1).ipynb"
    place.parent.mkdir(parents=True)
    place.write_bytes(made_up(assessments, BY_MAIL))


def platform_again(assessments: Path) -> None:
    """Download the one file that was cut off, whole."""
    with zipfile.ZipFile(assessments / AGAIN, "w") as archive:
        archive.writestr(file_name(CUT, 6000), made_up(assessments, CUT))


def made_up(assessments: Path, place: int) -> bytes:
    """Return the notebook of one of the made-up class."""
    path = assessments.parent / "made-up" / f"student-{place + 1:03d}" / MODULE / f"{MODULE}.ipynb"
    return path.read_bytes()


def student(place: int) -> str:
    """Return a learner's folder in submitted/."""
    return f"{NAMES[place].replace(', ', '').lower()}_{101 + place}"


def older(data: bytes) -> bytes:
    """Return a notebook as it was before one question was added."""
    notebook = json.loads(data)
    mark = notebook["metadata"][LESSON_KEY]
    added = sorted(id_ for id_ in mark["parts"] if "-g-" in id_)[-1]
    mark["made"] = "2027-01-10"
    del mark["parts"][added]
    notebook["metadata"].pop(f"casework:{added}", None)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != added]
    return json.dumps(notebook).encode()


def file_name(place: int, first: int) -> str:
    """Return what Canvas calls a learner's file."""
    return f"{student(place)}_{first + place}_{MODULE}.ipynb"


def reflections_read(assessments: Path) -> None:
    """Do what a person does in formgrader: points and a comment for each reflection that waits."""
    with book(assessments) as gradebook:
        waiting = [
            grade
            for work in gradebook.assignment_submissions(MODULE)
            for part in work.notebooks
            for grade in part.grades
            if grade.needs_manual_grade
        ]
        for number, grade in enumerate(sorted(waiting, key=lambda one: str(one.notebook.student.id))):
            grade.manual_score, grade.needs_manual_grade = READ[number % len(READ)], False
            comment = gradebook.find_comment(grade.name, MODULE, MODULE, grade.notebook.student.id)
            comment.manual_comment = "Thank you. Say who holds this view."
        gradebook.db.commit()


OUTSIDE: dict[str, Callable[[Path], None]] = {
    "the gradebook of the platform": platform_grades,
    "the download of the platform": platform_download,
    "a file comes by mail": by_mail,
    "the file that was asked for again": platform_again,
    "the reflections are read": reflections_read,
    "the key is mended": lambda assessments: set_key(assessments, WRONG, RIGHT),
}
"""What happens outside the terminal, by the words that stand in the page's comments."""
