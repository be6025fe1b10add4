"""After each mishap the answers of every question type are in the file, or words say that they are not."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.answering import Answering
from browser.lab import Lab, Session, record, running
from every_type import lay_out
from playwright.sync_api import Page, WebSocketRoute, expect

pytestmark = pytest.mark.browser

PRACTICE = ("m99-p-multiple", "m99-p-text", "m99-p-order", "m99-p-free")
SILENT = "Python is not answering"
KEPT = "Your answer is kept in this browser"


@pytest.fixture
def gallery(lab: Lab, repo_root: Path, request: pytest.FixtureRequest) -> Path:
    """Return a notebook with a graded question of every type, and some to practise with."""
    return lay_out(repo_root, lab.folder(request.node.name), PRACTICE)


@pytest.fixture
def learner(page: Page, lab: Lab, gallery: Path, request: pytest.FixtureRequest) -> Iterator[Answering]:
    """Return a learner in front of that notebook, open and run in JupyterLab or as a test says."""
    session = Session(page, lab, gallery, app=getattr(request, "param", "lab/tree"))
    session.run_all()
    yield Answering(session)
    session.close()
    assert session.outside == []


def _relay(socket: WebSocketRoute, cut: list[bool]) -> None:
    """Pass on what page and server say to each other, or swallow it while ``cut`` holds anything."""
    server = socket.connect_to_server()
    socket.on_message(lambda message: cut or server.send(message))
    server.on_message(lambda message: cut or socket.send(message))


def copy_id(notebook: Path) -> str:
    """Return which copy of a notebook a file says it is."""
    return str(json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["casework"]["copy_id"])


@pytest.mark.parametrize("learner", ["lab/tree", "notebooks"], indirect=True)
def test_reload_crash_restart_and_download(learner: Answering) -> None:
    """Every type's answer outlives reload, a killed kernel, Restart and Run All and a kernel shut down."""
    session = learner.session
    learner.give(0)
    learner.until_kept()

    session.open()
    learner.until_kept()
    expect(learner.reach("m99-p-order").locator(".cw-tries")).to_have_text("Tries: 1")

    session.crash_kernel()
    learner.give(1)
    learner.until_kept()
    learner.until_shown(python=SILENT)

    session.restart_and_run_all()
    learner.until_kept()
    expect(learner.reach("m99-p-order").locator(".cw-verdict").first).to_be_visible()

    session.kill_kernel()
    learner.give(2, learner.graded[::4])
    assert record(session.download()) == learner.expected
    learner.until_shown()


def test_close_undo_rename_and_haste(learner: Answering) -> None:
    """Closing, undo among cells, a new name, and haste before a download or a reload take no answer away."""
    session, page = learner.session, learner.page
    learner.give(0)
    learner.until_kept()
    before = copy_id(session.notebook)

    session.command("application:close")
    page.locator(".jp-NotebookPanel").wait_for(state="detached")
    session.command("docmanager:open", path=session.notebook.relative_to(session.lab.root).as_posix())
    session.idle()
    learner.until_kept()

    cells = session.cells()
    session.command("notebook:enter-command-mode")
    page.keyboard.press("b")
    assert session.cells() == cells + 1
    learner.give(1, learner.graded[:2])
    learner.until_kept()
    page.locator(".jp-InputPrompt:visible").last.click()
    page.keyboard.press("z")
    assert session.cells() == cells
    learner.until_kept()

    session.rename("mine.ipynb")
    learner.give(1, ["m99-g-free"])
    learner.until_kept()
    assert copy_id(session.notebook) == before

    # Sixty clicks and keys without a pause, then File > Download.
    box = learner.reach("m99-g-multiple")
    for number in range(20):
        box.locator("[data-field]").nth(number % 2).click()
    box = learner.reach("m99-g-order")
    for number in range(20):
        box.locator('[data-move="1"]').nth(number % 2).click()
    learner.type_more("m99-g-free", " and twenty keys more")
    for id_, shown in learner.shown().items():
        learner.expected[id_] = shown.answer
    learner.type_more("m99-g-text", "abc xyz")
    assert record(session.download()) == learner.expected

    learner.type_more("m99-g-place", " to the last letter")
    session.open()
    learner.until_kept()


def test_two_tabs_on_one_notebook(learner: Answering) -> None:
    """Answers given in two tabs are in both, so that "Overwrite" in either loses none."""
    with learner.session.another_tab() as tab:
        other = Answering(tab)
        first, second = learner.graded[::2], learner.graded[1::2]
        learner.give(0, first)
        learner.session.wait_for_file(learner.expected)
        tab.run_all()
        tab.answer_dialogs()
        other.give(1, second)
        learner.expected = other.expected = learner.expected | other.expected
        other.until_kept()
        learner.until_shown(state=None)

        learner.give(2, first[:1])
        learner.page.get_by_role("button", name="Overwrite").click()
        learner.until_kept()
        assert tab.dialogs() == []


def test_no_socket_then_no_server(page: Page, repo_root: Path, tmp_path: Path) -> None:
    """Without a socket answers are saved; without a server the browser keeps them until one is back."""
    root, cut = tmp_path / "root", []
    page.route_web_socket(re.compile("/channels"), lambda socket: _relay(socket, cut))
    notebook = lay_out(repo_root, root, practice=())
    with running(root, tmp_path / "server") as server:
        session = Session(page, server, notebook)
        session.run_all()
        learner = Answering(session)
        cut.append(True)
        learner.give(0)
        learner.until_kept()
        learner.until_shown(python=SILENT)
        cut.clear()

    session.answer_dialogs()
    learner.give(1, keys=False)
    learner.until_shown("failed", saved=KEPT)
    with running(root, tmp_path / "server", server.port):
        learner.until_kept()
        assert session.errors == []


@pytest.mark.soak
def test_a_browser_closed_while_the_server_is_gone(page: Page, repo_root: Path, tmp_path: Path) -> None:
    """What only the browser holds is saved once the notebook is open again; a copy of it gets none."""
    root = tmp_path / "root"
    notebook = lay_out(repo_root, root, practice=())
    with running(root, tmp_path / "server") as server:
        session = Session(page, server, notebook)
        session.run_all()
        learner = Answering(session)
        learner.give(0)
        learner.until_kept()

    saved = dict(learner.expected)
    session.answer_dialogs()
    learner.give(1, keys=False)
    learner.until_shown("failed", saved=KEPT)
    page.goto("about:blank")
    session.notebook = Path(shutil.copy(notebook, notebook.with_name("copy.ipynb")))
    with running(root, tmp_path / "server", server.port) as session.lab:
        session.open()
        session.run_all()
        other = Answering(session)
        other.expected = saved
        other.until_kept()
        other.give(2, ["m99-g-single"])
        other.until_kept()
        assert copy_id(session.notebook) != copy_id(notebook)

        session.notebook = notebook
        session.open()
        session.run_all()
        learner.until_kept()
        assert session.errors == []
