"""Code tests beside questions: a class with attacks through the real nbgrader, and each part alone."""

from __future__ import annotations

import json
import logging
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from grading import code_course
from grading.code_course import CODE_POINTS, FILE, SECOND, CodeRun, second_notebook
from grading.trial_course import POINTS, gradebook, run_nbgrader
from nbgrader.converters import NbGraderException
from nbgrader.coursedir import CourseDirectory
from unit.course_builder import NAME, as_text, found

from casework.editions.class_tree import release
from casework.grading import sandbox as sandboxes
from casework.grading.code_cells import NOT_SWITCHED_ON
from casework.grading.desk import GradingDesk
from casework.grading.executed import executed
from casework.grading.fast import grade_course
from casework.grading.release import source_problems
from casework.grading.run_code import RunCode
from casework.module import CourseError, load_module
from casework.questions import KeyFile
from casework.report.analysis import report
from casework.yaml_lines import ContentError

pytestmark = pytest.mark.grading
WHY_NOT = sandboxes.sandbox(()).why_not
NO_KEYS = KeyFile(NAME, {}, {}, {})
isolated = pytest.mark.skipif(bool(WHY_NOT), reason=f"learners' code cannot be isolated here: {WHY_NOT}")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeRun]:
    """Return the graded class; meanwhile somebody listens on this computer."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        root = tmp_path_factory.mktemp("code") / "a course (1+2)"
        yield code_course.grade_code_course(root, WHY_NOT, listener.getsockname()[1])


def cells(run: CodeRun, student: str, step: str = "autograded", file: str = FILE) -> dict[str, Any]:
    """Return the cells of a notebook after a step, by id."""
    path = run.graded.assessments / step / student / NAME / file
    return {cell["id"]: cell for cell in json.loads(path.read_bytes())["cells"]}


def said(run: CodeRun, student: str, cell: str) -> str:
    """Return the outputs of a cell after grading, as text."""
    return json.dumps(cells(run, student)[cell]["outputs"])


class TestClass:
    """What nbgrader's gradebook holds after a class with attacks in it."""

    @pytest.mark.parametrize(
        ("student", "points"),
        {
            "ann": (2.0, 3.0),
            "forges": (0.0, 3.0),
            "loops": (0.0, 0.0),
            "clings": (0.0, 0.0),
            "floods": (0.0, 0.0),
        }.items(),
    )
    def test_both_kinds_of_cells_have_their_points(
        self, run: CodeRun, student: str, points: tuple[float, float]
    ) -> None:
        """Code tests give what the code earns, and the questions all their points, whatever the code does."""
        grades = gradebook(run.graded.assessments)

        assert tuple(grades[student, id_].auto for id_ in CODE_POINTS) == points
        assert {id_: grades[student, id_].auto for id_ in POINTS} == POINTS
        assert run.graded.command.returncode == 0, run.graded.log
        assert "Traceback" not in run.graded.log

    def test_the_pages_example_in_a_second_notebook(self, run: CodeRun) -> None:
        """The example of the instructor's page earns its points beside our notebook; who lacks it has 0."""
        grades = gradebook(run.graded.assessments)

        assert (grades["ann", "second-test"].auto, grades["forges", "second-test"].auto) == (2.0, 0.0)

    def test_one_line_says_whether_code_is_isolated(self, run: CodeRun) -> None:
        """A run says once how far learners' code is kept apart."""
        words = sandboxes.sandbox(()).words

        assert run.graded.log.count(words) == 1

    @pytest.mark.parametrize(
        ("student", "words"),
        [
            ("clings", "a cell ran for over 2 s and could not be interrupted, or put out too much"),
            ("floods", "the code put out over 1 MB"),
            ("loops", "CellTimeoutError"),
            ("forges", "SystemExit"),
        ],
    )
    def test_a_test_without_points_says_why(self, run: CodeRun, student: str, words: str) -> None:
        """Each test that did not run to its end has an error with the reason as its output."""
        assert words in said(run, student, "m01-double-test")

    def test_what_was_not_reached_has_no_points(self, run: CodeRun) -> None:
        """After a kernel's end each further test says so; forged outputs, tags and deletions do not count."""
        for student, words in {
            "clings": "a cell ran for over 2 s and could not be interrupted, or put out too much",
            "loops": "the code ended Python",
        }.items():
            (output,) = cells(run, student)["m01-double-parts"]["outputs"]

            assert (output["output_type"], output["evalue"]) == ("error", words)
        assert "tags" not in cells(run, "clings")["m01-double-test"]["metadata"]

    def test_hidden_tests_are_hidden_and_come_back(self, run: CodeRun) -> None:
        """The release has neither solution nor hidden test; the graded notebook has the test again."""
        released = cells(run, ".", "release")

        assert released["m01-double"]["source"] == [
            *("def double(number):\n", "    # YOUR CODE HERE\n", "    raise NotImplementedError()")
        ]
        assert released["m01-double-test"]["source"] == ["assert double(2) == 4"]
        assert "double(5) == 10" in "".join(cells(run, "ann")["m01-double-test"]["source"])
        second = json.dumps(cells(run, ".", "release", f"{SECOND}.ipynb"))
        assert "part / whole" not in second
        assert "0.75" not in second

    @isolated
    def test_code_sees_and_reaches_nothing(self, run: CodeRun) -> None:
        """In the sandbox there are no keys, gradebook, submissions or network; files stay whole."""
        outputs = cells(run, "spy")["m01-double-test"]["outputs"]
        text = "".join(line for one in outputs for line in one.get("text", []))
        seen = ["case.yaml", "graded.yaml", "practice.yaml", "table.csv"]

        assert text.splitlines() == [f"FOUND [] {seen}"] * 2
        assert {path: path.read_bytes() for path in run.before} == run.before

    @isolated
    def test_private_folders_inside_the_system_are_hidden(self, tmp_path: Path) -> None:
        """A course that lies in a folder which the sandbox shows, such as /usr, is not seen in it."""
        private = Path("/usr/share")
        box = sandboxes.sandbox((private,))
        words = box.command(sandboxes.make_scratch(tmp_path), {}, ())
        listing = [*words[: words.index("--") + 1], "/bin/ls", "-A", str(private)]

        assert box.why_not == ""
        assert any(private.iterdir())
        assert subprocess.run(listing, capture_output=True, text=True, check=True).stdout == ""

    @isolated
    def test_pages_of_learners_are_not_shown(self, run: CodeRun) -> None:
        """HTML that a program shows, which would run as the grader, is left out."""
        assert "script" not in said(run, "spy", "m01-double-test")
        assert "<IPython.core.display.HTML object>" in said(run, "spy", "m01-double-test")

    def test_feedback(self, run: CodeRun) -> None:
        """`generate_feedback` shows the code, the hidden tests and our feedback on one page."""
        result = run_nbgrader(run.graded.assessments, "generate_feedback", NAME, "--student=ann")
        page = (run.graded.assessments / "feedback" / "ann" / NAME / f"{NAME}.html").read_text("utf-8")

        assert result.returncode == 0, result.stdout
        for words in ("TWO", "10", "SECRET red is stop."):
            assert words in page

    def test_the_fast_door_sends_to_nbgrader(self, run: CodeRun) -> None:
        """`casework grade` runs no code, and says which command does."""
        with pytest.raises(CourseError) as caught:
            list(grade_course(run.graded.assessments, [NAME]))

        assert str(caught.value) == (
            f"{NAME}: its code cells are run by nbgrader only; type nbgrader autograde {NAME}"
        )

    def test_the_class_edition_has_no_solution(
        self, run: CodeRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`casework release` takes solutions and hidden tests out of every notebook."""
        course = run.graded.assessments.parent
        monkeypatch.chdir(course)
        release(course, tmp_path / "class")
        texts = [path.read_text("utf-8") for path in (tmp_path / "class" / "modules").rglob("*.ipynb")]

        assert len(texts) == 2
        for words in ("number + number", "double(5)", "part / whole", "0.75", "BEGIN"):
            assert not any(words in text for text in texts)
        assert all("raise NotImplementedError()" in text for text in texts)

    def test_the_report_calls_a_test_a_test(self, run: CodeRun) -> None:
        """In the class report a test is no text that waits for a person; it counts with what was marked."""
        lines = {line.asked.id: line for line in report(run.graded.assessments.parent, NAME).lines}

        assert all(lines[id_].text == "A test that runs the learner's code" for id_ in CODE_POINTS)
        assert not any(lines[id_].waiting or lines[id_].asked.by_hand for id_ in CODE_POINTS)


class TestSwitch:
    """Nothing is run unless the instructor says so."""

    @pytest.fixture
    def course(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Return a course with code tests, not switched on."""
        monkeypatch.chdir(tmp_path)
        return code_course.write_code_course(tmp_path)

    def test_refused_with_one_line(self, course: Path) -> None:
        """A module with code tests is not released until it is named; one line says how and what it means."""
        (course.parent / "modules" / NAME / f"{SECOND}.ipynb").unlink()
        module = load_module(course.parent / "modules" / NAME)
        (line,) = source_problems(module, NO_KEYS)

        assert line.startswith(f"modules/{NAME}/{FILE}:")
        assert line.endswith(f": cell 'm01-double' {NOT_SWITCHED_ON.format(module=NAME)}")
        assert line in found(course.parent)
        code_course.switch_on(course)
        assert source_problems(module, NO_KEYS, NAME in executed(course)) == []
        assert found(course.parent) == []

    def test_a_second_notebook_is_for_named_modules(self, course: Path) -> None:
        """Without the switch a second notebook is refused; with it, only one that holds no question."""
        module = load_module(course.parent / "modules" / NAME)
        path = module.folder / f"{SECOND}.ipynb"
        assert "second.ipynb: nbgrader would hand this out too" in source_problems(module, NO_KEYS)[0]
        content = second_notebook()
        content["cells"][0] |= {"id": "m01-warm", "source": 'ask("m01-warm")'}
        path.write_text(as_text(content), encoding="utf-8")
        (line,) = source_problems(module, NO_KEYS, True)

        assert line.endswith(f"'m01-warm': stands in a second notebook; a question belongs into {FILE}")

    @pytest.mark.parametrize("text", ["executed: 09-local-code\n", "executed: [1]\n"])
    def test_a_wrong_field(self, tmp_path: Path, text: str) -> None:
        """A field that is no list of names stops everything, with the line it stands in."""
        (tmp_path / "grade.yaml").write_text(f"parts: []\n{text}", encoding="utf-8")
        with pytest.raises(ContentError) as caught:
            executed(tmp_path)

        assert str(caught.value.problems[0]).endswith(
            "grade.yaml:2: executed must be a list of modules' names, such as [09-local-code]"
        )

    def test_a_name_that_is_no_module(self, course: Path) -> None:
        """`casework check` says when a name is that of no module."""
        code_course.switch_on(course)
        path = course / "grade.yaml"
        path.write_text(path.read_text("utf-8").replace(f"[{NAME}]", f"[{NAME}, 09-gone]"), "utf-8")

        assert found(course.parent) == [
            "assessments/grade.yaml:1: "
            "executed names 09-gone, which is no module; correct the name or remove it"
        ]

    def test_require_isolation(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without bubblewrap a run says what is not isolated, and is refused where isolation is required."""
        monkeypatch.setattr(shutil, "which", lambda name: None)
        monkeypatch.setattr("sys.platform", "linux")
        sandboxes.sandbox.cache_clear()
        coursedir = CourseDirectory(root=str(tmp_path))
        desk = GradingDesk(coursedir=coursedir, log=logging.getLogger("nowhere"))
        words = RunCode().sandbox(desk).words
        with pytest.raises(NbGraderException) as caught:
            RunCode(require_isolation=True).sandbox(desk)
        sandboxes.sandbox.cache_clear()

        assert words == sandboxes.OPEN.format(why="bubblewrap is not installed")
        assert str(caught.value) == sandboxes.REFUSED.format(why="bubblewrap is not installed")

    def test_a_sandbox_that_fails_says_why(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where bubblewrap is there and fails, the first line of its complaint is in the words."""
        program = tmp_path / "bwrap"
        program.write_text("#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        monkeypatch.setattr("sys.platform", "linux")
        sandboxes.sandbox.cache_clear()
        words = sandboxes.sandbox(()).why_not
        sandboxes.sandbox.cache_clear()

        assert words == "bubblewrap does not work here (bwrap: No permissions)"
