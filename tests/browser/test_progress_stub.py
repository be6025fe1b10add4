"""The progress panel and a review's question on a stub of JupyterLab: buttons, files, words, looks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from browser.stub_page import NEW, OLD, StubPage, answer
from playwright.sync_api import Locator, expect

from casework.progress_report import Standing, table_html
from casework.receipts import Receipt
from casework.widgets.progress import SILENT, frame_html

pytestmark = pytest.mark.browser

FOLDER = Path("/course/modules/02-law")
ROWS = [
    Standing(
        *("01-words", "01 Words", 60, Path("/course/modules/01-words/01-words.ipynb")),
        *(24, 24, 12, 12, 19, 10),
        Receipt("2026-11-22T10:00:00Z", 9, "x"),
        True,
        datetime(2026, 11, 23, tzinfo=UTC),
    ),
    Standing(
        *("02-law", "02 The law of trafficking", 70, FOLDER / "02 law.ipynb"),
        *(29, 8, 18, 6, 7, 3, None, False, None),
    ),
]
NOTES = ["01-words/old.ipynb: the file is cut off at line 3; its answers are not counted."]
REPLY = (
    '<p><a download="casework-progress.json" href="data:application/json;base64,e30=">file</a> is here.</p>'
)
SHOW = """
t.notebook = new Notebook(new Server(), "02-law/02 law.ipynb", {metadata: argument.metadata ?? {}});
t.sent = []; t.handlers = {}; t.opened = [];
const rendermime = {linkHandler: {handleLink: (link, path) => t.opened.push([link.textContent, path])}};
t.model = {
  get: (name) => argument[name], send: (content) => t.sent.push(content), off() {},
  on: (name, handler) => (t.handlers[name] = handler),
  widget_manager: argument.alone ? {} : {context: t.notebook, rendermime},
};
t.reply = (content) => t.handlers["msg:custom"](content);
await show(t.model, {module: "progress"});
"""


def panel(stub: StubPage, **more: object) -> Locator:
    """Show the panel with the real HTML of two modules."""
    table = table_html(ROWS, NOTES, FOLDER, UTC)
    stub.run(SHOW, {"frame": frame_html(), "table": table, **more})
    return stub.page.get_by_role("region", name="Progress")


def choose(stub: StubPage, text: str | bytes) -> None:
    """Choose a file of that content."""
    data = text if isinstance(text, bytes) else text.encode()
    file = {"name": "casework-progress.json", "mimeType": "application/json", "buffer": data}
    stub.page.get_by_label("Load my progress").set_input_files(files=[file])


def test_the_table_is_a_table(stub: StubPage) -> None:
    """Rows and columns have heads, every state is in words, and a note names what could not be read."""
    found = panel(stub)

    row = found.get_by_role("row").filter(has=stub.page.get_by_role("rowheader", name="01 Words"))
    assert row.get_by_role("cell").all_inner_texts() == [
        "60",
        "24 of 24; module done",
        "12 of 12; 19 tries; 10 right at the last try",
        "22 November 2026; answers changed since",
    ]
    expect(found.get_by_role("columnheader")).to_have_text(
        ["Module", "Minutes", "Done", "Practised", "Handed in"]
    )
    expect(found).to_contain_text(NOTES[0])


def test_the_link_opens_the_lesson_beside(stub: StubPage) -> None:
    """Inside JupyterLab the link is handed to JupyterLab, with the notebook's path on the server."""
    panel(stub)
    stub.until("t.opened.length")

    assert stub.run("return t.opened.at(-1)") == [
        "Resume with 02 The law of trafficking",
        "02-law/02 law.ipynb",
    ]


def test_a_page_without_a_notebook(stub: StubPage) -> None:
    """Where the front end gives no notebook, the panel works too, and the link is an ordinary one."""
    found = panel(stub, alone=True)
    stub.page.wait_for_timeout(2100)
    found.get_by_role("button", name="Save my progress").click()
    stub.run(
        "t.reply({html: '<p>Done.</p>', answers: {'m02-movement': {v: 1, response: [], at: argument}}})", NEW
    )

    expect(found.get_by_role("status")).to_have_text("Done.")
    expect(found.get_by_role("link")).to_have_attribute("href", "02%20law.ipynb")


def test_saving_downloads_one_file(stub: StubPage) -> None:
    """The button asks Python, and the file that comes back is downloaded; its link stays."""
    found = panel(stub)
    found.get_by_role("button", name="Save my progress").click()
    expect(found.get_by_role("status")).to_have_text("Please wait.")
    with stub.page.expect_download() as waiting:
        stub.run("t.reply({html: argument})", REPLY)

    assert stub.run("return t.sent") == [{"kind": "save", "text": None}]
    assert waiting.value.suggested_filename == "casework-progress.json"
    assert Path(waiting.value.path()).read_text() == "{}"
    expect(found.get_by_role("status").get_by_role("link")).to_be_visible()


def test_loading_sends_the_file_and_shows_the_words(stub: StubPage) -> None:
    """A chosen file goes to Python as text; what Python says is shown, and the table drawn anew."""
    found = panel(stub)
    choose(stub, '{"kind": "é"}')
    stub.until("t.sent.length")
    assert stub.run("return t.sent") == [{"kind": "load", "text": '{"kind": "é"}'}]
    stub.run("t.reply({html: '<p>Loaded.</p>'})")
    expect(found.get_by_role("status")).to_have_text("Loaded.")
    expect(stub.page.get_by_label("Load my progress")).to_have_value("")
    stub.run("t.model.get = () => '<table><caption>New</caption></table>'; t.handlers['change:table']()")

    expect(found.get_by_role("table")).to_have_text("New")


