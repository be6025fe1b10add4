"""The answer record on a stub of JupyterLab: written, saved, cleaned up. Reading: test_restore_stub.py."""

from __future__ import annotations

import json
import re

import pytest
from browser.stub_page import NEW, SAVED, StubPage, answer, open_elements
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


class TestWriting:
    """What an answer leaves in the notebook."""

    def test_one_key_per_question(self, stub: StubPage) -> None:
        """Each answer has a metadata key of its own, with version, response, time and attempts."""
        stub.run(
            "t.notebook = book();"
            "for (const one of [S.elements, S.parts]) await show(ask(one).client(t.notebook));"
        )
        stub.question("m02-q-elements").input("b").click()
        stub.question("m02-q-parts").input("c").click()
        stub.question("m02-q-parts").input("a").click()
        stub.until("!t.notebook.model.dirty && t.notebook.onDisk['casework:m02-q-parts']?.attempts === 2")

        disk = stub.run("return t.notebook.onDisk")

        assert sorted(disk) == ["casework", "casework:m02-q-elements", "casework:m02-q-parts"]
        assert sorted(disk["casework:m02-q-parts"]) == ["at", "attempts", "response", "v"]
        assert disk["casework:m02-q-parts"]["response"] == ["a", "c"]
        assert disk["casework:m02-q-parts"]["v"] == 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", disk["casework:m02-q-parts"]["at"])

    def test_first_answer_names_the_copy(self, stub: StubPage) -> None:
        """The first answer writes which copy this is and where it lies."""
        open_elements(stub)
        stub.question("m02-q-elements").input("b").click()
        stub.until("t.notebook.onDisk.casework")

        entry = stub.run("return t.notebook.onDisk.casework")

        assert entry["version"] == 1
        assert entry["path"] == "02/x.ipynb"
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", entry["copy_id"])

    def test_copy_id_without_secure_origin(self, stub: StubPage) -> None:
        """On a plain http hub, where the browser has no randomUUID, a copy id is made all the same."""
        stub.run("Object.defineProperty(crypto, 'randomUUID', {value: undefined})")
        open_elements(stub)
        stub.question("m02-q-elements").input("b").click()
        stub.until("t.notebook.onDisk.casework")

        assert re.fullmatch(
            r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            stub.run("return t.notebook.onDisk.casework.copy_id"),
        )

    def test_opening_leaves_the_notebook_clean(self, stub: StubPage) -> None:
        """Opening a notebook writes nothing and saves nothing."""
        open_elements(stub)
        stub.page.wait_for_timeout(700)

        assert stub.run("return [t.notebook.metadata, t.notebook.model.dirty, t.notebook.saves.length]") == [
            {},
            False,
            0,
        ]

    def test_answer_is_newer_than_what_it_replaces(self, stub: StubPage) -> None:
        """An answer counts as newer than the one before even when the computer's clock was set back."""
        future = {"casework:m02-q-elements": answer("a", "2099-01-01T00:00:00.000Z")}
        stub.run("t.metadata = argument", future)
        open_elements(stub, "{metadata: t.metadata}")
        stub.question("m02-q-elements").input("b").click()
        expect(stub.question("m02-q-elements").saved).to_have_text(SAVED)

        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements']") == {
            "v": 1, "response": ["b"], "at": "2099-01-01T00:00:00.001Z", "attempts": 2,
        }  # fmt: skip


