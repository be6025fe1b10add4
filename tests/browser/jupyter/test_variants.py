"""Questions that differ between learners, in a real JupyterLab: type a code, answer, come back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.lab import Lab, Session, record
from playwright.sync_api import Locator, Page, expect
from unit.course_builder import NAME
from unit.varied_course import write_varied

from casework.module import Module, load_module

pytestmark = pytest.mark.browser

CODE, STUDENT = "student-code", "Ada"


@pytest.fixture
def varied(page: Page, lab: Lab) -> Iterator[Session]:
    """Return a module with variants open in JupyterLab, all cells run; no request may leave the machine."""
    session = Session(page, lab, write_varied(lab.folder("variants")) / f"{NAME}.ipynb")
    session.run_all()
    yield session
    session.close()
    assert session.outside == []


def type_code(session: Session, code: str) -> None:
    """Type a student code and press Enter, as somebody at a keyboard does."""
    panel = session._in_view(f'[data-question="{CODE}"]', "student_code()")
    if panel.locator('[data-action="retry"]').is_visible():
        panel.locator('[data-action="retry"]').click()
    panel.locator("input").fill(code)
    panel.locator("input").press("Enter")
    expect(panel.locator(".cw-result")).to_contain_text(f"Your code is {code}.")


def options(question: Locator) -> list[str]:
    """Return the ids of a question's options as they stand on the page, after a look at their letters."""
    assert question.locator(".cw-letter").all_inner_texts() == ["a.", "b.", "c."]
    return [str(one.get_attribute("data-option")) for one in question.locator("[data-option]").all()]


def own_module(session: Session, code: str) -> Module:
    """Return the module as one learner gets it."""
    return load_module(session.notebook.parent).of(code)


def test_a_typed_code_draws_and_answers_survive(varied: Session) -> None:
    """A code, mistyped first, draws questions at once; answers and order outlive a reload and a restart."""
    own = own_module(varied, STUDENT).graded
    first, stop = own.drawn["m01-s1"], "m01-q-stop"
    assert list(own.questions[stop].options) != ["a", "b", "c"]
    assert varied.page.locator(f'[data-question="{stop}"]').count() == 0

    type_code(varied, "student-001")
    varied.choose(stop, "c")
    varied.saved(stop)
    type_code(varied, STUDENT)
    expect(varied.question(stop).locator('[data-option="c"] input')).to_be_checked()
    for id_, cell in ((first, "m01-s1"), (stop, stop)):
        assert options(varied.question(id_, cell)) == list(own.questions[id_].options)
    varied.choose(first, "c", cell="m01-s1")
    varied.saved(first)
    kept = {CODE: {"text": STUDENT}, first: ["c"], stop: ["c"]}
    varied.wait_for_file(kept)

    varied.command("docmanager:save")
    varied.open()  # the page is loaded anew; the kernel goes on
    varied.run_all()
    assert options(varied.question(first, "m01-s1")) == list(own.questions[first].options)
    expect(varied.question(first, "m01-s1").locator('[data-option="c"] input')).to_be_checked()
    varied.restart_and_run_all()
    expect(varied.question(first, "m01-s1").locator('[data-option="c"] input')).to_be_checked()
    expect(varied.question(stop).locator('[data-option="c"] input')).to_be_checked()
    assert options(varied.question(stop)) == list(own.questions[stop].options)
    assert record(varied.notebook) == kept
    assert varied.errors == []
