"""Answers in a real JupyterLab: by mouse and keyboard, kept over reload, restart, crash, download, copies."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from browser.lab import Lab, Session, record
from playwright.sync_api import Page

from casework.items import Key

pytestmark = pytest.mark.browser

FIRST, SECOND, PRACTICE = "m02-g-palermo-elements", "m02-g-severe-form", "m02-p-movement"


def test_an_answer_survives_reload_and_kernel_restart(short: Session) -> None:
    """A graded and a practice answer are shown again after a reload, and after a restart with Run All."""
    short.choose(FIRST, "b")
    short.saved(FIRST)
    short.choose(PRACTICE, "a")
    short.question(PRACTICE).locator('[data-action="check"]').click()
    short.saved(PRACTICE)
    assert record(short.notebook) == {FIRST: ["b"], PRACTICE: ["a"]}

    short.open()
    short.run_all()
    assert short.question(FIRST).locator('[data-option="b"] input').is_checked()
    assert short.question(PRACTICE).locator(".cw-tries").inner_text() == "Tries: 1"

    short.restart()
    short.run_all()
    assert short.question(FIRST).locator('[data-option="b"] input').is_checked()
    short.question(PRACTICE).locator(".cw-rationale").first.wait_for()
    assert record(short.notebook) == {FIRST: ["b"], PRACTICE: ["a"]}


def test_practice_explains_every_option_and_counts_tries(short: Session, keys: Mapping[str, Key]) -> None:
    """Checking a practice answer shows a reason under each option; trying again counts a second try."""
    question = short.question(PRACTICE)
    options = question.locator("[data-option]")
    options.first.locator("input").check()
    question.locator('[data-action="check"]').click()
    question.locator(".cw-result:visible").wait_for()
    assert question.locator(".cw-rationale:visible").count() == options.count()

    question.locator('[data-action="retry"]').click()
    assert question.locator(".cw-rationale:visible").count() == 0
    options.nth(1).locator("input").check()
    question.locator('[data-action="check"]').click()
    question.locator(".cw-rationale").first.wait_for()
    assert question.locator(".cw-tries").inner_text() == "Tries: 2"


def test_a_graded_answer_gets_no_hint_of_right_or_wrong(short: Session, keys: Mapping[str, Key]) -> None:
    """Right and wrong graded answers leave the same words on the page, apart from the clock."""
    right = next(iter(keys[FIRST].correct))
    wrong = next(letter for letter in "abc" if letter != right)
    seen = []
    for letter in (right, wrong):
        short.choose(FIRST, letter)
        short.saved(FIRST)
        question = short.question(FIRST)
        assert question.locator("[data-verdict], .cw-rationale:visible").count() == 0
        words = question.locator(".cw-status").inner_text()
        seen.append("".join("0" if character.isdigit() else character for character in words))
    assert seen[0] == seen[1]


def test_keyboard_alone_answers_and_adds_no_cell(short: Session) -> None:
    """Arrows choose inside a question, b, x, d d and 0 0 leave the notebook alone, Ctrl+S saves."""
    before = short.cells()
    short.question(FIRST).locator("input").first.focus()
    short.page.keyboard.press("Space")
    short.page.keyboard.press("ArrowDown")
    for key in ("b", "x", "d", "d", "0", "0", "a", "Escape"):
        short.page.keyboard.press(key)
    short.page.keyboard.press("Control+s")
    short.saved(FIRST)

    assert short.cells() == before
    assert short.dialogs() == []
    assert record(short.notebook) == {FIRST: ["b"]}
    focused = short.page.evaluate("() => document.activeElement.value")
    assert focused == "b"

    practice = short.question(PRACTICE)
    practice.locator("input").first.focus()
    for key in ("Space", "Tab", "Enter"):
        short.page.keyboard.press(key)
    practice.locator(".cw-rationale").first.wait_for()
    assert short.page.evaluate("() => document.activeElement.dataset.action") == "retry"
    assert short.cells() == before


def test_an_answer_given_to_a_dead_kernel_is_in_the_file(short: Session) -> None:
    """With the kernel gone a click is still saved, and the page says that Python is not answering."""
    short.question(FIRST)
    short.kill_kernel()
    short.choose(FIRST, "c")
    short.saved(FIRST)
    assert record(short.notebook) == {FIRST: ["c"]}

    question = short.question(FIRST)
    question.locator(".cw-python", has_text="Python is not answering").wait_for()


def test_a_download_at_once_holds_the_last_answer(short: Session) -> None:
    """File > Download right after a series of clicks gives a file with all of them."""
    for letter in ("a", "b", "c"):
        short.choose(FIRST, letter)
    question = short.question(SECOND)
    for option in ("a", "b", "c", "d"):
        question.locator(f'[data-option="{option}"] input').check()
    file = short.download()
    assert record(file) == {FIRST: ["c"], SECOND: ["a", "b", "c", "d"]}


def test_saving_by_hand_during_our_saves_raises_no_dialog(short: Session) -> None:
    """Ctrl+S between quick answers ends in one file with every answer and without "File Changed"."""
    question = short.question(SECOND)
    for option in ("a", "b", "c", "d"):
        question.locator(f'[data-option="{option}"] input').check()
        short.page.keyboard.press("Control+s")
    short.saved(SECOND)
    short.command("docmanager:save")
    assert short.dialogs() == []
    assert record(short.notebook) == {SECOND: ["a", "b", "c", "d"]}


def test_two_tabs_on_one_notebook_lose_no_answer(short: Session, page: Page, lab: Lab) -> None:
    """An answer from each of two tabs is in both tabs, so that neither "Overwrite" can lose one."""
    other_page = page.context.new_page()
    other = Session(other_page, lab, short.notebook, app="doc/tree")
    # Both tabs share the kernel and its widgets: the second draws what the first tab's Run All made.
    short.choose(FIRST, "b")
    short.saved(FIRST)
    other.run_all()
    other.choose(SECOND, "a")
    other_page.wait_for_timeout(500)
    metadata = "() => window.jupyterapp.shell.currentWidget.context.model.sharedModel.getMetadata()"
    for tab in (short.page, other_page):
        tab.wait_for_timeout(1000)
        found = tab.evaluate(metadata)
        assert found[f"casework:{FIRST}"]["response"] == ["b"]
    assert other_page.evaluate(metadata)[f"casework:{SECOND}"]["response"] == ["a"]
    other_page.close()


def test_a_duplicate_gets_an_id_of_its_own_and_a_renamed_file_keeps_its(
    short: Session, page: Page, lab: Lab
) -> None:
    """After the next answer a copy differs from its original by copy_id; a renamed notebook does not."""

    def copy_id(path: Path) -> str:
        return str(json.loads(path.read_text(encoding="utf-8"))["metadata"]["casework"]["copy_id"])

    short.choose(FIRST, "a")
    short.saved(FIRST)
    original = copy_id(short.notebook)

    duplicate = short.notebook.with_name("02-trafficking-law-Copy1.ipynb")
    shutil.copy(short.notebook, duplicate)
    copied = Session(page, lab, duplicate)
    copied.run_all()
    copied.choose(SECOND, "a")
    copied.saved(SECOND)
    assert copy_id(duplicate) != original
    assert record(duplicate) == {FIRST: ["a"], SECOND: ["a"]}
    assert copy_id(short.notebook) == original

    renamed = duplicate.with_name("mine.ipynb")
    before = copy_id(duplicate)
    copied.kill_kernel()
    duplicate.rename(renamed)
    again = Session(page, lab, renamed)
    again.run_all()
    again.choose(SECOND, "b")
    again.saved(SECOND)
    assert copy_id(renamed) == before
    assert record(renamed) == {FIRST: ["a"], SECOND: ["a", "b"]}


def test_every_graded_question_can_be_answered(
    opened: Session, answer_all: Callable[[], None], keys: Mapping[str, Key]
) -> None:
    """All nine graded questions take their answers, and the file holds exactly these."""
    answer_all()
    found = record(opened.notebook)
    assert found == {id_: sorted(keys[id_].correct) for id_ in found}
    assert len(found) == 9
