"""The final test's page: which form is yours, what came of it, the certificate's panel, the boosters."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from unit.course_builder import change, put_answers
from unit.final_builder import (
    HUB,
    PRE_A,
    PRE_B,
    TRIES,
    A,
    B,
    C,
    hand_in_lesson,
    keys_file,
    mark,
    notebook_of,
    save,
    write_final_course,
)
from unit.page import answer, sent

from casework import final_test
from casework.certificates import read_certificate
from casework.final_test import TEACHER, Shown, certificate, final
from casework.module import CourseError, load_module
from casework.progress_report import standings
from casework.records import read_course
from casework.widgets.certificate_panel import HOW, CertificatePanel
from casework.widgets.quiz import Quiz
from casework.widgets.review import Review, booster


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the course; the kernel runs in the final test's folder."""
    hub = write_final_course(tmp_path)
    monkeypatch.chdir(hub)
    for name in ("CASEWORK_KEYS", "JPY_SESSION_NAME", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def told() -> str:
    """Return what final() shows, as plain words."""
    return repr(final())


def your(form: str) -> str:
    """Return what is said of a form that waits."""
    return f'Your form is 08 Form {form[-1].upper()}. Answer all of it, then press "Mark it now".'


def without_keys(root: Path) -> None:
    """Make this copy one that learners get from a class: without keys."""
    (root / "assessments" / "keys").rename(root / "keys")


class TestFinal:
    """final()."""

    def test_a_form_is_drawn_and_kept(self, root: Path) -> None:
        """The first call draws a form that the pre-test did not show; every later call shows the same."""
        save(root, PRE_A)
        assert [told() for _ in range(4)] == [your(A)] * 4
        assert f'<a href="../{A}/{A}.ipynb">08 Form A</a>' in final().html

    def test_the_progress_table_wants_the_form_that_was_drawn(self, root: Path) -> None:
        """Before a form is drawn the first one is wanted; then the drawn one, after a fail the next."""

        def wanted() -> list[str]:
            rows = standings(read_course(root))
            return [row.name for row in rows if row.name in (A, B, C) and not row.spare]

        save(root, PRE_B)
        assert wanted() == [A]
        told()
        assert wanted() == [B]
        mark(root, B, wrong=3)
        told()
        assert wanted() == [C]

    def test_any_of_two_is_kept(self, root: Path) -> None:
        """Where two forms are open the one that was drawn first stays, in ten calls."""
        assert len({told() for _ in range(10)}) == 1

    def test_fail_and_fail_and_fail(self, root: Path) -> None:
        """After a fail the retake is shown, then the last form, then that all were taken."""
        save(root, PRE_A)
        told()
        mark(root, A, wrong=3)
        assert told().startswith(your(C))
        mark(root, C, wrong=3)
        assert told().startswith(your(B))
        mark(root, B, wrong=3)
        assert told().startswith(
            "You have taken every form. Go through the lessons that the tables named, and ask your "
            "instructor, or a colleague, to go through the questions with you. Form Marked on Points Result"
        )
        assert re.findall(r"4 of 10 points (not )?passed", told()) == ["not "] * 3

    def test_passed(self, root: Path) -> None:
        """Once passed the page says so, lists every try, and draws no more."""
        mark(root, A, wrong=4)
        mark(root, C, wrong=1)
        assert told().startswith(
            "You have passed with 9 of 10 points. Your certificate is in the next part. "
            "Form Marked on Points Result 08 Form A "
        )
        assert "0 of 10 points not passed 08 Form C " in told()
        assert not final_test._place()[0].held.answers[TRIES].response["drawn"][2:]

    def test_a_title_with_markup(self, root: Path) -> None:
        """A title from a notebook, and a form's name, are shown as letters."""
        path = notebook_of(root, C)
        path.write_text(path.read_text(encoding="utf-8").replace("Form C", "<b>C</b>"), encoding="utf-8")
        mark(root, C)
        assert "08 &lt;b&gt;C&lt;/b&gt;" in final().html

    def test_it_cannot_be_kept(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the folder cannot be written to the form is shown, with what to do."""
        save(root, PRE_A)

        def refuse(*_: object) -> None:
            raise OSError(30, "Read-only file system")

        monkeypatch.setattr("casework.tries.write_sidecar", refuse)
        assert told() == (
            f"{your(A)} The form that was drawn cannot be kept (Read-only file system); note which it is."
        )

    def test_a_copy_without_keys(self, root: Path) -> None:
        """Without keys the form is shown, and that the instructor marks it."""
        save(root, PRE_A)
        without_keys(root)
        assert told() == f"Your form is 08 Form A, unless your instructor named another. {TEACHER}"

    def test_another_folder(self, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """In a folder without final.yaml, or outside modules/, one line says so."""
        monkeypatch.chdir(root / "modules" / "01-tiny")
        with pytest.raises(CourseError) as caught:
            final()
        assert str(caught.value) == "01-tiny has no final.yaml"
        other = tmp_path / "other"
        other.mkdir()
        (root / "modules" / HUB / "final.yaml").rename(other / "final.yaml")
        monkeypatch.chdir(other)
        with pytest.raises(CourseError) as caught:
            final()
        assert str(caught.value) == (
            "other is in no modules/ folder; put it back there and run this cell again."
        )

    def test_rules_that_cannot_be_read(self, root: Path) -> None:
        """A mistake in final.yaml is one line with its place."""
        change(root / "modules" / HUB / "final.yaml", "pass_percent: 80", "pass_percent: 0")
        with pytest.raises(CourseError) as caught:
            final()
        assert str(caught.value) == (
            f"{HUB}: its questions cannot be read (final.yaml:6: "
            "'pass_percent' is 0; it must be more than 0); it is left out."
        )


class TestGain:
    """The pre-test beside its pairs in the final test."""

    GAIN = "Before the course you had 1 of 2 points in 00 Form A."

    def test_gain(self, root: Path) -> None:
        """After a try the pre-test's points stand beside those of its pairs in that form."""
        save(root, PRE_A, wrong=1)
        assert "Before the course" not in told()
        save(root, A)
        mark(root, A)
        assert told().endswith(
            f"{self.GAIN} In the questions of your final test that pair with it you have 2 of 2."
        )

    def test_pairs_that_weigh_more(self, root: Path) -> None:
        """The pairs are counted in points, not in questions."""
        for form in (PRE_A, "00-test-b"):
            graded = root / "modules" / form / "graded.yaml"
            graded.write_text(graded.read_text("utf-8").replace("points: 1", "points: 3"), "utf-8")
        for form in (PRE_A, A):
            path = notebook_of(root, form)
            path.write_text(path.read_text("utf-8").replace('"points": 1,', '"points": 3,'), "utf-8")
        save(root, PRE_A)
        save(root, A, wrong=1)
        mark(root, A, wrong=1)
        assert told().endswith(
            "Before the course you had 6 of 6 points in 00 Form A. "
            "In the questions of your final test that pair with it you have 3 of 6."
        )

    def test_no_pre_test(self, root: Path) -> None:
        """Who took no pre-test is told of no gain."""
        save(root, A)
        mark(root, A)
        assert "Before the course" not in told()

    def test_keys_of_the_pre_test_are_missing(self, root: Path) -> None:
        """If the pre-test cannot be marked the page is shown all the same, with the reason."""
        save(root, PRE_A)
        mark(root, A, wrong=4)
        keys_file(root, PRE_A).unlink()
        assert told().startswith(your(C))
        assert "no key file for the 2 graded questions" in told()


class TestCertificate:
    """certificate() and its panel."""

    def pressed(self, name: str) -> CertificatePanel:
        """Return the panel after a name was typed and the button pressed."""
        panel = certificate()
        assert isinstance(panel, CertificatePanel)
        panel.name.value = name
        panel.button.click()
        return panel

    def test_not_passed_yet(self, root: Path) -> None:
        """Before a form is passed the cell says when there is a certificate."""
        said = "The certificate is made here as soon as a form of the final test is passed."
        assert repr(certificate()) == said
        mark(root, A, wrong=3)
        assert repr(certificate()) == said

    def test_modules_that_are_not_done(self, root: Path) -> None:
        """With a form passed, what is not done yet is listed by its title."""
        mark(root, A)
        assert repr(certificate()) == (
            "You have passed. These modules are not done yet: hand each in, with the button on its page, "
            "even where you skipped a part. 01-tiny"
        )

    def test_a_copy_without_keys(self, root: Path) -> None:
        """Without keys the instructor makes the certificate."""
        without_keys(root)
        shown = certificate()
        assert isinstance(shown, Shown)
        assert shown._repr_html_() == f"<p>{TEACHER}</p>"

    def test_made(self, root: Path) -> None:
        """With a name the panel gives both files as links; they hold the try that passed."""
        mark(root, A, wrong=4)
        mark(root, C, wrong=1)
        hand_in_lesson(root)
        panel = self.pressed("Ann")
        assert panel.status.text == "The certificate is ready: press a link to download it."
        html = panel.result.value
        assert re.findall(r'download="([^"]+)"', html) == ["certificate.pdf", "certificate.html"]
        packed = re.findall(r'base64,([^"]+)"', html)
        made = {read_certificate(base64.b64decode(one)) for one in packed}
        ((found, code),) = made
        assert (found.name, found.form, found.points, found.of, found.minutes) == ("Ann", C, 9.0, 10.0, 30)
        assert f"Code: <b>{code}</b>. To have it checked, send a certificate together with the" in html

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            (
                "  ",
                "Not made: type the name that is to stand on the certificate, then press the button again.",
            ),
            ("x" * 200, "Not made: the name has 200 characters; at most 120 fit on the certificate."),
        ],
        ids=["none", "too long"],
    )
    def test_a_name_that_is_none(self, root: Path, name: str, said: str) -> None:
        """Without a name, or with too long a one, the panel says so and takes earlier links away."""
        mark(root, A)
        hand_in_lesson(root)
        panel = self.pressed("Ann")
        panel.name.value = name
        panel.button.click()
        assert (panel.result.value, panel.status.text) == ("", said)

    def test_a_name_with_markup_and_letters_that_lack(self, root: Path) -> None:
        """HTML in a name is shown as letters; where the PDF lacks letters the remark is shown."""
        mark(root, A)
        hand_in_lesson(root)
        html = self.pressed("<img src=x> 王").result.value
        assert "<p>For <b>&lt;img src=x&gt; 王</b>: " in html
        assert html.endswith(
            "<p>The PDF lacks letters of this name: use the page, and print it from your browser.</p>"
        )

    def test_without_matplotlib(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where matplotlib is not installed there is the page alone, and a remark."""

        def lacking(_: object) -> None:
            raise ImportError

        monkeypatch.setattr(final_test, "pdf", lacking)
        mark(root, A)
        hand_in_lesson(root)
        html = self.pressed("Ann").result.value
        assert re.findall(r'download="([^"]+)"', html) == ["certificate.html"]
        assert html.endswith(
            "<p>No PDF, because matplotlib is not installed here: print the page from your browser.</p>"
        )

    def test_a_page_without_widgets(self) -> None:
        """Where no widgets are shown, the cell says what the panel would be for."""
        bundle = CertificatePanel(lambda name: name)._repr_mimebundle_()
        assert (bundle["text/plain"], bundle["text/html"]) == (HOW, f"<p>{HOW}</p>")

    def test_nothing_of_the_name_is_kept(self, root: Path) -> None:
        """The name stands in no file of the course."""
        mark(root, A)
        hand_in_lesson(root)
        self.pressed("Zebedee")
        assert not [p for p in root.rglob("*") if p.is_file() and b"Zebedee" in p.read_bytes()]


def ago(days: int) -> str:
    """Return a time so many days before now, as a record holds it."""
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


class TestBooster:
    """booster()."""

    def test_before_the_test(self, root: Path) -> None:
        """Before a form is answered to the end the booster waits."""
        put_answers(notebook_of(root, A), {"m08-ta-1": answer(["c"], ago(100))})
        assert (
            booster(7).lead
            == "Day 7: six questions from all lessons. They wait until you have taken the test."
        )

    def test_before_its_day(self, root: Path) -> None:
        """Before its day the booster says from when on it is there."""
        save(root, A, at="2090-01-01T12:00:00Z")
        assert re.fullmatch(
            r"Day 30: six questions from all lessons, from (30|31) January 2090 on\.", booster(30).lead
        )

    def test_nothing_tried(self, root: Path) -> None:
        """Who tried no practice question of a lesson is asked none; the evaluation does not count."""
        save(root, A, at=ago(100))
        put_answers(notebook_of(root, HUB), {"m08-p-made": answer({"skip": "no"}, ago(99))})
        shown = booster(90)
        assert (shown.lead, shown.quizzes) == (
            "You have tried no practice question yet, so there is none to ask again.",
            (),
        )

    def test_on_its_day(self, root: Path) -> None:
        """From its day on the tried questions of the lessons are asked, without their old answers."""
        save(root, A, at=ago(20))
        save(root, B, at=ago(1))
        put_answers(notebook_of(root, "01-tiny"), {"m01-warm": answer(["b"], ago(30))})
        shown = booster(7)
        assert isinstance(shown, Review)
        assert shown.lead == "Day 7: 1 question from all lessons. Answer from memory, then read why."
        (quiz,) = shown.quizzes
        assert "Which are warm colours?" in str(quiz.spec)
        assert quiz.spec["since"][:10] in {ago(12)[:10], ago(13)[:10], ago(14)[:10]}

    @pytest.mark.parametrize("days", [0, 8, "7", None])
    def test_no_such_pack(self, root: Path, days: object) -> None:
        """Another number of days is one line with those that there are."""
        with pytest.raises(CourseError) as caught:
            booster(days)
        assert str(caught.value) == (
            f"booster({days!r}): there are packs for day 7, 30, 90; write one of these numbers."
        )

    def test_another_folder(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """In a lesson's folder one line says where it belongs."""
        monkeypatch.chdir(root / "modules" / "01-tiny")
        with pytest.raises(CourseError) as caught:
            booster(7)
        assert str(caught.value) == "01-tiny has no final.yaml; booster() belongs beside a final test"


class TestEvaluation:
    """A form to fill in: a classify question whose key accepts every value."""

    def test_nobody_scores_it(self, root: Path) -> None:
        """Whatever is chosen is kept and told as kept: no points, not right, not wrong."""
        module = load_module(root / "modules" / HUB)
        quiz = Quiz(module.questions["m08-p-made"], module.practice_keys["m08-p-made"], module.folder, None)
        sent(quiz, kind="answer", n=1, question="m08-p-made", answer=answer({"skip": "no"}), sidecar=False)
        found = quiz.feedback["m08-p-made"]
        assert (found["state"], found["words"]) == ("by-hand", "Kept in this file. Nobody scores it.")
        assert {slot: (one["state"], one["words"]) for slot, one in found["slots"].items()} == {
            "skip": ("left", "You chose: Disagree."),
            "time": ("left", "Not answered."),
        }
