"""Every attack on both doors of grading: none gains a point, harms another learner, or leaves its place."""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser.lab import Lab
from grading import two_doors
from grading.attacked_class import (
    ATTACKS,
    HONEST,
    listing,
    notebook_of,
    student_of,
    write_attackers,
    write_honest,
    write_outside,
)
from grading.attacked_course import BY_HAND, FILE, FULL, write_attacked_course
from grading.attacks_pages import PAGES, SCRIPT
from grading.shown_page import ATTRIBUTES, TAGS, Page, shown
from grading.trial_course import Graded, gradebook, read_csv, run_nbgrader
from grading.watched_page import FORMULAS, watched_page
from playwright.sync_api import Browser
from unit.course_builder import NAME

from casework.answers import read_notebook
from casework.cli import main

pytestmark = pytest.mark.grading
DOORS = ("nbgrader", "casework")
MADE = ("autograded", "feedback")
Result = subprocess.CompletedProcess[str]


@dataclass
class Door:
    """A course that was graded by one door, and all that it left."""

    root: Path
    before: dict[str, tuple[int, str]]
    returned: int
    log: str
    grades: dict[tuple[str, str], Graded]
    errors: list[tuple[str, ...]]

    @property
    def assessments(self) -> Path:
        """The folder in which graders work."""
        return self.root / "course" / "assessments"


def outside_of_grading(root: Path) -> dict[str, tuple[int, str]]:
    """Return all below a folder but what grading is there to write."""
    found = listing(root)
    written = (*MADE, "course.db", "errors.csv", "gradebook.db", "versions.csv")
    made = tuple(f"course/assessments/{name}" for name in written)
    return {name: about for name, about in found.items() if not name.startswith(made)}


class Place:
    """Makes copies of the released course, each in a folder of its own with something outside beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        assessments = write_attacked_course(root / "released")
        result = run_nbgrader(assessments, "generate_assignment", NAME)
        assert result.returncode == 0, result.stdout
        self.released = read_notebook((assessments / "release" / NAME / FILE).read_bytes())

    def copy(self, name: str, attacked: bool = True) -> Path:
        """Return the folder of a copy in which a class has handed in."""
        folder = self.root / name
        shutil.copytree(self.root / "released", folder / "course")
        write_outside(folder / "outside", self.released)
        submitted = folder / "course" / "assessments" / "submitted"
        write_honest(submitted, self.released, folder / "outside")
        if attacked:
            write_attackers(submitted, self.released, folder / "outside")
        return folder


def by_nbgrader(root: Path) -> Result:
    """Grade by nbgrader and write the feedback of those whose names begin with page-."""
    assessments = root / "course" / "assessments"
    result = run_nbgrader(assessments, "autograde", NAME)
    fed_back = run_nbgrader(assessments, "generate_feedback", NAME, "--student=page-*")
    result.stdout += fed_back.stdout
    result.returncode = result.returncode or fed_back.returncode
    return result


def by_casework(root: Path) -> Result:
    """Grade by `casework grade`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(root.parent / ".jupyter"))
        patch.delenv("CASEWORK_KEYS", raising=False)
        patch.chdir(root / "course" / "assessments")
        return Result([], main(["grade"]), "", "")


