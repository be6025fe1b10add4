"""Every question type on a stub page: answered, checked, recorded. How it looks: test_types_page_stub.py."""

from __future__ import annotations

import pytest
from browser.stub_page import StubPage
from browser.type_page import EVERY, FOCUSED, STATE, answer, fill, show
from playwright.sync_api import expect
from type_samples import GRADED, PRACTICE

from casework.markup import plain
from casework.types import TYPES

pytestmark = pytest.mark.browser


class TestPractice:
    """Answer, check, read, try again."""

    @pytest.mark.parametrize("name", EVERY)
    def test_by_keyboard(self, stub: StubPage, name: str) -> None:
        """Keys alone answer, check and try again; every part has a verdict; no key gets out."""
        question = show(stub, name, "practice")
        answer(stub, name)
        assert stub.page.evaluate(FOCUSED) == "check"
        stub.page.keyboard.press("Enter")
        expect(question.result).to_be_visible()
        assert stub.page.evaluate(FOCUSED) == "retry"
        verdicts = question.box.locator("[data-verdict] .cw-verdict:visible")
        assert verdicts.count() == question.box.locator("[data-verdict]").count() > 0
        for words in verdicts.all_inner_texts():
            assert len(words) > 4, "a verdict needs words beside its sign"

        stub.page.keyboard.press("Enter")
        expect(question.button("Check answer")).to_be_visible()
        assert question.box.locator("[data-verdict], .cw-why:visible").count() == 0
        assert stub.page.evaluate("() => Boolean(document.activeElement.closest('[data-part=inputs]'))")
        assert set(stub.run("return keys")) == {"Tab"}
        assert len(stub.run("return keys")) == 2  # the one that led into the widget, heard twice

    @pytest.mark.parametrize("name", EVERY)
    def test_nothing_said(self, stub: StubPage, name: str) -> None:
        """A check without an answer says so in the status, and records nothing."""
        question = show(stub, name, "practice")
        question.button("Check answer").click()

        expect(question.box.locator(".cw-status")).to_have_text("Give an answer first.")
        assert stub.run("return [t.notebook.metadata, t.widget.received.length]") == [{}, 0]

    @pytest.mark.parametrize("name", EVERY)
    def test_a_checked_answer_is_locked_and_readable(self, stub: StubPage, name: str) -> None:
        """After the check an answer cannot be changed; its parts are tied to their verdicts."""
        question = show(stub, name, "practice")
        fill(question)
        expect(question.result).to_be_visible()
        before = question.box.evaluate(STATE)
        for one in question.box.locator("[data-field], [data-move]").all():
            if one.is_enabled():
                one.focus()
                stub.page.keyboard.press("Space")
                stub.page.keyboard.press("ArrowDown")
                one.evaluate("one => one.click()")

        assert question.box.evaluate(STATE) == before
        described = question.box.locator("[data-slot][data-verdict] [data-field]").evaluate_all(
            "all => all.map((one) => document.getElementById(one.ariaDescribedByElements[0].id).className)"
        )
        assert set(described) <= {"cw-why"}

    @pytest.mark.parametrize("name", ["multiple", "text", "match", "four-laws"])
    def test_the_key_stays_away_until_its_tries_are_used(self, stub: StubPage, name: str) -> None:
        """With tries left the page holds no rationale of what is right; after the last one all."""
        _, key = PRACTICE[name]
        question = show(stub, name, "practice")
        fill(question)
        expect(question.result).to_contain_text("The reasons follow after 1 more try.")
        html = plain(question.box.evaluate("box => box.outerHTML"))
        hidden = [plain(why.text) for slot, why in key.why.items() if slot != "a"]
        assert not [text for text in hidden if text[:30].replace("*", "") in html]

        question.button("Try again").click()
        question.button("Check answer").click()
        expect(question.box.locator(".cw-sources").first).to_be_visible()
        expect(question.result).not_to_contain_text("more try")

    def test_hints_come_one_by_one(self, stub: StubPage) -> None:
        """Each press shows one more hint in a status; after the last one the focus goes on to the check."""
        question = show(stub, "single", "practice")
        hints = question.box.locator(".cw-hints")
        assert hints.get_attribute("role") == "status"
        assert hints.inner_text() == ""
        question.button("Hint 1 of 2").click()
        expect(hints.locator("li:visible")).to_have_count(1)
        question.button("Hint 2 of 2").click()

        expect(hints.locator("li:visible")).to_have_count(2)
        expect(question.box.locator('[data-action="hint"]')).to_be_hidden()
        assert stub.page.evaluate(FOCUSED) == "check"
        assert show(stub, "text", "practice").box.locator('[data-action="hint"]').is_hidden()

    def test_enter_checks_a_line_of_text(self, stub: StubPage) -> None:
        """Enter in a line of text checks; Escape changes nothing; Ctrl+S reaches the notebook."""
        question = show(stub, "text", "practice")
        field = question.box.get_by_label("The term")
        field.press_sequentially("peonage")
        field.press("Escape")
        field.press("Control+s")
        assert field.input_value() == "peonage"
        assert stub.run("return keys.filter((key) => key === 'Ctrl+s')") == ["Ctrl+s", "Ctrl+s"]
        field.press("Enter")

        expect(question.result).to_contain_text("Not right.")
        assert field.get_attribute("readonly") is not None

    def test_what_is_no_number_is_no_try(self, stub: StubPage) -> None:
        """Words where a number is asked for use up no try, and are named in graded mode too."""
        question = show(stub, "number", "practice")
        question.box.get_by_label("Number").fill("many")
        question.button("Check answer").click()
        expect(question.result).to_have_text("Type a number in digits, such as 1200 or 27.6.")
        assert stub.run("return t.notebook.metadata") == {}

        graded = show(stub, "number", "graded")
        graded.box.locator("[type=text]").fill("many")
        expect(graded.saved).to_have_text("Type a number in digits, such as 1200 or 27.6.")
        graded.box.locator("[type=text]").fill("12")
        expect(graded.saved).to_contain_text("Saved in this notebook")

    def test_a_unit_alone_is_no_answer(self, stub: StubPage) -> None:
        """What Python finds to say nothing is told so, and can be completed."""
        question = show(stub, "number", "practice")
        question.box.get_by_label("Unit").select_option("million")
        question.button("Check answer").click()

        expect(question.result).to_have_text("Give an answer first.")
        expect(question.button("Check answer")).to_be_visible()

    def test_a_long_text_outlives_try_again(self, stub: StubPage) -> None:
        """Try again keeps a written text, though the model answers have been shown."""
        question = show(stub, "free", "practice")
        question.box.locator("textarea").fill("Two lines\nof mine")
        question.button("Check answer").click()
        expect(question.box.locator("[data-verdict]")).to_contain_text("One answer.")
        question.button("Try again").click()

        expect(question.box.locator("textarea")).to_have_value("Two lines\nof mine")

    def test_moving_an_item_is_said_and_keeps_the_focus(self, stub: StubPage) -> None:
        """A move is announced with the new place, the button keeps the focus, the ends say that they are."""
        question = show(stub, "order", "practice")
        up = question.button("Move up: Trafficking in persons becomes a crime")
        up.click()
        moved = question.box.locator(".cw-moved[role=status]")
        expect(moved).to_have_text("Now 2 of 4: Trafficking in persons becomes a crime")
        stub.page.keyboard.press("Enter")
        stub.page.keyboard.press("Enter")

        expect(moved).to_have_text("It cannot move further.")
        assert up.evaluate("one => one === document.activeElement")
        assert question.box.evaluate(STATE) == ["first", "out", "value", "presumed"]


