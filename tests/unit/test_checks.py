"""`casework check`: each mistake of an author and the line that tells it. Not here: the real course."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.anything import JSON
from unit.course_builder import NAME, PACKAGE, as_text, change, found, notebook, write_course

from casework.checks import check_course
from casework.module import find_root, load_module

PRACTICE, GRADED, CASE = (f"modules/{NAME}/{kind}.yaml" for kind in ("practice", "graded", "case"))
NOTEBOOK, KEYS = f"modules/{NAME}/{NAME}.ipynb", f"assessments/keys/{NAME}.yaml"
FACTS, POINTS, TINTS, PACKAGE_FILE = (
    f"data/{name}" for name in ("facts.yaml", "source_points.csv", "tints.csv", "datapackage.json")
)
COUNTS = (
    "modules/01-tiny: 2 practice questions, 2 graded (1.1: 1, 1.2: 1), 1 case study with 2 steps "
    "and 1 change, 5 points marked by machine"
)


def edit_notebook(root: Path, place: list[Any], value: object) -> None:
    """Set one value in the notebook: ``place`` is the way to it."""
    path = root / NOTEBOOK
    data = json.loads(path.read_text(encoding="utf-8"))
    inside = data
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    path.write_text(as_text(data), encoding="utf-8")


def test_a_right_course_has_no_problem(root: Path) -> None:
    """A right course gives no problem, and one line of counts for each module."""
    report = check_course(root)
    assert report.problems == ()
    assert report.counts == (COUNTS,)


def line(file: str, number: int, id_: str, text: str) -> str:
    """Return a line about a question."""
    return f"{file}:{number}: question {id_!r}: {text}"


MISTAKES = yaml.safe_load(Path(__file__).with_name("author_mistakes.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mistake", MISTAKES["texts"], ids=lambda mistake: mistake["name"])
def test_each_mistake_has_its_line(root: Path, mistake: dict[str, Any]) -> None:
    """A mistake of an author is told in one line: file, line, question, what is wrong, what is valid."""
    change(root / mistake["file"], mistake["replace"], mistake["by"])
    assert found(root) == mistake["told"]


@pytest.mark.parametrize("mistake", MISTAKES["cells"], ids=lambda mistake: mistake["name"])
def test_each_mistake_in_a_notebook_has_its_line(root: Path, mistake: dict[str, Any]) -> None:
    """A mistake in the notebook is told with the line of its cell, and what it leads to with it."""
    edit_notebook(root, mistake["place"], mistake["value"])
    assert found(root) == mistake["told"]


def test_a_module_without_notebook(root: Path) -> None:
    """A module whose notebook is missing or misnamed is told once."""
    (root / NOTEBOOK).rename(root / f"modules/{NAME}/lesson.ipynb")
    assert found(root) == [
        f"{NOTEBOOK}:1: there is no such notebook; a module's notebook is named like its folder"
    ]


def test_a_notebook_that_is_cut_off(root: Path) -> None:
    """A notebook that is no JSON is told with the line where it ends."""
    (root / NOTEBOOK).write_text('{\n "cells": [', encoding="utf-8")
    assert found(root) == [f"{NOTEBOOK}:1: the file is cut off at line 2; download it again and hand that in"]


def test_ids_are_unique_in_the_course(root: Path) -> None:
    """An id that another module has is told with the place where it is taken."""
    folder = root / "modules" / "02-other"
    folder.mkdir()
    text = (
        (root / PRACTICE).read_text(encoding="utf-8").replace("01-tiny", "02-other").replace("m01-w", "m02-w")
    )
    (folder / "practice.yaml").write_text(text.replace('"1.', '"2.'), encoding="utf-8")
    file = "modules/02-other/practice.yaml"
    taken = f"this id is taken at {PRACTICE}:3; ids are permanent and unique in the course"
    assert [one for one in found(root) if one.startswith(f"{file}:3")] == [
        line(file, 3, "m01-primary", "the id must begin with 'm02-', the module's number"),
        line(file, 3, "m01-primary", taken),
    ]


def test_a_folder_without_number(root: Path) -> None:
    """A module folder must begin with its number; one that does not is told."""
    (root / "modules" / "lights").mkdir()
    assert found(root) == [
        "modules/lights:1: the folder's name does not begin with two digits and a hyphen, "
        "such as 02-trafficking-law",
        "modules/lights/lights.ipynb:1: there is no such notebook; "
        "a module's notebook is named like its folder",
    ]


def test_hidden_folders_are_no_modules(root: Path) -> None:
    """What JupyterLab leaves beside the modules is not checked."""
    (root / "modules" / ".ipynb_checkpoints").mkdir()
    (root / "modules" / "__pycache__").mkdir()
    assert found(root) == []


def test_a_copy_without_keys_is_right(root: Path) -> None:
    """A class copy has no assessments folder; it is checked without keys."""
    for path in sorted((root / "assessments").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (root / "assessments").rmdir()
    assert found(root) == []


def test_a_course_in_another_uses_its_data(root: Path) -> None:
    """A course without data of its own, below another, cites the other's facts."""
    inner = root / "docs" / "gallery"
    for name in ("modules", "assessments"):
        (inner / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).rename(inner / name)
    assert found(inner) == []

    change(inner / PRACTICE, 'sources: ["fact:T01"]', 'sources: ["fact:T99"]')
    assert found(inner) == [
        line(
            f"docs/gallery/{PRACTICE}",
            3,
            "m01-primary",
            "source 'fact:T99' names no fact; facts are in data/facts.yaml",
        )
    ]


