"""Tests of casework.records: what all files of a course hold together. Not here: counting, carrying."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.anything import ANSWERS, JSON
from unit.course_builder import NAME, add_module, as_text, notebook, put_answers, write_course
from unit.page import AT, LATER, answer

from casework.answers import Answer, write_sidecar
from casework.records import MAX_FILES, Held, held_in, moment, read_course, read_folder, targets

HELD = st.builds(Held, ANSWERS)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a course of two modules."""
    write_course(tmp_path)
    add_module(tmp_path)
    return tmp_path


def book(root: Path, name: str = NAME, file: str = "") -> Path:
    """Return a module's notebook, or another file beside it."""
    return root / "modules" / name / (file or f"{name}.ipynb")


def test_an_untouched_course(root: Path) -> None:
    """Without answers every module is there in order, with title and minutes of its first cell."""
    course = read_course(root)

    assert [(one.module.name, one.title, one.minutes) for one in course.folders] == [
        ("01-tiny", "01-tiny", None),
        ("02-small", "02 Signs and <b>", 40),
    ]
    assert (course.held.answers, course.notes) == ({}, ())
    assert course.folders[0].notebook == book(root)


def test_renamed_and_duplicated_notebooks_count_together(root: Path) -> None:
    """Of a question answered in two notebooks of a module the newer answer counts, and the notes say so."""
    shutil.copy(book(root), book(root, file="mine.ipynb"))
    put_answers(book(root), {"m01-primary": answer(["a"]), "m01-warm": answer(["a"], LATER)})
    put_answers(book(root, file="mine.ipynb"), {"m01-primary": answer(["b"], LATER, 2)})
    folder = read_folder(root / "modules" / NAME)

    assert folder.held.answers == {
        "m01-primary": Answer(["b"], LATER, 2),
        "m01-warm": Answer(["a"], LATER, 1),
    }
    assert folder.notes == (
        "01-tiny: 2 notebooks (01-tiny.ipynb, mine.ipynb); of two answers the newer counts.",
    )
    assert folder.notebook.name == "01-tiny.ipynb"
    assert [path.name for path in targets(folder)] == ["01-tiny.answers.json", "mine.answers.json"]


def test_a_renamed_notebook_alone(root: Path) -> None:
    """Under another name a notebook is the module's, and answers from elsewhere go beside it."""
    book(root).rename(book(root, file="mine.ipynb"))
    folder = read_folder(root / "modules" / NAME)

    assert (folder.notebook.name, folder.notes) == ("mine.ipynb", ())
    assert [path.name for path in targets(folder)] == ["mine.answers.json"]


def test_the_newest_of_several_is_opened(root: Path) -> None:
    """The notebook worked in last is the one to go on with."""
    shutil.copy(book(root), book(root, file="mine.ipynb"))
    put_answers(book(root), {"m01-primary": answer(["a"])})
    put_answers(book(root, file="mine.ipynb"), {"m01-warm": answer(["b"], LATER)})

    assert read_folder(root / "modules" / NAME).notebook.name == "mine.ipynb"


def test_second_files_and_reviews_in_other_notebooks_count(root: Path) -> None:
    """An answer counts for its question's module wherever it was given: in any notebook, or beside one."""
    put_answers(book(root, "02-small"), {"m01-primary": answer(["b"], LATER), "m02-warm": answer(["a"])})
    write_sidecar(book(root, file="old.answers.json"), {"m01-primary": Answer(["a"], AT, 1)})
    course = read_course(root)

    assert course.own(course.folders[0]).answers == {"m01-primary": Answer(["b"], LATER, 1)}
    assert set(course.own(course.folders[1]).answers) == {"m02-warm"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"cells": [', "the file is cut off at line 1"),
        (b"", "the file is empty"),
        (b"\xff\xfe", "the file is not text in UTF-8"),
        (b"[]", "the file is JSON but not a notebook"),
        (b"[" * 100_000, "the file is nested too deeply"),
    ],
)
def test_an_unreadable_notebook_is_one_line(root: Path, content: bytes, said: str) -> None:
    """A notebook that cannot be read is named, and every other counts as before."""
    put_answers(book(root), {"m01-primary": answer(["a"])})
    put_answers(book(root, "02-small"), {"m02-primary": answer(["a"])})
    book(root, file="broken.ipynb").write_bytes(content)
    course = read_course(root)

    assert course.notes == (f"01-tiny/broken.ipynb: {said}; its answers are not counted.",)
    assert set(course.held.answers) == {"m01-primary", "m02-primary"}


def test_a_broken_module_harms_no_other(root: Path) -> None:
    """A module whose questions cannot be read is left out, in one line."""
    (root / "modules" / NAME / "practice.yaml").write_text("questions: 5\n", encoding="utf-8")
    course = read_course(root)

    assert [one.module.name for one in course.folders] == ["02-small"]
    (note,) = course.notes
    assert note.startswith("01-tiny: its questions cannot be read (")
    assert note.endswith("practice.yaml:1: 'module' missing; needed are module, questions); it is left out.")


