"""The whole module as its users meet it: run, answer, hand in, be graded, be marked at once."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from browser.lab import MODULE, NOTEBOOK, Session, record, running
from grading.trial_course import run_in_turn
from playwright.sync_api import Page, expect

from casework.items import Key

pytestmark = pytest.mark.browser

WRONG, BLANK = "m02-g-palermo-elements", "m02-g-kept-papers"


def test_a_downloaded_module_is_graded_with_the_expected_score(
    opened: Session, page: Page, keys: Mapping[str, Key], repo_root: Path, pictures: Path, tmp_path: Path
) -> None:
    """Seven right answers, one wrong, one blank: 9 points and reasons, in feedback and in formgrader."""
    given = {}
    for id_ in (name for name in keys if name.startswith("m02-g-") and name != BLANK):
        right = sorted(keys[id_].correct)
        given[id_] = [next(letter for letter in "abc" if letter not in right)] if id_ == WRONG else right
        opened.choose(id_, *given[id_])
    file = opened.download()
    assert record(file) == given

    course = opened.notebook.parents[2]
    shutil.copy(repo_root / "assessments" / "nbgrader_config.py", course / "assessments")
    handed_in = course / "assessments" / "submitted" / "ada" / MODULE
    handed_in.mkdir(parents=True)
    shutil.copy(file, handed_in / NOTEBOOK)
    # The instructor's own copy of the lesson, not the learner's: generate_assignment takes it as the source.
    shutil.copy(repo_root / "modules" / MODULE / NOTEBOOK, opened.notebook)
    result = run_in_turn(
        course / "assessments",
        ["generate_assignment", MODULE],
        ["autograde", MODULE],
        ["generate_feedback", MODULE],
        ["export"],
    )
    assert result.returncode == 0, result.stdout
    with (course / "assessments" / "grades.csv").open(encoding="utf-8", newline="") as grades:
        (row,) = csv.DictReader(grades)
    assert (row["student_id"], float(row["score"]), float(row["max_score"])) == ("ada", 9.0, 21.0)

    tab = page.context.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    tab.goto((course / "assessments" / "feedback" / "ada" / MODULE / f"{MODULE}.html").as_uri())
    feedback = tab.locator(".cw-feedback")
    expect(feedback.filter(has_text="Not right: 0 of 1 point.")).to_have_count(1)
    # Two of the three stand in the case, which is one cell with two graded steps.
    expect(feedback.filter(has_text="Not answered: 0 of 2 points.")).to_have_count(3)
    expect(feedback.filter(has_text=re.compile("Right: [12] of"))).to_have_count(7)
    feedback.filter(has_text="Not right: 0 of 1 point.").screenshot(path=pictures / "instructor-feedback.png")
    assert set(asked) <= {"file", "data"}

    with running(course / "assessments", tmp_path / "formgrader") as formgrader:
        tab.goto(formgrader.url("formgrader"))
        expect(tab.get_by_role("link", name=MODULE)).to_be_visible(timeout=30_000)
        tab.goto(formgrader.url(f"formgrader/gradebook/{MODULE}/{MODULE}"))
        tab.get_by_role("link", name="Submission #1").click()
        expect(tab.locator(".cw-feedback").filter(has_text="Not right: 0 of 1 point.")).to_have_count(1)
    tab.close()


def test_the_module_is_run_answered_and_marked_at_once(
    opened: Session, answer_all: Callable[[], None], keys: Mapping[str, Key]
) -> None:
    """
    After Run All no cell holds an error; nine graded questions take their answers, and the file just these.

    With the keys at hand the panel counts the answers and "Mark it now" shows score and reasons.
    """
    outputs = opened.page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
          .filter((cell) => cell.cell_type === "code")
          .flatMap((cell) => cell.toJSON().outputs)
          .map((output) => output.output_type)"""
    )
    assert "error" not in outputs
    assert len(outputs) >= 23

    answer_all()
    found = record(opened.notebook)
    assert found == {id_: sorted(keys[id_].correct) for id_ in found}
    assert len(found) == 9
    panel = opened.panel()
    expect(panel).to_contain_text("9 of 12 graded questions answered.")
    panel.get_by_role("button", name="Mark it now").click()
    result = panel.locator(".cw-hand-in-result")
    expect(result).to_contain_text("Your result: 12 of 16 points")
    expect(result).to_contain_text("Right. You chose this.")
    with opened.page.expect_download() as waiting:
        panel.get_by_role("button", name="Save and download").click()
    assert waiting.value.suggested_filename == NOTEBOOK
    assert opened.errors == []
