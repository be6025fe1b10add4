"""A case study with branches or roles on a stub page: paths, going back, the record. Steps: test_case_stub"""

from __future__ import annotations

from typing import Any

import pytest
from browser.stub_case import Case
from browser.stub_page import OLD, StubPage
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.browser

WAY = ["call", "boss", "elements", "report", "answer"]
"""The longest path of the branching sample."""


@pytest.fixture
def fork(stub: StubPage) -> Case:
    """Return the branching sample, opened."""
    return Case(stub, sample="branching")


def record(case_id: str, response: object, **answers: object) -> dict[str, Any]:
    """Return metadata with a place in a case and answers to its steps."""
    entry = {"v": 1, "at": OLD, "attempts": 1}
    steps = {f"casework:{case_id}-{name}": {**entry, "response": one} for name, one in answers.items()}
    return {f"casework:{case_id}": {**entry, "response": response}, **steps}


def ids(*names: str, case: str = "m02-fork") -> list[str]:
    """Return the whole ids of steps."""
    return [f"{case}-{name}" for name in names]


def focused(case: Case) -> str:
    """Return the words of what has the focus."""
    words: str = case.stub.page.evaluate("() => document.activeElement.textContent")
    return words


def others(case: Case) -> Locator:
    """Return the steps that the debrief shows as not taken."""
    return case.root.locator(".cw-others li:not([hidden])")


@pytest.mark.parametrize(("letter", "name"), [("a", "border"), ("b", "boss"), ("c", "silence")])
def test_the_answer_chooses_the_step(fork: Case, letter: str, name: str) -> None:
    """Each answer leads to its own step, and one without a way of its own to the usual one."""
    fork.answer("m02-fork-call", letter)
    fork.move("next")

    assert fork.shown() == ["call", name]
    assert focused(fork).startswith("Step 2: ")
    assert fork.place() == {"path": ids("call", name), "changes": [], "done": False}


def test_skipping_a_branch_takes_the_usual_way(fork: Case) -> None:
    """A branch that is left blank leads where any other answer leads."""
    fork.move("skip")

    assert fork.shown() == ["call", "silence"]
    expect(fork.progress).to_have_text("Step 2, 1 skipped")


def test_a_step_without_a_question_is_only_read(fork: Case) -> None:
    """A scene has its facts, a way on at once, nothing to skip, and is never counted as skipped."""
    fork.answer("m02-fork-call", "b")
    fork.move("next")
    scene = fork.named("boss")
    expect(scene.locator(".cw-question")).to_have_count(0)
    expect(scene).to_contain_text("she owes money")
    expect(scene.get_by_role("button", name="Skip this step")).to_be_hidden()
    fork.move("next")

    assert fork.shown() == ["call", "boss", "elements"]
    expect(fork.progress).to_have_text("Step 3")
    expect(fork.facts).to_have_count(2)
    scene.locator("summary").click()
    expect(scene.locator(".cw-reveal")).to_be_visible()
    expect(fork.facts.nth(1)).to_contain_text("she owes money")


def test_any_type_of_question_stands_in_a_step(fork: Case) -> None:
    """A graded grid in a step is recorded by field and lets the learner go on."""
    fork.move("skip")
    fork.move("next")
    fork.named("elements").locator('[data-field="act"]').select_option("shown")
    fork.stub.until("t.notebook.onDisk['casework:m02-fork-elements'] && !t.notebook.model.dirty")

    disk = fork.stub.run("return t.notebook.onDisk")
    assert disk["casework:m02-fork-elements"]["response"] == {"act": "shown"}
    expect(fork.named("elements").get_by_role("button", name="Next step")).to_be_enabled()


def test_going_back_and_another_way(fork: Case) -> None:
    """A changed answer takes the later steps away, says so, and what was answered there stays recorded."""
    fork.answer("m02-fork-call", "b")
    fork.move("next")
    fork.move("next")
    fork.named("call").locator("summary").click()
    fork.stub.question("m02-fork-call").button("Try again").click()
    fork.answer("m02-fork-call", "a")

    assert fork.shown() == ["call"]
    expect(fork.progress).to_have_text("Step 1. Your answer leads another way: go on from here.")
    expect(fork.facts).to_have_count(0)
    assert focused(fork) == "Try again"
    fork.move("next")
    assert fork.shown() == ["call", "border"]
    assert fork.place() == {"path": ids("call", "border"), "changes": [], "done": False}


