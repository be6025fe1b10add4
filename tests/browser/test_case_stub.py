"""A case study without branches on a stub page: steps, facts, changes, debrief. Paths: test_paths_stub.py."""

from __future__ import annotations

import pytest
from browser.stub_case import Case
from browser.stub_page import StubPage
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def case(stub: StubPage) -> Case:
    """Return the sample case, opened."""
    return Case(stub)


def test_first_step(case: Case) -> None:
    """At first only step 1 is there: its facts, its question, Next step not yet, Skip this step."""
    expect(case.progress).to_have_text("Step 1 of 3")
    expect(case.root.locator(".cw-step")).to_have_count(1)
    expect(case.step(1)).to_contain_text("Mara, 17, answered an advertisement")
    expect(case.step(1).get_by_role("button", name="Next step")).to_be_disabled()
    expect(case.step(1).get_by_role("button", name="Skip this step")).to_be_visible()
    expect(case.root.locator(".cw-log")).to_be_hidden()
    expect(case.debrief).to_have_count(0)


def test_practice_step_opens_the_next_once_checked(case: Case) -> None:
    """A practice step lets the learner go on once its question was checked, right or wrong."""
    case.stub.question("m02-case-s1").input("c").click()
    expect(case.step(1).get_by_role("button", name="Next step")).to_be_disabled()
    case.stub.question("m02-case-s1").button("Check answer").click()

    expect(case.step(1).get_by_role("button", name="Next step")).to_be_enabled()
    expect(case.step(1).get_by_role("button", name="Skip this step")).to_be_hidden()


def test_graded_step_opens_the_next_once_recorded(case: Case) -> None:
    """A graded step lets the learner go on while an answer is recorded."""
    case.move("skip")
    case.answer("m02-case-s2", "a")
    expect(case.step(2).get_by_role("button", name="Next step")).to_be_enabled()
    case.stub.question("m02-case-s2").button("Clear my answer").click()

    expect(case.step(2).get_by_role("button", name="Next step")).to_be_disabled()
    expect(case.step(2).get_by_role("button", name="Skip this step")).to_be_visible()


def test_next_step(case: Case) -> None:
    """Going on folds the step, lists its facts, says the place and moves the focus to the new heading."""
    case.answer("m02-case-s1", "b")
    case.move("next")

    expect(case.progress).to_have_text("Step 2 of 3")
    assert case.stub.page.evaluate("() => document.activeElement.textContent") == "Step 2: The driver"
    assert case.step(1).get_attribute("open") is None
    expect(case.step(1).locator("summary")).to_contain_text("answered")
    expect(case.root.get_by_role("heading", name="What you know so far")).to_be_visible()
    expect(case.facts).to_have_count(1)
    expect(case.facts).to_contain_text("Mara, 17, answered an advertisement")
    expect(case.step(2)).to_contain_text("Tom drove her 40 miles")


def test_skipping(case: Case) -> None:
    """Every step can be skipped; it is marked so, counted, and can be answered later."""
    case.finish()
    expect(case.progress).to_have_text("All 3 steps are behind you, 3 skipped.")
    case.step(2).locator("summary").click()
    case.answer("m02-case-s2", "b")

    expect(case.progress).to_have_text("All 3 steps are behind you, 2 skipped.")
    expect(case.step(2).locator("summary")).to_contain_text("answered")


def test_graded_step_gives_no_hint(case: Case) -> None:
    """A graded step shows no feedback, neither before nor after the debrief."""
    case.move("skip")
    case.answer("m02-case-s2", "a")
    case.move("next")
    case.finish()
    case.step(2).locator("summary").click()

    expect(case.step(2).locator(".cw-why:visible, .cw-result:visible")).to_have_count(0)


def test_change_one_fact(case: Case) -> None:
    """A changed fact is shown beside the old one, and its effect only after a prediction is checked."""
    case.finish()
    expect(case.root.get_by_role("radio", name="Mara is 17.")).to_be_visible()
    assert case.stub.page.evaluate("() => document.activeElement.textContent") == "Change one fact"
    case.root.get_by_role("radio", name="Mara is 17.").click()
    panel = case.root.locator('[data-panel="m02-case-c1"]')
    expect(panel).to_contain_text("As it wasMara is 17.", use_inner_text=False)
    expect(panel).to_contain_text("Mara is 22.")
    expect(panel.locator(".cw-after")).to_be_hidden()
    case.answer("m02-case-c1", "b")

    expect(panel.locator(".cw-after")).to_have_text("With an adult, force, fraud or coercion must be shown.")
    expect(case.root.locator('[data-change="m02-case-c1"]')).to_contain_text("tried")


def test_one_change_at_a_time(case: Case) -> None:
    """Choosing another fact hides the first change and keeps what was answered there."""
    case.finish()
    case.root.get_by_role("radio", name="Mara is 17.").click()
    case.answer("m02-case-c1", "b")
    case.root.get_by_role("radio", name="Tom was paid.").click()
    expect(case.root.locator('[data-panel="m02-case-c1"]')).to_be_hidden()
    expect(case.root.locator('[data-panel="m02-case-c2"]')).to_contain_text("Tom was not paid.")
    case.root.get_by_role("radio", name="Mara is 17.").click()

    expect(case.stub.question("m02-case-c1").result).to_have_text("✓Right.")


def test_debrief_comes_last(case: Case) -> None:
    """The debrief is shown when all steps are answered or skipped; the changes may be left out."""
    case.move("skip")
    case.move("skip")
    expect(case.debrief).to_have_count(0)
    case.move("skip")

    expect(case.debrief).to_contain_text("Three laws, three answers")


