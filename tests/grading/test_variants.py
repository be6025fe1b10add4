"""Grading where learners have different questions: whose set counts, both doors, again, and in the report."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from grading.feedback_class import feedback
from grading.mended_key import typed
from grading.trial_course import ROOT, answered, gradebook, read_csv
from grading.two_doors import autograde, counts, dump, files, generate, generate_feedback, grade
from unit.course_builder import NAME, change
from unit.varied_course import RIGHT, SLOTS, varied_notebook, write_varied

from casework.answers import Answer
from casework.cli import main
from casework.editions.class_tree import release
from casework.grading.engine import grade as grade_one
from casework.grading.errors import SubmissionError
from casework.grading.keys import module_keys
from casework.grading.sets import WrongSet, own_module
from casework.grading.simulate import simulate
from casework.marking import mark_file
from casework.markup import plain
from casework.module import CourseError, load_module
from casework.report.analysis import report
from casework.variants import CODE_ID, pick_mistakes
from casework.yaml_lines import ContentError

pytestmark = pytest.mark.grading
FILE = f"{NAME}.ipynb"
STUDENTS = 24
FEW = ("student-002", "student-003")
SEVENTH = {"m01-v-two": ["a"], "m01-v-three": ["c"]}
"""Right answers to what student-007 draws."""
OTHERS: dict[str, dict[str, Any]] = {
    "logged-in": {},  # answers their own set, without a code: on JupyterHub
    "capitals": {CODE_ID: {"text": " Capitals"}},
    "ben": {CODE_ID: {"text": "student-007"}, **SEVENTH},
    "shifted": dict(SEVENTH),
    "lazy": {CODE_ID: {"text": "<b>student-007"}, "m01-q-stop": ["c"]},
}


def right(assessments: Path, student: str) -> dict[str, list[str]]:
    """Return the right answers to what a student draws."""
    drawn = load_module(assessments.parent / "modules" / NAME).graded.variants.chosen(student)
    return {id_: [RIGHT[id_]] for id_ in drawn.values()}


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the assessments folder of a released course in which a class has handed in; never changed."""
    root = tmp_path_factory.mktemp("varied") / "course"
    write_varied(root)
    assessments = root / "assessments"
    shutil.copy(ROOT / "assessments" / "nbgrader_config.py", assessments)
    generate(assessments)
    simulate(assessments / "release", assessments / "keys", assessments / "submitted", STUDENTS, seed=3)
    shutil.move(assessments / "submitted" / "expected.csv", assessments / "expected.csv")
    for student, answers in OTHERS.items():
        path = assessments / "submitted" / student / NAME / FILE
        path.parent.mkdir(parents=True)
        own = answers if {*answers} - {CODE_ID} else answers | right(assessments, student)
        path.write_text(json.dumps(answered(varied_notebook(), own)), encoding="utf-8")
    return assessments


def copied(handed_in: Path, target: Path) -> Path:
    """Return the assessments folder of a copy of the course."""
    shutil.copytree(handed_in.parent, target)
    return target / "assessments"