FREE = """\
      type: free
      outcome: "1.1"
      level: create
      points: 1
      rule: by-hand
      text: Write about light.
      rubric: {all: {text: All of it, points: 1, full: There is text}}
      sources: ["fact:T01"]
"""


def free_text(root: Path) -> None:
    """Make the question m01-q-stop a free text."""
    head, rest = (root / GRADED).read_text(encoding="utf-8").split("    type: single\n", 1)
    tail = rest.split("  - id:", 1)[1]
    own = FREE.replace("      ", "    ")
    (root / GRADED).write_text(f"{head}{own}  - id:{tail}", encoding="utf-8")
    text = (root / KEYS).read_text(encoding="utf-8")
    start = text.index("  m01-q-stop:")
    end = text.index("\n  m01-", start + 1)
    key = '  m01-q-stop:\n    why: {one: {text: Light is fast., sources: ["fact:T01"]}}'
    (root / KEYS).write_text(text[:start] + key + text[end:], encoding="utf-8")


def test_a_text_that_a_person_grades_needs_a_cell_to_fill_in(root: Path) -> None:
    """A graded free text needs other nbgrader metadata than a question that a machine marks."""
    free_text(root)
    where = [cell["id"] for cell in json.loads((root / NOTEBOOK).read_text(encoding="utf-8"))["cells"]].index(
        "m01-q-stop"
    )
    told = [one.split(": ", 1)[1] for one in found(root)]
    assert told == [
        "question 'm01-q-stop': nbgrader's locked is True; it must be False for type 'free'",
        "question 'm01-q-stop': nbgrader's solution is False; it must be True for type 'free'",
    ]

    for name, value in (("locked", False), ("solution", True)):
        edit_notebook(root, ["cells", where, "metadata", "nbgrader", name], value)
    assert found(root) == []
    assert check_course(root).counts[0].endswith(", 4 points marked by machine")


def test_a_graded_step_that_a_person_grades(root: Path) -> None:
    """A case's points are the machine's: a free text cannot be a graded step of one."""
    text = (root / CASE).read_text(encoding="utf-8")
    start = text.index("        grading: graded\n        question:\n")
    end = text.index("    changes:", start)
    free = FREE.replace("      ", "          ")
    (root / CASE).write_text(
        f"{text[:start]}        grading: graded\n        question:\n{free}{text[end:]}", encoding="utf-8"
    )
    assert [one.split(": ", 1)[1] for one in found(root) if one.startswith(CASE)] == [
        "question 'm01-case-s2': a graded step cannot be of type 'free', which a person grades: "
        "nbgrader gives a case's points by machine; make it practice"
    ]


