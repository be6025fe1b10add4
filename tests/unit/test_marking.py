"""Tests of casework.marking, marking on the spot by this copy's keys, and of the hand-in panel in Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.course_builder import NAME, code_cell

from casework.answers import Answer, sidecar_path, write_sidecar
from casework.marking import hand_in, mark_answers, mark_file
from casework.module import CourseError, load_module
from casework.widgets.hand_in import HandIn

POINTS = (4, 2, 7, 1, 4, 1, 1, 1, 7, 2)
"""Of ten questions, 30 together."""
RIGHT = {
    "m01-q-stop": Answer(["c"], "2026-11-22T10:00:00.000Z", 1),
    "m01-case-s2": Answer(["a", "b"], "2026-11-22T10:01:00.000Z", 1),
}


def with_answers(folder: Path, answers: dict[str, Answer]) -> Path:
    """Put answers into the module's notebook, as the front end does, and return its path."""
    path = folder / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"] |= {f"casework:{id_}": answer.to_json() for id_, answer in answers.items()}
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def replies(panel: HandIn, content: Any) -> list[dict[str, Any]]:
    """Return what the panel sends when the front end has sent ``content``."""
    sent: list[dict[str, Any]] = []
    panel.send = sent.append
    panel._receive(panel, content, [])
    return sent


def test_a_file_is_marked_and_its_feedback_written_beside_it(kernel_folder: Path) -> None:
    """casework mark counts the machine's points and writes a page with answers, words and reasons."""
    path = with_answers(kernel_folder, RIGHT)
    page = path.with_suffix(".feedback.html")
    assert mark_file(path) == f"{NAME}.ipynb: 3 of 5 points; feedback in {page}"
    text = page.read_text(encoding="utf-8")
    assert "Your result: 3 of 5 points" in text
    assert "Right: 1 of 1 point." in text
    assert "Not answered: 0 of 2 points." in text
    assert "SECRET" in text  # the reasons, which this copy holds


def test_the_sidecars_newer_answer_counts(kernel_folder: Path) -> None:
    """An answer in the file beside the notebook replaces an older one inside it."""
    path = with_answers(kernel_folder, RIGHT)
    write_sidecar(sidecar_path(path), {"m01-q-stop": Answer(["b"], "2026-11-22T11:00:00.000Z", 2)})
    assert mark_file(path).startswith(f"{NAME}.ipynb: 2 of 5 points;")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "the file is empty; download the notebook again and hand that in"),
        ("[]", "the file is JSON but not a notebook; hand in the .ipynb file itself"),
    ],
    ids=["empty", "no notebook"],
)
def test_a_file_that_is_no_notebook_is_named(kernel_folder: Path, content: str, reason: str) -> None:
    """One line says which file cannot be marked and why; nothing is written."""
    path = kernel_folder / f"{NAME}.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        mark_file(path)
    assert str(caught.value) == f"{path}: {reason}"
    assert not path.with_suffix(".feedback.html").exists()


def test_a_notebook_outside_its_module_is_named(kernel_folder: Path, tmp_path: Path) -> None:
    """Without the questions beside it a notebook cannot be marked, and the line says where it belongs."""
    path = with_answers(kernel_folder, RIGHT).rename(tmp_path / "alone.ipynb")
    with pytest.raises(CourseError) as caught:
        mark_file(path)
    assert str(caught.value) == (
        f"{path}: no graded.yaml beside it; mark the notebook in its module's folder"
    )


def test_the_panel_offers_marking_where_the_keys_are(kernel_folder: Path) -> None:
    """In a copy with keys the panel lists every graded question and can mark; without keys it cannot."""
    panel = hand_in()
    assert [item["id"] for item in panel.spec["items"]] == ["m01-q-stop", "m01-q-mix", "m01-case-s2"]
    assert panel.spec["name"] == f"{NAME}.ipynb"
    assert "Mark it now" in panel.spec["frame"]

    (kernel_folder.parents[1] / "assessments" / "keys").rename(kernel_folder.parents[1] / "elsewhere")
    panel = hand_in()
    assert "Mark it now" not in panel.spec["frame"]
    assert replies(panel, {"kind": "mark", "n": 1, "answers": {}}) == []


