"""The whole module as its users meet it: start page, lesson, answers, hand-in, grade; marked at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from browser.handing_in import graded
from browser.lab import MODULE, NOTEBOOK, Lab, Session, record, running
from browser.start_page import answered, choose_lesson, run_cell
from playwright.sync_api import Page, expect

from casework.editions.class_tree import release
from casework.items import Key

pytestmark = pytest.mark.browser

WRONG, BLANK, ONE = "m02-g-palermo-elements", "m02-g-kept-papers", "m02-g-severe-form"
PRACTICE = "m02-p-movement"


def test_a_class_is_graded_with_the_expected_scores(
    page: Page, lab: Lab, keys: Mapping[str, Key], repo_root: Path, pictures: Path, tmp_path: Path
) -> None:
    """
    From the class edition's start page to the grade, in JupyterLab and in Notebook 7.

    Seven right answers, one wrong, one blank: 9 points and reasons, in feedback and in formgrader.
    """
    place = lab.folder("class")
    release(repo_root, place)
    shutil.copytree(place, lab.folder("class-ben"))
    handed_in = {
        "ada": _in_jupyterlab(Session(page, lab, place / "modules" / "index.ipynb"), keys, tmp_path),
        "ben": _in_notebook(page, lab, lab.root / "class-ben", keys, tmp_path),
    }
    course = tmp_path / "course"
    points = graded(repo_root, course, MODULE, handed_in, ["generate_feedback", MODULE])
    assert points == {"ada": (9.0, 21.0), "ben": (2.0, 21.0)}

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    page.goto((course / "assessments" / "feedback" / "ada" / MODULE / f"{MODULE}.html").as_uri())
    feedback = page.locator(".cw-feedback")
    expect(feedback.filter(has_text="Not right: 0 of 1 point.")).to_have_count(1)
    # Two of the three stand in the case, which is one cell with two graded steps.
    expect(feedback.filter(has_text="Not answered: 0 of 2 points.")).to_have_count(3)
    expect(feedback.filter(has_text=re.compile("Right: [12] of"))).to_have_count(7)
    feedback.filter(has_text="Not right: 0 of 1 point.").screenshot(path=pictures / "instructor-feedback.png")
    assert set(asked) <= {"file", "data"}

    with running(course / "assessments", tmp_path / "formgrader") as formgrader:
        page.goto(formgrader.url("formgrader"))
        expect(page.get_by_role("link", name=MODULE)).to_be_visible(timeout=30_000)
        page.goto(formgrader.url(f"formgrader/gradebook/{MODULE}/{MODULE}"))
        links = page.get_by_role("link", name=re.compile("^Submission #[12]$"))
        expect(links).to_have_count(2)
        found = []  # its order of students is its own
        for address in [one.get_attribute("href") or "" for one in links.all()]:
            page.goto(formgrader.url(address.lstrip("/")))
            expect(page.locator(".cw-feedback").filter(has_text="Right: 2 of")).not_to_have_count(0)
            found.append(page.locator(".cw-feedback").filter(has_text="Not right: 0 of 1 point.").count())
        assert sorted(found) == [0, 1]


def _in_jupyterlab(session: Session, keys: Mapping[str, Key], folder: Path) -> Path:
    """Open the lesson from the start page, answer all but one question, one of them wrong; hand in."""
    choose_lesson(session, "02 The law of trafficking")
    session.notebook = session.notebook.parent / MODULE / NOTEBOOK
    session.ready()
    session.run_all()
    given = {}
    for id_ in (name for name in keys if name.startswith("m02-g-") and name != BLANK):
        right = sorted(keys[id_].correct)
        given[id_] = [next(letter for letter in "abc" if letter not in right)] if id_ == WRONG else right
        session.choose(id_, *given[id_])
    file = session.download()
    assert record(file) == given
    session.close()
    assert session.outside == []
    return file


def _in_notebook(page: Page, lab: Lab, place: Path, keys: Mapping[str, Key], folder: Path) -> Path:
    """In Notebook 7 go on where one was, by the start page's link; answer one question right; hand in."""
    lesson = place / "modules" / MODULE / NOTEBOOK
    answered(lesson, PRACTICE)
    start = Session(page, lab, place / "modules" / "index.ipynb", app="notebooks")
    expect(page.locator(".jp-MarkdownOutput tbody tr").nth(4)).to_contain_text("The law of trafficking")
    run_cell(start)
    with page.context.expect_page() as opened:
        page.locator(".jp-OutputArea-output").first.get_by_role("link").click()
    session = Session(opened.value, lab, lesson, app="notebooks", there=True)
    assert f"notebooks/{lesson.relative_to(lab.root).as_posix()}" in session.page.url
    session.run_all()
    session.choose(ONE, *sorted(keys[ONE].correct))
    session.saved(ONE)
    file = session.hand_in(folder)
    session.close()
    session.page.close()
    start.close()
    assert start.outside == session.outside == []
    return file


def test_the_module_is_run_answered_and_marked_at_once(
    opened: Session, answer_all: Callable[[], None], keys: Mapping[str, Key], tmp_path: Path
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
    assert opened.hand_in(tmp_path).name == NOTEBOOK
    assert opened.errors == []