def test_changing_the_answer_back_brings_the_path_back(fork: Case) -> None:
    """Who returns to the first answer before going on finds the old path open as it was."""
    fork.answer("m02-fork-call", "b")
    fork.move("next")
    fork.move("next")
    fork.named("call").locator("summary").click()
    for letter in ("a", "b"):
        fork.stub.question("m02-fork-call").button("Try again").click()
        fork.answer("m02-fork-call", letter)

    assert fork.shown() == ["call", "boss", "elements"]
    expect(fork.progress).to_have_text("Step 3")


def test_a_graded_step_can_be_changed_later(fork: Case) -> None:
    """Without a point of no return a graded step stays open to change."""
    fork.move("skip")
    fork.move("next")
    field = fork.named("elements").locator('[data-field="act"]')
    field.select_option("shown")

    expect(fork.named("elements").locator(".cw-final")).to_have_text(
        "Once you go on, your answers up to here are final."
    )
    fork.named("call").locator("summary").click()
    expect(fork.stub.question("m02-fork-call").input("a")).to_be_enabled()
    expect(field).to_be_enabled()


def test_no_way_back(fork: Case) -> None:
    """Behind a point of no return answers can be read, and neither changed nor given; it is said before."""
    fork.answer("m02-fork-call", "b")
    fork.move("next")
    fork.move("next")
    next_step = fork.named("elements").get_by_role("button", name="Skip this step")
    expect(next_step).to_have_accessible_description("Once you go on, your answers up to here are final.")
    fork.move("skip")

    assert fork.shown() == WAY[:4]
    for name in ("call", "elements"):
        fork.named(name).locator("summary").click()
    expect(fork.named("call").locator(".cw-mark")).to_have_text("answered, final")
    expect(fork.named("elements").locator(".cw-mark")).to_have_text("skipped, final")
    expect(fork.stub.question("m02-fork-call").input("a")).to_be_disabled()
    expect(fork.stub.question("m02-fork-call").button("Try again")).to_be_disabled()
    expect(fork.named("elements").locator('[data-field="act"]')).to_be_disabled()
    expect(fork.stub.question("m02-fork-report").input("a")).to_be_enabled()
    fork.answer("m02-fork-report", "b")
    fork.move("next")
    fork.named("report").locator("summary").click()
    expect(fork.stub.question("m02-fork-report").button("Try again")).to_be_disabled()


def test_paths_not_taken(fork: Case) -> None:
    """The debrief shows, folded, the steps that were on other paths, with their facts."""
    fork.answer("m02-fork-call", "b")
    fork.finish()
    expect(fork.progress).to_have_text("All 5 steps are behind you, 2 skipped.")
    expect(others(fork).first).to_be_hidden()
    fork.root.get_by_text("Paths not taken").click()

    expect(others(fork)).to_have_text(
        ["A border The friend crossed no border. The question led nowhere.", "Silence The caller hangs up."]
    )


def test_a_short_path_ends_early(fork: Case) -> None:
    """An answer may lead to the end; the button says so, and what is left out is a path not taken."""
    fork.answer("m02-fork-call", "a")
    for action in ("next", "next", "skip"):
        fork.move(action)
    fork.answer("m02-fork-report", "a")
    expect(fork.named("report").locator('[data-action="next"]')).to_have_text("Next: debrief")
    fork.move("next")

    assert focused(fork) == "Debrief"
    expect(fork.progress).to_have_text("All 4 steps are behind you, 1 skipped.")
    fork.root.get_by_text("Paths not taken").click()
    expect(others(fork)).to_have_count(3)
    assert fork.place() == {
        "path": ids("call", "border", "elements", "report"),
        "changes": [],
        "done": True,
    }


def test_the_path_comes_back(stub: StubPage) -> None:
    """After a reload the path is as it was, without a word or a save; a finished case is finished."""
    place = {"path": ids("call", "border", "elements"), "changes": [], "done": False}
    fork = Case(stub, record("m02-fork", place, call=["a"]), "branching")

    assert fork.shown() == ["call", "border", "elements"]
    expect(fork.progress).to_have_text("Step 3")
    assert stub.page.evaluate("() => document.activeElement.tagName") == "BODY"
    assert stub.run("return [t.notebook.model.dirty, t.notebook.saves.length]") == [False, 0]