def test_the_panel_marks_what_the_page_sends(kernel_folder: Path) -> None:
    """The reply carries the page's number and the same feedback as marking the answers directly."""
    sent = {id_: answer.to_json() for id_, answer in RIGHT.items()}
    (reply,) = replies(hand_in(), {"kind": "mark", "n": 7, "answers": sent})
    assert (reply["kind"], reply["n"]) == ("mark", 7)
    assert reply["html"] == mark_answers(load_module(kernel_folder), RIGHT).html


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {},
        {"kind": "answer"},
        {"kind": "mark", "answers": 3},
        {"kind": "check", "answers": 3, "at": 5},
        {"kind": "mark", "answers": {"x": "y"}},
    ],
    ids=repr,
)
def test_no_message_makes_the_panel_raise(kernel_folder: Path, content: Any) -> None:
    """Whatever arrives, the panel answers a request to check or mark and is silent about all else."""
    sent = replies(hand_in(), content)
    assert [reply["kind"] for reply in sent] == (
        [content["kind"]] if content and "answers" in content else []
    )


def test_a_broken_key_file_is_told_in_the_panel(kernel_folder: Path) -> None:
    """A mistake in the keys comes back as one line in place of a result."""
    keys = kernel_folder.parents[1] / "assessments" / "keys" / f"{NAME}.yaml"
    keys.write_text(keys.read_text(encoding="utf-8").replace("m01-q-mix", "m01-q-max"), encoding="utf-8")
    (reply,) = replies(hand_in(), {"kind": "mark", "n": 1, "answers": {}})
    assert "question &#x27;m01-q-max&#x27;: no graded question has this id" in reply["html"]


def test_parts_add_up_exactly(kernel_folder: Path) -> None:
    """Ten questions of which two thirds are right give 20 of 30 points, though floats give a little less."""
    ids = [f"m01-q-{letter}" for letter in "abcdefghij"]
    (kernel_folder / "graded.yaml").write_text(
        f"module: {NAME}\nfeedback: points\nquestions:\n"
        + "".join(
            f'  - {{id: {id_}, type: classify, outcome: "1.1", level: apply, points: {points},\n'
            "     rule: each-part, text: Sort the lights., statements: {r: Red, s: Amber, t: Green},\n"
            '     kinds: {x: Stops, y: Goes}, sources: ["fact:T01"]}\n'
            for id_, points in zip(ids, POINTS, strict=True)
        ),
        encoding="utf-8",
    )
    why = 'why: {r: {text: R, sources: ["fact:T01"]}, s: {text: S, sources: ["fact:T01"]}, '
    why += 't: {text: T, sources: ["fact:T01"]}}'
    (kernel_folder / "case.yaml").unlink()
    (kernel_folder.parents[1] / "assessments" / "keys" / f"{NAME}.yaml").write_text(
        f"module: {NAME}\nkeys:\n"
        + "".join(f"  {id_}: {{correct: {{r: x, s: x, t: y}}, {why}}}\n" for id_ in ids),
        encoding="utf-8",
    )
    path = kernel_folder / f"{NAME}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"] = [
        code_cell(id_, f'ask("{id_}")', points) for id_, points in zip(ids, POINTS, strict=True)
    ]
    path.write_text(json.dumps(content), encoding="utf-8")
    answers = {id_: Answer({"r": "x", "s": "x", "t": "x"}, "2026-11-22T10:00:00.000Z", 1) for id_ in ids}
    marked = mark_answers(load_module(kernel_folder), answers)
    assert sum(one or 0.0 for one in marked.scores.values()) != 20.0
    assert (marked.points, marked.full) == (20.0, 30.0)
    assert "<td>20 of 30</td>" in marked.html
    assert "SECRET" not in marked.html
