"""Tests of casework.progress_report: counts, when a module is done, the table. Not here: reading files."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from unit.anything import JSON
from unit.course_builder import NAME, add_module, put_answers, write_course
from unit.page import AT, LATER, answer

from casework.progress_report import (
    Standing,
    day,
    is_blank,
    next_module,
    standings,
    table_html,
    table_text,
)
from casework.records import read_course

GRADED = ("m01-q-stop", "m01-q-mix", "m01-case-s2")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a course of two modules."""
    write_course(tmp_path)
    add_module(tmp_path)
    return tmp_path


def first(root: Path, answers: dict[str, dict[str, Any]], **about: Any) -> Standing:
    """Return the counts of the first module with these answers."""
    put_answers(root / "modules" / NAME / f"{NAME}.ipynb", answers, **about)
    return standings(read_course(root))[0]


def test_nothing_done(root: Path) -> None:
    """An untouched module counts its questions, practice and case parts included."""
    row = first(root, {})

    assert (row.total, row.answered, row.practice, row.practised, row.tries, row.right) == (7, 0, 4, 0, 0, 0)
    assert not row.done


def test_practice_is_judged_and_graded_work_is_not(root: Path) -> None:
    """Practice counts tries and what was right at the last one; a graded answer is only answered."""
    row = first(
        root,
        {
            "m01-primary": answer(["b"], attempts=3),
            "m01-warm": answer(["b"], attempts=2),
            "m01-case-s1": answer(["a"]),
            "m01-q-stop": answer(["c"]),
            "m01-q-mix": answer([]),
            "m01-case": answer({"step": 2}),
            "m09-else": answer(["a"]),
        },
    )

    assert (row.answered, row.practised, row.tries, row.right) == (4, 3, 6, 2)


def test_a_module_is_done_when_all_that_counts_is_answered(root: Path) -> None:
    """With every graded question answered a module is done; the newest graded answer is when."""
    answers = {id_: answer(["a"]) for id_ in GRADED}
    assert not first(root, dict(list(answers.items())[:2]) | {GRADED[2]: answer([])}).done
    row = first(
        root, answers | {GRADED[0]: answer(["b"], LATER), "m01-warm": answer(["a"], "2027-01-01T00:00:00Z")}
    )

    assert row.done
    assert row.finished == datetime(2026, 11, 22, 10, 0, 1, tzinfo=UTC)
    assert next_module(standings(read_course(root))).name == "02-small"


def test_a_hand_in_makes_it_done(root: Path) -> None:
    """A module that was handed in is done, with or without answers; a later answer is told."""
    receipt = {"at": AT, "answers": 1, "code": "x"}
    row = first(root, {}, handed_in=receipt)
    assert row.done
    assert row.finished == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert not row.changed
    changed = first(root, {"m01-q-stop": answer(["c"], LATER)}, handed_in=receipt)

    assert changed.changed
    assert changed.finished == datetime(2026, 11, 22, 10, 0, 1, tzinfo=UTC)
    assert "22 November 2026; answers changed since" in table_text([changed], [], UTC)


def test_a_module_without_graded_questions_is_done_with_the_rest(root: Path) -> None:
    """Where nothing is graded, all questions answered make a module done."""
    for name in ("graded.yaml", "case.yaml"):
        (root / "modules" / NAME / name).unlink()
    assert not first(root, {"m01-primary": answer(["a"])}).done

    assert first(root, {"m01-primary": answer(["a"]), "m01-warm": answer(["a"])}).done


def test_nothing_to_hand_in(root: Path) -> None:
    """A module in which nothing is graded asks for no hand-in, and the sum does not wait for one."""
    for name in ("graded.yaml", "case.yaml"):
        (root / "modules" / NAME / name).unlink()
    rows = standings(read_course(root))
    text = table_text(rows, [])

    assert "01-tiny: time not given; done 0 of 2; practised 0 of 2; handed in: nothing to hand in" in text
    assert text.splitlines()[2].endswith("handed in: 0 of 1")


def two_forms(root: Path, **answers: dict[str, Any]) -> tuple[Standing, ...]:
    """Return the counts of a course with two forms of a test in place of its second module."""
    (root / "modules" / "02-small").rename(root / "modules" / "02-test-a")
    (root / "modules" / "02-test-a" / "02-small.ipynb").rename(
        root / "modules" / "02-test-a" / "02-test-a.ipynb"
    )
    other = add_module(root, "02-test-b")
    for path in other.glob("*.*"):
        path.write_text(path.read_text("utf-8").replace("m02-", "m02-b-"), "utf-8")
    for name, held in answers.items():
        put_answers(root / "modules" / f"02-test-{name}" / f"02-test-{name}.ipynb", held)
    return standings(read_course(root))


A_DONE = {id_.replace("m01-", "m02-"): answer(["a"]) for id_ in GRADED}
B_DONE = {id_.replace("m01-", "m02-b-"): answer(["a"]) for id_ in GRADED}
BEGUN = {"m02-b-q-stop": answer(["a"])}


