"""The answer record, on a stub of JupyterLab: queue, restore, copies, crash, silence. Real JupyterLab is in test_lab.py."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browser.stub_page import StubPage

pytestmark = pytest.mark.browser

SAVED = re.compile(r"^Saved in this notebook at \d\d:\d\d\.")
OLD, NEW = "2026-11-22T10:00:00.000Z", "2026-11-22T11:00:00.000Z"


def answer(letter: str, at: str = OLD) -> dict[str, object]:
    """Return an answer as the metadata holds it."""
    return {"v": 1, "response": [letter], "at": at, "attempts": 1}


def open_elements(stub: StubPage, options: str = "{}", python: str = "{}", traits: str = "undefined") -> None:
    """Show the graded question in a notebook of its own: t.notebook, t.widget, t.view."""
    stub.run(
        f"t.server ??= new Server(); t.notebook = new Notebook(t.server, '02/x.ipynb', {options});"
        f"t.widget = ask(S.elements, {python}, {traits}); t.view = await show(t.widget.client(t.notebook));"
    )


class TestWriting:
    """What an answer leaves in the notebook."""

    def test_one_key_per_question(self, stub: StubPage) -> None:
        """Each answer has a metadata key of its own, with version, response, time and attempts."""
        stub.run(
            "t.notebook = new Notebook(new Server(), '02/x.ipynb');"
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
        """Twelve answers in widgets that share no module never have two saves in flight, and the last save holds all twelve."""
        stub.run(
            "t.notebook = new Notebook(new Server(), '02/x.ipynb', {saveMs: 60});"
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
            "t.notebook = new Notebook(new Server(), '02/x.ipynb', {saveMs: 200});"
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
        stub.run(
            "await sleep(40); document.querySelector('input[value=c]').click(); await Promise.all([t.notebook.save(), t.notebook.save()]);"
        )

        assert stub.run("return [t.notebook.mostInFlight, t.notebook.saves.length]") == [1, 2]
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["c"]

    def test_answer_during_a_save_keeps_the_notebook_dirty(self, stub: StubPage) -> None:
        """What another tab's answer changes during a save is not forgotten when JupyterLab calls the notebook clean."""
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
        stub.run("document.querySelector('input[value=b]').click(); await t.notebook.download()")

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
        """A save that fails is said in words with the reason, and the next save that works takes the words back."""
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
        """While the server is away only one save is tried for all answers, since each failed one opens a dialog; then it saves itself."""
        stub.page.clock.install()
        open_elements(stub)
        stub.run("t.server.up = false")
        question = stub.question("m02-q-elements")
        for letter in "bca":
            question.input(letter).click()
            stub.page.clock.run_for(1000)
        expect(question.saved).to_have_text(re.compile("^Not saved yet: the Jupyter server does not answer"))
        assert stub.run("return t.notebook.saveCalls") == 1

        stub.run("t.server.up = true")
        stub.page.clock.run_for(6000)
        stub.page.clock.run_for(1000)

        expect(question.saved).to_have_text(SAVED)
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["a"]

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
        """When "File Changed" ends with Revert the save succeeds without the answer: it is not called saved, and not lost."""
        open_elements(stub)
        stub.run("t.notebook.revertNext = true")
        question = stub.question("m02-q-elements")
        question.input("b").click()
        expect(question.saved).to_have_text(re.compile("^Not saved yet: the file was changed elsewhere"))

        # JupyterLab draws every output anew after a revert.
        stub.run("await t.view.close(); t.view = await show(t.widget.client(t.notebook))")

        expect(question.saved).to_have_text(SAVED)
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["b"]