def test_place_is_recorded(case: Case) -> None:
    """The place is kept in the notebook under the case's id, each answer under its own."""
    case.answer("m02-case-s1", "b")
    case.move("next")
    case.answer("m02-case-s2", "a")
    case.move("next")
    case.move("skip")
    case.root.get_by_role("radio", name="Tom was paid.").click()
    case.stub.until(
        "t.notebook.onDisk['casework:m02-case']?.response.changes.length && !t.notebook.model.dirty"
    )

    disk = case.stub.run("return t.notebook.onDisk")

    assert disk["casework:m02-case"]["response"] == {
        "path": ["m02-case-s1", "m02-case-s2", "m02-case-s3"], "changes": ["m02-case-c2"], "done": True,
    }  # fmt: skip
    assert {key for key in disk if key.startswith("casework:")} == {
        "casework:m02-case", "casework:m02-case-s1", "casework:m02-case-s2",
    }  # fmt: skip


PLACE = {"path": ["m02-case-s1", "m02-case-s2", "m02-case-s3"], "changes": [], "done": False}


@pytest.mark.parametrize("place", [PLACE, {"step": 2, "changes": []}], ids=["path", "earlier form"])
def test_place_comes_back(stub: StubPage, place: dict[str, object]) -> None:
    """After a reload the case is where it was; the focus is left alone and nothing is written."""
    at = "2026-11-22T10:00:00.000Z"
    case = Case(
        stub,
        {
            "casework:m02-case": {"v": 1, "response": place, "at": at, "attempts": 2},
            "casework:m02-case-s1": {"v": 1, "response": ["b"], "at": at, "attempts": 1},
        },
    )

    expect(case.progress).to_have_text("Step 3 of 3, 1 skipped")
    expect(case.facts).to_have_count(2)
    assert stub.question("m02-case-s1").chosen() == ["b"]
    assert stub.page.evaluate("() => document.activeElement.tagName") == "BODY"
    assert stub.run("return [t.notebook.model.dirty, t.notebook.saves.length]") == [False, 0]


@pytest.mark.parametrize(
    "place", [PLACE | {"done": True}, {"step": 3, "changes": []}], ids=["path", "earlier form"]
)
def test_end_comes_back(stub: StubPage, place: dict[str, object]) -> None:
    """A case that was finished is finished after a reload."""
    at = "2026-11-22T10:00:00.000Z"
    case = Case(stub, {"casework:m02-case": {"v": 1, "response": place, "at": at, "attempts": 4}})

    expect(case.progress).to_have_text("All 3 steps are behind you, 3 skipped.")
    expect(case.debrief).to_be_visible()


def test_by_keyboard_only(case: Case) -> None:
    """The case can be worked through by keyboard alone, and no key reaches JupyterLab."""
    press = case.stub.page.keyboard.press
    case.root.locator("summary").first.focus()
    for key in ("Tab", "Space", "ArrowDown", "Tab", "Enter"):  # to the options, b, Check answer
        press(key)
    expect(case.stub.question("m02-case-s1").result).to_have_text("✓Right.")
    for key in ("Tab", "Tab", "Enter"):  # past "ask me later" to Next step
        press(key)
    expect(case.progress).to_have_text("Step 2 of 3")
    for key in ("Tab", "Space"):  # past the heading to the graded options
        press(key)
    expect(case.stub.question("m02-case-s2").saved).to_contain_text("Saved in this notebook")
    for key in ("Tab", "Tab", "Tab", "Enter"):  # Clear my answer, how sure, Next step
        press(key)
    expect(case.progress).to_have_text("Step 3 of 3")

    assert case.stub.run("return keys") == []


def test_clean_up(case: Case) -> None:
    """What render returns takes away elements and listeners of the whole case."""
    case.finish()
    case.stub.run("await t.view.close()")

    assert case.stub.run("return Object.values(t.widget.clients[0].handlers).map((all) => all.size)") == [
        0,
        0,
        0,
    ]
    assert case.stub.run("return t.notebook.model.sharedModel.metadataChanged.slots.size") == 0
    assert case.stub.run("return t.view.el.childElementCount") == 0


def test_two_views_go_together(case: Case) -> None:
    """A second view of the case follows, without taking the focus."""
    case.stub.run("await show(t.widget.client(t.notebook), {module: 'case_study'})")
    case.root.first.locator('[data-action="skip"]:visible').click()

    expect(case.progress.nth(1)).to_have_text("Step 2 of 3, 1 skipped")
    assert (
        case.stub.page.evaluate("() => document.querySelector('.cw-case').contains(document.activeElement)")
        is True
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe(case: Case, theme: str) -> None:
    """axe-core finds nothing in the case, contrast included, in both themes, at a step and at the end."""
    case.stub.run("document.body.dataset.jpThemeLight = String(argument)", theme == "light")
    case.answer("m02-case-s1", "c")
    case.move("next")
    case.stub.page.wait_for_timeout(300)
    assert case.stub.axe() == []

    case.finish()
    case.root.get_by_role("radio", name="Mara is 17.").click()
    case.answer("m02-case-c1", "b")
    case.step(1).locator("summary").click()
    case.stub.page.wait_for_timeout(300)
    assert case.stub.axe() == []


@pytest.mark.parametrize(("width", "font"), [(400, 100), (320, 100), (640, 200)])
def test_no_sideways_scroll(case: Case, width: int, font: int) -> None:
    """At 400 and 320 pixels, and at 640 with text twice as large, nothing is cut or scrolls sideways."""
    case.stub.page.set_viewport_size({"width": width, "height": 900})
    case.stub.run("document.documentElement.style.fontSize = `${argument}%`", font)
    case.answer("m02-case-s1", "c")
    case.finish()
    case.root.get_by_role("radio", name="Mara is 17.").click()
    case.step(1).locator("summary").click()

    assert case.stub.overflow() == []
    assert case.stub.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth") is True