@pytest.mark.parametrize(
    ("answers", "spare"),
    [
        ({}, [False, False, True]),
        ({"a": A_DONE}, [False, False, True]),
        ({"b": BEGUN}, [False, True, False]),
        ({"b": B_DONE}, [False, True, False]),
        ({"a": A_DONE, "b": BEGUN}, [False, False, True]),
        ({"a": A_DONE, "b": B_DONE}, [False, False, False]),
    ],
    ids=["untouched", "first done", "other begun", "other done", "other only looked at", "both done"],
)
def test_one_form_of_a_test_is_enough(
    root: Path, answers: dict[str, dict[str, Any]], spare: list[bool]
) -> None:
    """Of two forms the one done or begun is needed, else the first; the other is in no sum."""
    rows = two_forms(root, **answers)
    lines = table_text(rows, []).splitlines()

    assert [row.spare for row in rows] == spare
    assert ["not needed: one form is enough" in line for line in lines[:3]] == spare
    assert f"of {7 * spare.count(False)};" in lines[3]
    assert next_module(rows[1:]) == next((row for row in rows[1:] if not row.done and not row.spare), None)


def test_what_comes_before_lesson_one_may_be_left_out(root: Path) -> None:
    """A start page that was never finished is not what a learner resumes with once a lesson is begun."""
    add_module(root, "00-start")
    assert next_module(standings(read_course(root))).name == "00-start"
    put_answers(root / "modules" / NAME / f"{NAME}.ipynb", {"m01-warm": answer(["a"])})

    assert next_module(standings(read_course(root))).name == NAME


def test_the_table_in_html(root: Path) -> None:
    """The table has heads for rows and columns, sums, words for every state, and a link to go on with."""
    receipt = {"at": AT, "answers": 1, "code": "x"}
    first(root, {"m01-primary": answer(["b"], attempts=1)}, handed_in=receipt)
    html = table_html(standings(read_course(root)), ["One <note>."], root / "modules" / NAME, UTC)
    words = [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", html)]

    assert words == [
        *("Module", "Minutes", "Done", "Practised", "Handed in"),
        *(
            "01-tiny",
            "not given",
            "1 of 7; module done",
            "1 of 4; 1 try; 1 right at the last try",
            "22 November 2026",
        ),
        *("02 Signs and &lt;b&gt;", "40", "0 of 7", "0 of 4", "no"),
        *("Whole course", "40", "1 of 14", "1 of 8; 1 try; 1 right at the last try", "1 of 2"),
    ]
    assert html.count('scope="row"') == 3
    assert html.count('scope="col"') == 5
    assert '<a href="../02-small/02-small.ipynb">Resume with 02 Signs and &lt;b&gt;</a>' in html
    assert "<li>One &lt;note&gt;.</li>" in html
    assert "<note>" not in html


def test_odd_names_in_the_link(root: Path) -> None:
    """A notebook's odd name is written as an address and cannot leave its quotes."""
    book = root / "modules" / NAME / f"{NAME}.ipynb"
    book.rename(book.with_name('my "best" 100% #1.ipynb'))
    html = table_html(standings(read_course(root)), [], root, UTC)

    assert '<a href="modules/01-tiny/my%20%22best%22%20100%25%20%231.ipynb">' in html


def test_the_table_as_text(root: Path) -> None:
    """As text each module is a line, then the course, then what comes next."""
    rows = standings(read_course(root))
    book = root / "modules" / NAME / f"{NAME}.ipynb"

    assert table_text(rows, ["A note."], UTC).splitlines() == [
        "01-tiny: time not given; done 0 of 7; practised 0 of 4; handed in: no",
        "02 Signs and <b>: 40 minutes; done 0 of 7; practised 0 of 4; handed in: no",
        "Whole course: 40 minutes; done 0 of 14; practised 0 of 8; handed in: 0 of 2",
        f"Next: 01-tiny ({book})",
        "A note.",
    ]


def test_all_done_and_nothing_there(root: Path) -> None:
    """With every module done the table says so; a course without modules has an empty table."""
    row = first(root, {}, handed_in={"at": AT, "answers": 1, "code": "x"})

    assert "All modules are done." in table_html([row], [], root)
    assert table_text([row], []).endswith("All modules are done.")
    assert "Resume" not in table_html([], ["x"], root)


@pytest.mark.parametrize(
    ("hours", "shown"), [(0, "31 December 2026"), (1, "1 January 2027"), (-12, "31 December 2026")]
)
def test_a_day_is_the_learners_own(hours: int, shown: str) -> None:
    """A time late in the evening is the next day farther east."""
    zone = timezone(timedelta(hours=hours))

    assert day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), zone) == shown


@pytest.mark.parametrize("blank", [None, "", [], {}, [""], {"a": "", "b": []}, [[[]]]])
def test_blank(blank: object) -> None:
    """No text, no choice and no filled part is no answer, whatever the type of question."""
    assert is_blank(blank)


@pytest.mark.parametrize("given_", [0, False, "x", ["a"], {"a": "", "b": ["c"]}, 1.5])
def test_not_blank(given_: object) -> None:
    """A number, a word or one filled part is an answer."""
    assert not is_blank(given_)


@given(JSON)
def test_blank_of_anything(value: Any) -> None:
    """Whether something is blank can be told of any JSON, deeply nested too."""
    deep = value
    for _ in range(5_000):
        deep = [deep]

    assert is_blank(deep) == is_blank(value)
