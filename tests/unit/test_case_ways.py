"""How the ways through a case are read, and the line that tells each mistake. Parts: test_cases.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.branching_case import RIGHT, write_branching_course
from unit.course_builder import change, write_course

from casework.case_graph import ELSE, END
from casework.cases import Case, read_cases
from casework.checks import check_course
from casework.module import load_module
from casework.yaml_lines import ContentError

FILE = "modules/01-tiny/case.yaml"
ALL = ", ".join(f"m01-case-s{number}" for number in range(1, 7))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the branching case file of a course in the current folder."""
    monkeypatch.chdir(tmp_path)
    return write_branching_course(tmp_path) / "case.yaml"


@pytest.fixture
def case(file: Path) -> Case:
    """Return its case."""
    return read_cases(file)["m01-case"]


def said(file: Path) -> list[str]:
    """Return the problems that reading the file tells, without the file's name."""
    with pytest.raises(ContentError) as caught:
        read_cases(file)
    return [str(problem).removeprefix(f"{FILE}:") for problem in caught.value.problems]


def names(case: Case, answers: dict[str, object], progress: object = None) -> str:
    """Return the steps that answers lead through, in short."""
    responses = {f"m01-case-{name}": response for name, response in answers.items()}
    return " ".join(step.id.removeprefix("m01-case-") for step in case.route(responses, progress))


def test_ways_and_tracks_are_read(case: Case) -> None:
    """Each step knows its ways on, whether there is a way back, and its line; each track its start."""
    ways = [dict(step.next) for step in case.steps]
    ids = [f"m01-case-s{number}" for number in range(1, 7)]

    assert ways[0] == {"a": ids[1], "c": ids[2], ELSE: ids[2]}
    assert ways[1] == ways[2] == ways[3] == {ELSE: ids[4]}
    assert ways[4:] == [{"b": ids[5], ELSE: END}, {ELSE: END}]
    assert [step.back for step in case.steps] == [True, True, True, True, False, True]
    assert case.starts == {"driver": ids[0], "walker": ids[3]}
    assert [track.title for track in case.tracks.values()] == ["A *driver*", "A walker & more"]
    assert case.places[0] == ("m01-case-s1", 10)
    assert (case.branches, case.length, case.graded_points) == (True, None, 3)


def test_a_step_may_only_tell(case: Case) -> None:
    """A step without a question is neither practice nor graded, and adds nothing to ask."""
    last = case.steps[-1]

    assert (last.question, last.key, last.graded) == (None, None, False)
    assert list(case.questions) == [f"m01-case-s{number}" for number in range(1, 6)]
    assert list(case.graded_questions) == [f"m01-case-s{number}" for number in range(2, 6)]
    assert list(case.keys) == ["m01-case-s1"]


def test_a_case_without_next_is_a_line(tmp_path: Path) -> None:
    """Where no step says more, each leads to the following one and the last to the end, as ever."""
    case = read_cases(write_course(tmp_path) / "case.yaml")["m01-case"]

    assert [dict(step.next) for step in case.steps] == [{ELSE: "m01-case-s2"}, {ELSE: END}]
    assert (case.branches, case.length, dict(case.starts)) == (False, 2, {"": "m01-case-s1"})
    assert names(case, {"s1": ["b"]}, {"step": 1}) == "s1 s2"


@pytest.mark.parametrize(
    ("answers", "progress", "path"),
    [
        ({}, None, "s1 s3 s5"),
        ({"s1": ["a"]}, None, "s1 s2 s5"),
        ({"s1": ["b"]}, None, "s1 s3 s5"),
        ({"s1": ["a"], **RIGHT}, {"track": "driver"}, "s1 s2 s5"),
        ({"s1": ["a"], "s5": ["b"]}, {"track": "walker"}, "s4 s5 s6"),
        ({"s1": ["a", "b"]}, None, "s1 s3 s5"),
        ({"s1": "a"}, None, "s1 s3 s5"),
        ({"s1": ["else"], "s5": [["b"]]}, None, "s1 s3 s5"),
        ({"s1": {"a": 1}, "s5": 7}, {"track": ["walker"]}, "s1 s3 s5"),
        ({"s1": ["a"]}, {"track": "cook", "path": ["m01-case-s4"]}, "s1 s2 s5"),
        ({"s1": ["a"]}, {"path": ["m01-case-s3"], "step": 5}, "s1 s2 s5"),
        ({"s1": ["a"]}, "walker", "s1 s2 s5"),
    ],
)
def test_the_route_follows_the_answers(
    case: Case, answers: dict[str, object], progress: object, path: str
) -> None:
    """Answers and the track make the route; a blank or an unreadable answer goes the usual way."""
    assert names(case, answers, progress) == path