class TestSaving:
    """One save at a time, and nothing left behind."""

    def test_twelve_answers_never_save_in_parallel(self, stub: StubPage) -> None:
        """Twelve answers in widgets that share no module never save in parallel; the last save holds all."""
        stub.run(
            "t.notebook = book({saveMs: 60});"
            "for (const one of numbered(S.elements, 12)) await show(ask(one).client(t.notebook));"
            "for (const one of document.querySelectorAll('input[value=b]')) { one.click(); await sleep(15); }"
        )
        stub.until("!t.notebook.model.dirty && t.notebook.saves.length")

        assert stub.run("return t.notebook.mostInFlight") == 1
        assert (
            stub.run("return t.notebook.saves.at(-1).filter((key) => key.startsWith('casework:')).length")
            == 12
        )

    def test_burst_of_answers_needs_two_saves(self, stub: StubPage) -> None:
        """Twelve answers during one save wait for a single further save."""
        stub.run(
            "t.notebook = book({saveMs: 200});"
            "for (const one of numbered(S.elements, 12)) await show(ask(one).client(t.notebook));"
            "const saving = t.notebook.save(); await sleep(20);"
            "for (const one of document.querySelectorAll('input[value=b]')) one.click(); await saving;"
        )
        stub.until("!t.notebook.model.dirty")

        assert stub.run("return [t.notebook.saveCalls, t.notebook.saves[1].length]") == [2, 13]

    def test_ctrl_s_during_our_save_is_chained(self, stub: StubPage) -> None:
        """A save that the learner or autosave starts during ours waits for it, and carries every answer."""
        open_elements(stub, "{saveMs: 150}")
        stub.question("m02-q-elements").input("b").click()
        stub.run("await sleep(40); click('c'); await Promise.all([t.notebook.save(), t.notebook.save()]);")

        assert stub.run("return [t.notebook.mostInFlight, t.notebook.saves.length]") == [1, 2]
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["c"]

    def test_answer_during_a_save_keeps_the_notebook_dirty(self, stub: StubPage) -> None:
        """Another tab's answer during a save is not forgotten when JupyterLab calls the notebook clean."""
        open_elements(stub, "{saveMs: 100}")
        stub.run(
            "const saving = t.notebook.save(); await sleep(30);"
            "t.widget.know({'m02-q-elements': argument}); await saving;",
            answer("a", NEW),
        )

        assert stub.run(
            "return [t.notebook.model.dirty, 'casework:m02-q-elements' in t.notebook.onDisk]"
        ) == [True, False]

    def test_download_saves_first(self, stub: StubPage) -> None:
        """A download asked for right after a click holds the answer."""
        open_elements(stub, "{saveMs: 150}")
        stub.run("click('b'); await t.notebook.download()")

        assert stub.run(
            "return t.notebook.downloads.map((one) => one['casework:m02-q-elements'].response)"
        ) == [["b"]]

    def test_download_with_a_dead_server(self, stub: StubPage) -> None:
        """When saving fails, the download is made from the page, so that no answer is missing from it."""
        open_elements(stub)
        stub.run("t.server.up = false")
        stub.question("m02-q-elements").input("b").click()
        with stub.page.expect_download() as caught:
            stub.run("await t.notebook.download()")

        assert caught.value.suggested_filename == "x.ipynb"
        assert '"casework:m02-q-elements"' in caught.value.path().read_text()

    def test_rejected_save_is_said_and_recovers(self, stub: StubPage) -> None:
        """A save that fails is said in words, and the next one that works takes the words back."""
        open_elements(stub)
        stub.run("t.notebook.failWith = new Error('disk is full')")
        question = stub.question("m02-q-elements")
        question.input("b").click()
        expect(question.saved).to_have_text(
            re.compile("^Not saved yet: disk is full. Your answer is kept in this browser.")
        )

        stub.run("t.notebook.failWith = null; await t.notebook.save()")

        expect(question.saved).to_have_text(SAVED)
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["b"]

    def test_dead_server_is_tried_quietly(self, stub: StubPage) -> None:
        """While the server is away one save is tried, since each failed one opens a dialog."""
        stub.page.clock.install()
        open_elements(stub)
        stub.run("t.server.up = false")
        question = stub.question("m02-q-elements")
        for letter in "bca":
            question.input(letter).click()
            stub.page.clock.run_for(1000)
        expect(question.saved).to_have_text(re.compile("^Not saved yet: the Jupyter server does not answer"))
        expect(question.python).to_be_hidden()
        assert stub.run("return t.notebook.saveCalls") == 1

        stub.run("t.server.up = true")
        stub.page.clock.run_for(6000)
        stub.page.clock.run_for(1000)

        expect(question.saved).to_have_text(SAVED)
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["a"]

    def test_slow_save(self, stub: StubPage) -> None:
        """A save that takes seconds is said to be slow, and that the browser keeps the answer."""
        stub.page.clock.install()
        open_elements(stub, "{saveMs: 5000}")
        question = stub.question("m02-q-elements")
        question.input("b").click()
        expect(question.saved).to_have_text("Saving…")
        stub.page.clock.run_for(3500)
        stub.run("await t.widget.know({})")
        expect(question.saved).to_have_text(
            "Still saving: the server is slow. Your answer is kept in this browser."
        )
        stub.page.clock.run_for(2000)

        expect(question.saved).to_have_text(SAVED)

    def test_read_only_notebook(self, stub: StubPage) -> None:
        """In a read-only notebook no save is tried, and the words say what to do."""
        open_elements(stub, "{writable: false}")
        question = stub.question("m02-q-elements")
        question.input("b").click()

        expect(question.saved).to_have_text(
            re.compile("^Not saved yet: this notebook is read-only. .* File > Download.$")
        )
        assert stub.run(
            "return [t.notebook.mostInFlight, t.notebook.metadata['casework:m02-q-elements'].response]"
        ) == [0, ["b"]]

    def test_revert_in_the_dialog_is_not_called_saved(self, stub: StubPage) -> None:
        """When "File Changed" ends with Revert, the answer is not called saved, and not lost."""
        open_elements(stub)
        stub.run("t.notebook.revertNext = true")
        question = stub.question("m02-q-elements")
        question.input("b").click()
        expect(question.saved).to_have_text(re.compile("^Not saved yet: the file was changed elsewhere"))

        # JupyterLab draws every output anew after a revert.
        stub.run("await t.view.close(); t.view = await show(t.widget.client(t.notebook))")

        expect(question.saved).to_have_text(SAVED)
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["b"]


