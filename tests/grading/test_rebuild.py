"""casework.grading.rebuild: what is taken over from a submission, and what is put right."""

from __future__ import annotations

import copy
from typing import Any

import nbformat
import pytest
from grading.submissions import REPAIRED, reflecting
from grading.trial_course import REFLECTION, RIGHT, answered, trial_notebook
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.answers import Answer, Record
from casework.grading.rebuild import MAX_OWN_CELLS, Rebuilt, rebuild
from casework.module import Module

Notebook = dict[str, Any]


def rebuilt(module: Module, submitted: Notebook, sidecar: Record | None = None) -> Rebuilt:
    """Rebuild a submission of the trial module."""
    return rebuild(submitted, trial_notebook(), module, sidecar)


def sources(result: Rebuilt) -> dict[str, str]:
    """Return every cell's text by id."""
    return {cell["id"]: "".join(cell["source"]) for cell in result.notebook["cells"]}


def test_untouched_notebook_stays_as_released(module: Module, released: Notebook) -> None:
    """A notebook handed in as it was handed out is rebuilt letter by letter, and nothing is said."""
    result = rebuilt(module, copy.deepcopy(released))

    assert released["cells"] == result.notebook["cells"]
    assert result.notebook["metadata"] == released["metadata"] | {"casework": {"version": 1}}
    assert (result.repairs, result.problems) == ((), ())


@pytest.mark.parametrize(
    ("student", "words"),
    [
        (
            "deleted",
            "put back deleted m01-q-stop, m01-q-mix, m01-q-all, m01-q-parts, m01-case, m01-reflection",
        ),
        ("doubled", "removed a second copy of m01-q-stop, m01-q-mix"),
        ("retagged", "restored the tags of m01-q-stop, m01-q-mix, m01-q-all, m01-q-parts, m01-case"),
        ("turned-round", "moved back into place m01-case, m01-q-parts, m01-q-all, m01-q-mix, m01-q-stop"),
        ("edited", "restored the changed text of m01-q-stop, m01-q-mix"),
        ("no-ids", "restored cell ids (10)"),
        ("old-tags", "restored the tags of m01-q-stop"),
        ("future-tags", "restored the tags of m01-q-stop"),
        ("odd-cells", "left out what is no cell (4)"),
    ],
)
def test_repairs_are_said_in_words(module: Module, released: Notebook, student: str, words: str) -> None:
    """Every kind of damage is undone and named."""
    submitted = answered(released, RIGHT)
    REPAIRED[student](submitted)
    result = rebuilt(module, submitted)

    assert [cell for cell in result.notebook["cells"] if not cell["id"].startswith("learner-")] == released[
        "cells"
    ]
    assert any(line.startswith(words) for line in result.repairs), result.repairs


def test_answers_to_a_review_do_no_harm(module: Module, released: Notebook) -> None:
    """Answers to other modules' questions, given in a review here, change neither record nor words."""
    given = {"m01-q-stop": ["c"], "m01-p-light": ["a"]}
    review = {"v": 1, "response": ["b"], "at": "2026-11-23T10:00:00.000Z", "attempts": 2, "later": True}
    reviewed = answered(released, given, **{"casework:m00-p-word": review, "casework:m00-p-odd": 5})
    plain = rebuilt(module, answered(released, given))
    result = rebuilt(module, reviewed)

    assert result.notebook == plain.notebook
    assert result.repairs == plain.repairs
    assert [problem for problem in result.problems if "m00-p-odd" not in problem] == list(plain.problems)


def test_answers_of_this_module_only(module: Module, released: Notebook) -> None:
    """Only answers to this module's questions are taken over, and of the record only what it may hold."""
    other = {"m02-q": {"v": 1, "response": ["a"]}, "m01-case": {"v": 1, "response": {"step": 1}}}
    extra = {f"casework:{id_}": entry for id_, entry in other.items()}
    submitted = answered(released, {"m01-q-stop": ["c"]}, widgets={"state": 1}, **extra)
    metadata = rebuilt(module, submitted).notebook["metadata"]

    assert set(metadata) == {"kernelspec", "language_info", "casework", "casework:m01-q-stop"}
    assert metadata["casework"] == {"version": 1, "copy_id": "c", "path": "01-tiny/01-tiny.ipynb"}


def test_unreadable_answer_is_kept_as_such_and_named(module: Module, released: Notebook) -> None:
    """An answer that is none is replaced by a short word, so that it stays unreadable, and is named."""
    result = rebuilt(module, answered(released, {"m01-q-stop": [["c"]]}))

    assert result.notebook["metadata"]["casework:m01-q-stop"]["response"] == "unreadable"
    assert result.problems == ("answer 'm01-q-stop': not an answer to this question; it counts 0",)


def test_record_in_the_released_notebook_is_not_passed_on(module: Module, released: Notebook) -> None:
    """Answers that were left in the released notebook by mistake are nobody's."""
    result = rebuild(copy.deepcopy(released), answered(released, RIGHT), module)

    assert not [name for name in result.notebook["metadata"] if name.startswith("casework:")]