def mistake(old: str, new: str, *lines: str) -> object:
    """Return a case for the test below, named by what is written instead."""
    return pytest.param(old, new, list(lines), id=" ".join(new.split())[:40] or "removed")


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        mistake(
            "next: {b: m01-case-s6, else: end}",
            "next: m01-case-s9",
            "84: step 'm01-case-s5': 'next' is 'm01-case-s9', which is no step of this case; valid are "
            f"{ALL} and end",
        ),
        mistake(
            "next: {b: m01-case-s6, else: end}",
            "next: {b: nowhere, else: 5}",
            f"84: step 'm01-case-s5': 'next' for 'b' is 'nowhere', which is no step of this case; valid are "
            f"{ALL} and end",
            f"84: step 'm01-case-s5': 'next' for 'else' is 5, which is no step of this case; valid are {ALL} "
            "and end",
        ),
        mistake(
            "next: {b: m01-case-s6, else: end}",
            "next: {d: m01-case-s6, else: end}",
            "84: step 'm01-case-s5': 'next' names the answer 'd'; valid are a, b, c, else",
        ),
        mistake(
            "next: {b: m01-case-s6, else: end}",
            "next:",
            "84: step 'm01-case-s5': 'next' is empty; it must be a step's id, end, or a step for each "
            "answer, such as {b: end}",
        ),
        mistake(
            "next: {b: m01-case-s6, else: end}",
            "next: [end]",
            "84: step 'm01-case-s5': 'next' is ['end']; it must be a step's id, end, or a step for each "
            "answer, such as {b: end}",
        ),
        mistake(
            "next: m01-case-s5\n      - id: m01-case-s4",
            "next: {a: end}\n      - id: m01-case-s4",
            "57: step 'm01-case-s3': 'next' goes by the answer, but the step's question is of type "
            "'multiple'; only type 'single' branches, so name one step",
        ),
        mistake(
            "reveal: Seen at s6.",
            "reveal: Seen at s6.\n        next: {a: end}",
            "89: step 'm01-case-s6': 'next' goes by the answer, but the step's question is missing; only "
            "type 'single' branches, so name one step",
        ),
        mistake(
            "reveal: Seen at s6.",
            "reveal: Seen at s6.\n        next: m01-case-s3",
            "89: step 'm01-case-s6': the steps m01-case-s3 > m01-case-s5 > m01-case-s6 > m01-case-s3 form a "
            "loop; every path must come to the end",
        ),
        mistake(
            "reveal: Seen at s6.",
            "reveal: Seen at s6.\n        next: m01-case-s6",
            "89: step 'm01-case-s6': the steps m01-case-s6 > m01-case-s6 form a loop; every path must come "
            "to the end",
        ),
        mistake(
            "next: {b: m01-case-s6, else: end}",
            "next: end",
            "86: step 'm01-case-s6': no path leads to this step; name it in the 'next' of another step, or "
            "remove it",
        ),
        mistake(
            ", start: m01-case-s4}",
            "}",
            "58: step 'm01-case-s4': no path leads to this step; name it in the 'next' of another step, or "
            "remove it",
        ),
        mistake(
            "start: m01-case-s4",
            "start: m01-case-s9",
            "8: case 'm01-case': track 'walker' starts at 'm01-case-s9', which is no step of this case; "
            f"valid are {ALL}",
        ),
        mistake(
            "next: {a: m01-case-s2, c: m01-case-s3, else: m01-case-s3}",
            "next: {a: m01-case-s2, c: m01-case-s5, else: m01-case-s3}",
            "9: case 'm01-case': the path m01-case-s1 > m01-case-s5 offers 1 point and the path m01-case-s1 "
            "> m01-case-s3 > m01-case-s5 offers 3 points; every path must offer the same graded points",
        ),
        mistake(
            "reveal: Seen at s6.",
            "reveal: Seen at s6.\n        back: maybe",
            "89: question 'm01-case-s6': 'back' is 'maybe'; it must be true or false",
        ),
        mistake(
            "reveal: Seen at s6.",
            "reveal: Seen at s6.\n        grading: graded",
            "89: question 'm01-case-s6': 'question' missing; write one, or remove 'grading' from a step that "
            "only tells",
        ),
        mistake(
            "        grading: practice\n",
            "",
            "10: question 'm01-case-s1': 'grading' missing; a step with a question is practice or graded",
        ),
        mistake(
            "title: A *driver*, ",
            "",
            "7: case 'm01-case': 'title' missing in 'tracks.driver'; needed are title",
        ),
        mistake(
            "      walker: {title: A walker & more, start: m01-case-s4}\n",
            "",
            "6: case 'm01-case': 'tracks' has 1 entry; at least 2 needed",
        ),
    ],
)
def test_each_mistake_has_its_line(file: Path, old: str, new: str, lines: list[str]) -> None:
    """Each mistake in the ways is told with its line, its step or case, what is valid and what to do."""
    change(file, old, new)

    assert said(file) == lines


def test_a_step_cannot_be_called_end(file: Path) -> None:
    """The word for the end of a path is no id of a step."""
    file.write_text(file.read_text(encoding="utf-8").replace("m01-case-s6", "end"), encoding="utf-8")

    assert said(file) == ["86: step 'end': a step cannot have the id 'end', which ends a path"]


def test_a_check_counts_the_points_of_one_path(file: Path, tmp_path: Path) -> None:
    """Graded steps on all branches together are more than anyone can earn."""
    module = load_module(file.parent)
    case = module.cases["m01-case"]
    alone = sum(question.points for question in module.graded.questions.values())
    assert case.graded_points < sum(question.points for question in case.graded_questions.values())
    said_last = f", {alone + case.graded_points} points marked by machine"
    assert check_course(tmp_path).counts[0].endswith(said_last)
