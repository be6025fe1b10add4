"""What the widgets say about Python on a stub of JupyterLab: silence, errors, the second file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser.answering import enter
from browser.stub_page import SAVED, StubPage, answer, open_elements
from every_type import lay_out, made_up, questions_of
from playwright.sync_api import expect

from casework.widgets.hand_in import HandIn
from casework.widgets.recorded import public_question

pytestmark = pytest.mark.browser


class TestPython:
    """Saved and checked are two things."""

    def test_silent_python(self, stub: StubPage) -> None:
        """When Python is silent for three seconds, the words say that the answer is saved and what to do."""
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
            "If it stays so, choose Kernel > Restart Kernel and Run All Cells."
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
        stub.run("t.notebook = book(); await show(ask(S.elements).client(t.notebook, {deadChannel: true}))")
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
        """Without a notebook context Python keeps the answer in a second file, and the words name both."""
        stub.run("t.widget = ask(S.elements); await show(t.widget.client(null))")
        question = stub.question("m02-q-elements")
        question.input("b").click()

        expect(question.saved).to_have_text(
            re.compile(
                r"^Saved in lesson\.answers\.json at \d\d:\d\d\. "
                r"Hand in both files: this notebook and lesson\.answers\.json\.$"
            )
        )
        assert stub.run("return t.widget.received.map((one) => [one.kind, one.sidecar])") == [
            ["answer", True]
        ]

    def test_every_type_without_a_notebook(self, stub: StubPage, repo_root: Path, tmp_path: Path) -> None:
        """Without a notebook context Python gets the answer of every type, and each names both files."""
        asked = questions_of(lay_out(repo_root, tmp_path, practice=()))
        given = {id_: made_up(question, 0) for id_, question in asked.items()}
        stub.run(
            "t.all = argument.questions.map((one) => ask(one));"
            "await Promise.all(t.all.map((one) => show(one.client(null))));"
            "await show(new Widget(argument.panel).client(null), {module: 'hand_in'})",
            {
                "questions": [public_question(question, graded=True) for question in asked.values()],
                "panel": HandIn("lesson.ipynb", asked, None).spec,
            },
        )
        for id_, response in given.items():
            enter(stub.question(id_).box, response)
            expect(stub.question(id_).saved).to_contain_text(
                "Hand in both files: this notebook and lesson.answers.json."
            )

        arrived = (
            "return Object.fromEntries(t.all.flatMap(({traits}) => Object.entries(traits.answers))"
            ".map(([id, one]) => [id, one.response]))"
        )
        for _ in range(50):
            if stub.run(arrived) == given:
                break
            stub.page.wait_for_timeout(100)
        assert stub.run(arrived) == given
        expect(stub.page.locator(".cw-hand-in")).to_have_text(
            "Here your answers are kept in a second file. "
            "Hand in lesson.ipynb and lesson.answers.json together."
        )

    def test_second_file_is_named_after_a_reload(self, stub: StubPage) -> None:
        """Without a notebook context a known answer is shown again, with the name of its file."""
        stub.run(
            "t.widget = ask(S.elements, {}, {answers: {'m02-q-elements': argument}});"
            "await show(t.widget.client(null))",
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