def test_newer_answer_beside_the_notebook_counts(module: Module, released: Notebook) -> None:
    """Of the answers in the notebook and beside it, the newer counts."""
    beside = Record({"m01-q-stop": Answer(["a"], "2027-02-01T10:00:00.001Z", 2)})
    result = rebuilt(module, answered(released, {"m01-q-stop": ["c"]}), beside)

    assert result.notebook["metadata"]["casework:m01-q-stop"]["response"] == ["a"]


@pytest.mark.parametrize("text", ["", "  \n ", "When did you last stop?", "\nWhen did you last stop? \n"])
def test_blank_reflection_keeps_the_released_letters(module: Module, released: Notebook, text: str) -> None:
    """An emptied reflection, or one with blanks added, is the released text: nbgrader knows it as blank."""
    result = rebuilt(module, reflecting(released, text))

    assert sources(result)[REFLECTION] == "When did you last stop?"


def test_own_cells_follow_what_they_followed(module: Module, released: Notebook) -> None:
    """A learner's own cells stay behind the cell they followed, with new names and without metadata."""
    note = {
        "cell_type": "markdown",
        "id": "x",
        "metadata": {"nbgrader": {"grade_id": "mine"}},
        "source": "note",
    }
    released["cells"].insert(5, note)
    cells = rebuilt(module, released).notebook["cells"]

    assert [cell["id"] for cell in cells[4:7]] == ["m01-q-stop", "learner-1", "m01-q-mix"]
    assert (cells[5]["metadata"], cells[5]["cell_type"]) == ({}, "markdown")


def test_own_programs_are_kept_without_outputs(module: Module, released: Notebook) -> None:
    """A learner's own program is kept as text; its outputs and attachments are not."""
    cell = rebuilt(module, reflecting(released, "x")).notebook["cells"][-1]

    assert (cell["cell_type"], cell["source"], cell["outputs"], cell["metadata"]) == ("code", "x", [], {})


def test_changed_lesson_text_follows_as_a_note(module: Module, released: Notebook) -> None:
    """A lesson text that a learner filled in is shown after the released one."""
    released["cells"][0]["source"] = "# Lights\nIn my country: blue."
    cells = rebuilt(module, released).notebook["cells"]

    assert cells[0]["source"] == ["# Lights"]
    assert "In my country: blue." in cells[1]["source"]


@pytest.mark.parametrize(("first", "second"), [("", "written"), ("written", ""), ("written", "more")])
def test_no_text_of_a_doubled_reflection_is_lost(
    module: Module, released: Notebook, first: str, second: str
) -> None:
    """Where the reflection stands twice, the written one counts; where both are written, both are shown."""
    place = next(i for i, cell in enumerate(released["cells"]) if cell["id"] == REFLECTION)
    twin = copy.deepcopy(released["cells"][place])
    for cell, text in ((released["cells"][place], first), (twin, second)):
        cell["source"] = text or cell["source"]
    released["cells"].insert(place + 1, twin)
    result = sources(rebuilt(module, released))

    assert "written" in result[REFLECTION]
    assert ("more" in result.get("learner-1", "")) == (second == "more")


def test_too_many_own_cells_are_left_out(module: Module, released: Notebook) -> None:
    """A flood of cells is cut and the repair says so."""
    released["cells"] += [{"cell_type": "code", "source": f"{n}"} for n in range(MAX_OWN_CELLS + 7)]
    result = rebuilt(module, released)

    assert len(result.notebook["cells"]) == len(trial_notebook()["cells"]) + MAX_OWN_CELLS
    assert any(
        one.startswith(f"left out 7 of the learner's own cells; {MAX_OWN_CELLS} are kept")
        for one in result.repairs
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
CELL = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "x"]) | JSON,
        "source": st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3) | JSON,
        "id": st.sampled_from(["m01-q-stop", "m01-title"]) | JSON,
        "metadata": st.fixed_dictionaries(
            {"nbgrader": st.fixed_dictionaries({"grade_id": st.sampled_from([*RIGHT, REFLECTION])}) | JSON}
        )
        | JSON,
    },
)
RECORD = st.dictionaries(
    st.sampled_from(["casework", *(f"casework:{id_}" for id_ in RIGHT)]),
    st.fixed_dictionaries({"v": st.just(1), "response": JSON}) | JSON,
    max_size=4,
)


@settings(max_examples=300, deadline=None)
@given(cells=st.lists(CELL | JSON, max_size=8), metadata=RECORD)
def test_any_submission_gives_a_valid_notebook(
    module: Module, cells: list[Any], metadata: dict[str, Any]
) -> None:
    """Whatever JSON is submitted, the result is a valid notebook with every released cell once, in order."""
    result = rebuilt(module, {"cells": cells, "metadata": metadata, "nbformat": 4})
    names = [cell["id"] for cell in result.notebook["cells"]]

    nbformat.validate(nbformat.from_dict(result.notebook))
    nbformat.writes(nbformat.from_dict(result.notebook)).encode("utf-8")
    assert [name for name in names if not name.startswith("learner-")] == [
        cell["id"] for cell in trial_notebook()["cells"]
    ]