class TestRestoring:
    """Where an answer comes back from."""

    def test_answer_comes_back(self, stub: StubPage) -> None:
        """On render the recorded answer is shown and given to Python once, and nothing is saved."""
        stub.run("t.metadata = argument", {"casework:m02-q-elements": answer("c")})
        open_elements(stub, "{metadata: t.metadata}")
        question = stub.question("m02-q-elements")
        expect(question.saved).to_have_text(
            re.compile(r"^Saved in this notebook at 1\d:00 on|^Saved in this notebook at \d\d:00")
        )
        stub.page.wait_for_timeout(700)

        sent = stub.run("return t.widget.received")

        assert question.chosen() == ["c"]
        assert [(one["kind"], list(one["answers"])) for one in sent] == [("restore", ["m02-q-elements"])]
        assert sent[0]["answers"]["m02-q-elements"] == {"response": ["c"], "at": OLD, "attempts": 1}
        assert stub.run("return [t.notebook.model.dirty, t.notebook.saves.length]") == [False, 0]

    @pytest.mark.parametrize(
        ("metadata", "trait", "buffer", "expected"),
        [
            (("a", NEW), ("b", OLD), ("c", OLD), "a"),
            (("a", OLD), ("b", NEW), ("c", OLD), "b"),
            (("a", OLD), ("b", OLD), ("c", NEW), "c"),
            (None, ("b", OLD), None, "b"),
            (None, None, ("c", OLD), "c"),
        ],
    )
    def test_newest_wins(
        self,
        stub: StubPage,
        metadata: tuple[str, str] | None,
        trait: tuple[str, str] | None,
        buffer: tuple[str, str] | None,
        expected: str,
    ) -> None:
        """Of notebook, Python and crash buffer the newest answer is shown, and written back into the notebook."""
        given = {
            "metadata": {"casework": {"version": 1, "copy_id": "copy-1", "path": "02/x.ipynb"}}
            | ({"casework:m02-q-elements": answer(*metadata)} if metadata else {}),
            "traits": {"answers": {"m02-q-elements": answer(*trait)}} if trait else {},
            "buffer": answer(*buffer) if buffer else None,
        }
        stub.run(
            "Object.assign(t, argument); if (t.buffer) localStorage.setItem('casework:copy-1:m02-q-elements', JSON.stringify(t.buffer))",
            given,
        )
        open_elements(stub, "{metadata: t.metadata}", traits="t.traits")
        stub.until("t.notebook.metadata['casework:m02-q-elements']?.response[0] === '%s'" % expected)
        stub.until("t.widget.traits.answers['m02-q-elements']?.response[0] === '%s'" % expected)

        assert stub.question("m02-q-elements").chosen() == [expected]

    def test_context_that_comes_late(self, stub: StubPage) -> None:
        """A notebook that JupyterLab binds 60 ms after render is found, and an answer given before that is recorded."""
        stub.run(
            "t.notebook = new Notebook(new Server(), '02/x.ipynb'); t.widget = ask(S.elements);"
            "await show(t.widget.client(t.notebook, {bindAfter: 60})); document.querySelector('input[value=b]').click()"
        )

        expect(stub.question("m02-q-elements").saved).to_have_text(SAVED)
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["b"]

    def test_later_version_is_left_alone(self, stub: StubPage) -> None:
        """A record of a later version is neither shown nor changed by opening the notebook."""
        stub.run("t.metadata = argument", {"casework:m02-q-elements": answer("c") | {"v": 2}})
        open_elements(stub, "{metadata: t.metadata}")
        stub.page.wait_for_timeout(300)

        assert stub.question("m02-q-elements").chosen() == []
        assert stub.run("return t.notebook.metadata['casework:m02-q-elements'].v") == 2


class TestCopies:
    """Which copy of a notebook this is."""

    METADATA = {
        "casework": {"version": 1, "copy_id": "copy-1", "path": "02/original.ipynb"},
        "casework:m02-q-elements": answer("a"),
    }

    def open_at_new_path(self, stub: StubPage, original: dict[str, object] | None) -> None:
        """Open the notebook at 02/x.ipynb, while the old path holds `original`."""
        stub.run(
            "t.server = new Server(); if (argument.original) t.server.files['02/original.ipynb'] = {metadata: argument.original};"
            "t.metadata = argument.metadata",
            {"metadata": self.METADATA, "original": original},
        )
        open_elements(stub, "{metadata: t.metadata}")
        stub.until("t.server.requests.length")
        stub.page.wait_for_timeout(200)

    def test_duplicate_gets_a_new_id(self, stub: StubPage) -> None:
        """A duplicate, whose original still lies at the old path, gets a copy id of its own with its next answer, and keeps its answers."""
        self.open_at_new_path(stub, self.METADATA)
        assert stub.run("return [t.notebook.model.dirty, t.notebook.metadata.casework.copy_id]") == [
            False,
            "copy-1",
        ]
        assert stub.question("m02-q-elements").chosen() == ["a"]

        stub.question("m02-q-elements").input("b").click()
        stub.until("t.notebook.onDisk['casework:m02-q-elements'].response[0] === 'b'")

        entry = stub.run("return t.notebook.onDisk.casework")
        assert entry["copy_id"] != "copy-1"
        assert entry["path"] == "02/x.ipynb"
        assert stub.run("return t.server.files['02/original.ipynb'].metadata") == self.METADATA

    @pytest.mark.parametrize(
        "original", [None, {"casework": {"copy_id": "another"}}], ids=["gone", "other file"]
    )
    def test_renamed_file_keeps_its_id(self, stub: StubPage, original: dict[str, object] | None) -> None:
        """A renamed notebook keeps its copy id and gets its new path with the next answer; the server is asked with its token."""
        self.open_at_new_path(stub, original)
        stub.question("m02-q-elements").input("b").click()
        stub.until("t.notebook.onDisk['casework:m02-q-elements'].response[0] === 'b'")

        assert stub.run("return t.notebook.onDisk.casework") == {
            "version": 1,
            "copy_id": "copy-1",
            "path": "02/x.ipynb",
        }
        assert stub.run("return t.server.requests[0]") == {
            "url": "http://server.test/api/contents/02/original.ipynb?type=notebook&content=1",
            "authorization": "token secret",
        }

    def test_asked_once_per_notebook(self, stub: StubPage) -> None:
        """However many widgets a notebook has, the old path is looked up once."""
        self.open_at_new_path(stub, None)
        stub.run(
            "for (const one of numbered(S.acts, 3)) await show(ask(one).client(t.notebook)); await sleep(200)"
        )

        assert stub.run("return t.server.requests.length") == 1


