"""How a question looks and speaks, on a stub page. Its keys: test_keyboard_stub.py."""

from __future__ import annotations

import re

import pytest
from browser.stub_page import StubPage, show_question
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ALL_QUESTIONS = (
    "t.notebook = book();"
    "for (const one of [S.movement, S.acts, S.elements, S.parts]) await show(ask(one).client(t.notebook));"
)
FOCUS = "() => { const one = document.activeElement; return one.dataset.action ?? one.value ?? one.tagName; }"


class TestPractice:
    """Choose, check, read why, try again."""

    def test_every_option_says_why(self, stub: StubPage) -> None:
        """After a check each option says in words whether it is right and why, tied to its input."""
        question = show_question(stub, "movement")
        question.input("c").click()
        question.button("Check answer").click()

        expect(question.result).to_have_text("✗Not right.")
        expect(question.why("a").locator(".cw-verdict")).to_have_text("–Not right.")
        expect(question.why("b").locator(".cw-verdict")).to_have_text(
            "✓This is right. You did not choose it."
        )
        expect(question.why("c").locator(".cw-verdict")).to_have_text("✗Not right. You chose this.")
        expect(question.why("b")).to_contain_text("The statute lists five acts")
        for letter in "abc":
            assert question.input(letter).get_attribute("aria-describedby") == question.why(
                letter
            ).get_attribute("id")
        assert question.box.locator(".cw-symbol:not([aria-hidden=true])").count() == 0

    def test_partly_right(self, stub: StubPage) -> None:
        """A partly right answer is called so, with its points, and left options are judged too."""
        question = show_question(stub, "acts")
        question.input("a").click()
        question.input("b").click()
        question.button("Check answer").click()

        expect(question.result).to_have_text("◐Partly right: 1 of 2 points.")
        expect(question.why("a").locator(".cw-verdict")).to_have_text("✓Right. You chose this.")
        left = question.why("d").locator(".cw-verdict")
        expect(left).to_have_text("–Not right. You rightly left it out.")

    def test_nothing_is_recorded_before_the_check(self, stub: StubPage) -> None:
        """Choosing records nothing and words say so; checking does, and a reload then has it."""
        question = show_question(stub, "movement")
        expect(question.saved).to_be_hidden()
        question.input("c").click()
        question.input("b").click()
        expect(question.saved).to_have_text("Not saved until you check it.")
        assert stub.run("return [t.notebook.metadata, t.widget.received.length]") == [{}, 0]

        question.button("Check answer").click()
        expect(question.saved).to_contain_text("Saved in this notebook at")
        assert stub.run("return t.notebook.onDisk['casework:m02-movement'].response") == ["b"]

    def test_blank_check(self, stub: StubPage) -> None:
        """Checking without a choice says so and records nothing; choosing takes the words away."""
        question = show_question(stub, "movement")
        question.button("Check answer").click()
        expect(question.result).to_have_text("Give an answer first.")
        assert stub.page.evaluate(FOCUS) == "check"
        assert stub.run("return [t.notebook.metadata, t.widget.received.length]") == [{}, 0]

        question.input("a").click()
        expect(question.result).to_be_hidden()

    def test_try_again(self, stub: StubPage) -> None:
        """Try again clears choice and feedback and keeps the record; tries are counted."""
        question = show_question(stub, "movement")
        question.input("c").click()
        question.button("Check answer").click()
        expect(question.box.locator(".cw-tries")).to_have_text("Tries: 1")
        question.button("Try again").click()

        assert question.chosen() == []
        expect(question.why("a")).to_be_hidden()
        expect(question.result).to_be_hidden()
        assert stub.run("return t.notebook.metadata['casework:m02-movement'].response") == ["c"]

        question.input("b").click()
        question.button("Check answer").click()
        expect(question.result).to_have_text("✓Right.")
        expect(question.box.locator(".cw-tries")).to_have_text("Tries: 2")

    def test_focus_is_never_lost(self, stub: StubPage) -> None:
        """After a check the focus is on Try again, after Try again on the first option."""
        question = show_question(stub, "movement")
        question.input("c").click()
        question.button("Check answer").click()
        expect(question.result).to_be_visible()
        assert stub.page.evaluate(FOCUS) == "retry"

        question.button("Try again").click()
        assert stub.page.evaluate(FOCUS) == "a"

    def test_focus_elsewhere_is_left_alone(self, stub: StubPage) -> None:
        """Feedback that comes when the learner has moved on does not pull the focus back."""
        question = show_question(stub, "movement", "{delay: 300}")
        stub.run("await show(ask(S.elements).client(t.notebook))")
        question.input("c").click()
        question.button("Check answer").click()
        stub.question("m02-q-elements").input("a").focus()
        expect(question.result).to_be_visible()

        assert (
            stub.page.evaluate("() => document.activeElement.closest('.cw-question').dataset.question")
            == "m02-q-elements"
        )

    def test_restored_answer_shows_its_feedback(self, stub: StubPage) -> None:
        """After a reload the answer is shown, Python judges it again, and the focus stays where it was."""
        stub.run(
            "await show(ask(S.movement).client(book({metadata: argument})))",
            {
                "casework:m02-movement": {
                    "v": 1,
                    "response": ["b"],
                    "at": "2026-11-22T10:00:00.000Z",
                    "attempts": 3,
                }
            },
        )
        question = stub.question("m02-movement")

        expect(question.result).to_have_text("✓Right.")
        expect(question.box.locator(".cw-tries")).to_have_text("Tries: 3")
        assert stub.page.evaluate(FOCUS) == "BODY"

    def test_silent_python_can_be_asked_again(self, stub: StubPage) -> None:
        """When Python was silent the choice stays; checking once more asks again and counts no try."""
        stub.page.clock.install()
        stub.run(
            "t.notebook = book(); t.widget = ask(S.movement, {silent: true});"
            "show(t.widget.client(t.notebook))"
        )
        question = stub.question("m02-movement")
        question.input("b").click()
        question.button("Check answer").click()
        stub.page.clock.run_for(3500)
        expect(question.python).to_contain_text("Python is not answering")
        assert question.chosen() == ["b"]

        stub.run("t.widget.python.silent = false")
        question.button("Check answer").click()
        stub.page.clock.run_for(100)

        expect(question.result).to_have_text("✓Right.")
        expect(question.box.locator(".cw-tries")).to_have_text("Tries: 1")
        expect(question.python).to_be_hidden()

    def test_choice_in_the_making_is_not_taken_away(self, stub: StubPage) -> None:
        """An answer that comes from another tab does not overwrite what the learner is choosing here."""
        question = show_question(stub, "movement")
        question.input("c").click()
        stub.run(
            "t.widget.know({'m02-movement': {response: ['a'], at: '2026-11-22T10:00:00.000Z', attempts: 1}})"
        )

        assert question.chosen() == ["c"]
        expect(question.button("Check answer")).to_be_visible()