def test_a_file_that_is_too_large_is_not_sent(stub: StubPage) -> None:
    """A file that would break the line to Python is not read; Python says that it is too large."""
    panel(stub)
    choose(stub, b"x" * 4_000_001)
    stub.until("t.sent.length")

    assert stub.run("return t.sent") == [{"kind": "load", "text": None}]


def test_answers_of_this_notebook_go_into_it(stub: StubPage) -> None:
    """Loaded answers of the notebook on the page are put in and saved; one that is newer there stays."""
    found = panel(stub, metadata={"casework:m02-a": answer("a", NEW)})
    found.get_by_role("button", name="Save my progress").click()
    loaded = {"m02-a": answer("b", OLD), "m02-b": answer("c", OLD)}
    stub.run("t.reply({html: '<p>Loaded.</p>', answers: argument})", loaded)
    stub.until("t.notebook.onDisk['casework:m02-b']")

    disk = stub.run("return t.notebook.onDisk")
    assert (disk["casework:m02-a"]["response"], disk["casework:m02-b"]["response"]) == (["a"], ["c"])


def test_a_reply_to_another_tab_is_not_ours(stub: StubPage) -> None:
    """What another tab has asked for neither downloads a file here nor changes a word."""
    found = panel(stub)
    stub.run("t.reply({html: argument})", REPLY)

    expect(found.get_by_role("status")).to_have_text("")


def test_silent_python(stub: StubPage) -> None:
    """When Python is silent for ten seconds, the words say what to do."""
    stub.page.clock.install()
    found = panel(stub)
    found.get_by_role("button", name="Save my progress").click()
    stub.page.clock.run_for(11_000)

    expect(found.get_by_role("status")).to_have_text(SILENT)


def test_keyboard_alone(stub: StubPage) -> None:
    """Tab leads to table, link, button and file; keys pressed there reach no command of the notebook."""
    found = panel(stub)
    stub.run("keys.length = 0")
    table, save = (
        found.get_by_role("group", name="Table"),
        found.get_by_role("button", name="Save my progress"),
    )
    for target in (table, found.get_by_role("link"), save):
        stub.page.keyboard.press("Tab")
        expect(target).to_be_focused()
    stub.page.keyboard.press("Enter")
    stub.until("t.sent.length")
    stub.page.keyboard.press("Tab")
    expect(stub.page.get_by_label("Load my progress")).to_be_focused()
    for key in ("b", "x", "d", "0"):
        stub.page.keyboard.press(key)

    assert {"b", "x", "d", "0", "Enter"} & set(stub.run("return keys")) == set()


@pytest.mark.parametrize("theme", ["true", "false"])
@pytest.mark.parametrize("width", [1280, 400])
def test_looks(stub: StubPage, theme: str, width: int, tmp_path: Path) -> None:
    """In light and dark, wide and at 400 px, axe objects to nothing and nothing reaches past the edge."""
    stub.page.set_viewport_size({"width": width, "height": 900})
    stub.page.evaluate("theme => document.body.dataset.jpThemeLight = theme", theme)
    found = panel(stub)
    found.get_by_role("button", name="Save my progress").click()
    stub.run("t.reply({html: '<p>01 Words: 24 answers loaded.</p>'})")
    stub.page.screenshot(path=tmp_path / f"progress-{width}-{theme}.png")

    assert stub.axe() == []
    assert stub.overflow() == []
    small = found.locator("a, button, input").evaluate_all(
        "all => all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML)"
    )
    assert [one for one in small if "<a " not in one] == []


def show_review(stub: StubPage, at: str) -> None:
    """Show a question as a review that is due at half past ten, in a notebook with an answer from `at`."""
    stub.run(
        """t.notebook = book({metadata: {"casework:m02-movement": argument}});
        const spec = {kind: "quiz", question: S.movement, since: "2026-11-22T10:30:00.000Z"};
        t.widget = new Widget(spec, {practice: ["m02-movement"]});
        await show(t.widget.client(t.notebook)); await sleep(50);""",
        answer("b", at),
    )


def test_a_review_hides_what_was_answered_before(stub: StubPage) -> None:
    """A review's question starts blank though the notebook has an older answer; tries go on."""
    show_review(stub, OLD)
    question = stub.question("m02-movement")
    assert question.chosen() == []
    expect(question.result).to_be_hidden()
    question.input("a").click()
    question.button("Check answer").click()

    expect(question.result).to_contain_text("Not right.")
    expect(question.box.locator(".cw-tries")).to_have_text("Tries: 2")
    stub.until("t.notebook.onDisk['casework:m02-movement'].response[0] === 'a'")


def test_a_review_shows_what_was_answered_in_it(stub: StubPage) -> None:
    """After a reload a review's question shows the answer that was given since the review was due."""
    show_review(stub, NEW)

    expect(stub.question("m02-movement").result).to_contain_text("Right.")
    assert stub.question("m02-movement").chosen() == ["b"]
