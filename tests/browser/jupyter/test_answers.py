"""Answers in a real JupyterLab: what is said of them. What becomes of them is in test_nothing_lost.py."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from browser.lab import Session, record

from casework.items import Key

pytestmark = pytest.mark.browser

FIRST, SECOND, PRACTICE = "m02-g-palermo-elements", "m02-g-severe-form", "m02-p-movement"


def test_practice_explains_and_a_graded_question_does_not(short: Session, keys: Mapping[str, Key]) -> None:
    """
    Checking a practice answer shows a reason under each option; trying again counts a second try.

    Right and wrong graded answers leave the same words on the page, apart from the clock.
    """
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
