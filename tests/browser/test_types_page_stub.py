"""Every question type for screen readers, small screens, themes, hostile texts; and a toy type."""

from __future__ import annotations

import json
from typing import Any

import pytest
import toy_type
import type_samples
from browser.stub_page import Question, StubPage
from browser.stub_samples import sample
from browser.type_page import CUT, EVERY, MODES, fill, show, show_all
from playwright.sync_api import expect
from type_samples import GRADED, HOSTILE, PRACTICE

import casework.questions
import casework.types
from casework.markup import plain
from casework.questions import read_practice
from casework.types import TYPES

pytestmark = pytest.mark.browser

NAMES: dict[str, list[str]] = {
    "single": ['radio "b. Illegal entry into a state, got for a benefit"'],
    "multiple": ['checkbox "a. Threats of serious harm to any person"'],
    "true-false-why": ['group "This statement is"', 'radio "True"', 'group "Because"'],
    "number": ['textbox "Number"', 'combobox "Unit"'],
    "text": ['textbox "The term"'],
    "match": ['group "Illegal entry, for a benefit"', 'radio "Palermo Protocol art. 3(a) (2000)"'],
    "order": ["list", "listitem", 'button "Move down: Trafficking in persons becomes a crime"'],
    "classify": ['group "A UN expert says that states are to make buying sex a crime."', 'radio "Testimony"'],
    "place": ['radio "Circumstance"', 'textbox "Your reason, in a sentence or two. It is not scored."'],
    "elements": ['group "Is the element shown?"', 'combobox "Purpose"'],
    "four-laws": ['group "Sharing the flat"', 'combobox "End-demand"'],
    "free": ['columnheader "Points"', 'textbox "Your text, about 60 words"'],
}


class TestPage:
    """What assistive technology, small screens and themes get."""

    @pytest.mark.parametrize("name", EVERY)
    def test_names_and_roles(self, stub: StubPage, name: str) -> None:
        """Each input has its role and name, inside a group that is named by the question."""
        question = show(stub, name, "practice")
        tree = question.box.aria_snapshot()
        start = plain(PRACTICE[name][0].text).replace("*", "")[:20]

        assert f'group "{start}' in tree.replace("\\", "")
        for one in NAMES[name]:
            assert one in tree.replace("\\", ""), tree
        fill(question)
        expect(question.box.locator(".cw-status")).to_contain_text("Saved")
        assert "status:" in question.box.aria_snapshot()

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_axe(self, stub: StubPage, mode: str, theme: str) -> None:
        """axe-core finds nothing in any type, contrast included, before and after the check."""
        stub.run("document.body.dataset.jpThemeLight = String(argument)", theme == "light")
        questions = show_all(stub, mode)
        assert stub.axe() == []
        for question in questions:
            fill(question)
        expect(questions[-1].saved).to_contain_text("Saved")
        stub.page.wait_for_timeout(200)

        assert stub.axe() == []

    @pytest.mark.parametrize("width", [320, 400, 640])
    @pytest.mark.parametrize("mode", MODES)
    def test_fits(self, stub: StubPage, mode: str, width: int) -> None:
        """At 320 and 400 pixels and at 200 % zoom (640) nothing is cut, and targets are big enough."""
        stub.page.set_viewport_size({"width": width, "height": 900})
        questions = show_all(stub, mode)
        for checked in (False, True):
            assert stub.overflow() == []
            assert stub.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth") is True
            if width >= 400:
                assert stub.page.evaluate(CUT) == []
            sizes = stub.page.locator(
                ".cw-option, button:visible, select:visible, textarea, [type=text]"
            ).evaluate_all(
                "all => all.map((one) => Math.min(one.getBoundingClientRect().width, one.offsetHeight))"
            )
            assert min(sizes) >= 24
            for question in [] if checked else questions:
                fill(question)
            expect(questions[-1].saved).to_contain_text("Saved")

    def test_focus_is_seen(self, stub: StubPage) -> None:
        """Whatever has the keyboard is outlined, an option as a whole."""
        for name in ("classify", "number", "order", "free"):
            stub.load()
            show(stub, name, "practice")
            stub.page.keyboard.press("Tab")
            outline = stub.page.evaluate(
                "() => [document.activeElement].map((one) => one.closest('.cw-option') ?? one)"
                ".map((one) => getComputedStyle(one).outline)[0]"
            )

            assert "solid 3px" in outline, name

    @pytest.mark.parametrize("scheme", ["none", "active"])
    def test_no_motion_and_forced_colours(self, stub: StubPage, scheme: Any) -> None:
        """Nothing moves by itself, and with forced colours a choice and a pressed toggle are outlined."""
        stub.page.emulate_media(forced_colors=scheme, reduced_motion="reduce")
        question = show(stub, "classify", "practice")
        question.box.locator("input").first.click()
        style = question.box.locator(".cw-option").first.evaluate(
            "(one) => [getComputedStyle(one)]"
            ".map((css) => [css.outlineStyle, css.transitionDuration, css.animationName])[0]"
        )

        assert style[1:] == ["0s", "none"]
        assert scheme == "none" or style[0] == "solid"

    @pytest.mark.parametrize("mode", MODES)
    @pytest.mark.parametrize("name", EVERY)
    def test_hostile_texts(self, stub: StubPage, name: str, mode: str) -> None:
        """Markup in a prompt, an option, a label, an answer or an id is shown as text and never runs."""
        graded = mode == "graded"
        pair = (GRADED[name], None) if graded else PRACTICE[name]
        question, key = type_samples.hostile(*pair)
        spec = sample(question, key, graded)
        spec["id"] = f"{spec['id']}{HOSTILE}" if graded else spec["id"]
        stub.run(
            "t.notebook = book(); const practice = argument.mode === 'practice' ? [argument.id] : [];"
            "await show(ask(argument, {practice}).client(t.notebook)); await sleep(20)",
            spec,
        )
        shown = Question(stub.page.locator(".cw-question"))
        for field in shown.box.locator("textarea, [type=text]:not([inputmode])").all():
            field.fill(f"{HOSTILE}{HOSTILE}")
        fill(shown)
        expect(shown.saved).to_contain_text("Saved")
        sample(*PRACTICE[name]) if not graded else sample(GRADED[name], None, graded=True)

        assert shown.box.locator("img, script").count() == 0
        assert stub.page.evaluate("() => globalThis.hacked") is None
        assert "<img src=x" in shown.box.inner_text()


def test_a_toy_type_is_shown_and_answered(
    stub: StubPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """A type of one Python file, registered in one line, is drawn, answered, judged and recorded."""
    registry = {**TYPES, "tally": toy_type.Tally()}
    for place in (casework.types, casework.questions):
        monkeypatch.setattr(place, "TYPES", registry)
    (tmp_path / "practice.yaml").write_text(toy_type.WRITTEN, "utf-8")
    bank = read_practice(tmp_path / "practice.yaml")
    spec = sample(bank.questions["m99-tally"], bank.keys["m99-tally"])
    stub.run(
        "t.notebook = book(); await show(ask(argument, {practice: [argument.id]}).client(t.notebook))", spec
    )
    question = stub.question("m99-tally")
    question.box.get_by_label("Strokes").fill("||")
    question.button("Check answer").click()

    expect(question.box.locator(".cw-why")).to_contain_text("Not right. Right is: 3.")
    expect(question.saved).to_contain_text("Saved")
    assert (
        json.dumps(stub.run("return t.notebook.onDisk['casework:m99-tally'].response")) == '{"strokes": "||"}'
    )
