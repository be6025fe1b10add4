"""Every question type where a page or machine can do little: no notebook, no disk, no threads."""

from __future__ import annotations

import builtins
import io
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from every_type import lay_out, made_up, questions_of
from unit.page import answer, sent

from casework import hand_in
from casework.answers import read_sidecar
from casework.items import Question
from casework.types import TYPES
from casework.widgets import CaseStudy, Quiz, ask, case_study


@pytest.fixture
def gallery(repo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the gallery's notebook in a course of its own; its folder is the kernel's."""
    path = lay_out(repo_root, tmp_path)
    monkeypatch.chdir(path.parent)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return path


@pytest.fixture
def bare(gallery: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the gallery's notebook where nothing can be written and no thread or process started."""

    def no_disk(*_: Any, **__: Any) -> None:
        raise OSError(30, "Read-only file system")

    def reading(real: Any) -> Any:
        def opened(path: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
            return no_disk() if set(mode) & set("wxa+") else real(path, mode, *rest, **more)

        return opened

    def never(*_: Any, **__: Any) -> None:
        raise RuntimeError("can't start new thread")

    real_os_open = os.open
    for module in (builtins, io):
        monkeypatch.setattr(module, "open", reading(module.open))
    monkeypatch.setattr(
        os,
        "open",
        lambda path, flags, *a, **k: no_disk() if flags & 3 else real_os_open(path, flags, *a, **k),
    )
    for name in ("replace", "rename", "mkdir"):
        monkeypatch.setattr(os, name, no_disk)
    monkeypatch.setattr(threading.Thread, "start", never)
    monkeypatch.setattr(subprocess.Popen, "__init__", never)
    yield gallery
    monkeypatch.undo()


def give(widget: Quiz | CaseStudy, id_: str, response: Any, sidecar: bool) -> Mapping[str, Any]:
    """Give an answer as a page does, as the third try, and return what Python replies."""
    reply = sent(
        widget, kind="answer", n=1, question=id_, answer=answer(response, attempts=3), sidecar=sidecar
    )
    assert reply is not None
    return reply


def is_judged(widget: Quiz | CaseStudy, question: Question, response: Any) -> bool:
    """Return whether the page now has the answer, and a judgement in words if it is practice."""
    feedback = widget.feedback.get(question.id)
    return widget.response(question.id) == response and (feedback is None or bool(feedback["words"]))


def test_the_gallery_has_every_type_graded_and_to_practise(gallery: Path) -> None:
    """What these tests and the browser's walk through is complete: every type, in both modes."""
    asked = questions_of(gallery)
    for mode in ("-g-", "-p-"):
        assert {question.type for id_, question in asked.items() if mode in id_} == set(TYPES)


def test_made_up_answers_are_valid_and_differ(gallery: Path) -> None:
    """A made-up answer to any type can be read by that type, says something, and is another one each turn."""
    for question in questions_of(gallery).values():
        turns = [made_up(question, turn) for turn in range(3)]
        for one in turns:
            read = TYPES[question.type].read(question, one)

            assert read is not None, (question.id, one)
            assert not TYPES[question.type].is_blank(read)
        assert turns[0] != turns[1] != turns[2]


def test_every_type_is_judged_without_disk_threads_or_processes(bare: Path) -> None:
    """In a browser's Python, where a folder may be read-only, practice of every type is still judged."""
    for question in questions_of(bare).values():
        widget, response = ask(question.id), made_up(question, 0)
        reply = give(widget, question.id, response, sidecar=False)

        assert reply["error"] is None
        assert is_judged(widget, question, response), question.id
        assert ("-p-" in question.id) == (question.id in widget.feedback)


def test_without_a_disk_words_say_that_an_answer_is_not_kept(bare: Path) -> None:
    """Where neither notebook nor folder can be written, every type is judged and the page told."""
    for question in questions_of(bare).values():
        widget, response = ask(question.id), made_up(question, 0)
        reply = give(widget, question.id, response, sidecar=True)

        assert is_judged(widget, question, response), question.id
        assert (reply["sidecar"], reply["error"]) == (
            None,
            "99-gallery.answers.json cannot be written (Read-only file system); "
            "free the folder and answer again",
        )


def test_a_case_is_judged_without_disk_threads_or_processes(bare: Path) -> None:
    """Steps and changes of a case are judged there too, and the hand-in panel can be shown."""
    case = case_study("m99-case")
    for id_, question in case._questions.items():
        response = made_up(question, 0)
        reply = give(case, id_, response, sidecar=False)

        assert reply["error"] is None
        assert is_judged(case, question, response), id_
    assert set(case.feedback) == set(case._keys)
    assert hand_in().spec["name"] == "99-gallery.ipynb"


def test_the_file_beside_holds_every_type(gallery: Path) -> None:
    """Where a page gives no notebook, the file beside it holds every type's answer for a new kernel."""
    asked = questions_of(gallery)
    given = {id_: made_up(question, 1) for id_, question in asked.items()}
    for id_, response in given.items():
        assert give(ask(id_), id_, response, sidecar=True)["sidecar"] == "99-gallery.answers.json"
    kept = read_sidecar(gallery.with_name("99-gallery.answers.json"))

    assert {id_: one.response for id_, one in kept.answers.items()} == given
    assert kept.problems == ()
    assert {id_: ask(id_).response(id_) for id_ in given} == given
    panel = hand_in().spec
    assert (panel["name"], panel["sidecar"]) == ("99-gallery.ipynb", "99-gallery.answers.json")