@pytest.mark.parametrize(
    ("place", "answers", "shown", "progress"),
    [
        ({"path": ids(*WAY), "done": True}, {"call": ["b"]}, WAY, "All 5 steps are behind you, 2 skipped."),
        ({"path": [*ids("call"), "m02-gone", *ids("boss")]}, {"call": ["b"]}, WAY[:2], "Step 2"),
        ({"path": ids("call", "elements")}, {"call": ["b"]}, WAY[:3], "Step 3"),
        ({"path": ids("call"), "done": True}, {}, ["call"], "Step 1"),
        ({"path": ids("call", "boss"), "done": True}, {"call": ["a"]}, ["call"], "Step 1. Your answer"),
        ({"path": "call", "changes": 5, "track": ["x"]}, {}, ["call"], "Step 1"),
        ({"path": [None, {}, 7, "__proto__", "constructor"]}, {}, ["call"], "Step 1"),
        ({"path": []}, {"call": ["__proto__"]}, ["call"], "Step 1"),
        ({"step": -3, "changes": None}, {}, ["call"], "Step 1"),
        ({"step": 1}, {}, ["call", "silence"], "Step 2, 1 skipped"),
        ({"step": 1e9}, {"call": {"a": 1}}, ["call", "silence", *WAY[2:]], "All 5 steps are behind"),
        (None, {"call": ["a"], "elements": {"act": "shown"}}, ["call", "border", "elements"], "Step 3"),
        ("x", {"call": "b"}, ["call"], "Step 1"),
        ([1, 2], {}, ["call"], "Step 1"),
    ],
)
def test_whatever_stands_in_the_record(
    stub: StubPage, place: object, answers: dict[str, object], shown: list[str], progress: str
) -> None:
    """Unknown ids are dropped, a path that the answers leave ends there, and nothing breaks the page."""
    fork = Case(stub, record("m02-fork", place, **answers), "branching")

    assert fork.shown() == shown
    expect(fork.progress).to_contain_text(progress)


def test_another_tab_goes_another_way(fork: Case) -> None:
    """What is done in a second view is followed in the first, which keeps the focus where it was."""
    fork.stub.run("await show(t.widget.client(t.notebook), {module: 'case_study'})")
    first, second = fork.root.nth(0), fork.root.nth(1)
    first.locator("summary").first.focus()
    fork.stub.question("m02-fork-call", nth=1).input("a").click()
    fork.stub.question("m02-fork-call", nth=1).button("Check answer").click()
    second.locator('[data-action="next"]:visible').click()

    expect(first.locator("[data-step]")).to_have_count(2)
    expect(first.locator(".cw-progress")).to_have_text("Step 2")