def test_a_missing_key_file_is_told(root: Path) -> None:
    """In an instructor's copy a module with graded questions needs its key file."""
    (root / KEYS).unlink()
    assert found(root) == [
        f"{KEYS}:1: no key file for the 3 graded questions; put it there or set CASEWORK_KEYS to its folder"
    ]


def test_keys_kept_elsewhere_are_checked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys in a private folder named by CASEWORK_KEYS are checked in place of those in the copy."""
    private = root / "private" / "keys"
    (root / "assessments").rename(root / "private")
    monkeypatch.setenv("CASEWORK_KEYS", str(private))
    assert found(root) == []
    change(private / f"{NAME}.yaml", "correct: [c]", "correct: [e]")
    assert found(root) == [
        line(
            f"private/keys/{NAME}.yaml", 4, "m01-q-stop", "the key names option 'e'; the options are a, b, c"
        )
    ]


def test_all_files_are_checked_at_once(root: Path) -> None:
    """A broken question file hides no mistake in the other question files of its module."""
    change(root / PRACTICE, "level: apply", "level: use")
    change(root / CASE, "grading: practice", "grading: none")
    assert [one.split(":")[0] for one in found(root)] == [CASE, PRACTICE]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "facts: [1]\n",
            "this is not a fact; needed are id, kind, statement, source, status, as_of, checked, caveat",
        ),
        ("5\n", "no list of facts; write facts: and the entries below it"),
        ("", "no list of facts; write facts: and the entries below it"),
        (None, "cannot be read (No such file or directory); check the path"),
    ],
)
def test_unreadable_facts_are_told_once(root: Path, content: str | None, said: str) -> None:
    """When the facts cannot be read that is told once, and not again at every place that names one."""
    if content is None:
        (root / FACTS).unlink()
    else:
        (root / FACTS).write_text(content, encoding="utf-8")
    assert found(root) == [f"{FACTS}:1: {said}"]


def test_a_fact_with_a_fault_still_exists(root: Path) -> None:
    """A fact with a wrong field is told itself; the questions that name it are not blamed."""
    change(root / FACTS, "source: Handbook of light, chapter 2", "source: 5")
    assert found(root) == [
        f"{FACTS}:10: fact 'T02': 'source' missing or not text; "
        "needed are id, kind, statement, source, status, as_of, checked, caveat"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"paragraph,where\nB-1,x\n", "no column 'id'; the first line must name it"),
        (b"", "no column 'id'; the first line must name it"),
        ("id,where\nB-1,\xe9\n".encode("latin-1"), "byte 13 is not UTF-8; save the file as UTF-8"),
        (None, "cannot be read (No such file or directory); check the path"),
    ],
)
def test_unreadable_paragraphs_are_told_once(root: Path, content: bytes | None, said: str) -> None:
    """When the list of paragraphs cannot be read that is told, and no locator is judged by it."""
    if content is None:
        (root / POINTS).unlink()
    else:
        (root / POINTS).write_bytes(content)
    lines = [one for one in found(root) if not one.startswith(PACKAGE_FILE)]
    assert lines == [f"{POINTS}:1: {said}"]


def test_tables_saved_by_excel_are_read(root: Path) -> None:
    """A byte-order mark and Windows line ends in a table change nothing."""
    for file in (POINTS, TINTS):
        text = (root / file).read_text(encoding="utf-8")
        (root / file).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert found(root) == []


def test_a_table_that_is_not_utf8_is_told(root: Path) -> None:
    """A table in another encoding is told with its name."""
    (root / TINTS).write_bytes("tint,share_percent\nros\xe9,60\n".encode("latin-1"))
    assert found(root) == [f"{TINTS}:1: byte 22 is not UTF-8; save the file as UTF-8"]


def test_a_table_that_is_not_described(root: Path) -> None:
    """A table in the data folder without a description is told, and so is a description of no kind."""
    (root / "data" / "more.csv").write_text("a\n1\n", encoding="utf-8")
    change(root / PACKAGE_FILE, '"path": "tints.csv"', '"path": "../tints.csv"')
    assert found(root) == [
        f"{PACKAGE_FILE}:1: more.csv is not described; add a resource with its columns",
        f"{PACKAGE_FILE}:1: table 2 is not described; "
        "needed are path, a file's name, and schema.fields, a list",
        f"{PACKAGE_FILE}:1: tints.csv is not described; add a resource with its columns",
    ]


def test_a_described_table_that_is_not_there(root: Path) -> None:
    """A table that is described and missing is told."""
    (root / TINTS).unlink()
    assert found(root) == [f"{TINTS}:1: cannot be read (No such file or directory); check the path"]


def places(value: object, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every node of JSON data."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for step, one in inside for place in places(one, (*way, step)))]


def broken(data: Any, way: tuple[Any, ...], value: object) -> Any:
    """Return JSON data with the node at the end of ``way`` replaced by ``value``."""
    if not way:
        return value
    copy = json.loads(json.dumps(data))
    inside = copy
    for step in way[:-1]:
        inside = inside[step]
    inside[way[-1]] = value
    return copy


HARD = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HARD
@given(place=st.sampled_from(places(notebook())), value=JSON)
def test_any_notebook_can_be_checked(root: Path, place: tuple[Any, ...], value: object) -> None:
    """Whatever JSON stands anywhere in a notebook, the check gives lines and raises nothing."""
    (root / NOTEBOOK).write_text(as_text(broken(notebook(), place, value)), encoding="utf-8")
    assert all("\n" not in one for one in found(root))


@HARD
@given(place=st.sampled_from(places(PACKAGE)), value=JSON)
def test_any_data_package_can_be_checked(root: Path, place: tuple[Any, ...], value: object) -> None:
    """Whatever JSON stands anywhere in the data package, the check gives lines and raises nothing."""
    (root / PACKAGE_FILE).write_text(as_text(broken(PACKAGE, place, value)), encoding="utf-8")
    assert all("\n" not in one for one in found(root))


def test_the_top_is_found_from_inside(root: Path) -> None:
    """The course's top folder is found from any folder in it, and from none outside."""
    assert find_root(root / "modules" / NAME) == root
    assert find_root(root) == root
    assert find_root(root.parent) is None
    assert load_module(root / "modules" / NAME).name == NAME