class TestGraded:
    """Record at once, say where it is, give nothing away."""

    def test_every_change_is_recorded(self, stub: StubPage) -> None:
        """Each change is saved at once and counted, and the words say so."""
        question = show_question(stub, "elements")
        expect(question.saved).to_have_text("Not answered yet.")
        question.input("a").click()
        question.input("b").click()

        expect(question.saved).to_have_text(
            re.compile(r"^Saved in this notebook at \d\d:\d\d\. You can change it until you hand in\.$")
        )
        stub.until("t.notebook.onDisk['casework:m02-q-elements']?.attempts === 2")

    def test_clear(self, stub: StubPage) -> None:
        """Clear my answer records an empty answer and puts the focus on the first option."""
        question = show_question(stub, "elements")
        expect(question.button("Clear my answer")).to_be_hidden()
        question.input("b").click()
        question.button("Clear my answer").click()

        stub.until("t.notebook.onDisk['casework:m02-q-elements']?.response.length === 0")
        assert question.chosen() == []
        assert stub.page.evaluate(FOCUS) == "a"

    def test_no_hint(self, stub: StubPage) -> None:
        """Nothing on the page tells right from wrong, even if Python sent feedback by mistake."""
        pages = []
        for letter in "ab":
            stub.load()
            question = show_question(
                stub,
                "elements",
                "{practice: ['m02-q-elements']}",
            )
            question.input(letter).click()
            expect(question.saved).to_contain_text("You can change it")
            stub.page.wait_for_timeout(100)
            html = question.box.evaluate("(box) => box.outerHTML")
            pages.append(re.sub(r"cw-[a-z0-9]{8}\b|\d\d:\d\d", "", html))

        assert pages[0] == pages[1]
        assert not re.search(r"\b(right|wrong|correct|feedback)\b", pages[0], re.IGNORECASE)

    def test_labels(self, stub: StubPage) -> None:
        """A graded question names itself so, with its points; a practice question says practice."""
        stub.run(ALL_QUESTIONS)

        def head(id_: str) -> str:
            return " ".join(stub.question(id_).box.locator(".cw-head").inner_text().split())

        assert head("m02-q-elements") == "Graded 1 point Choose one."
        assert head("m02-q-parts") == "Graded 2 points Choose all that apply."
        assert head("m02-movement") == "Practice Choose one."