def test_a_broken_second_file_is_named(root: Path) -> None:
    """A second file that cannot be read is named too."""
    book(root, file="01-tiny.answers.json").write_text("{")

    assert read_course(root).notes == (
        "01-tiny/01-tiny.answers.json cannot be read; its answers are left out.",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_plain_file_is_passed_over(root: Path) -> None:
    """A folder or a pipe with a notebook's name is not read: a pipe would never end."""
    book(root, file="folder.ipynb").mkdir()
    os.mkfifo(book(root, file="pipe.ipynb"))

    assert read_course(root).notes == ()


def test_many_files(root: Path) -> None:
    """Of very many notebooks the module's own and the first by name are read, and the notes say so."""
    for number in range(MAX_FILES):
        shutil.copy(book(root), book(root, file=f"0 {number:02}.ipynb"))
    notes = read_folder(root / "modules" / NAME).notes

    assert notes[0] == f"01-tiny: {MAX_FILES + 1} files *.ipynb; only {MAX_FILES} are read. Move some away."
    assert "01-tiny.ipynb" in notes[1]


def test_flag_and_receipt_are_read(root: Path) -> None:
    """The wish to be asked again, and the newest receipt of a hand-in, are found in the metadata."""
    shutil.copy(book(root), book(root, file="mine.ipynb"))
    put_answers(
        book(root),
        {"m01-primary": {**answer(["a"]), "later": True}, "m01-warm": {**answer(["a"]), "later": "yes"}},
        handed_in={"at": AT, "answers": 2, "code": "x"},
    )
    put_answers(
        book(root, file="mine.ipynb"),
        {},
        handed_in={"at": "2026-11-22T12:00:00+01:00", "answers": 3, "code": "y"},
    )
    folder = read_folder(root / "modules" / NAME)

    assert {id_ for id_, one in folder.held.answers.items() if one.later} == {"m01-primary"}
    assert folder.held.handed_in is not None
    assert folder.held.handed_in.answers == 3


@pytest.mark.parametrize(
    "at", ["soon", "2026-11-22T10:00:00", "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"]
)
def test_what_is_no_receipt(at: str) -> None:
    """A receipt without a time of our days, with its zone, is none."""
    assert held_in({"casework": {"handed_in": {"at": at, "answers": 1, "code": "x"}}}).handed_in is None


@given(JSON)
def test_any_metadata(value: Any) -> None:
    """Whatever stands in the metadata, reading it raises nothing and gives answers or none."""
    held = held_in({"casework": {"handed_in": value}, "casework:m01-primary": value, "casework:": value})

    assert set(held.answers) <= {"m01-primary"}


@given(HELD, HELD, HELD)
def test_joining(first: Held, second: Held, third: Held) -> None:
    """Files joined in any grouping hold the same; a file joined with itself is itself; none is lost."""
    assert first.with_(second).with_(third) == first.with_(second.with_(third))
    assert first.with_(first) == first
    both = first.with_(second)
    assert both.answers.keys() == first.answers.keys() | second.answers.keys()
    for id_, one in both.answers.items():
        others = [held.answers[id_] for held in (first, second) if id_ in held.answers]
        assert one in others
        assert one.at.rstrip("Z") == max(other.at.rstrip("Z") for other in others)


def test_a_newer_answer_takes_its_flag_along() -> None:
    """The wish to be asked again belongs to the answer: a newer answer without it ends it."""
    old, new = Held({"a": Answer(["x"], AT, later=True)}), Held({"a": Answer(["x"], LATER)})

    assert not old.with_(new).answers["a"].later
    assert old.with_(Held({})).answers["a"].later


@given(st.one_of(JSON, st.text(), st.datetimes().map(lambda time: f"{time.isoformat()}Z")))
def test_any_time(value: Any) -> None:
    """A moment has a zone and can be shown in every other, or there is none."""
    found = moment(value)

    assert found is None or found.astimezone(None).tzinfo is not None


def test_reading_changes_nothing(root: Path) -> None:
    """Reading a course writes no file."""
    put_answers(book(root), {"m01-primary": answer(["a"])})
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    read_course(root)

    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_odd_first_cells(root: Path) -> None:
    """A lesson without a first cell, or with an odd one, goes by its folder's name."""
    for cells in ([], [5], [{"source": {"a": 1}}], [{"source": ["# Ten\n", "about long minutes"]}]):
        content = notebook() | {"cells": cells}
        book(root).write_text(as_text(content), encoding="utf-8")

        assert read_folder(root / "modules" / NAME).title == NAME
    assert json.loads(book(root).read_text("utf-8"))["cells"]