class TestTabs:
    """One kernel, several tabs or views."""

    def test_every_tab_writes_what_another_records(self, stub: StubPage) -> None:
        """An answer given in one tab is written into the other tab's notebook too, without saving it there."""
        stub.run(
            "t.server = new Server(); t.widget = ask(S.elements);"
            "t.one = new Notebook(t.server, '02/x.ipynb'); t.two = new Notebook(t.server, '02/x.ipynb');"
            "await show(t.widget.client(t.one)); await show(t.widget.client(t.two)); await sleep(50)"
        )
        stub.question("m02-q-elements").input("b").click()
        other = stub.question("m02-q-elements", nth=1)
        expect(other.saved).to_have_text(re.compile("^Answered in another tab or view at"))

        assert other.chosen() == ["b"]
        assert stub.run("return t.two.metadata['casework:m02-q-elements'].response") == ["b"]
        assert stub.run("return [t.one.saves.length, t.two.saves.length]") == [1, 0]
        assert stub.run("return t.two.metadata.casework ?? null") is None

    def test_two_views_in_one_notebook(self, stub: StubPage) -> None:
        """Two views of one widget in one notebook show the same answer, and write it once."""
        open_elements(stub)
        stub.run("await show(t.widget.client(t.notebook))")
        stub.question("m02-q-elements", nth=1).input("c").click()
        expect(stub.question("m02-q-elements").saved).to_have_text(SAVED)

        assert stub.question("m02-q-elements").chosen() == ["c"]
        assert stub.run("return [t.notebook.saves.length, t.widget.received.length]") == [1, 1]

    def test_same_question_in_two_cells(self, stub: StubPage) -> None:
        """A question asked in two cells, so with two Python widgets, shows its answer and its feedback in both."""
        stub.run(
            "t.notebook = new Notebook(new Server(), '02/x.ipynb');"
            "for (let i = 0; i < 2; i++) await show(ask(S.movement).client(t.notebook)); await sleep(50)"
        )
        stub.question("m02-movement").input("b").click()
        stub.question("m02-movement").button("Check answer").click()

        for nth in range(2):
            expect(stub.question("m02-movement", nth=nth).result).to_have_text("✓Right.")

    def test_foreign_reply_is_not_ours(self, stub: StubPage) -> None:
        """Python's reply to another tab does not count as an answer to this one."""
        stub.page.clock.install()
        open_elements(stub, python="{silent: true}")
        stub.question("m02-q-elements").input("b").click()
        stub.run(
            "t.widget.clients[0].fire('msg:custom', {kind: 'checked', n: 1, question: 'm02-q-elements', sidecar: null, error: null})"
        )
        stub.page.clock.run_for(3500)

        expect(stub.question("m02-q-elements").python).to_contain_text("Python is not answering")


class TestCrash:
    """The browser keeps what the server could not take."""

    KEY = "casework:copy-1:m02-q-elements"
    METADATA = "{metadata: {casework: {version: 1, copy_id: 'copy-1', path: '02/x.ipynb'}}}"

    def crash(self, stub: StubPage, options: str) -> None:
        """Answer b with the server gone, then load the page again, as the server had the file."""
        open_elements(stub, options)
        stub.run("t.server.up = false")
        stub.question("m02-q-elements").input("b").click()
        expect(stub.question("m02-q-elements").saved).to_contain_text("Not saved yet")
        stub.load()

    def test_answer_survives_a_crash(self, stub: StubPage) -> None:
        """An answer that could not be saved comes back after a reload, is saved then, and leaves the browser."""
        self.crash(stub, self.METADATA)
        assert stub.run(f"return JSON.parse(localStorage.getItem('{self.KEY}')).response") == ["b"]

        open_elements(stub, self.METADATA)

        expect(stub.question("m02-q-elements").saved).to_have_text(SAVED)
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["b"]
        assert stub.run("return Object.keys(localStorage)") == []

    def test_very_first_answer_survives_a_crash(self, stub: StubPage) -> None:
        """Even the first answer, whose copy id never reached the file, comes back in the same tab."""
        self.crash(stub, "{}")
        open_elements(stub)

        expect(stub.question("m02-q-elements").saved).to_have_text(SAVED)
        assert stub.question("m02-q-elements").chosen() == ["b"]
        assert stub.run("return [Object.keys(localStorage), Object.keys(sessionStorage)]") == [[], []]

    def test_another_copy_gets_nothing(self, stub: StubPage) -> None:
        """On a shared computer another person's copy of the notebook is not given the answer."""
        self.crash(stub, self.METADATA)
        open_elements(stub, self.METADATA.replace("copy-1", "copy-2"))
        stub.page.wait_for_timeout(300)

        assert stub.question("m02-q-elements").chosen() == []

    def test_storage_that_throws(self, stub: StubPage) -> None:
        """Where the browser forbids storage, answers are recorded all the same."""
        stub.run(
            "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, {get() { throw new Error('denied') }})"
        )
        open_elements(stub)
        stub.question("m02-q-elements").input("b").click()

        expect(stub.question("m02-q-elements").saved).to_have_text(SAVED)


