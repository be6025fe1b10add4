"""The answer record on a stub of JupyterLab: where answers come back from, copies, tabs, crashes."""

from __future__ import annotations

import re

import pytest
from browser.stub_page import NEW, OLD, SAVED, StubPage, answer, open_elements
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


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
        """Of notebook, Python and crash buffer the newest answer is shown and written back."""
        given = {
            "metadata": {"casework": {"version": 1, "copy_id": "copy-1", "path": "02/x.ipynb"}}
            | ({"casework:m02-q-elements": answer(*metadata)} if metadata else {}),
            "traits": {"answers": {"m02-q-elements": answer(*trait)}} if trait else {},
            "buffer": answer(*buffer) if buffer else None,
        }
        stub.run(
            "Object.assign(t, argument);"
            "if (t.buffer) localStorage.setItem('casework:copy-1:m02-q-elements', JSON.stringify(t.buffer))",
            given,
        )
        open_elements(stub, "{metadata: t.metadata}", traits="t.traits")
        stub.until(f"t.notebook.metadata['casework:m02-q-elements']?.response[0] === '{expected}'")
        stub.until(f"t.widget.traits.answers['m02-q-elements']?.response[0] === '{expected}'")

        assert stub.question("m02-q-elements").chosen() == [expected]

    def test_context_that_comes_late(self, stub: StubPage) -> None:
        """A notebook that JupyterLab binds 60 ms after render is found; an earlier answer is recorded."""
        stub.run(
            "t.notebook = book(); t.widget = ask(S.elements);"
            "await show(t.widget.client(t.notebook, {bindAfter: 60})); click('b')"
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
            "t.server = new Server(); const {original} = argument;"
            "if (original) t.server.files['02/original.ipynb'] = {metadata: original};"
            "t.metadata = argument.metadata",
            {"metadata": self.METADATA, "original": original},
        )
        open_elements(stub, "{metadata: t.metadata}")
        stub.until("t.server.requests.length")
        stub.page.wait_for_timeout(200)

    def test_duplicate_gets_a_new_id(self, stub: StubPage) -> None:
        """A duplicate, whose original is still there, gets a copy id of its own and keeps its answers."""
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
        """A renamed notebook keeps its copy id and notes its new path with the next answer."""
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
        """An answer given in one tab is written into the other tab's notebook, without saving it there."""
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
        """A question asked in two cells, so with two Python widgets, shows its feedback in both."""
        stub.run(
            "t.notebook = book();"
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
            "const reply = {kind: 'checked', n: 1, question: 'm02-q-elements', sidecar: null, error: null};"
            "t.widget.clients[0].fire('msg:custom', reply)"
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
        """An answer that could not be saved comes back after a reload and is saved then."""
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
            "const get = () => { throw new Error('denied') };"
            "for (const name of ['localStorage', 'sessionStorage'])"
            "  Object.defineProperty(globalThis, name, {get})"
        )
        open_elements(stub)
        stub.question("m02-q-elements").input("b").click()

        expect(stub.question("m02-q-elements").saved).to_have_text(SAVED)