def door(root: Path, before: dict[str, tuple[int, str]], result: Result) -> Door:
    """Return what a door left."""
    assessments = root / "course" / "assessments"
    rows = [tuple(row.values()) for row in read_csv(assessments / "errors.csv")]
    return Door(root, before, result.returncode, result.stdout, gradebook(assessments), rows)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return both doors over the class with all attackers, and the honest learners graded alone."""
    place = Place(tmp_path_factory.mktemp("attacked"))
    roots = {name: place.copy(name) for name in DOORS}
    before = {name: outside_of_grading(roots[name]) for name in DOORS}
    alone = place.copy("alone", attacked=False)
    with ThreadPoolExecutor() as pool:
        running: dict[str, Future[Result]] = {
            name: pool.submit(by_nbgrader, root)
            for name, root in (("nbgrader", roots["nbgrader"]), ("alone", alone))
        }
        results = {"casework": by_casework(roots["casework"])}
        results |= {name: one.result() for name, one in running.items()}
    assert results["alone"].returncode == 0, results["alone"].stdout
    return {"alone": alone, **{name: door(roots[name], before[name], results[name]) for name in DOORS}}


def shown_name(student: str) -> str:
    """Return a learner's name as errors.csv has it: in one line, and no formula."""
    line = "".join(one if one.isprintable() else "?" for one in student)
    line = line if len(line) <= 200 else f"{line[:197]}..."
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("by", DOORS)
def test_an_attack_gains_nothing(everything: dict[str, Any], by: str, name: str) -> None:
    """An attacker gets the points of the answers in the file, or none and a line in errors.csv."""
    graded: Door = everything[by]
    attack, student = ATTACKS[name], student_of(name)
    grades = {id_: grade for (who, id_), grade in graded.grades.items() if who == student}
    rows = [row[1:] for row in graded.errors if row[0] == shown_name(student)]
    folder = graded.assessments / "autograded" / student / NAME

    if attack.points is None:
        expected = [(NAME, attack.file, attack.reason)] if attack.reason else []
        assert rows == expected
        assert grades == {}
        assert not folder.exists()
        return
    assert rows == []
    assert {id_: grades[id_].auto for id_ in FULL} == dict.fromkeys(FULL, 0.0) | dict(attack.points)
    for id_ in BY_HAND:
        waits = id_ in attack.written
        assert (grades[id_].auto, grades[id_].needs_manual) == ((None, True) if waits else (0.0, False))
    assert sum(grade.score for grade in grades.values()) == sum(attack.points.values())
    check_notebook(notebook_of(graded.assessments, student))


def check_notebook(notebook: dict[str, Any]) -> None:
    """Check that an autograded notebook has every graded cell once, and nothing that acts on a reader."""
    tagged = [cell["id"] for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]
    assert sorted(tagged) == sorted([*FULL, *BY_HAND])
    for cell in notebook["cells"]:
        assert "attachments" not in cell
        own = cell["id"].startswith("learner-")
        text = cell["cell_type"] == "markdown" and (own or cell["id"] == "m01-reflection")
        assert cell["cell_type"] in ("code", "markdown")
        assert not (own and (cell["metadata"] or cell.get("outputs")))
        pages = [shown("".join(cell["source"]))] if text else []
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error"
            assert output.get("data", {}).keys() <= {"text/plain", "text/html"}
            pages.append(Page("".join(output["data"].get("text/html", ""))))
        for page in pages:
            assert page.tags <= TAGS | {"section", "b", "i"}
            assert page.attributes <= ATTRIBUTES | {"scope"}
            assert [
                link for link in page.links if not link.startswith(("https://", "http://", "mailto:"))
            ] == []


@pytest.mark.parametrize("by", DOORS)
def test_honest_learners_are_as_without_attackers(everything: dict[str, Any], by: str) -> None:
    """Scores, files and feedback of honest learners are to the byte as in a class of them alone."""
    graded: Door = everything[by]
    alone = everything["alone"] / "course" / "assessments"
    theirs, ours = two_doors.dump(alone), two_doors.dump(graded.assessments)

    for student, points in HONEST.items():
        for id_ in FULL:
            assert graded.grades[student, id_].score == points.get(id_, 0.0)
        for step in MADE if by == "nbgrader" else MADE[:1]:
            expected = listing(alone / step / student)
            assert expected
            assert listing(graded.assessments / step / student) == expected
    honest = [key for key in theirs if key in HONEST or isinstance(key, tuple) and key[0] in HONEST]
    assert len(honest) > 20
    assert [key for key in honest if ours.get(key) != theirs[key]] == []


