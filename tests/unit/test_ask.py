"""ask() and case_study(): what a cell gets, and what it is told. Not here: what happens after a click."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from unit.page import AT, LATER, save

from casework.answers import Answer, write_sidecar
from casework.module import CourseError
from casework.widgets import ask, case_study


def test_ask_shows_a_question(kernel_folder: Path) -> None:
    """ask() finds a practice or a graded question by its id in the files beside the notebook."""
    assert ask("m01-primary").spec["question"]["mode"] == "practice"
    assert ask("m01-q-stop").spec["question"]["mode"] == "graded"


def test_case_study_shows_a_case(kernel_folder: Path) -> None:
    """case_study() finds a case by its id."""
    assert case_study("m01-case").spec["id"] == "m01-case"


WRONG_CALLS = {
    "a spelling": (
        ask,
        "m01-primry",
        "no question 'm01-primry' in 01-tiny; near it are m01-primary, m01-warm, m01-q-mix. "
        "Check the spelling in this cell.",
    ),
    "another module's": (
        ask,
        "zz",
        "no question 'zz' in 01-tiny; some that are there: m01-primary, m01-q-mix, m01-q-stop. "
        "Check the spelling in this cell.",
    ),
    "a case": (ask, "m01-case", "'m01-case' is a case study; write case_study('m01-case') in this cell."),
    "no text": (
        ask,
        None,
        "no question 'None' in 01-tiny; some that are there: m01-primary, m01-q-mix, m01-q-stop. "
        "Check the spelling in this cell.",
    ),
    "a step": (
        ask,
        "m01-case-s1",
        "'m01-case-s1' is part of the case study 'm01-case'; write case_study('m01-case') in this cell.",
    ),
    "a question as a case": (
        case_study,
        "m01-primary",
        "'m01-primary' is a question; write ask('m01-primary') in this cell.",
    ),
    "a case's spelling": (
        case_study,
        "m01-cace",
        "no case study 'm01-cace' in 01-tiny; near it are m01-case. Check the spelling in this cell.",
    ),
}


@pytest.mark.parametrize(("call", "id_", "said"), WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_a_wrong_id_says_what_to_write(kernel_folder: Path, call: Any, id_: Any, said: str) -> None:
    """A call that finds nothing says in one line what is there and what to change."""
    with pytest.raises(CourseError) as caught:
        call(id_)
    assert str(caught.value) == said


def test_no_files_beside_the_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder without a module's files ask() says where the notebook belongs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    with pytest.raises(CourseError) as caught:
        ask("m01-primary")
    assert str(caught.value) == (
        f"no practice.yaml, graded.yaml, case.yaml in {tmp_path.name}; "
        "keep this notebook in its module's folder, beside these files, and open it there."
    )


def test_a_broken_file_is_one_line_in_the_notebook(kernel_folder: Path) -> None:
    """An author's mistake shows as its first problem, in one line, not as a traceback."""
    (kernel_folder / "practice.yaml").write_text("module: 01-tiny\nquestions: 5\n", encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        ask("m01-primary")
    assert str(caught.value) == "practice.yaml:2: 'questions' is 5; it must be a list"
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("call", "id_"), [(ask, "m01-q-stop"), (ask, "m01-primary"), (case_study, "m01-case")]
)
def test_it_fails_closed_in_a_stock_autograder(
    kernel_folder: Path, monkeypatch: pytest.MonkeyPatch, call: Any, id_: str
) -> None:
    """When nbgrader runs the cell without our preprocessors it raises: a widget would earn full points."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(CourseError) as caught:
        call(id_)
    assert str(caught.value) == (
        f"{id_}: not graded. nbgrader ran this notebook without casework's preprocessors, so this cell gets "
        "0 points. Use assessments/nbgrader_config.py, in an environment with casework, and autograde again."
    )


def test_other_steps_of_nbgrader_do_not_matter(kernel_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nbgrader validates, the question is shown as ever."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert ask("m01-q-stop").spec["kind"] == "quiz"


def test_it_starts_with_what_is_saved(kernel_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """During Run All a question already shows the answer in the notebook's file, and its feedback."""
    entry = {"v": 1, "response": ["b"], "at": AT, "attempts": 3}
    save(kernel_folder, monkeypatch, {"casework:m01-primary": entry, "casework:m01-q-stop": entry})
    quiz = ask("m01-primary")
    assert quiz.answers == {"m01-primary": entry}
    assert quiz.feedback["m01-primary"]["words"] == "Right."
    assert ask("m01-q-stop").feedback == {}
    assert ask("m01-warm").answers == {}


def test_the_file_beside_counts_too(kernel_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the notebook's answer and the one beside it the newer is shown."""
    save(
        kernel_folder,
        monkeypatch,
        {"casework:m01-primary": {"v": 1, "response": ["a"], "at": AT, "attempts": 1}},
    )
    write_sidecar(kernel_folder / "01-tiny.answers.json", {"m01-primary": Answer(["c"], LATER, 2)})
    assert ask("m01-primary").response("m01-primary") == ["c"]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"cells": 5}'])
def test_an_unreadable_file_starts_empty(
    kernel_folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    """A notebook that cannot be read just now gives no answers and no error."""
    save(kernel_folder, monkeypatch, {}).write_bytes(content)
    assert ask("m01-primary").answers == {}


def test_a_file_being_written_is_read_again(kernel_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notebook caught half written is read a second time."""
    path = save(kernel_folder, monkeypatch, {"casework:m01-primary": {"v": 1, "response": ["a"], "at": AT}})
    whole, reads = path.read_bytes(), []

    def read_bytes(self: Path) -> bytes:
        reads.append(self)
        return whole[:100] if len(reads) == 1 else whole

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert ask("m01-primary").response("m01-primary") == ["a"]
    assert len(reads) == 2