class TestGraded:
    """Recorded at once, restored, cleared."""

    @pytest.mark.parametrize("name", EVERY)
    def test_recorded_restored_cleared(self, stub: StubPage, name: str) -> None:
        """What is answered by keyboard is in the file, on the page after a reload, and gone when cleared."""
        question = show(stub, name, "graded")
        blank = question.box.evaluate(STATE)
        answer(stub, name)
        id_ = GRADED[name].id
        stub.until(f"t.notebook.onDisk['casework:{id_}']?.response && !t.notebook.inFlight")
        saved, state = stub.run("return t.notebook.onDisk"), question.box.evaluate(STATE)
        recorded = saved[f"casework:{id_}"]["response"]
        assert state != blank
        assert TYPES[name].read(GRADED[name], recorded)
        assert set(stub.run("return keys")) == {"Tab"}

        stub.load()
        stub.run("t.notebook = book({metadata: argument})", saved)
        question = show(stub, name, "graded")
        assert question.box.evaluate(STATE) == state
        question.button("Clear my answer").click()
        stub.until(f"!Object.keys(t.notebook.onDisk['casework:{id_}'].response).length")
        assert question.box.evaluate(STATE) == blank

    def test_typing_is_one_try_and_keeps_its_caret(self, stub: StubPage) -> None:
        """Letters typed in the middle of a text stay there while saves and echoes come back, as one try."""
        question = show(stub, "free", "graded")
        field = question.box.locator("textarea")
        field.press_sequentially("We compare laws ")
        for _ in range(5):
            field.press("ArrowLeft")
        field.press_sequentially("the new ", delay=90)  # a save takes 30 ms, an echo up to 500
        stub.page.wait_for_timeout(700)
        field.press_sequentially("two")

        assert field.input_value() == "We compare the new twolaws "
        stub.until("t.notebook.onDisk['casework:m99-g-free']?.response.text === 'We compare the new twolaws'")
        assert stub.run("return t.notebook.onDisk['casework:m99-g-free'].attempts") == 1


