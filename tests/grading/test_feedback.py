"""`casework feedback`: what each learner is told, what nobody is told, and who says when."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from grading.feedback_class import (
    ANSWERS,
    COMMENT,
    class_of,
    feedback,
    given_away,
    graded_entry,
    notebook_of,
    read_by_hand,
    source_in,
)
from grading.trial_course import REFLECTION, ROOT, answered, trial_notebook
from grading.two_doors import book
from nbconvert.exporters import HTMLExporter
from nbgrader.apps import GenerateFeedbackApp
from nbgrader.utils import notebook_hash
from unit.course_builder import NAME, change

from casework.feedback_pages.making import Source, make_sheet
from casework.feedback_pages.page import page
from casework.feedback_pages.sheet import SHOWS, NoPage, Show
from casework.grading.grader_view import ShowRubric
from casework.grading.settings import course_converter
from casework.grading.simulate import simulate

pytestmark = pytest.mark.grading
GALLERY = ROOT / "docs" / "gallery"


@pytest.fixture(scope="module")
def made(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a graded class whose texts nobody has read; not to be changed."""
    return class_of(untouched, tmp_path_factory.mktemp("feedback") / "course")


@pytest.fixture
def unread(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it to change."""
    root = tmp_path / "course"
    shutil.copytree(made.parent, root)
    return root / "assessments"


@pytest.fixture
def read(unread: Path) -> Path:
    """Return it after a grader has read both texts, Ben's handed in late."""
    read_by_hand(unread, "ada", 3.5, COMMENT)
    read_by_hand(unread, "ben", 1.0, "No section is named.")
    with book(unread) as gradebook:
        part = gradebook.find_submission_notebook(NAME, NAME, "ben")
        part.late_submission_penalty = 0.5
        gradebook.db.commit()
    return unread


def page_of(assessments: Path, student: str) -> str:
    """Return a learner's prepared page."""
    return (assessments / "feedback" / student / NAME / f"{NAME}.html").read_text("utf-8")


class TestWhoSaysWhen:
    """Nothing is made or handed out unless the instructor wants it."""

    def test_unread_texts_stop_it(self, unread: Path, capsys: Any) -> None:
        """While texts wait for a reader no page is made; --anyway makes them, and they say so."""
        code, lines = feedback(unread, capsys, NAME)
        waits = "2 texts are not read (m01-reflection: 2): they count 0"

        assert (code, lines) == (
            1,
            [f"{waits}; read them in formgrader first, or use --anyway. No page was made"],
        )
        assert not (unread / "feedback").exists()
        code, lines = feedback(unread, capsys, NAME, "--anyway", "--student", "ada")
        assert code == 0
        assert lines == [
            "1 text is not read (m01-reflection: 1): they count 0, and the pages say so",
            "01-tiny: 1 page (rationale) in feedback/; nothing is released",
        ]
        assert "One text has not been read yet, so the total may rise." in page_of(unread, "ada")

    def test_a_receipt_needs_no_reader(self, unread: Path, capsys: Any) -> None:
        """`--show none` says to each learner that the work has come, while texts still wait."""
        code, lines = feedback(unread, capsys, NAME, "--show", "none")

        assert code == 1
        assert lines == [
            "01-tiny: not handed in yet by eve; no page for them",
            "dee: not graded: the file is cut off at line 1; download it again and hand that in; "
            "see errors.csv",
            "01-tiny: 3 pages (none) in feedback/; nothing is released",
        ]
        told = page_of(unread, "cy")
        assert "Your work has come in, and is being looked at. There are no points yet." in told
        assert "No answer is in the file" in told
        shown = told.partition("</style>")[2]
        assert "point" not in shown.replace("There are no points yet", "")

    def test_the_modules_word_is_narrowed_not_widened(self, read: Path, capsys: Any) -> None:
        """Without --show the module's line decides; reasons where it says points must be asked for."""
        graded = read.parent / "modules" / NAME / "graded.yaml"
        change(graded, "module: 01-tiny\n", "module: 01-tiny\nfeedback: points\n")
        _, lines = feedback(read, capsys, NAME, "--student", "ada")
        assert lines == ["01-tiny: 1 page (score) in feedback/; nothing is released"]
        assert "SECRET" not in page_of(read, "ada")
        _, lines = feedback(read, capsys, NAME, "--student", "ada", "--show", "rationale")

        assert lines == [
            "01-tiny: these pages tell keys, though its file says feedback: points; "
            "its questions may come again",
            "01-tiny: 1 page (rationale) in feedback/; nothing is released",
        ]
        assert "SECRET red is stop." in page_of(read, "ada")

    def test_prepared_pages_are_closed(self, read: Path, capsys: Any) -> None:
        """Others on the computer cannot look into feedback/; old pages of a learner's folder are gone."""
        old = read / "feedback" / "ada" / NAME / "other.html"
        old.parent.mkdir(parents=True)
        old.write_text("old", encoding="utf-8")
        feedback(read, capsys, NAME)

        assert stat.S_IMODE((read / "feedback").stat().st_mode) == 0o700
        names = sorted(path.name for path in old.parent.iterdir())
        assert names == [f"{NAME}.html", "submission_secret.txt", "timestamp.txt"]
        assert sorted(path.name for path in (read / "feedback").iterdir()) == ["ada", "ben", "cy"]

    @pytest.mark.parametrize(
        ("typed", "line"),
        [
            (["--student", "eve"], "eve: has not handed in 01-tiny; there is nothing to give feedback on"),
            (["--student", "adda"], "adda: not in the gradebook; the nearest name is ada"),
            (["--release", "canvas"], "--release canvas writes a zip; add --to FILE.zip"),
            (
                ["--release", "moodle", "--to", "x.zip"],
                "Moodle knows a file by the name of the hand-in; "
                "add --like DOWNLOAD, the zip that you collected",
            ),
            (
                ["--release", "exchange", "--out", "x"],
                "--release exchange takes the pages of feedback/; leave out --out, --to and --like",
            ),
            (["--to", "x.zip"], "--to and --like say how to hand out; add --release canvas, moodle or zip"),
            (
                ["--out", "../modules/x"],
                "../modules/x: learners get what is in modules/; name another folder",
            ),
        ],
    )
    def test_what_does_not_fit(self, made: Path, capsys: Any, typed: list[str], line: str) -> None:
        """A wrong name or option is one line, and nothing is written."""
        assert feedback(made, capsys, NAME, *typed) == (1, [line])
        assert not (made / "feedback").exists()

    def test_a_link_is_refused(self, read: Path, tmp_path: Path, capsys: Any) -> None:
        """A link in place of a learner's folder is not followed; the others get their pages."""
        (read / "feedback").mkdir()
        (read / "feedback" / "ben").symlink_to(tmp_path)
        code, lines = feedback(read, capsys, NAME, "--student", "ada", "--student", "ben")

        assert (code, lines) == (
            1,
            [
                "ben: the folder ben in feedback/ is a link; put a real folder there",
                "01-tiny: 1 page (rationale) in feedback/; nothing is released",
            ],
        )


class TestRelease:
    """Handing out."""

    def test_a_zip(self, read: Path, capsys: Any) -> None:
        """`--release zip` writes one file for all, with a folder a learner, and never over another."""
        code, lines = feedback(read, capsys, NAME, "--release", "zip", "--to", "all.zip")

        assert code == 1  # dee has no page
        assert lines[-1] == (
            "all.zip: 3 of 3 pages; upload it where your learners get theirs, "
            "each one's folder to its owner alone"
        )
        with zipfile.ZipFile(read / "all.zip") as packed:
            assert packed.namelist() == [f"{name}/{NAME}.html" for name in ("ada", "ben", "cy")]
            assert packed.read(f"ada/{NAME}.html").decode() == page_of(read, "ada")
        again = feedback(read, capsys, NAME, "--release", "zip", "--to", "all.zip")
        assert again == (1, ["all.zip: there is already such a file; give another name to --to"])

    def test_the_exchange(self, read: Path, tmp_path: Path, capsys: Any) -> None:
        """nbgrader's own release_feedback copies each page under the name that only its learner knows."""
        exchange = tmp_path / "exchange"
        exchange.mkdir(mode=0o777)
        with (read / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(f"\nc.Exchange.root = {str(exchange)!r}\n")
        code, lines = feedback(read, capsys, NAME, "--release", "exchange")

        assert code == 1
        assert (
            "cy: no timestamp.txt in its submission, so it was not collected through the exchange; "
            in (lines[-2])
        )
        assert lines[-1] == "01-tiny: 2 of 3 pages released in the exchange"
        out = exchange / "sex-work-and-the-law" / "feedback"
        names = {notebook_hash(secret=f"secret of {one}", notebook_id=NAME): one for one in ("ada", "ben")}
        assert {path.stem for path in out.iterdir()} == set(names)
        for path in out.iterdir():
            assert path.read_text("utf-8") == page_of(read, names[path.stem])
            assert stat.S_IMODE(path.stat().st_mode) == 0o644


class TestPages:
    """What the pages hold, through the gradebook."""

    def test_the_words(self, read: Path, capsys: Any) -> None:
        """Total, lateness, names, rubric rows and comment are in words on the page of their learner."""
        assert feedback(read, capsys, NAME)[0] == 1
        ada, ben = page_of(read, "ada"), page_of(read, "ben")

        assert "For Ada Lovelace (ada). Handed in on 3 February 2027 at 09:00 UTC." in ada
        assert "Total: 12.5 of 14 points." in ada
        assert "Handed in 2 days and 3 hours after the due date: nothing was taken off for this." in ada
        assert "0.5 points taken off for this; the total above is what is left" in ben
        assert "2 of 3</td><td>More than this (1): GRADER names the law." in ada
        assert "1.5 of 2</td><td>More than this (0): GRADER cannot follow it." in ada
        assert "Say <em>which</em> section &lt;script&gt;" in ada
        assert "No section is named." in ben
        assert "GRADER" not in ben  # no rows, no rubric

    def test_nothing_of_anybody_else(self, read: Path, capsys: Any) -> None:
        """A page names and quotes its own learner alone."""
        feedback(read, capsys, NAME)
        ada, cy = page_of(read, "ada"), page_of(read, "cy")

        assert "I stopped at the harbour." in ada
        for word in ("Lovelace", "harbour", "17:00", "No section", "ada", "ben<", "dee", "eve"):
            assert word not in cy
        for word in ("17:00", "No section", "ben", "(cy", "dee", "eve<"):
            assert word not in ada

    def test_wrong_rows_keep_one_page_back(self, read: Path, capsys: Any) -> None:
        """Rows that do not add up are one line, and the other pages are made."""
        read_by_hand(read, "ada", 4.0, COMMENT)
        code, lines = feedback(read, capsys, NAME, "--student", "ada", "--student", "ben")

        assert (code, lines) == (
            1,
            [
                "ada: m01-reflection: the comment: the rows add up to 3.5, the score is 4; "
                "correct one of them",
                "01-tiny: 1 page (rationale) in feedback/; nothing is released",
            ],
        )

    def test_a_mended_key_asks_for_grading(self, read: Path, capsys: Any) -> None:
        """Reasons that do not fit the points in the gradebook are not told."""
        change(read / "keys" / f"{NAME}.yaml", "    correct: [c]\n", "    correct: [a]\n")
        code, lines = feedback(read, capsys, NAME, "--student", "ada")

        assert code == 1
        assert lines[0] == (
            "ada: m01-q-stop: the gradebook has 1 points, the key now gives 0; "
            "grade again: casework grade 01-tiny"
        )

    def test_the_gradebook_is_not_changed(self, read: Path, capsys: Any) -> None:
        """Making pages leaves the gradebook as it was, to the byte."""
        before = (read / "course.db").read_bytes()
        feedback(read, capsys, NAME)

        assert (read / "course.db").read_bytes() == before


@pytest.fixture(scope="module")
def trial(content: Path) -> Source:
    """Return the trial course."""
    return source_in(content)


def text_of(source: Source, student: str, notebook: dict[str, Any], show: Show, **by_hand: Any) -> str:
    """Return a learner's page, made from data alone."""
    marks = {name.replace("_", "-"): given for name, given in by_hand.items()}
    entry, graded = graded_entry(source, student, notebook, marks)
    return page(make_sheet(source, entry, graded, source.assignment, show))


class TestCanary:
    """What must not get out."""

    @pytest.mark.parametrize("student", ANSWERS)
    @pytest.mark.parametrize("show", ["none", "score"])
    def test_no_key_without_reasons(self, trial: Source, student: str, show: Show) -> None:
        """Without reasons a page holds no rationale, debrief, model answer, level or option at all."""
        notebook = notebook_of(student, trial_notebook())
        told = text_of(trial, student, notebook, show, m01_reflection=(3.5, COMMENT))

        assert given_away(trial, told) == []
        for question in trial.materials.module.graded_questions.values():
            for option in question.options.values():
                assert f">{option}" not in told
                assert f". {option}" not in told

    def test_reasons_are_all_there(self, trial: Source) -> None:
        """With reasons every rationale of the questions that were asked is told, the model answer never."""
        told = text_of(trial, "ben", notebook_of("ben", trial_notebook()), "rationale")

        keys = trial.materials.keys
        lost = [why.text for key in keys.keys.values() for why in key.why.values() if why.text not in told]
        assert lost == []
        assert keys.debriefs["m01-case"] in told
        assert "SECRET I once stopped." not in told
        assert "Where to read again" not in told  # the tiny course's lesson names no outcomes

    def test_every_type(self, tmp_path: Path) -> None:
        """Of no type a key is given away without reasons; with them, each option's is told."""
        shutil.copytree(GALLERY, tmp_path / "course", ignore=shutil.ignore_patterns(".*"))
        rooms, name = tmp_path / "course" / "assessments", "99-gallery"
        released = json.loads((GALLERY / "modules" / name / f"{name}.ipynb").read_bytes())
        shutil.copytree(rooms.parent / "modules" / name, rooms / "release" / name)
        source = source_in(rooms, name, released)
        simulate(rooms / "release", rooms / "keys", rooms / "submitted", 3, 7)
        keys = source.materials.keys.keys
        for student in ("student-001", "student-002", "student-003"):
            handed = json.loads((rooms / "submitted" / student / name / f"{name}.ipynb").read_bytes())
            told = {show: text_of(source, student, handed, show) for show in SHOWS}

            assert given_away(source, told["none"]) == []
            assert given_away(source, told["score"]) == []
            asked = source.materials.module.graded_questions
            reasons = {why.text for id_ in keys if asked[id_].options for why in keys[id_].why.values()}
            assert len(reasons) > 10
            assert reasons - set(given_away(source, told["rationale"])) == set()
            assert "are not a sample" not in told["rationale"]  # a model answer

    def test_a_hostile_text_is_text(self, trial: Source) -> None:
        """A learner's script is shown as letters, also where a notebook was graded without our steps."""
        notebook = notebook_of("ben", trial_notebook())
        entry, graded = graded_entry(trial, "ben", notebook, {})
        cell = next(cell for cell in graded["cells"] if cell["id"] == REFLECTION)
        raw = '<div class="cw-learner x"><script>alert(1)</script><p onclick="x()">a</p></div>'
        for source in (cell["source"], raw, "<!-- <b> -->" + raw):
            cell["source"] = source
            told = page(make_sheet(trial, entry, graded, NAME, "rationale"))
            assert "<script" not in told
            assert "<p onclick" not in told
            assert "<img" not in told
            assert "&lt;script&gt;" in told

    def test_a_cell_that_nobody_knows(self, trial: Source) -> None:
        """A graded cell without a place in the gradebook is one line, not a page with a gap."""
        entry, graded = graded_entry(trial, "ada", answered(trial_notebook(), {}), {})
        del entry.cells["m01-q-mix"]  # type: ignore[attr-defined]
        with pytest.raises(NoPage) as caught:
            make_sheet(trial, entry, graded, NAME, "score")

        again = "grade again: casework grade 01-tiny"
        assert caught.value.lines == (f"m01-q-mix: not in the gradebook; {again}",)


def test_generate_feedback_keeps_to_the_modules_word(read: Path) -> None:
    """nbgrader's own pages lose their reasons where the module says points, and never show the rubric."""
    graded = read.parent / "modules" / NAME / "graded.yaml"
    change(graded, "module: 01-tiny\n", "module: 01-tiny\nfeedback: points\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(read / ".jupyter"))
        patch.delenv("CASEWORK_KEYS", raising=False)
        patch.chdir(read)
        app = GenerateFeedbackApp()
        app.initialize([NAME])
        app.start()
    told = page_of(read, "ada")

    assert "Right: 1 of 1 point." in told
    assert "SECRET" not in told
    assert "GRADER" not in told


def test_formgrader_shows_the_rubric_and_nobody_else(read: Path) -> None:
    """By the course's settings formgrader's page of a submission has the rubric; other pages have not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_CONFIG_DIR", str(read / ".jupyter"))
        converter = course_converter(read, "this test")
    assert converter.config.HTMLExporter.preprocessors == [f"{ShowRubric.__module__}.ShowRubric"]
    exporter = HTMLExporter(config=converter.config)
    notebook = str(read / "autograded" / "ada" / NAME / f"{NAME}.ipynb")
    page_of_submission = {"submission_id": "1", "assignment_id": NAME}

    assert "GRADER names the section." in exporter.from_filename(notebook, page_of_submission)[0]
    assert "GRADER" not in exporter.from_filename(notebook, {})[0]
    (read / "rubrics" / "m01-reflection.yaml").write_text("broken: [", encoding="utf-8")
    assert "harbour" in exporter.from_filename(notebook, page_of_submission)[0]