def test_clean_up(stub: StubPage) -> None:
    """What render returns takes away the elements, every listener and every timer."""
    open_elements(stub, python="{silent: true}")
    stub.question("m02-q-elements").input("b").click()
    stub.run(
        "await t.view.close(); t.widget.know({'m02-q-elements': argument}); await sleep(3200)",
        answer("c", "2099-01-01T00:00:00.000Z"),
    )

    assert stub.run("return Object.values(t.widget.clients[0].handlers).map((all) => all.size)") == [0, 0, 0]
    assert stub.run("return t.notebook.model.sharedModel.metadataChanged.slots.size") == 0
    assert stub.run("return t.view.el.childElementCount") == 0
    assert stub.run("return t.notebook.metadata['casework:m02-q-elements'].response") == ["b"]


class TestOtherTabs:
    """One notebook open twice, with a Python of its own each time, as in the browser edition."""

    def test_an_answer_reaches_the_other_tab(self, stub: StubPage) -> None:
        """What is answered in one tab is in the other's notebook too, so that "Overwrite" loses nothing."""
        stub.run(
            "t.first = book(); t.second = book(); t.elsewhere = new Notebook(new Server(), '03/x.ipynb');"
            "await show(ask(S.elements).client(t.first)); await show(ask(S.parts).client(t.second));"
            "await show(ask(S.parts).client(t.elsewhere));"
        )
        stub.question("m02-q-elements").input("b").click()
        stub.until("t.second.metadata['casework:m02-q-elements']")
        stub.question("m02-q-parts").input("c").click()
        stub.until("t.second.onDisk['casework:m02-q-parts']")

        saved = stub.run("return t.second.onDisk")
        assert saved["casework:m02-q-elements"]["response"] == ["b"]
        assert saved["casework:m02-q-parts"]["response"] == ["c"]
        assert stub.run("return t.elsewhere.metadata") == {}

    def test_a_download_has_the_notebook_s_name(self, stub: StubPage) -> None:
        """JupyterLite would give the file a random name: there the page hands it over, saved before."""
        stub.run(
            "const mark = document.createElement('script'); mark.id = 'jupyter-config-data';"
            "mark.type = 'application/json'; mark.dataset.jupyterLiteRoot = '..'; document.head.append(mark);"
            "t.notebook = book(); await show(ask(S.elements).client(t.notebook));"
        )
        stub.question("m02-q-elements").input("b").click()
        with stub.page.expect_download() as waiting:
            stub.run("await t.notebook.download()")

        assert waiting.value.suggested_filename == "x.ipynb"
        held = json.loads(waiting.value.path().read_text(encoding="utf-8"))["metadata"]
        assert held["casework:m02-q-elements"]["response"] == ["b"]
        assert stub.run("return t.notebook.onDisk") == held
        assert stub.run("return t.notebook.downloads") == []