class TestRoles:
    """A case with tracks."""

    @pytest.fixture
    def roles(self, stub: StubPage) -> Case:
        """Return the sample with two roles, opened."""
        return Case(stub, sample="roles")

    def test_a_role_is_chosen_first(self, roles: Case) -> None:
        """Before a choice there is no step; the choice opens the role's own first step and is recorded."""
        group = roles.root.get_by_role("group", name="Choose a role to look at the case from")
        assert roles.shown() == []
        expect(roles.progress).to_have_text("Choose a role to begin.")
        expect(group.get_by_role("radio")).to_have_count(2)
        expect(group).to_contain_text("Lawyer <b>in</b> a legal-aid office")
        group.get_by_role("radio", name="Lawyer").click()

        assert roles.shown() == ["office"]
        expect(roles.progress).to_have_text("Step 1 of 2")
        path = ids("office", case="m02-roles")
        assert roles.place() == {"path": path, "track": "lawyer", "changes": [], "done": False}

    def test_paths_meet(self, roles: Case) -> None:
        """A step may be on the path of several roles; another role's own steps are paths not taken."""
        roles.root.get_by_role("radio", name="Nurse").click()
        roles.finish()

        assert roles.shown() == ["clinic", "both"]
        expect(others(roles)).to_have_count(1)
        expect(others(roles)).to_contain_text("A client of 30")

    def test_another_role(self, roles: Case) -> None:
        """The role can be changed; answers to the steps that both share stay."""
        roles.root.get_by_role("radio", name="Nurse").click()
        roles.move("next")
        roles.answer("m02-roles-both", "a")
        roles.root.get_by_role("radio", name="Lawyer").click()
        assert roles.shown() == ["office"]
        roles.move("next")

        assert roles.stub.question("m02-roles-both").chosen() == ["a"]

    @pytest.mark.parametrize(("track", "shown"), [("lawyer", ["office", "both"]), ("cook", []), (None, [])])
    def test_the_role_comes_back(self, stub: StubPage, track: object, shown: list[str]) -> None:
        """After a reload the role is chosen as before; one that is no more has to be chosen anew."""
        place = {"path": ids("office", "both", case="m02-roles"), "track": track, "done": False}
        roles = Case(stub, record("m02-roles", place), "roles")

        assert roles.shown() == shown
        checked = roles.root.locator('input[type="radio"]:checked').evaluate_all(
            "all => all.map((one) => one.value)"
        )
        assert checked == (["lawyer"] if shown else [])

    def test_by_keyboard_only(self, roles: Case) -> None:
        """A role is chosen, and the case walked to its end, by keyboard; no key reaches JupyterLab."""
        press = roles.stub.page.keyboard.press
        for key in ("Tab", "Space"):  # the first role
            press(key)
        expect(roles.progress).to_have_text("Step 1 of 2")
        for key in ("ArrowDown", "Tab", "Tab", "Enter"):  # the second one; the heading, Next step
            press(key)
        assert focused(roles) == "Step 2: The debt"
        for key in ("Tab", "ArrowDown", "Tab", "Tab", "Tab", "Enter"):  # b; Clear, how sure, Next
            press(key)
        assert focused(roles) == "Debrief"
        for key in ("Tab", "Enter"):
            press(key)

        expect(others(roles).first).to_be_visible()
        assert roles.stub.run("return keys.filter((key) => key !== 'Tab' && key !== ' ')") == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sample", ["branching", "roles"])
def test_axe(stub: StubPage, sample: str, theme: str) -> None:
    """axe-core finds nothing at the start, behind a point of no return, and at the end with all unfolded."""
    case = Case(stub, sample=sample)
    stub.run("document.body.dataset.jpThemeLight = String(argument)", theme == "light")
    stub.page.wait_for_timeout(300)
    assert stub.axe() == []
    if sample == "roles":
        case.root.get_by_role("radio", name="Nurse").click()
    else:
        case.answer("m02-fork-call", "b")
    case.finish()
    for summary in case.root.locator(".cw-step summary").all():
        summary.click()
    case.root.get_by_text("Paths not taken").click()
    stub.page.wait_for_timeout(300)

    assert stub.axe() == []


@pytest.mark.parametrize("sample", ["branching", "roles"])
@pytest.mark.parametrize(("width", "font"), [(400, 100), (320, 100), (640, 200)])
def test_no_sideways_scroll(stub: StubPage, sample: str, width: int, font: int) -> None:
    """At 400 and 320 pixels, and at 640 with text twice as large, nothing is cut or scrolls sideways."""
    case = Case(stub, sample=sample)
    stub.page.set_viewport_size({"width": width, "height": 900})
    stub.run("document.documentElement.style.fontSize = `${argument}%`", font)
    if sample == "roles":
        case.root.get_by_role("radio", name="Nurse").click()
    case.finish()
    for summary in case.root.locator("summary").all():
        summary.click()

    assert stub.overflow() == []


def test_the_facts_stay_in_sight(fork: Case) -> None:
    """Beside the steps the facts stay on the page while it scrolls, and scroll by themselves when long."""
    fork.answer("m02-fork-call", "b")
    fork.finish()
    for summary in fork.root.locator(".cw-step summary").all():
        summary.click()
    fork.stub.page.set_viewport_size({"width": 1280, "height": 260})
    last = fork.named("report")
    last.scroll_into_view_if_needed()
    log = fork.root.locator(".cw-log")

    expect(log).to_be_in_viewport()
    box = log.bounding_box()
    assert box is not None
    assert (box["y"] >= 0, box["height"] <= 260) == (True, True)
    log.focus()
    fork.stub.page.keyboard.press("End")
    expect(fork.facts.last).to_be_in_viewport()