def test_a_wrong_place_for_private_keys_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CASEWORK_KEYS naming no folder is a problem, not a course without keys."""
    write_course(tmp_path)
    monkeypatch.setenv("CASEWORK_KEYS", str(tmp_path / "nowhere"))
    monkeypatch.chdir(tmp_path)
    told = [str(problem) for problem in check_course(tmp_path).problems]
    assert told == [
        "nowhere/01-tiny.yaml:1: no key file for the 3 graded questions; "
        "put it there or set CASEWORK_KEYS to its folder"
    ]


def test_private_keys_may_leave_their_rubrics_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rubric is found beside private keys or in assessments/."""
    write_course(tmp_path)
    private = tmp_path / "private" / "keys"
    private.parent.mkdir()
    (tmp_path / "assessments" / "keys").rename(private)
    monkeypatch.setenv("CASEWORK_KEYS", str(private))
    assert check_course(tmp_path).problems == ()


def test_a_mistake_in_a_rubric(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rubric whose criteria do not add up is told with its file and line."""
    write_course(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    monkeypatch.chdir(tmp_path)
    change(tmp_path / "assessments" / "rubrics" / "m01-reflection.yaml", "points: 5", "points: 6")

    assert [str(problem) for problem in check_course(tmp_path).problems] == [
        "assessments/rubrics/m01-reflection.yaml:3: the criteria have 5 points, the rubric 6; make them equal"
    ]
