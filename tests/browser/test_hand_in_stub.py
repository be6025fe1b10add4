"""The hand-in panel on a stub page, with the real Python behind it. In JupyterLab: jupyter/test_module.py."""

from __future__ import annotations

from typing import Any

import pytest
from browser.stub_page import OLD, StubPage, answer
from browser.stub_samples import ITEMS, file_case
from playwright.sync_api import Locator, expect

from casework.widgets.hand_in import HandIn

pytestmark = pytest.mark.browser

IDS = ("m02-q-elements", "m02-q-parts", "m02-movement")
OPEN = """
t.server = new Server(); t.notebook = new Notebook(t.server, '02/x.ipynb', {metadata: argument.metadata});
const handlers = new Set();
const model = {
  get: () => argument.spec, on: (_, one) => handlers.add(one), off: (_, one) => handlers.delete(one),
  send: (content) => {
    if (argument.dead) throw new Error("the comm is dead");
    const hear = (reply) => handlers.forEach((one) => one(reply));
    globalThis.panel(content).then((replies) => replies.forEach(hear));
  },
  widget_manager: {context: t.notebook},
};
t.notebook.model.sharedModel.cells = [
  {cell_type: "markdown", getMetadata: () => ({grade: true}), getSource: () => "*Write here: click.*"},
];
for (const question of [S.elements, S.parts]) await show(ask(question).client(t.notebook));
t.panel = await show(model, {module: "hand_in"}); await sleep(30);
"""


@pytest.fixture
def python(stub: StubPage) -> HandIn:
    """Return the panel's Python, which answers the page."""
    panel = HandIn("x.ipynb", {id_: ITEMS[id_][0] for id_ in IDS}, lambda _: "<p>Your result: 3</p>")

    def receive(content: Any) -> list[Any]:
        sent: list[Any] = []
        panel.send = sent.append
        panel._receive(panel, content, [])
        return sent

    stub.page.expose_function("panel", receive)
    return panel


def open_panel(stub: StubPage, python: HandIn, dead: bool = False, **answers: Any) -> Locator:
    """Show two graded questions and the panel in a notebook that holds some answers."""
    metadata = {f"casework:{id_.replace('_', '-')}": value for id_, value in answers.items()}
    stub.run(OPEN, {"spec": python.spec, "metadata": metadata, "dead": dead})
    return stub.page.locator(".cw-hand-in")


def test_unanswered_questions_are_listed_and_reached(stub: StubPage, python: HandIn) -> None:
    """The panel counts what is answered, texts included, and leads to what is not, focus and all."""
    panel = open_panel(stub, python, m02_q_elements=answer("b"))
    expect(panel.get_by_role("status").first).to_have_text("1 of 4 graded questions answered.")
    rows = panel.locator("li")
    expect(rows.nth(0)).to_contain_text("Answered: A person aged 17")
    expect(rows.nth(1)).to_contain_text("Not answered yet: Which two statements")
    rows.nth(1).get_by_role("button").click()

    assert stub.page.evaluate("document.activeElement.closest('.cw-question').dataset.question") == (
        "m02-q-parts"
    )
    panel.get_by_role("button", name=f"Go to: {python.spec['items'][2]['label']}").click()
    expect(panel.get_by_role("status").nth(1)).to_contain_text("Scroll up to it.")


def test_the_list_follows_the_answers(stub: StubPage, python: HandIn) -> None:
    """An answer given while the panel is open is counted at once."""
    panel = open_panel(stub, python)
    stub.question("m02-q-elements").input("a").click()

    expect(panel.get_by_role("status").first).to_have_text("1 of 4 graded questions answered.")


