"""Free text that a person grades: the gallery through the real nbgrader. Markdown cells: elsewhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from typing import Any

import pytest
from grading.submissions import HOSTILE_TEXT
from grading.trial_course import ROOT, Graded, Run, answered, gradebook, read_csv, run_in_turn, run_nbgrader

from casework.answers import Answer
from casework.grading.engine import GradeRecord, grade
from casework.grading.keys import module_keys
from casework.grading.rebuild import ANSWERED
from casework.grading.simulate import simulate
from casework.marking import mark_answers
from casework.module import Module, load_module
from casework.questions import KeyFile

GALLERY = ROOT / "docs" / "gallery"
NAME = "99-gallery"
FREE = "m99-g-free"
FULL = 28.0
"""Points of the gallery: 5 of them are a person's to give."""

WRITTEN = {"text": "NSWP holds this.\nI do not."}


@pytest.fixture(scope="module")
def module() -> Module:
    """Return the gallery's module."""
    return load_module(GALLERY / "modules" / NAME)


@pytest.fixture(scope="module")
def keys(module: Module) -> KeyFile:
    """Return its keys."""
    return module_keys(GALLERY / "assessments" / "keys", module)


@pytest.fixture
def released() -> dict[str, Any]:
    """Return its notebook, as handed out."""
    content: dict[str, Any] = json.loads((GALLERY / "modules" / NAME / f"{NAME}.ipynb").read_bytes())
    return content


def cell_of(notebook: Mapping[str, Any], id_: str = FREE) -> dict[str, Any]:
    """Return one cell of a notebook."""
    cell: dict[str, Any] = next(cell for cell in notebook["cells"] if cell["id"] == id_)
    return cell


def graded(
    module: Module, keys: KeyFile, released: dict[str, Any], response: object, source: str = ""
) -> GradeRecord:
    """Grade a submission with this response to the free text, its cell perhaps changed by the learner."""
    submitted = answered(released, {FREE: response})
    if source:
        cell_of(submitted)["source"] = source
    return grade(json.dumps(submitted).encode(), released, module, keys)


class TestEngine:
    """One cell, without nbgrader."""

    def test_an_answer_waits_for_a_person(
        self, module: Module, keys: KeyFile, released: dict[str, Any]
    ) -> None:
        """An answered text has no score; its cell is marked and shows text and rubric, nothing of the key."""
        record = graded(module, keys, released, WRITTEN)
        cell = cell_of(record.notebook)

        assert record.scores[FREE] is None
        assert (record.repairs, record.problems) == ((), ())
        assert cell["source"] == f'ask("{FREE}")  # answered'
        (output,) = cell["outputs"]
        page = output["data"]["text/html"]
        assert page == record.feedback[FREE]
        assert "A person reads this: 5 points." in page
        assert "NSWP holds this.<br>I do not." in page
        assert "The holder would sign it" in page
        assert "are not a sample" not in page

    @pytest.mark.parametrize(
        "response", [{}, {"text": " \n "}, None, [], {"text": 5}, {"text": "x" * 15_001}]
    )
    def test_a_blank_is_zero(
        self, module: Module, keys: KeyFile, released: dict[str, Any], response: object
    ) -> None:
        """No text, or none that can be read, gets 0 without a person: the cell stays as it was released."""
        record = graded(module, keys, released, response)

        assert record.scores[FREE] == 0.0
        assert cell_of(record.notebook)["source"] == ["".join(cell_of(released)["source"])]

    @pytest.mark.parametrize(("response", "score"), [({}, 0.0), (WRITTEN, None)])
    def test_a_learners_program_is_ignored(
        self, module: Module, keys: KeyFile, released: dict[str, Any], response: object, score: float | None
    ) -> None:
        """What a learner writes into the cell itself is not taken over, and does not count as an answer."""
        record = graded(module, keys, released, response, source="print('mine')  # answered")

        assert record.scores[FREE] == score
        assert record.repairs == (f"restored the changed text of {FREE}",)
        source = "".join(cell_of(record.notebook)["source"])
        assert source == f'ask("{FREE}")' + ("" if score == 0.0 else ANSWERED)

    def test_a_cell_that_nbgrader_would_score(
        self, module: Module, keys: KeyFile, released: dict[str, Any]
    ) -> None:
        """Where nbgrader would not ask for a person, an answer gets 0 and an error, not full marks."""
        cell_of(released)["metadata"]["nbgrader"]["solution"] = False
        record = graded(module, keys, released, WRITTEN)

        assert record.scores[FREE] == 0.0
        reason = "a person grades this, but nbgrader cannot tell; release it again"
        assert record.problems == (f"{FREE}: {reason}",)
        assert [output["output_type"] for output in cell_of(record.notebook)["outputs"]] == ["error"]

    def test_a_text_cannot_do_anything(self, module: Module, keys: KeyFile, released: dict[str, Any]) -> None:
        """Markup and mathematics in a text are shown as text."""
        page = graded(module, keys, released, {"text": HOSTILE_TEXT}).feedback[FREE]

        assert not {"<script", "<img", "<iframe", "<a "} & {
            tag for tag in ("<script", "<img", "<iframe", "<a ") if tag in page
        }
        assert "&lt;script&gt;document.title" in page
        assert page.startswith('<section class="cw-feedback tex2jax_ignore mathjax_ignore">')