class TestPython:
    """Saved and checked are two things."""

    def test_silent_python(self, stub: StubPage) -> None:
        """When Python does not answer within three seconds, the words say that the answer is in the file and what to do."""
        stub.page.clock.install()
        open_elements(stub, python="{silent: true}")
        question = stub.question("m02-q-elements")
        question.input("b").click()
        stub.page.clock.run_for(1500)
        expect(question.saved).to_have_text(SAVED)
        expect(question.python).to_be_hidden()
        stub.page.clock.run_for(2000)

        expect(question.python).to_have_text(
            "Saved in the file. Python is not answering: it may be busy or stopped. "
            "If it stays so, choose Kernel > Restart, then Run All."
        )
        assert stub.run("return t.notebook.onDisk['casework:m02-q-elements'].response") == ["b"]

    def test_python_that_answers_late(self, stub: StubPage) -> None:
        """An answer of Python that comes late takes the words back."""
        stub.page.clock.install()
        open_elements(stub, python="{delay: 8000}")
        question = stub.question("m02-q-elements")
        question.input("b").click()
        stub.page.clock.run_for(4000)
        expect(question.python).to_contain_text("Python is not answering")
        stub.page.clock.run_for(5000)

        expect(question.python).to_be_hidden()

    def test_dead_channel(self, stub: StubPage) -> None:
        """When the channel to Python is gone, the answer is saved and the words say so at once."""
        stub.run(
            "t.notebook = new Notebook(new Server(), '02/x.ipynb'); await show(ask(S.elements).client(t.notebook, {deadChannel: true}))"
        )
        question = stub.question("m02-q-elements")
        question.input("b").click()

        expect(question.python).to_contain_text("Python is not answering", timeout=1000)
        expect(question.saved).to_have_text(SAVED)

    def test_error_from_python(self, stub: StubPage) -> None:
        """What Python could not do is said in its words."""
        open_elements(stub, python="{error: 'm02-q-elements: no such question here.'}")
        stub.question("m02-q-elements").input("b").click()

        expect(stub.question("m02-q-elements").python).to_have_text(
            "Python reports: m02-q-elements: no such question here."
        )

    def test_front_end_without_a_notebook(self, stub: StubPage) -> None:
        """Where there is no notebook context, Python keeps the answer in a second file, and the words name both files."""
        stub.run("t.widget = ask(S.elements); await show(t.widget.client(null))")
        question = stub.question("m02-q-elements")
        question.input("b").click()

        expect(question.saved).to_have_text(
            re.compile(
                r"^Saved in lesson\.answers\.json at \d\d:\d\d\. Hand in both files: this notebook and lesson\.answers\.json\.$"
            )
        )
        assert stub.run("return t.widget.received.map((one) => [one.kind, one.sidecar])") == [
            ["answer", True]
        ]

    def test_second_file_is_named_after_a_reload(self, stub: StubPage) -> None:
        """Without a notebook context an answer that Python still knows is shown again, with the name of its file."""
        stub.run(
            "t.widget = ask(S.elements, {}, {answers: {'m02-q-elements': argument}}); await show(t.widget.client(null))",
            answer("b"),
        )

        expect(stub.question("m02-q-elements").saved).to_contain_text(
            "Hand in both files: this notebook and lesson.answers.json."
        )

    def test_no_notebook_and_no_python(self, stub: StubPage) -> None:
        """Without a notebook context and without Python nothing is called saved."""
        stub.page.clock.install()
        stub.run("t.ready = show(ask(S.elements, {silent: true}).client(null))")
        stub.page.clock.run_for(2500)
        question = stub.question("m02-q-elements")
        question.input("b").click()
        stub.page.clock.run_for(3500)

        expect(question.saved).to_have_text(re.compile("^Not saved yet: Python is not answering."))
        assert question.chosen() == ["b"]


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