def test_the_receipt(stub: StubPage, python: HandIn) -> None:
    """Downloading saves the notebook with a receipt in it and shows time, number and code."""
    panel = open_panel(stub, python, m02_q_elements=answer("b"), m02_q_parts=answer("a"))
    panel.get_by_role("button", name="Save and download").click()
    receipt = panel.locator(".cw-receipt")
    expect(receipt).to_be_focused()
    expect(receipt).to_contain_text("2 of 3")
    expect(panel.get_by_role("status").nth(1)).to_contain_text("Hand in the file x.ipynb")
    (downloaded,) = stub.run("return t.notebook.downloads")
    written = downloaded["casework"]["handed_in"]

    assert written["answers"] == 2
    assert receipt.locator("dd").nth(2).inner_text() == written["code"]
    assert receipt.locator("dd").nth(0).inner_text() == f"{written['at'][:16].replace('T', ' ')} UTC"


def test_an_answer_that_will_not_count_is_told(stub: StubPage, python: HandIn) -> None:
    """A record that no question accepts is named before it is handed in."""
    broken = {"v": 1, "response": ["z"], "at": OLD, "attempts": 1}
    panel = open_panel(stub, python, m02_q_parts=broken)
    panel.get_by_role("button", name="Save and download").click()

    expect(panel.locator(".cw-problem")).to_have_text(
        "“Which two statements agree with the text of the statute?”: "
        "this answer cannot be read; answer it again."
    )


def test_without_python_the_file_is_still_downloaded(stub: StubPage, python: HandIn) -> None:
    """With the kernel gone the download works, and the panel says that nothing was checked."""
    panel = open_panel(stub, python, dead=True, m02_q_elements=answer("b"))
    panel.get_by_role("button", name="Save and download").click()
    expect(panel.get_by_role("status").nth(1)).to_contain_text("nothing was checked")
    (downloaded,) = stub.run("return t.notebook.downloads")

    assert downloaded["casework"]["handed_in"]["code"] == ""
    panel.get_by_role("button", name="Mark it now").click()
    expect(panel.get_by_role("status").nth(1)).to_contain_text("Python is not answering")


@pytest.mark.parametrize("theme", ["true", "false"], ids=["light", "dark"])
def test_accessible_and_narrow(stub: StubPage, python: HandIn, theme: str) -> None:
    """axe finds nothing in either theme, with receipt and result shown; nothing is cut at 400 pixels."""
    stub.page.set_viewport_size({"width": 400, "height": 900})
    stub.page.evaluate("theme => document.body.dataset.jpThemeLight = theme", theme)
    panel = open_panel(stub, python, m02_q_elements=answer("b"))
    panel.get_by_role("button", name="Save and download").click()
    expect(panel.locator(".cw-receipt")).to_be_visible()
    panel.get_by_role("button", name="Mark it now").click()
    expect(panel.locator(".cw-hand-in-result")).to_contain_text("Your result: 3")

    assert stub.axe() == []
    assert stub.overflow() == []
    assert "<strong>22 U.S.C. 7102</strong>" not in panel.inner_html()  # a label is plain words


def test_of_a_branching_case_only_the_path_is_listed(stub: StubPage) -> None:
    """A case with paths has the graded steps that were come to, and a line until its end was reached."""
    case = file_case("roles.yaml")
    panel = HandIn("x.ipynb", case.graded_questions, None, {case.id: case})
    metadata: dict[str, Any] = {}
    shown = []
    for place in (
        None,
        {"path": 5},
        {"path": ["m02-roles-both"]},
        {"path": ["m02-roles-both"], "done": True},
    ):
        metadata["casework:m02-roles"] = {"v": 1, "response": place, "at": OLD, "attempts": 1}
        stub.run(OPEN, {"spec": panel.spec, "metadata": metadata, "dead": True})
        rows = stub.page.locator(".cw-hand-in").last.locator("li")
        shown.append([text.split(".")[0].strip() for text in rows.all_text_contents()[:-1]])

    debt = "Not answered yet: Under 22 U"
    rest = "Not answered yet: One file, two desks: go on to its end"
    assert shown == [[rest], [rest], [debt, rest], [debt]]
    assert set(panel.spec["ids"]) == {"m02-roles", "m02-roles-both"}
