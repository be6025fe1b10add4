"""A case with paths and roles: for the page, in print, in the hand-in panel. Paths: test_paths_stub."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from unit.branching_case import RIGHT, write_branching_course
from unit.course_builder import NAME, change

from casework.answers import Answer
from casework.cases import Case
from casework.checks import check_course
from casework.marking import hand_in, mark_answers
from casework.module import load_module
from casework.sources import plain_label
from casework.widgets import CaseStudy, case_study
from casework.widgets.case_page import printed
from casework.widgets.case_study import public_case

AT = "2026-11-22T10:00:00.000Z"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a branching module's folder, as the kernel's working folder."""
    path = write_branching_course(tmp_path)
    monkeypatch.chdir(path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return path


@pytest.fixture
def case(folder: Path) -> Case:
    """Return its case."""
    return load_module(folder).cases["m01-case"]


def answers(**responses: object) -> dict[str, Answer]:
    """Return answers to the case's steps, by the end of their ids; `case` is its progress."""
    named = {"m01-case" if name == "case" else f"m01-case-{name}": one for name, one in responses.items()}
    return {id_: Answer(response, AT, 1) for id_, response in named.items()}


def words(html: str) -> str:
    """Return the words of HTML."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_the_page_knows_the_ways_and_no_key(folder: Path) -> None:
    """The page gets ids, ways and starts; neither a graded step's key nor a practice step's reasons."""
    widget = case_study("m01-case")
    spec = json.dumps(widget.spec)

    assert widget.spec["starts"] == {"driver": "m01-case-s1", "walker": "m01-case-s4"}
    assert widget.spec["length"] is None
    assert widget.spec["steps"][0]["next"] == {"a": "m01-case-s2", "c": "m01-case-s3", "else": "m01-case-s3"}
    assert [step["back"] for step in widget.spec["steps"]] == [True, True, True, True, False, True]
    assert widget.spec["steps"][5]["question"] is None
    for hidden in ("SECRET", "It is red", "correct"):
        assert hidden not in spec


def test_what_authors_write_is_escaped(folder: Path) -> None:
    """Titles of steps and roles are Markdown: no tag of theirs reaches the page."""
    change(folder / "case.yaml", "title: A *driver*", 'title: "A *driver* <img src=x>"')
    change(folder / "case.yaml", "title: The light", 'title: "The <script>light"')
    case = load_module(folder).cases["m01-case"]
    page = json.dumps(public_case(case, plain_label)) + "".join(printed(case, {})[:1])

    assert "<img" not in page
    assert "<script" not in page
    assert "A <em>driver</em> &lt;img src=x&gt;" in page


def test_every_step_is_printed_with_its_ways_in_words(case: Case, folder: Path) -> None:
    """On paper all steps stand in the file's order, and each says where to go on, by the answer."""
    html, text = CaseStudy(case, folder).fallback()
    expected = [
        *("Choose a role.", "A driver: begin at step 1.", "A walker & more: begin at step 4."),
        *("1. The corner", "If you chose a, go to step 2. Otherwise go to step 3."),
        *("2. The light", "Go to step 5."),
        *("3. The sign", "Go to step 5."),
        *("4. The kerb", "Go to step 5."),
        *("5. The road", "If you chose b, go to step 6. Otherwise go to the end."),
        *("6. Home", "Seen at s6.", "Go to the end."),
    ]
    for shown in (words(html).replace("&amp;", "&"), " ".join(text.split())):
        places = [shown.find(one, 0) for one in expected]
        found = 0
        for one in expected:
            found = shown.find(one, found)
            assert found >= 0, (one, places)
        assert "SECRET" not in shown
        assert case.debrief not in shown
    assert html.count("<h4>") == 6


def test_a_case_in_a_line_is_printed_without_ways(folder: Path) -> None:
    """Where there is one path, no step says where to go on."""
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    for gone in (
        r"    tracks:\n.*\n.*\n",
        r"        next: .*\n",
        r"(?s)      - id: m01-case-s3\n.*?(?=    debrief)",
    ):
        text = re.sub(gone, "", text)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    case = load_module(folder).cases["m01-case"]
    html, shown = printed(case, {})

    assert (case.branches, case.length) == (False, 2)
    assert "go to" not in (html + shown).casefold()
    assert "cw-others" not in public_case(case, plain_label)["end_html"]


def test_the_debrief_tells_of_every_step_that_can_be_missed(case: Case) -> None:
    """The list of paths not taken has each step's title and facts; the page hides the learner's own."""
    end = public_case(case, plain_label)["end_html"]

    assert re.findall(r'data-other="m01-case-(s\d)"', end) == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert "Seen at s4." in end
    assert "What is to be done" not in end


def test_marking_on_the_spot_follows_the_answers(folder: Path) -> None:
    """ "Mark it now" counts the path of answers and role, out of what one path offers."""
    module = load_module(folder)

    assert mark_answers(module, answers(s1=["a"], **RIGHT)).words == "3 of 6 points"
    assert mark_answers(module, answers(s4=["a"])).words == "0 of 6 points"
    assert mark_answers(module, answers(s4=["a"], case={"track": "walker"})).words == "2 of 6 points"


def test_the_hand_in_panel_counts_the_path(folder: Path) -> None:
    """The panel is sent the ids that make the path, and its receipt counts the steps on it alone."""
    panel = hand_in()
    sent = [*panel.spec["ids"]]
    replies: list[dict[str, object]] = []
    panel.send = replies.append
    given = {id_: one.to_json() for id_, one in answers(s1=["a"], s2=["a"], s3=["a"]).items()}
    panel._receive(panel, {"kind": "check", "n": 1, "answers": given, "at": AT}, [])

    assert {"m01-case", "m01-case-s1", "m01-case-s2", "m01-q-stop"} <= set(sent)
    assert [item["path"] for item in panel.spec["items"]] == [None, None, *["m01-case"] * 4]
    assert panel.spec["paths"] == [{"id": "m01-case", "label": "The faded sign"}]
    assert "Graded questions answered 1 of 4" in words(str(replies[0]["html"]))


def test_checks_look_at_scenes_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step without a question has an id of its module, and one that no other module has."""
    root = folder.parents[1]
    monkeypatch.chdir(root)
    path = folder / "case.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("m01-case-s6", "m02-home"), encoding="utf-8")

    assert [str(problem) for problem in check_course(root).problems] == [
        f"modules/{NAME}/case.yaml:86: step 'm02-home': the id must begin with 'm01-', the module's number"
    ]