class TestExtras:
    """How sure, and later: beside the answer, never part of it."""

    def test_how_sure_is_recorded_with_the_answer(self, stub: StubPage) -> None:
        """How sure one is goes with the check, stays after a reload, and is asked anew at the next try."""
        question = show(stub, "single", "practice")
        question.box.get_by_label("How sure are you?").select_option("Fairly sure")
        assert stub.run("return t.notebook.metadata") == {}
        question.input("b").click()
        question.button("Check answer").click()
        expect(question.saved).to_contain_text("Saved")
        saved = stub.run("return t.notebook.onDisk")
        assert saved["casework:m99-p-single"] | {"at": ""} == {
            "v": 1, "response": ["b"], "at": "", "attempts": 1, "confidence": 2,
        }  # fmt: skip
        assert question.box.get_by_label("How sure are you?").is_disabled()

        stub.load()
        stub.run("t.notebook = book({metadata: argument})", saved)
        question = show(stub, "single", "practice")
        expect(question.box.get_by_label("How sure are you?")).to_have_value("2")
        question.button("Try again").click()
        expect(question.box.get_by_label("How sure are you?")).to_have_value("")

    def test_later_leaves_answer_and_feedback_alone(self, stub: StubPage) -> None:
        """The toggle is recorded at once; answer, tries, score and feedback stay as they are."""
        question = show(stub, "single", "practice")
        later = question.button("Ask me again later")
        later.click()
        stub.until("t.notebook.onDisk['casework:m99-p-single']?.later === true")
        assert later.get_attribute("aria-pressed") == "true"
        question.input("b").click()
        question.button("Check answer").click()
        expect(question.result).to_have_text("✓Right.")
        stub.run(
            "t.changes = 0; new MutationObserver((all) => (t.changes += all.length)).observe("
            "document.querySelector('.cw-result'), {childList: true, subtree: true, attributes: true})"
        )
        later.click()
        stub.until("t.notebook.onDisk['casework:m99-p-single']?.later === false && !t.notebook.inFlight")
        stub.page.wait_for_timeout(100)

        assert later.get_attribute("aria-pressed") == "false"
        saved = stub.run("return t.notebook.onDisk['casework:m99-p-single']")
        assert (saved["response"], saved["attempts"]) == (["b"], 1)
        assert stub.run("return t.changes") == 0
        expect(question.result).to_have_text("✓Right.")

    def test_graded_keeps_how_sure_said_before_the_answer(self, stub: StubPage) -> None:
        """In graded mode it can be said before or after the answer, and counts no try."""
        question = show(stub, "single", "graded")
        sure = question.box.get_by_label("How sure are you?")
        sure.select_option("Sure")
        question.input("a").click()
        stub.until("t.notebook.onDisk['casework:m99-g-single']?.confidence === 3")
        sure.select_option("Guessing")
        stub.until("t.notebook.onDisk['casework:m99-g-single'].confidence === 1")

        assert stub.run("return t.notebook.onDisk['casework:m99-g-single'].attempts") == 1
        assert question.button("Ask me again later").count() == 0
