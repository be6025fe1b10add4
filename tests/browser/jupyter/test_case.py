"""The case study in a real JupyterLab: steps, changes and place are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.lab import Lab, Session, copy_course, record, shorten
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CASE = "m02-case"


@pytest.fixture
def case(page: Page, lab: Lab, repo_root: Path, tmp_path: Path) -> Session:
    """Return the module's case study, open in JupyterLab and run."""
    notebook = copy_course(repo_root, lab.folder(tmp_path.name))
    shorten(notebook, CASE)
    session = Session(page, lab, notebook)
    session.run_all()
    return session


def test_a_case_is_walked_and_found_again_after_a_reload(case: Session) -> None:
    """Steps open one by one, a graded step records silently, a change shows its effect, all is restored."""
    page, steps = case.page, [f"m02-case-s{number}" for number in range(1, 6)]
    for number, id_ in enumerate(steps):
        question = case.question(id_, CASE)
        question.locator('[data-option="a"] input').check()
        if question.get_attribute("data-mode") == "practice":
            question.locator('[data-action="check"]').click()
            question.locator(".cw-verdict").first.wait_for()
        else:
            case.saved(id_)
            assert question.locator("[data-verdict]").count() == 0
        page.locator(f'[data-step="{id_}"] [data-action="next"]').click()
        assert page.locator("[data-step]").count() == min(number + 2, len(steps))

    page.locator('[data-change="m02-case-c1"]').first.click()
    change = case.question("m02-case-c1", CASE)
    assert change.locator(".cw-after:visible").count() == 0
    change.locator('[data-option="a"] input').check()
    change.locator('[data-action="check"]').click()
    change.locator(".cw-after:visible").wait_for()
    case.wait_for_file(
        {
            CASE: {"path": steps, "changes": ["m02-case-c1"], "done": True},
            "m02-case-s2": ["a"],
            "m02-case-c1": ["a"],
        }
    )

    case.open()
    case.run_all()
    page.locator('[data-step="m02-case-s5"]').wait_for(state="attached")
    assert page.locator("[data-step]").count() == 5
    assert set(record(case.notebook)) == {CASE, "m02-case-c1", *steps}
    case.close()
