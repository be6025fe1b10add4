"""Tests of casework.transfer: a course's answers as one file, and into another copy. Not here: the panel."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.anything import ANSWERS, JSON
from unit.course_builder import NAME, add_module, put_answers, write_course
from unit.page import AT, LATER, answer

from casework import transfer
from casework.answers import Answer, merge, read_sidecar, write_sidecar
from casework.module import CourseError
from casework.records import read_course
from casework.transfer import (
    MAX_BYTES,
    Arrival,
    export_file,
    export_text,
    import_file,
    import_parcel,
    read_parcel,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GIVEN = {
    "m01-primary": answer(["b"], attempts=2),
    "m01-q-stop": answer(["c"]),
    "m01-case": answer({"step": 2}),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a course of two modules."""
    write_course(tmp_path / "course")
    add_module(tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def fresh(root: Path) -> Path:
    """Return another copy of the course, without answers."""
    return Path(shutil.copytree(root, root.parent / "fresh"))


def book(root: Path, name: str = NAME) -> Path:
    """Return a module's notebook."""
    return root / "modules" / name / f"{name}.ipynb"


def beside(root: Path, name: str = NAME) -> dict[str, Answer]:
    """Return the answers beside a module's notebook."""
    return dict(read_sidecar(book(root, name).with_suffix(".answers.json")).answers)


def parcel_text(modules: Any, **other: Any) -> str:
    """Return a progress file's text."""
    return json.dumps({"kind": "casework-progress", "version": 1, "modules": modules} | other)


def load(root: Path, text: str | bytes) -> Arrival:
    """Load a progress file into a course."""
    return import_parcel(read_course(root), read_parcel(text, NOW))


def test_the_file_names_what_it_holds(root: Path) -> None:
    """The file has kind, version, time and each module's answers, flags and receipt."""
    put_answers(
        book(root),
        {**GIVEN, "m01-warm": {**answer(["a"]), "later": True}},
        handed_in={"at": AT, "answers": 1, "code": "x"},
    )
    put_answers(book(root, "02-small"), {"m01-q-mix": answer(["a"])})

    assert json.loads(export_text(read_course(root), NOW)) == {
        "kind": "casework-progress",
        "version": 1,
        "created": "2026-11-23T00:00:00+00:00",
        "modules": {
            "01-tiny": {
                "answers": {
                    "m01-case": {"v": 1, **answer({"step": 2})},
                    "m01-primary": {"v": 1, **answer(["b"], attempts=2)},
                    "m01-q-mix": {"v": 1, **answer(["a"])},
                    "m01-q-stop": {"v": 1, **answer(["c"])},
                    "m01-warm": {"v": 1, **answer(["a"]), "later": True},
                },
                "handed_in": {"at": AT, "answers": 1, "code": "x"},
            },
            "02-small": {"answers": {}},
        },
    }


def test_a_fresh_copy_holds_all_again(root: Path, fresh: Path) -> None:
    """Saved in one copy and loaded into a fresh one, every answer is there, with time, tries and wishes."""
    put_answers(book(root), GIVEN)
    warm = {**answer(["a", "c"], LATER, 4), "later": True}
    put_answers(book(root, "02-small"), {"m02-warm": warm})
    untouched = book(fresh).read_bytes()
    arrival = load(fresh, export_text(read_course(root), NOW))

    assert arrival.lines == ("01-tiny: 3 answers loaded.", "02 Signs and <b>: 1 answer loaded.")
    assert read_course(fresh).held.answers == read_course(root).held.answers
    assert beside(fresh, "02-small") == {"m02-warm": Answer(["a", "c"], LATER, 4, later=True)}
    assert book(fresh).read_bytes() == untouched


def test_loading_twice_adds_nothing(root: Path, fresh: Path) -> None:
    """The same file again changes no file and says so."""
    put_answers(book(root), GIVEN)
    text = export_text(read_course(root), NOW)
    load(fresh, text)
    before = book(fresh).with_suffix(".answers.json").stat().st_mtime_ns

    assert load(fresh, text).lines == (
        "01-tiny: nothing new, 3 kept as here, where they are as new or newer.",
    )
    assert book(fresh).with_suffix(".answers.json").stat().st_mtime_ns == before


def test_a_newer_answer_here_stays(root: Path, fresh: Path) -> None:
    """Where this copy has the newer answer, it stays; only the older one is replaced."""
    put_answers(book(root), {"m01-primary": answer(["a"]), "m01-warm": answer(["a"], LATER)})
    put_answers(book(fresh), {"m01-primary": answer(["b"], LATER), "m01-warm": answer(["b"])})
    arrival = load(fresh, export_text(read_course(root), NOW))

    assert arrival.lines == ("01-tiny: 1 answer loaded, 1 kept as here, where they are as new or newer.",)
    assert {id_: one.response for id_, one in read_course(fresh).held.answers.items()} == {
        "m01-primary": ["b"],
        "m01-warm": ["a"],
    }
    assert dict(arrival.answers) == {NAME: {"m01-warm": Answer(["a"], LATER, 1)}}


def test_every_notebook_of_a_module_gets_them(root: Path, fresh: Path) -> None:
    """Renamed and duplicated notebooks each get the file beside them that ask() reads."""
    put_answers(book(root), {"m01-primary": answer(["a"])})
    shutil.copy(book(fresh), book(fresh).with_name("copy.ipynb"))
    book(fresh).rename(book(fresh).with_name("mine.ipynb"))
    load(fresh, export_text(read_course(root), NOW))

    names = sorted(path.name for path in book(fresh).parent.glob("*.answers.json"))
    assert names == ["copy.answers.json", "mine.answers.json"]


def test_what_lies_beside_is_kept(root: Path, fresh: Path) -> None:
    """Answers already beside a notebook stay, and an unreadable file there is set aside, not overwritten."""
    put_answers(book(root), {"m01-primary": answer(["a"])})
    put_answers(book(root, "02-small"), {"m02-primary": answer(["a"])})
    write_sidecar(book(fresh).with_suffix(".answers.json"), {"m01-warm": Answer(["b"], AT, 1)})
    book(fresh, "02-small").with_suffix(".answers.json").write_text("{")
    load(fresh, export_text(read_course(root), NOW))

    assert set(beside(fresh)) == {"m01-primary", "m01-warm"}
    assert set(beside(fresh, "02-small")) == {"m02-primary"}
    aside = book(fresh, "02-small").with_name("02-small.answers.json.unreadable-1")
    assert aside.read_text() == "{"


def test_an_unwritable_folder_is_told(root: Path, fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file can be written, the line says so and what to do; the answers are handed back."""
    put_answers(book(root), {"m01-primary": answer(["a"])})

    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(transfer, "write_sidecar", refuse)
    arrival = load(fresh, export_text(read_course(root), NOW))

    assert arrival.lines == (
        "01-tiny: 1 answer loaded, but 01-tiny.answers.json cannot be written here (Permission denied); "
        "open 01-tiny.ipynb and load the file there.",
    )
    assert arrival.answers[NAME] == {"m01-primary": Answer(["a"], AT, 1)}


ENTRY = {"v": 1, **answer(["a"])}
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "the file is damaged, or is no progress file; choose the file casework-progress.json"),
    "cut off": (
        parcel_text({})[:-5],
        "the file is damaged, or is no progress file; choose the file casework-progress.json",
    ),
    "not UTF-8": (
        b"\xff\xfe{}",
        "the file is damaged, or is no progress file; choose the file casework-progress.json",
    ),
    "nested": (
        "[" * 200_000,
        "the file is damaged, or is no progress file; choose the file casework-progress.json",
    ),
    "a number too long": (
        parcel_text({})[:-1] + f', "x": {"9" * 9_000}}}',
        "the file is damaged, or is no progress file; choose the file casework-progress.json",
    ),
    "no JSON number": (
        parcel_text({NAME: {"answers": {"m01-primary": {**ENTRY, "response": float("nan")}}}}),
        "the file is damaged, or is no progress file; choose the file casework-progress.json",
    ),
    "too large": (
        " " * (MAX_BYTES + 1),
        "the file has more than 4,000,000 bytes; choose the file casework-progress.json",
    ),
    "a notebook": (
        '{"cells": [], "metadata": {}, "nbformat": 4}',
        "this is no progress file; choose the file casework-progress.json",
    ),
    "a list": ("[]", "this is no progress file; choose the file casework-progress.json"),
    "newer": (
        parcel_text({}, version=2),
        "the file has version 2, and this course reads version 1; use the course's newest copy on both sides",
    ),
    "odd version": (
        parcel_text({}, version=["<script>" * 9]),
        "the file has version ['<script><script><s, and this course reads version 1; "
        "use the course's newest copy on both sides",
    ),
    "no modules": (
        parcel_text([]),
        "the file holds no modules; save your progress again and choose the new file",
    ),
    "another course's": (
        parcel_text({"01-other": {"answers": {"z1": ENTRY}}}),
        "no answer in this file is to a question of this course; it may be another course's file",
    ),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(fresh: Path, text: str | bytes, said: str) -> None:
    """A file that cannot be this course's progress is refused in one line, and nothing is written."""
    with pytest.raises(CourseError) as caught:
        load(fresh, text)

    assert str(caught.value) == said
    assert list(fresh.rglob("*.answers.json")) == []


def test_what_is_left_out(fresh: Path) -> None:
    """Of a file with good and bad answers the good are loaded, and each bad one is a line."""
    answers = {
        "m01-primary": ENTRY,
        "m01-warm": {**ENTRY, "at": "2026-11-25T00:00:00Z"},
        "m01-q-stop": {**ENTRY, "at": "9999-99-99T99:99:99Z"},
        "m01-q-mix": {"v": 2, "response": []},
        "m01-case-s1": {**ENTRY, "response": "x" * 30_000},
        "../../etc": ENTRY,
        "m77-strange": ENTRY,
    }
    arrival = load(fresh, parcel_text({NAME: {"answers": answers}, "02-small": 5}))

    assert arrival.lines == (
        "01-tiny: 1 answer loaded.",
        "1 answer to questions that are not in this course: left out.",
        "answer 'm01-q-mix': not an answer record of version 1; left out.",
        "answer 'm01-case-s1': larger than 20000 characters; left out.",
        "answer '../../etc': not a question id; left out.",
        "answer 'm01-q-stop': its time is none, or lies in the future; left out.",
        "answer 'm01-warm': its time is none, or lies in the future; left out.",
        "a module without answers is left out.",
    )
    assert set(beside(fresh)) == {"m01-primary"}


def test_many_bad_answers_are_few_lines(fresh: Path) -> None:
    """A long list of faults is cut, and counted."""
    answers = {f"m01-x{number}": {"v": 3} for number in range(500)}
    lines = load(fresh, parcel_text({NAME: {"answers": answers}})).lines

    assert len(lines) == 12
    assert lines[0] == "The file holds no answers."
    assert lines[-1] == "490 more like these."


def test_a_file_written_under_other_folders_names(fresh: Path) -> None:
    """An answer goes to the module that has its question, whatever the file calls its modules."""
    load(fresh, parcel_text({"../../x": {"answers": {"m02-warm": ENTRY}}}))

    assert set(beside(fresh, "02-small")) == {"m02-warm"}
    assert beside(fresh) == {}


@given(JSON, JSON)
def test_any_content(first: Any, second: Any) -> None:
    """Whatever a file holds, it is read, or refused in one line."""
    for text in (
        json.dumps(first),
        parcel_text(first),
        parcel_text(
            {"x": first, "y": {"answers": second}, "z": {"answers": {"m01-primary": second, "": first}}}
        ),
        parcel_text({"x": {"answers": {"m01-primary": {"v": 1, "response": first, "at": second}}}}),
        parcel_text({}, version=first),
    ):
        said: tuple[str, ...]
        try:
            parcel = read_parcel(text, NOW)
        except CourseError as error:
            said = (str(error),)
        else:
            said = parcel.problems
            json.dumps([one.to_json() for one in parcel.held.answers.values()], allow_nan=False)

        assert all(one and "\n" not in one for one in said)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Whatever bytes a file has, it is refused in one line."""
    with pytest.raises(CourseError):
        read_parcel(data, NOW)


@given(ANSWERS, ANSWERS)
def test_two_files_in_either_order(first: dict[str, Answer], second: dict[str, Answer]) -> None:
    """Read together or one after the other, the newest answers come out; a tie goes to the first."""
    late = datetime(8999, 1, 1, tzinfo=UTC)

    def one(*parts: dict[str, Answer]) -> dict[str, Answer]:
        modules = {
            str(number): {"answers": {id_: answer.to_json() for id_, answer in part.items()}}
            for number, part in enumerate(parts)
        }
        try:
            return dict(read_parcel(parcel_text(modules), late).held.answers)
        except CourseError:  # NaN or infinity among the responses
            return {}

    if one(first) and one(second):
        assert one(first, second) == merge(one(first), one(second))


def test_the_file_is_never_overwritten(root: Path, tmp_path: Path) -> None:
    """export writes a new file and says what is in it; a second one of that name is refused."""
    put_answers(book(root), GIVEN)
    path = tmp_path / "p.json"

    assert export_file(read_course(root), path, NOW) == f"{path}: 3 answers of 2 modules"
    before = path.read_bytes()
    with pytest.raises(CourseError) as caught:
        export_file(read_course(root), path, NOW)
    assert str(caught.value) == f"{path}: there is already such a file; give another name"
    assert path.read_bytes() == before


def test_a_file_from_the_disk(root: Path, fresh: Path, tmp_path: Path) -> None:
    """import reads the file and says each thing on a line; a refused one is named."""
    put_answers(book(root), GIVEN)
    path = tmp_path / "p.json"
    export_file(read_course(root), path, NOW)

    assert import_file(read_course(fresh), path, NOW) == "01-tiny: 3 answers loaded."
    path.write_text("{")
    with pytest.raises(CourseError) as caught:
        import_file(read_course(fresh), path, NOW)
    assert str(caught.value).startswith(f"{path}: the file is damaged, or is no progress file;")


def test_more_than_a_file_may_have(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that make a file too large to load are not saved in one."""
    put_answers(book(root), GIVEN)
    monkeypatch.setattr(transfer, "MAX_BYTES", 100)
    with pytest.raises(CourseError) as caught:
        export_text(read_course(root), NOW)

    assert "more than 100; keep the notebooks" in str(caught.value)
