"""Tests of progress(), review() and review_pack() as a kernel runs them. Not here: JavaScript, counting."""

from __future__ import annotations

import base64
import json
import re
import shutil
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from unit.anything import JSON
from unit.course_builder import NAME, add_module, put_answers
from unit.page import sent

from casework import ask, progress, review, review_pack
from casework.answers import read_sidecar
from casework.module import CourseError
from casework.transfer import FILE
from casework.widgets import Quiz
from casework.widgets.progress import Progress
from casework.widgets.review import Review

SECOND = "02-small"
PAST = "2024-11-22T10:00:00.000Z"


@pytest.fixture
def root(kernel_folder: Path) -> Path:
    """Return a course of two modules; the kernel works in the first one's folder."""
    add_module(kernel_folder.parent.parent)
    return kernel_folder.parent.parent


@pytest.fixture
def second(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the second module's notebook, where the kernel now is."""
    path = root / "modules" / SECOND / f"{SECOND}.ipynb"
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    return path


def first(root: Path) -> Path:
    """Return the first module's notebook."""
    return root / "modules" / NAME / f"{NAME}.ipynb"


def answer(response: object, at: str = PAST, attempts: int = 1) -> dict[str, Any]:
    """Return an answer as the page sends it, given long ago: the clock in these tests is the real one."""
    return {"response": response, "at": at, "attempts": attempts}


def ago(days: float) -> str:
    """Return the time some days ago as a record has it."""
    return (
        (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def replies(panel: Progress, content: Any) -> list[dict[str, Any]]:
    """Return what the panel sends when the page has sent ``content``."""
    found: list[dict[str, Any]] = []
    panel.send = found.append
    panel._receive(panel, content, [])
    return found


def words(reply: dict[str, Any]) -> list[str]:
    """Return the paragraphs of a reply."""
    return [unescape(re.sub("<[^>]*>", "", one)) for one in re.findall("<p>.*?</p>", reply["html"])]


def saved(panel: Progress) -> str:
    """Return the text of the file that the panel makes."""
    (reply,) = replies(panel, {"kind": "save"})
    found = re.search(
        r'<a download="casework-progress.json" href="data:application/json;base64,([^"]+)">', reply["html"]
    )
    assert found
    return base64.b64decode(found[1]).decode()


# --- progress()


def test_the_panel_shows_the_table(root: Path) -> None:
    """progress() shows every module with a link to the first that is not done; print gets the same."""
    panel = progress()
    bundle = panel._repr_mimebundle_()

    assert '<a href="01-tiny.ipynb">Resume with 01-tiny</a>' in panel.table
    assert bundle is not None
    assert bundle[0]["text/html"] == panel.table
    assert bundle[0]["text/plain"].startswith("Your progress Module Minutes Done Practised Handed in 01-tiny")


def test_outside_a_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside a course progress() says in one line where the notebook belongs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    with pytest.raises(CourseError) as caught:
        progress()

    assert str(caught.value) == (
        f"no modules/ folder in {tmp_path.name} or above; open this notebook in the course's folder."
    )


def test_saved_in_one_copy_and_loaded_into_another(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loaded into a fresh copy, ask() shows the answers, and the page gets those of its own notebook."""
    fresh = Path(shutil.copytree(root, root.parent / "fresh"))
    put_answers(first(root), {"m01-primary": answer(["b"], attempts=2)})
    put_answers(root / "modules" / SECOND / f"{SECOND}.ipynb", {"m02-q-stop": answer(["c"])})
    text = saved(progress())
    monkeypatch.chdir(fresh / "modules" / NAME)
    monkeypatch.setenv("JPY_SESSION_NAME", str(first(fresh)))
    panel = progress()
    (reply,) = replies(panel, {"kind": "load", "text": text})

    assert words(reply) == [
        "01-tiny: 1 answer loaded.",
        "02 Signs and <b>: 1 answer loaded.",
        "Now choose Run > Run All Cells in each lesson: "
        "it shows your answers and takes them into its own file.",
    ]
    assert reply["answers"] == {"m01-primary": {"v": 1, **answer(["b"], attempts=2)}}
    assert "1 of 4; 2 tries; 1 right at the last try" in panel.table
    quiz = ask("m01-primary")
    assert quiz.response("m01-primary") == ["b"]
    assert quiz.feedback["m01-primary"]["words"] == "Right."
    beside = fresh / "modules" / SECOND / f"{SECOND}.answers.json"
    assert read_sidecar(beside).answers["m02-q-stop"].response == ["c"]


def test_a_file_that_is_refused(root: Path) -> None:
    """What is wrong with a file is said in one escaped line, and nothing is written."""
    panel = progress()
    for text, said in (
        ("{", "the file is damaged, or is no progress file"),
        (None, "the file has more than 4,000,000 bytes"),
        (json.dumps({"kind": "casework-progress", "version": "<img>"}), "the file has version '<img>'"),
    ):
        (reply,) = replies(panel, {"kind": "load", "text": text})

        assert words(reply)[0].startswith(f"Nothing was done: {said}")
        assert "<img" not in reply["html"]
        assert reply.get("answers") is None
    assert list(root.rglob("*.answers.json")) == []


def test_a_course_that_went_away(root: Path) -> None:
    """If the folder is gone when a button is pressed, the panel says so."""
    panel = progress()
    (root / "modules").rename(root / "gone")

    assert words(replies(panel, {"kind": "save"})[0]) == [
        "The course's folder cannot be read (No such file or directory)."
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(JSON)
def test_any_message(root: Path, content: Any) -> None:
    """Whatever the page sends, the panel answers in words or is silent."""
    panel = progress()
    for message in (content, {"kind": content}, {"kind": "load", "text": content}):
        assert all(words(reply) for reply in replies(panel, message))


# --- review()


def test_nothing_earlier(root: Path, second: Path) -> None:
    """Before any practice was tried, and in the first module, review() is one plain line."""
    said = "Nothing to review yet: you have tried no practice question of an earlier module."
    assert review().lead == said
    put_answers(first(root), {"m01-q-stop": answer(["c"]), "m01-case-s1": answer(["a"])})

    assert (review().lead, review().quizzes) == (said, ())


def test_earlier_questions_start_blank(root: Path, second: Path) -> None:
    """The earlier module's tried questions are shown unanswered, with their own module's sources."""
    put_answers(first(root), {"m01-primary": answer(["a"]), "m01-warm": answer(["a", "c"])})
    cell = review()

    assert (
        cell.lead == "Before you start: 2 questions from earlier modules. Answer from memory, then read why."
    )
    assert [quiz.spec["question"]["id"] for quiz in cell.quizzes] == ["m01-primary", "m01-warm"]
    assert [quiz.answers for quiz in cell.quizzes] == [{}, {}]
    sent(cell.quizzes[0], kind="answer", n=1, question="m01-primary", answer=answer(["b"]))
    assert "Handbook of light, chapter 1" in str(cell.quizzes[0].feedback)


def test_what_was_answered_here_stays_here(root: Path, second: Path) -> None:
    """An answer given in this notebook is shown when the cell runs again, and is the newest of the course."""
    put_answers(first(root), {"m01-primary": answer(["a"])})
    put_answers(second, {"m01-primary": answer(["b"], "2024-11-23T10:00:00.000Z", 2)})
    (quiz,) = review().quizzes

    assert quiz.response("m01-primary") == ["b"]
    assert "1 of 4; 2 tries; 1 right at the last try" in progress().table


def test_review_without_a_known_notebook(root: Path, second: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the kernel is not told its notebook, an answer kept aside lies beside this module's own."""
    put_answers(first(root), {"m01-primary": answer(["a"])})
    monkeypatch.delenv("JPY_SESSION_NAME")
    (quiz,) = review().quizzes
    reply = sent(quiz, kind="answer", n=1, question="m01-primary", answer=answer(["b"]), sidecar=True)

    assert reply is not None
    assert reply["sidecar"] == f"{SECOND}.answers.json"
    assert list(root.rglob("*.answers.json")) == [second.with_suffix(".answers.json")]


def test_in_print_the_questions_are_readable(root: Path, second: Path) -> None:
    """For print and pages without widgets the cell holds the questions as text."""
    put_answers(first(root), {"m01-primary": answer(["a"])})
    bundle = review()._repr_mimebundle_()

    assert "<strong>primary</strong> colour of light?" in bundle["text/html"]
    assert "[ ] b. Red, as in traffic lights" in bundle["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_a_module_in_a_strange_place(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module's folder outside modules/ has no earlier modules, and the line says what to do."""
    moved = Path(shutil.move(root / "modules" / NAME, root / "elsewhere"))
    monkeypatch.chdir(moved)
    with pytest.raises(CourseError) as caught:
        review()

    assert (
        str(caught.value) == "elsewhere is in no modules/ folder; put it back there and run this cell again."
    )


def test_a_broken_module_of_ones_own(root: Path) -> None:
    """With a mistake in its own files review() says the mistake."""
    (root / "modules" / NAME / "graded.yaml").write_text("module: 5\n", encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        review()

    assert "its questions cannot be read" in str(caught.value)


# --- review_pack()


def finished(root: Path, days: float, more: dict[str, Any] | None = None) -> date:
    """Finish the first module some days ago; return the day on which the pack for day 7 is due."""
    at = ago(days)
    done = {id_: answer(["a"], at) for id_ in ("m01-q-stop", "m01-q-mix", "m01-case-s2")}
    put_answers(first(root), {**done, **(more or {})})
    return datetime.fromisoformat(at).astimezone().date() + timedelta(days=7)


def test_a_pack_before_its_time(root: Path) -> None:
    """Before a module is finished, and before the day, a pack says when it is due."""
    assert review_pack(7).lead == (
        "This review is due 7 days after you have answered this module's graded questions."
    )
    when = finished(root, 6)
    cell = review_pack(days=7)

    assert (
        cell.lead == f"This review is due on {when.day} {when:%B %Y}, 7 days after you finished the module."
    )
    assert cell.quizzes == ()


def test_a_pack_when_it_is_due(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On its day a pack shows the module's own practice, and hides what was answered before that day."""
    monkeypatch.setenv("JPY_SESSION_NAME", str(first(root)))
    when = finished(root, 8, {"m01-primary": answer(["a"], ago(9))})
    cell = review_pack(7)

    assert cell.lead == "Review, day 7: 2 questions. Answer from memory, then read why."
    assert [quiz.spec["question"]["id"] for quiz in cell.quizzes] == ["m01-primary", "m01-warm"]
    midnight = datetime.combine(when, datetime.min.time()).astimezone()
    assert {datetime.fromisoformat(quiz.spec["since"]) for quiz in cell.quizzes} == {midnight}
    assert cell.quizzes[0].spec["since"].endswith(".000Z")
    assert review_pack(30).quizzes == ()


def test_a_pack_of_a_number_that_is_none(root: Path) -> None:
    """A pack for another day is refused with the days there are."""
    with pytest.raises(CourseError) as caught:
        review_pack(8)

    assert str(caught.value) == (
        "review_pack(8): there are packs for day 7, 30, 90; write one of these numbers."
    )


def test_a_pack_of_a_module_without_practice(root: Path) -> None:
    """A module without practice questions says that there is nothing to review."""
    finished(root, 8)
    (root / "modules" / NAME / "practice.yaml").unlink()

    assert review_pack(7).lead == "This module has no practice questions to review."


def test_a_lead_is_escaped() -> None:
    """What stands above the questions cannot be HTML."""
    assert Review("<b>", []).children[0].value == "<p>&lt;b&gt;</p>"
    assert Quiz._esm.count("export default") == 1
    assert FILE == "casework-progress.json"