@pytest.mark.parametrize("by", DOORS)
def test_the_whole_class_is_graded(everything: dict[str, Any], by: str) -> None:
    """No attack stops the run: who is not in errors.csv is graded, in one run, without a traceback."""
    graded: Door = everything[by]
    refused = {name for name, attack in ATTACKS.items() if attack.points is None}
    silent = {name for name in refused if not ATTACKS[name].reason}

    assert "Traceback" not in graded.log
    assert graded.returned == (by == "casework")  # which says so with its exit code; nbgrader's stays 0
    assert len(graded.errors) == len(refused - silent)
    assert {student for student, _ in graded.grades} == {*HONEST, *map(student_of, ATTACKS.keys() - refused)}


@pytest.mark.parametrize("by", DOORS)
def test_nothing_outside_is_touched(everything: dict[str, Any], by: str) -> None:
    """Grading changes no file but its own: none outside the course, no lesson, key or submission."""
    graded: Door = everything[by]

    assert outside_of_grading(graded.root) == graded.before
    assert (graded.root / "outside" / "canary.txt").read_text() == "CANARY"


@pytest.mark.parametrize("by", DOORS)
def test_nothing_outside_gets_in_and_nothing_runs(everything: dict[str, Any], by: str) -> None:
    """No word of a file outside comes into a folder that is made, and no program of a submission is run."""
    graded: Door = everything[by]
    files = [path for step in MADE for path in (graded.assessments / step).rglob("*") if path.is_file()]

    assert len(files) > 100
    assert [path for path in files if path.is_symlink() or b"CANARY" in path.read_bytes()] == []
    assert [name for name in listing(graded.root) if "was-run" in name] == []
    assert not Path("was-run").exists()


def test_both_doors_agree(everything: dict[str, Any]) -> None:
    """Both doors leave the same gradebook, the same autograded folders and the same errors.csv."""
    ours, theirs = everything["casework"], everything["nbgrader"]

    assert two_doors.dump(ours.assessments) == two_doors.dump(theirs.assessments)
    assert ours.errors == theirs.errors
    assert (
        listing(ours.assessments / "autograded", "..", ".unfinished").keys() - {".grading.lock"}
        == listing(theirs.assessments / "autograded").keys()
    )


@pytest.mark.browser
def test_no_page_runs_anything(everything: dict[str, Any], tmp_path: Path, browser: Browser) -> None:
    """In a real browser neither formgrader nor a feedback page runs, fetches, follows or hides anything."""
    assessments = everything["nbgrader"].assessments
    with two_doors.book(assessments) as book:
        ids = {one.student.id: one.notebooks[0].id for one in book.assignment_submissions(NAME)}
    lists = [f"gradebook/{NAME}/{NAME}", "manage_students"]
    lab = Lab(assessments, tmp_path)
    try:
        with watched_page(browser) as watched:
            watched.page.set_content(SCRIPT)
            assert watched.ran == ["ran"]  # what is looked for would be seen
            watched.ran.clear()
            for student in PAGES:
                url = lab.url(f"formgrader/submissions/{ids[student]}/?index=0")
                feedback = (assessments / "feedback" / student / NAME / f"{NAME}.html").as_uri()
                for address, shown_score in (
                    (url, "input#m01-q-stop"),
                    (feedback, "text=Right: 1 of 1 point."),
                ):
                    watched.open(address)
                    assert watched.page.locator(shown_score).first.is_visible(), student
                    assert watched.page.url.startswith(address.partition("?")[0]), student
                    near = ("http://127.0.0.1", "file:", "javascript:", "data:")
                    assert [link for link in watched.links() if link.lower().startswith(near)] == [], student
                    assert watched.ran == [], student
            for name in lists:
                watched.open(lab.url(f"formgrader/{name}"))
                watched.page.locator("tbody tr").nth(9).wait_for()
            assert watched.ran == []
            assert watched.asked <= {FORMULAS}
    finally:
        lab.stop()