class TestPage:
    """What assistive technology, small screens and themes get."""

    def test_structure(self, stub: StubPage) -> None:
        """A question is a named group of labelled inputs whose names no other view shares."""
        stub.run(ALL_QUESTIONS + "await show(ask(S.movement).client(t.notebook))")
        names = stub.page.locator(".cw-quiz").evaluate_all(
            "all => all.map(one => one.querySelector('input').name)"
        )

        assert len(set(names)) == 5
        group = stub.page.get_by_role(
            "group", name="Which of these are acts in Article 3(a) of the Palermo Protocol?"
        )
        expect(group.get_by_role("checkbox", name="c. harbouring")).to_be_visible()

    def test_option_text_is_clickable(self, stub: StubPage) -> None:
        """Clicking the words of an option chooses it."""
        question = show_question(stub, "movement")
        question.box.get_by_text("Recruiting, harbouring or obtaining").click()

        assert question.chosen() == ["b"]

    def test_one_status_per_question(self, stub: StubPage) -> None:
        """Each question has one polite status, whose text changes and which is never replaced."""
        question = show_question(stub, "movement")
        status = question.box.get_by_role("status")
        expect(status).to_have_count(1)
        status.evaluate("(one) => (globalThis.t.status = one)")
        question.input("b").click()
        question.button("Check answer").click()
        expect(status).to_contain_text("Right.")

        assert status.evaluate("(one) => one === globalThis.t.status && one.ariaLive === 'polite'") is True

    def test_status_is_written_only_when_it_changes(self, stub: StubPage) -> None:
        """Another question's answer does not make a screen reader repeat this one's status."""
        stub.run(ALL_QUESTIONS)
        stub.question("m02-q-elements").input("a").click()
        expect(stub.question("m02-q-elements").saved).to_contain_text("Saved in this notebook")
        stub.run(
            "await sleep(600); t.changes = 0;"
            "new MutationObserver((all) => (t.changes += all.length)).observe("
            "  document.querySelector('[data-question=m02-q-elements] .cw-status'),"
            "  {subtree: true, childList: true, characterData: true});"
        )
        stub.question("m02-q-parts").input("a").click()
        stub.page.wait_for_timeout(800)

        assert stub.run("return t.changes") == 0

    @pytest.mark.parametrize("theme", ["light", "dark", "plain light", "plain dark"])
    def test_axe(self, stub: StubPage, theme: str) -> None:
        """axe-core finds nothing, contrast included, light and dark, in JupyterLab's themes and without."""
        if theme.startswith("plain"):
            stub.page.emulate_media(color_scheme="dark" if "dark" in theme else "light")
        else:
            stub.run("document.body.dataset.jpThemeLight = String(argument)", theme == "light")
        stub.run(ALL_QUESTIONS + "await show(ask({...S.movement, id: 'm02-open'}).client(t.notebook))")
        stub.question("m02-movement").input("c").click()
        stub.question("m02-movement").button("Check answer").click()
        stub.question("m02-acts").input("a").click()
        stub.question("m02-acts").button("Check answer").click()
        stub.question("m02-q-elements").input("a").click()
        stub.run("t.notebook.failWith = new Error('disk is full')")
        stub.question("m02-q-parts").input("a").click()
        expect(stub.question("m02-q-parts").saved).to_contain_text("Not saved yet")
        stub.page.wait_for_timeout(300)

        assert stub.axe() == []

    @pytest.mark.parametrize(("width", "font"), [(400, 100), (320, 100), (640, 100), (640, 200)])
    def test_no_sideways_scroll(self, stub: StubPage, width: int, font: int) -> None:
        """At 400 and 320 pixels, at 200 % zoom (640) and with text twice as large, nothing is cut."""
        stub.page.set_viewport_size({"width": width, "height": 900})
        stub.run("document.documentElement.style.fontSize = `${argument}%`", font)
        stub.run(ALL_QUESTIONS)
        stub.question("m02-movement").input("c").click()
        stub.question("m02-movement").button("Check answer").click()
        expect(stub.question("m02-movement").result).to_be_visible()

        assert stub.overflow() == []
        assert stub.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth") is True

    def test_target_size(self, stub: StubPage) -> None:
        """Everything that can be pressed is at least 24 pixels high and wide, also at 400 pixels."""
        stub.page.set_viewport_size({"width": 400, "height": 900})
        stub.run(ALL_QUESTIONS)
        sizes = stub.page.locator(".cw-option, .cw-button:not([hidden])").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
        )

        assert min(sizes) >= 24

    def test_reduced_motion(self, stub: StubPage) -> None:
        """Who asks for reduced motion gets none."""
        stub.page.emulate_media(reduced_motion="reduce")
        show_question(stub, "movement")

        assert (
            stub.page.locator(".cw-option").first.evaluate(
                "(one) => getComputedStyle(one).transitionDuration"
            )
            == "0s"
        )