@pytest.fixture(scope="module")
def graded(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the course after `casework grade`."""
    assessments = copied(handed_in, tmp_path_factory.mktemp("graded") / "course")
    assert grade(assessments) == 1  # two have another set
    return assessments


def errors(assessments: Path) -> dict[str, str]:
    """Return the reasons in errors.csv by student."""
    return {row["student"]: row["reason"] for row in read_csv(assessments / "errors.csv")}


def page(assessments: Path, student: str, cell: str) -> str:
    """Return the feedback in a graded cell, as text."""
    path = assessments / "autograded" / student / NAME / FILE
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = next(one["outputs"] for one in cells if one["id"] == cell)
    html = outputs[1]["data"]["text/html"]
    return plain(html if isinstance(html, str) else "".join(html))


def test_a_class_gets_the_points_of_its_own_questions(graded: Path) -> None:
    """Every simulated learner has, cell by cell, the points that follow from how they answered."""
    scores, rows = gradebook(graded), read_csv(graded / "expected.csv")
    assert len(rows) == STUDENTS * 6
    assert {row["question"] for row in rows} >= set(SLOTS)
    wrong = [row for row in rows if scores[row["student"], row["question"]].score != float(row["points"])]
    assert wrong == []


def test_the_folder_decides_and_the_login_needs_no_code(graded: Path) -> None:
    """Without a code, and with one in capitals, a learner's own set counts in full."""
    scores = gradebook(graded)
    assert [scores[student, slot].score for student in ("logged-in", "capitals") for slot in SLOTS] == [
        2.0
    ] * 4


def test_answers_of_another_set_are_refused_in_words(graded: Path) -> None:
    """Who typed another's code, or sat at another's login, is an error with a remedy, and no zero."""
    assert errors(graded) == {
        "ben": "the student code typed in it is 'student-007', not 'ben', and it answers that code's "
        "questions; if theirs, add STUDENT,CODE to aliases.csv, grade again; else ask them",
        "shifted": "it answers none of the questions drawn for 'shifted', but others; "
        "if theirs, add STUDENT,CODE to aliases.csv, grade again; else ask them",
    }
    assert not {name for name, _ in gradebook(graded)} & {"ben", "shifted"}


def test_both_doors_are_equal(handed_in: Path, tmp_path: Path) -> None:
    """`nbgrader autograde` leaves the same gradebook and, to the byte, the same files."""
    ours, theirs = (copied(handed_in, tmp_path / name) for name in ("ours", "theirs"))
    for path in [*ours.glob("submitted/student-*"), *theirs.glob("submitted/student-*")]:
        if path.name not in FEW:
            shutil.rmtree(path)
    grade(ours)
    autograde(theirs)
    assert len(dump(ours)) > 40
    assert dump(theirs) == dump(ours)
    assert files(theirs) == files(ours)


def test_feedback_shows_what_the_learner_saw(graded: Path) -> None:
    """A slot's feedback is about the question that was drawn, its options in that learner's order."""
    module = load_module(graded.parent / "modules" / NAME)
    orders = set()
    for student in ("student-001", *FEW, "capitals"):
        for slot in SLOTS:
            shown, own = page(graded, student, slot), module.of(student).graded.at(slot)
            assert own is not None
            listed = zip("abc", own.options.values(), strict=True)
            places = [shown.rindex(f"{letter}. {text}") for letter, text in listed]
            assert places == sorted(places)
            orders.add(tuple(own.options))
            if student == "student-001":
                text = own.options[RIGHT[own.id]]
                assert f"Right: 2 of 2 points. Your answer: {own.shown[RIGHT[own.id]]}. {text} " in shown
    assert len(orders) > 2


def test_a_harmless_other_code_is_noted_and_shows_its_order(
    handed_in: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A wrong code under which no other question was answered costs nothing; feedback has its order."""
    assessments = copied(handed_in, tmp_path / "course")
    grade(assessments, "--student", "lazy")
    assert gradebook(assessments)["lazy", "m01-q-stop"].score == 1.0
    assert (
        "the student code typed in it is '<b>student-007', not 'lazy'; "
        "it answers no question of another set, so it is graded"
    ) in capfd.readouterr().err
    as_typed = load_module(assessments.parent / "modules" / NAME).graded.of("lazy", "<b>student-007")
    first = next(iter(as_typed.questions["m01-q-stop"].options.values()))
    assert f"a. {first}" in page(assessments, "lazy", "m01-q-stop")


def test_an_alias_grades_the_set_it_names(graded: Path, tmp_path: Path) -> None:
    """A line in aliases.csv lets the learner's answers count; nobody else is graded again."""
    assessments = copied(graded, tmp_path / "course")
    (assessments / "aliases.csv").write_text("student,code\nben,Student-007\n", encoding="utf-8")
    assert counts(assessments) == (1, STUDENTS + 3)
    scores = gradebook(assessments)
    assert [scores["ben", slot].score for slot in SLOTS] == [2.0, 2.0]
    assert errors(assessments).keys() == {"shifted"}


@pytest.mark.parametrize(
    "claim",
    [None, 7, [], {"text": []}, {"text": "x" * 81}, {"text": "\ud800"}, {"text": "=1\n\x00,"}, "y"],
)
def test_a_hostile_code_costs_nobody_anything(handed_in: Path, claim: object) -> None:
    """Whatever stands where a code belongs, own answers are graded in full, and nothing is raised."""
    module = load_module(handed_in.parent / "modules" / NAME)
    keys = module_keys(handed_in / "keys", module)
    submitted = answered(varied_notebook(), {CODE_ID: claim, **right(handed_in, "eve")})
    found = grade_one(json.dumps(submitted).encode(), varied_notebook(), module, keys, code="eve")
    assert [found.scores[slot] for slot in SLOTS] == [2.0, 2.0]
    json.dumps(found.notebook, ensure_ascii=False).encode()  # it can be written


def test_a_refusal_fits_its_line(handed_in: Path) -> None:
    """With the longest code and name, an error's one line still says what to do."""
    module = load_module(handed_in.parent / "modules" / NAME)
    others = {id_: Answer(["a"]) for id_ in RIGHT}
    with pytest.raises(WrongSet) as refused:
        own_module(module, {CODE_ID: Answer({"text": "\ud800" * 80}), **others}, "n" * 200)
    reason = str(SubmissionError("n", NAME, FILE, str(refused.value)))
    assert reason.endswith("if theirs, add STUDENT,CODE to aliases.csv, grade again; else ask them")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,code\nben,x\n", "aliases.csv:1: the first line must be student,code"),
        ("student,code\nben\n", "aliases.csv:2: a line has a student's folder and a code, with a comma"),
        ("student,code\nben,x\nben,y\n", "aliases.csv:3: 'ben' has two codes; keep one"),
        ("student,code\nben,\udcff\n", "aliases.csv:1: cannot be read as text"),
    ],
)
def test_aliases_that_cannot_be_read(graded: Path, tmp_path: Path, text: str, told: str) -> None:
    """A mistake in aliases.csv ends the run in one line, before anything is graded."""
    assessments = copied(graded, tmp_path / "course")
    (assessments / "aliases.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CourseError, match=told):
        counts(assessments)


def test_a_mended_key_leaves_the_sets_as_they_are(graded: Path, tmp_path: Path) -> None:
    """After a key is mended each learner keeps their questions, and those who had it get its points."""
    assessments = copied(graded, tmp_path / "course")
    keys = assessments / "keys" / f"{NAME}.yaml"
    change(keys, "  m01-v-two:\n    correct: [a]", "  m01-v-two:\n    correct: [b]")
    asked = len("Which sign is number two?")
    before = {one: page(assessments, one, "m01-s1")[:asked] for one in ("student-001", "capitals")}
    assert grade(assessments) == 1
    scores = gradebook(assessments)
    assert [scores["student-001", slot].score for slot in SLOTS] == [2.0, 0.0]  # one and two; all was right
    assert {one: page(assessments, one, "m01-s1")[:asked] for one in before} == before


def test_a_regrade_is_of_those_who_had_the_question(
    graded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A regrade changes the points of those alone who drew the question, which is named below its slots."""
    assessments = copied(graded, tmp_path / "course")
    keys = assessments / "keys" / f"{NAME}.yaml"
    change(keys, "  m01-v-two:\n    correct: [a]", "  m01-v-two:\n    correct: [b]")
    words = ("regrade", NAME, "--reason", "b was meant", "--yes")
    assert typed(assessments, *words) == 1  # two have another set
    said = capsys.readouterr().out
    assert said.count("    m01-v-two: key a → b\n") == len(SLOTS)
    changed = {line.split()[0] for line in said.splitlines() if line.split()[1:2] == ["total"]}
    assert "student-001" in changed  # all was right
    assert changed <= {
        path.name
        for path in (assessments / "submitted").iterdir()
        if "m01-v-two" in right(assessments, path.name)
    }
    assert "  ben: " in said.split("Cannot be graded\n")[1]


@pytest.mark.parametrize(("old", "new"), [("seed: spring", "seed: autumn"), ("  order: options\n", "")])
def test_variants_must_stay_as_they_were_handed_out(
    handed_in: Path, tmp_path: Path, old: str, new: str
) -> None:
    """Another seed after the release would draw other questions than learners had: nothing is graded."""
    assessments = copied(handed_in, tmp_path / "course")
    change(assessments.parent / "modules" / NAME / "graded.yaml", old, new)
    with pytest.raises(
        CourseError, match=f"{NAME}: variants in graded.yaml are not as they were handed out; put"
    ):
        counts(assessments)


def test_the_report_counts_a_question_for_those_who_had_it(graded: Path) -> None:
    """A drawn question's figures are of those who drew it; the total is of what all were asked."""
    found, scores = report(graded.parent, NAME), gradebook(graded)
    module = load_module(graded.parent / "modules" / NAME)
    some = {one for (one, cell), mark in scores.items() if mark.score and cell != "m01-reflection"}
    learners = sorted(some)
    assert found.count == len(learners)
    for id_ in RIGHT:
        had = [one for one in learners if id_ in module.of(one).graded.questions]
        line = next(one for one in found.lines if one.asked.id == id_)
        if line.hidden:
            assert len(had) < 10
            continue
        cells = {one: {q: s for s, q in module.of(one).graded.drawn.items()}[id_] for one in had}
        assert line.p == pytest.approx(sum(scores[one, cells[one]].score for one in had) / 2 / len(had))
    assert sum(not next(one for one in found.lines if one.asked.id == id_).hidden for id_ in RIGHT) >= 2
    assert found.trust.questions == 3  # stop, mix, the case's step
    assert not {line.asked.id for line in found.lines} & set(SLOTS)


def test_the_class_edition_holds_no_key(handed_in: Path, tmp_path: Path) -> None:
    """All four questions and the seed are handed out; no word of a key, and no alias."""
    root = tmp_path / "course"
    shutil.copytree(handed_in.parent, root, ignore=shutil.ignore_patterns("release", "submitted", "*.db"))
    (root / "assessments" / "aliases.csv").write_text("student,code\nben,student-007\n", encoding="utf-8")
    release(root, tmp_path / "class")
    whole = b"".join(path.read_bytes() for path in (tmp_path / "class").rglob("*") if path.is_file())
    assert all(id_.encode() in whole for id_ in RIGHT)
    assert b"SECRET" not in whole
    assert b"aliases" not in whole


def test_expected_names_cells(handed_in: Path) -> None:
    """expected.csv names the graded cells, as the gradebook does."""
    with (handed_in / "expected.csv").open(encoding="utf-8", newline="") as file:
        names = [row[2] for row in csv.reader(file)][1:7]
    assert names == ["m01-s1", "m01-s2", "m01-q-stop", "m01-q-mix", "m01-case", "m01-reflection"]


def test_a_report_says_what_is_wrong_with_aliases(graded: Path, tmp_path: Path) -> None:
    """The report reads the same aliases, and refuses the same mistakes."""
    assessments = copied(graded, tmp_path / "course")
    (assessments / "aliases.csv").write_text("who\n", encoding="utf-8")
    with pytest.raises(ContentError, match="the first line must be student,code"):
        report(assessments.parent, NAME)


def test_a_feedback_page_shows_the_learners_own_questions(graded: Path, tmp_path: Path, capsys: Any) -> None:
    """`casework feedback` tells each learner of the questions drawn for them, options as they saw them."""
    students = ("student-001", *FEW, "capitals")
    words = [word for student in students for word in ("--student", student)]
    code, lines = feedback(graded, capsys, NAME, "--anyway", "--out", str(tmp_path), *words)
    module, scores = load_module(graded.parent / "modules" / NAME), gradebook(graded)
    orders = set()

    assert (code, lines[-1]) == (0, f"{NAME}: 4 pages (rationale) in {tmp_path}/; nothing is released")
    for student in students:
        told = plain((tmp_path / student / NAME / f"{NAME}.html").read_text("utf-8"))
        own = module.of(student).graded
        for id_ in RIGHT:
            text = load_module(module.folder).graded.questions[id_].text
            assert (text in told) == (id_ in own.drawn.values())
        for slot in SLOTS:
            question = own.at(slot)
            assert question is not None
            places = [told.rindex(text) for text in question.options.values()]
            assert places == sorted(places)
            orders.add(tuple(question.options))
            assert f"{scores[student, slot].score:g} of 2 points" in told
    assert len(orders) > 2


def test_feedback_keeps_back_the_page_of_another_set(
    graded: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where an alias was added after grading, each door says so in one line and makes the others' pages."""
    assessments = copied(graded, tmp_path / "course")
    mine = {*right(graded, "logged-in")}
    other = next(code for code in map(str, range(99)) if not mine & {*right(graded, code)})
    (assessments / "aliases.csv").write_text(f"student,code\nlogged-in,{other}\n", encoding="utf-8")
    two = ("--student", "logged-in", "--student", "student-001")
    code, lines = feedback(assessments, capfd, NAME, "--anyway", *two)

    reason = (
        f"it answers none of the questions drawn for '{other}', but others; "
        "if theirs, add STUDENT,CODE to aliases.csv, grade again; else ask them"
    )
    assert lines[-2] == f"logged-in: {reason}"
    assert (code, lines[-1]) == (1, f"{NAME}: 1 page (rationale) in feedback/; nothing is released")
    assert not (assessments / "feedback" / "logged-in").exists()
    shutil.rmtree(assessments / "feedback")
    for path in (assessments / "autograded").iterdir():
        if path.is_dir() and path.name not in ("logged-in", "student-001"):
            shutil.rmtree(path)
    points = assessments.parent / "modules" / NAME / "graded.yaml"
    change(points, f"module: {NAME}\n", f"module: {NAME}\nfeedback: points\n")
    capfd.readouterr()
    generate_feedback(assessments)
    said = capfd.readouterr().err

    assert said.count("no page is made") == 1
    assert "Traceback" not in said
    assert [path.name for path in (assessments / "feedback").iterdir()] == ["student-001"]
    told = (assessments / "feedback" / "student-001" / NAME / f"{NAME}.html").read_text("utf-8")
    assert "Right: 2 of 2 points." in told
    assert "NotGraded" not in told
    assert "SECRET" not in told


def test_marking_by_points_counts_what_was_drawn(handed_in: Path, tmp_path: Path) -> None:
    """`casework mark` of a module with points alone counts drawn questions by their outcome."""
    assessments = copied(handed_in, tmp_path / "course")
    module = assessments.parent / "modules" / NAME
    change(module / "graded.yaml", f"module: {NAME}\n", f"module: {NAME}\nfeedback: points\n")
    path = module / "mine.ipynb"
    answers = {CODE_ID: {"text": "eve"}, **right(assessments, "eve")}
    path.write_text(json.dumps(answered(varied_notebook(), answers)), encoding="utf-8")
    mark_file(path)

    told = plain(path.with_suffix(".feedback.html").read_text("utf-8"))
    assert "4 of" in told.partition("1.2")[2]
    assert "No key" not in told


def test_what_a_person_grades_is_never_drawn(handed_in: Path) -> None:
    """A slot's cell never waits for a person: a pick of such questions is refused when it is read."""
    module = load_module(handed_in.parent / "modules" / NAME)
    text = module.graded.variants.picks[0].of[0]
    questions = dict(module.graded.questions)
    questions[text] = replace(questions[text], type="free")
    lines = [words for _, words in pick_mistakes(module.graded.variants, questions)]

    assert f"a person marks {text!r}; only what a machine marks can be drawn, so ask it of everybody" in lines


def test_the_other_commands(
    graded: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Report, export, simulate, collect and mark of a course with variants end in words."""
    assessments = copied(graded, tmp_path / "course")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(assessments / ".jupyter"))
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    monkeypatch.chdir(assessments)
    parts = "parts:\n  - {name: all, percent: 100, points: all, take: sum, modules: ['*']}\n"
    (assessments / "grade.yaml").write_text(parts, encoding="utf-8")
    own = assessments.parent / "modules" / NAME / "mine.ipynb"
    typed = {
        "report": [NAME, "--out", str(tmp_path / "report")],
        "export": ["csv", "--out", str(tmp_path / "points.csv")],
        "simulate": ["--students", "2", str(tmp_path / "class")],
        "collect": [str(tmp_path / "class")],
        "mark": [str(own)],
    }
    answers = {CODE_ID: {"text": "eve"}, **right(assessments, "eve")}
    own.write_text(json.dumps(answered(varied_notebook(), answers)), encoding="utf-8")
    (tmp_path / "class").mkdir()
    for student in ("student-001", "student-002"):
        shutil.rmtree(assessments / "submitted" / student)

    for command, words in typed.items():
        waits = command == "export"  # texts that nobody has read
        assert main([command, *words]) == waits, (command, capsys.readouterr())
    assert "2 notebooks collected, 0 already there" in capsys.readouterr().out
