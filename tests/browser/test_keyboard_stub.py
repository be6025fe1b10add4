"""Questions by keyboard alone, and no key for JupyterLab or Notebook 7, on a stub page."""

from __future__ import annotations

import pytest
from browser.stub_page import StubPage, show_question
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


class TestKeyboard:
    """Everything by keyboard, and no key for JupyterLab."""

    def test_answer_by_keyboard(self, stub: StubPage) -> None:
        """Tab, arrows, Space and Enter answer, check and try again; no key gets out, early or late."""
        question = show_question(stub, "movement")
        press = stub.page.keyboard.press
        for key in (
            "Tab",
            "Space",
            "ArrowDown",
            "ArrowDown",
            "ArrowUp",
            "b",
            "x",
            "d",
            "d",
            "0",
            "0",
            "Tab",
            "Enter",
        ):
            press(key)
        expect(question.result).to_have_text("✓Right.")
        press("Enter")
        press("ArrowDown")

        assert question.chosen() == ["b"]
        assert stub.run("return keys") == ["Tab", "Tab"]  # the one that led into the widget, heard twice

    def test_multiple_by_keyboard(self, stub: StubPage) -> None:
        """Checkboxes are reached by Tab and ticked by Space."""
        question = show_question(stub, "parts")
        for key in ("Tab", "Space", "Tab", "Tab", "Space"):
            stub.page.keyboard.press(key)

        assert question.chosen() == ["a", "c"]
        assert stub.run("return keys") == ["Tab", "Tab"]

    def test_ctrl_s_gets_through(self, stub: StubPage) -> None:
        """With Ctrl or Meta held a key still reaches JupyterLab: saving works inside a question."""
        show_question(stub, "elements").input("a").focus()
        stub.page.keyboard.press("Control+s")

        assert stub.run("return keys.filter((key) => key === 'Ctrl+s').length") == 2

    def test_focus_is_visible(self, stub: StubPage) -> None:
        """The option that has the keyboard is outlined, and so is a button."""
        question = show_question(stub, "movement")
        stub.page.keyboard.press("Tab")
        outline = "(one) => getComputedStyle(one).outlineStyle + ' ' + getComputedStyle(one).outlineWidth"

        assert question.box.locator('.cw-choice[data-option="a"] .cw-option').evaluate(outline) == "solid 3px"
        stub.page.keyboard.press("Tab")
        assert question.button("Check answer").evaluate(outline) == "solid 3px"