def test_mark_it_now_does_not_count_texts(module: Module) -> None:
    """Marking on the spot counts neither points nor full points of what a person grades, and says so."""
    answers = {
        FREE: Answer(WRITTEN, "2027-02-01T10:00:00.000Z", 1),
        "m99-g-single": Answer(["c"], "2027-02-01T10:00:00.000Z", 1),
    }
    marked = mark_answers(module, answers)

    assert marked.words == "1 of 23 points"
    assert "Texts that a person marks are not counted here." in marked.html
    assert "A person reads this: 5 points." in marked.html


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return the gallery as a course of its own, a class of it graded and given feedback by nbgrader."""
    root = tmp_path_factory.mktemp("gallery") / "course"
    shutil.copytree(GALLERY, root, ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(ROOT / "data", root / "data")
    assessments = root / "assessments"
    shutil.copy(ROOT / "assessments" / "nbgrader_config.py", assessments)
    result = run_nbgrader(assessments, "generate_assignment", NAME)
    assert result.returncode == 0, result.stdout
    submitted = assessments / "submitted"
    simulate(assessments / "release", assessments / "keys", submitted, 4, 7)
    handed_out = json.loads((assessments / "release" / NAME / f"{NAME}.ipynb").read_bytes())
    for student, response in (("hostile", {"text": HOSTILE_TEXT}), ("blank", {"text": " "})):
        folder = submitted / student / NAME
        folder.mkdir(parents=True)
        notebook = answered(handed_out, {FREE: response})
        cell_of(notebook)["source"] = "print('mine')"
        (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    result = run_in_turn(assessments, ["autograde", NAME], ["generate_feedback", NAME])
    assert result.returncode == 0, result.stdout
    return Run(assessments, result)


@pytest.fixture(scope="module")
def grades(run: Run) -> dict[tuple[str, str], Graded]:
    """Return what the gradebook holds."""
    return gradebook(run.assessments, NAME)


@pytest.mark.grading
class TestNbgrader:
    """A class in the real nbgrader."""

    def test_every_type_gets_the_expected_points(
        self, run: Run, grades: dict[tuple[str, str], Graded]
    ) -> None:
        """The gradebook holds for every question type the points that the chosen answers are worth."""
        expected = read_csv(run.assessments / "submitted" / "expected.csv")

        assert len(expected) == 4 * 13
        for row in expected:
            assert grades[row["student"], row["question"]].score == float(row["points"]), row
        assert (
            sum(grade.score for (student, _), grade in grades.items() if student == "student-001") == FULL - 5
        )

    def test_only_answered_texts_wait(self, grades: dict[tuple[str, str], Graded]) -> None:
        """An answered text needs manual grading; a blank one, and every other question, does not."""
        waiting = {key for key, grade in grades.items() if grade.needs_manual}

        assert {("student-001", FREE), ("hostile", FREE)} <= waiting
        assert {id_ for _, id_ in waiting} == {FREE}
        for student in ("student-002", "blank"):
            assert (grades[student, FREE].auto, grades[student, FREE].needs_manual) == (0.0, False)

    def test_pages_show_the_text_and_run_nothing(self, run: Run) -> None:
        """A hostile text is shown as text in the notebook that formgrader shows and on the feedback page."""
        place = f"hostile/{NAME}/{NAME}"
        cell = cell_of(json.loads((run.assessments / "autograded" / f"{place}.ipynb").read_bytes()))
        shown = "".join(cell["outputs"][0]["data"]["text/html"])
        page = (run.assessments / "feedback" / f"{place}.html").read_text("utf-8")
        harmless = (run.assessments / "feedback" / f"blank/{NAME}/{NAME}.html").read_text("utf-8")

        assert "".join(cell["source"]) == f'ask("{FREE}")  # answered'
        for html in (shown, page):
            assert "&lt;script&gt;document.title" in html
            assert "The holder would sign it" in html
        for tag in ("<script", "<iframe", "<img", "<svg", 'href="javascript:'):
            assert tag not in shown
            assert page.count(tag) == harmless.count(tag), tag
        assert "are not a sample" not in page
