"""After each mishap of one tab the answers of every question type are in the file: reload, crash, haste."""

from __future__ import annotations

import pytest
from browser.answering import SILENT, Answering
from browser.lab import copy_id, record
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "learner", ["lab/tree", pytest.param("notebooks", marks=pytest.mark.soak)], indirect=True
)
def test_reload_crash_restart_and_download(learner: Answering) -> None:
    """Every type's answer outlives reload, a killed kernel, Restart and Run All and a kernel shut down."""
    session = learner.session
    learner.give(0)
    learner.until_kept()

    session.open()
    learner.until_kept()
    expect(learner.reach("m99-p-order").locator(".cw-tries")).to_have_text("Tries: 1")

    session.crash_kernel()
    learner.give(1)
    learner.until_kept()
    learner.until_shown(python=SILENT)

    session.restart_and_run_all()
    learner.until_kept()
    expect(learner.reach("m99-p-order").locator(".cw-verdict").first).to_be_visible()

    session.kill_kernel()
    learner.give(2, learner.graded[::4])
    assert record(session.download()) == learner.expected
    learner.until_shown()


def test_close_undo_rename_and_haste(learner: Answering) -> None:
    """Closing, undo among cells, a new name, and haste before a download or a reload take no answer away."""
    session, page = learner.session, learner.page
    learner.give(0)
    learner.until_kept()
    before = copy_id(session.notebook)

    session.command("application:close")
    page.locator(".jp-NotebookPanel").wait_for(state="detached")
    session.command("docmanager:open", path=session.notebook.relative_to(session.lab.root).as_posix())
    session.idle()
    learner.until_kept()

    cells = session.cells()
    session.command("notebook:enter-command-mode")
    page.keyboard.press("b")
    assert session.cells() == cells + 1
    learner.give(1, learner.graded[:2])
    learner.until_kept()
    page.locator(".jp-InputPrompt:visible").last.click()
    page.keyboard.press("z")
    assert session.cells() == cells
    learner.until_kept()

    session.rename("mine.ipynb")
    learner.give(1, ["m99-g-free"])
    learner.until_kept()
    assert copy_id(session.notebook) == before

    # Sixty clicks and keys without a pause, then File > Download.
    box = learner.reach("m99-g-multiple")
    for number in range(20):
        box.locator("[data-field]").nth(number % 2).click()
    box = learner.reach("m99-g-order")
    for number in range(20):
        box.locator('[data-move="1"]').nth(number % 2).click()
    learner.type_more("m99-g-free", " and twenty keys more")
    for id_, shown in learner.shown().items():
        learner.expected[id_] = shown.answer
    learner.type_more("m99-g-text", "abc xyz")
    assert record(session.download()) == learner.expected

    learner.type_more("m99-g-place", " to the last letter")
    session.open()
    learner.until_kept()
