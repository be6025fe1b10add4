"""Two tabs, no socket, no server: every answer is in the file, or words say that it is not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from browser.answering import SILENT, Answering
from browser.lab import Session, copy_id, running
from every_type import lay_out
from playwright.sync_api import Page, WebSocketRoute

pytestmark = pytest.mark.browser

KEPT = "Your answer is kept in this browser"


def _relay(socket: WebSocketRoute, cut: list[bool]) -> None:
    """Pass on what page and server say to each other, or swallow it while ``cut`` holds anything."""
    server = socket.connect_to_server()
    socket.on_message(lambda message: cut or server.send(message))
    server.on_message(lambda message: cut or socket.send(message))


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
