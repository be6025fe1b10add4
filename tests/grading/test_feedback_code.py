"""Feedback pages of code tests: what a page tells of a run, and that no hidden test is ever on it."""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from grading.code_course import (
    FILE,
    GOOD,
    STUB,
    TEST,
    mixed_notebook,
    switch_on,
    with_programs,
    write_code_course,
)
from grading.feedback_class import feedback, graded_entry, source_in
from grading.trial_course import RIGHT, answered
from grading.two_doors import autograde, generate, generate_feedback
from unit.course_builder import NAME, change

from casework.cli import main
from casework.feedback_pages.gradebook import CellGrade, Part
from casework.feedback_pages.making import Source, make_sheet
from casework.feedback_pages.page import page
from casework.feedback_pages.sheet import SHOWS, Item, Show
from casework.grading.handed_out import handed_out
from casework.items import exact
from casework.markup import plain

pytestmark = pytest.mark.grading
HIDDEN = "double(5)"
"""Of the hidden test: on no page, whatever a program puts out."""
SECRET = f"assert {HIDDEN} == 10"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Return the course with code tests, as handed out."""
    assessments = write_code_course(tmp_path_factory.mktemp("code"))
    made = source_in(assessments, released=handed_out(mixed_notebook()))
    return Source(made.assignment, made.root, made.materials, made.rubric_homes, executed=True)


def error(name: str, words: str) -> dict[str, Any]:
    """Return an error as a run leaves it, the test's source in its traceback."""
    return {"output_type": "error", "ename": name, "evalue": words, "traceback": [f"\x1b[31m{SECRET}", words]}


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    """Return text that was put out."""
    return {"output_type": "stream", "name": name, "text": text}


def made(source: Source, show: Show, *outputs: dict[str, Any], cell: str, points: float) -> tuple[Item, str]:
    """Return a code test's item, and the whole page, after a run that left these outputs in its cell."""
    entry, graded = graded_entry(source, "ada", answered(handed_out(mixed_notebook()), RIGHT), {})
    graded = copy.deepcopy(graded)
    for one in graded["cells"]:
        if one["id"] == "m01-double-test":
            one["source"] = TEST  # nbgrader has put it back
        if one["id"] in ("m01-double-test", "m01-double-parts"):
            one["outputs"] = []
            score = exact(points if one["id"] == cell else 0.0)
            entry.parts[NAME].cells[one["id"]] = CellGrade(score, score, None, Fraction(0), False, "")  # type: ignore[index]
        if one["id"] == cell:
            one["outputs"] = list(outputs)
    sheet = make_sheet(source, entry, graded, NAME, show)
    return next(one for one in sheet.items if one.id == cell), page(sheet)


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("cell", ["m01-double-test", "m01-double-parts"])
@pytest.mark.parametrize(
    "output",
    [
        error("AssertionError", SECRET),
        error(SECRET, ""),
        error("NotCounted", SECRET),
        error("NotCounted", f"the test's last line gave {SECRET}, which is no number from 0 to 2"),
        stream(f"In[3]: {SECRET}"),
        stream(SECRET, "stderr"),
        {"output_type": "display_data", "metadata": {}, "data": {"text/plain": SECRET}},
        {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": SECRET}},
    ],
)
def test_a_hidden_test_is_on_no_page(source: Source, show: Show, cell: str, output: dict[str, Any]) -> None:
    """What a program puts out, raises or names its error by, in its own test or a later one, is not shown."""
    item, told = made(source, show, output, cell=cell, points=0)

    assert item.of == {"m01-double-test": 2, "m01-double-parts": 3}[cell]
    assert HIDDEN not in told
    assert HIDDEN not in plain(told)
    assert "HIDDEN TESTS" not in told


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (error("AssertionError", ""), "A check did not hold (AssertionError)."),
        (error("ZeroDivisionError", "division by zero"), "It ended with an error (ZeroDivisionError)."),
        (error("Own", "x"), "It ended with an error."),
        (error("CellTimeoutError", "x"), "It ran for too long, or put out too much."),
        (error("NotCounted", "the code ended Python"), "A program ended Python, so the test did not run"),
        (error("NotCounted", "the cell did not run to its end"), "The test did not run to its end."),
        (error("NotCounted", "other"), "Its result was not counted."),
        (stream("careful", "stderr"), "It wrote to the error channel, as warnings do."),
        (stream("fine"), "It ran to its end."),
    ],
)
def test_what_the_run_said(source: Source, output: dict[str, Any], words: str) -> None:
    """With reasons a page has the test as it was handed out, that there was more, and how its run ended."""
    item, told = made(source, "rationale", output, cell="m01-double-test", points=1)

    assert (item.title, item.points, item.of, item.state) == ("Code test 1", 1, 2, "Some of the points")
    body = plain(item.body)
    assert "assert double(2) == 4" in body
    assert "More was tested than stands here." in body
    assert words in body
    assert "Code test 1: some of the points, 1 of 2 points" in told


def test_without_hidden_tests_output_is_shown_as_text(source: Source) -> None:
    """Where nothing is hidden, text and error are told: as letters, without colours and tracebacks, cut."""
    open_ = copy.deepcopy(mixed_notebook())
    open_["cells"] = [cell for cell in open_["cells"] if cell["id"] != "m01-double-test"]
    released = handed_out(open_)
    materials = copy.copy(source.materials)
    object.__setattr__(materials, "released", {NAME: released})
    source = Source(source.assignment, source.root, materials, source.rubric_homes, True)
    entry, graded = graded_entry(source, "ada", released, {})
    graded = copy.deepcopy(graded)
    outputs = [
        stream("\x1b[31m<script>alert(1)</script>\x1b[0m" + "x" * 3_000),
        error("ValueError", "no number"),
    ]
    next(one for one in graded["cells"] if one["id"] == "m01-double-parts")["outputs"] = outputs
    grade = CellGrade(Fraction(0), Fraction(0), None, Fraction(0), False, "")
    entry = copy.copy(entry)
    cells = {**entry.parts[NAME].cells, "m01-double-parts": grade}
    object.__setattr__(entry, "parts", {NAME: Part(cells)})
    told = page(make_sheet(source, entry, graded, NAME, "rationale"))

    assert "It ended with an error (ValueError)." in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt;xxx" in told
    assert "\x1b" not in told
    assert told.count("x") < 2_300
    assert "Code test:" in plain(told)
    assert "<script" not in told
    outputs.pop(0)
    assert "ValueError: no number" in page(make_sheet(source, entry, graded, NAME, "rationale"))
    assert "ValueError" not in page(make_sheet(source, entry, graded, NAME, "score"))


def test_less_than_reasons_tells_less(source: Source) -> None:
    """`score` has points and no word of the run, `none` has neither."""
    item, _ = made(source, "score", error("AssertionError", ""), cell="m01-double-test", points=0)
    assert (item.points, item.state, item.body) == (0, "No points", "")
    item, _ = made(source, "none", error("AssertionError", ""), cell="m01-double-test", points=0)
    assert (item.points, item.state, item.body) == (None, "Your program is run when it is graded", "")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course graded by nbgrader: Ada's one program is right, Ben's tells its test."""
    assessments = write_code_course(tmp_path_factory.mktemp("ran") / "course")
    switch_on(assessments)
    generate(assessments)
    main_, second = (
        json.loads((assessments / "release" / NAME / file).read_bytes()) for file in (FILE, "second.ipynb")
    )
    spy = "def double(number):\n    print(get_ipython().user_ns['In'])\n    return 2 * number + (number == 5)"
    for student, program in {"ada": GOOD, "ben": spy}.items():
        folder = assessments / "submitted" / student / NAME
        folder.mkdir(parents=True)
        whole = answered(with_programs(main_, {"m01-double": program}), RIGHT)
        (folder / FILE).write_text(json.dumps(whole), encoding="utf-8")
        if student == "ben":
            (folder / "second.ipynb").write_text(json.dumps(second), encoding="utf-8")
    autograde(assessments)
    return assessments


def page_of(assessments: Path, student: str, name: str = NAME) -> str:
    """Return a learner's page."""
    return (assessments / "feedback" / student / NAME / f"{name}.html").read_text("utf-8")


def test_a_class_graded_by_nbgrader(ran: Path, capsys: Any) -> None:
    """Points are the gradebook's, each notebook has its page and total; one not handed in is named."""
    code, lines = feedback(ran, capsys, NAME)

    assert (code, lines) == (
        0,
        [
            "ada: second.ipynb was not handed in, so it has no page",
            "01-tiny: 2 pages (rationale) in feedback/; nothing is released",
        ],
    )
    ada, ben, second = page_of(ran, "ada"), page_of(ran, "ben"), page_of(ran, "ben", "second")
    assert "Total: 14 of 19 points." in ada
    assert "Code test 1: all points, 2 of 2 points" in ada
    assert "Code test 1: no points, 0 of 2 points" in ben
    assert "A check did not hold (AssertionError)." in ben
    assert "Code test 2: all points, 3 of 3 points" in ben
    assert HIDDEN not in ben
    assert "Total: 0 of 2 points." in second
    assert "Code test: no points, 0 of 2 points" in second
    assert "It ended with an error (NotImplementedError)." in second
    assert "0.75" not in second
    assert "Code of the answers" not in second
    assert "Code of the answers" in ada
    assert STUB not in ada


def test_grading_again_is_nbgraders(ran: Path, capsys: Any) -> None:
    """Where a key was mended, the line names the command that runs code."""
    keys = ran / "keys" / f"{NAME}.yaml"
    before = keys.read_bytes()
    change(keys, "    correct: [c]\n", "    correct: [a]\n")
    code, lines = feedback(ran, capsys, NAME, "--student", "ada", "--out", "mended")
    keys.write_bytes(before)

    assert code == 1
    assert lines[-2].endswith("the key now gives 0; grade again: nbgrader autograde 01-tiny")


def test_nbgraders_own_page_of_points(ran: Path) -> None:
    """Where the module says points, `generate_feedback` shows no hidden test and no output of code."""
    graded = ran.parent / "modules" / NAME / "graded.yaml"
    before = graded.read_bytes()
    change(graded, "module: 01-tiny\n", "module: 01-tiny\nfeedback: points\n")
    generate_feedback(ran, "--student=ben", "--force")
    told = page_of(ran, "ben")
    graded.write_bytes(before)
    generate_feedback(ran, "--student=ben", "--force")
    with_reasons = page_of(ran, "ben")

    assert "Right: 1 of 1 point." in told
    assert "NotGraded" not in told
    assert "SECRET" not in told
    assert "HIDDEN TESTS" not in told
    assert "HIDDEN TESTS" in with_reasons  # as nbgrader's pages have it
    assert "AssertionError" in with_reasons
    assert "AssertionError" not in told


def test_the_other_commands(ran: Path, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Report, export, simulate, collect, mark and grading on workers end in words, not in a traceback."""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(ran / ".jupyter"))
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    monkeypatch.chdir(ran)

    def typed(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(list(words))
        found = capsys.readouterr()
        return code, found.out + found.err

    assert typed("report", NAME, "--out", str(tmp_path / "report"))[0] == 0
    code, told = typed("export", "csv", "--out", str(tmp_path / "points.csv"))
    assert (code, "ada" in (tmp_path / "points.csv").read_text("utf-8")) == (0, True), told
    assert typed("simulate", "--students", "2", str(tmp_path / "class")) == (
        0,
        f"{tmp_path / 'class'}: 2 submissions, their points in {tmp_path / 'class' / 'expected.csv'}\n",
    )
    code, told = typed("collect", str(tmp_path / "class"))
    assert (code, "2 notebooks collected" in told) == (0, True), told
    marked = ran.parent / "modules" / NAME / "mine.ipynb"
    marked.write_bytes((ran / "submitted" / "ada" / NAME / FILE).read_bytes())
    code, told = typed("mark", str(marked))
    marked.unlink()
    assert (code, told.startswith("mine.ipynb: 9 of 9 points")) == (0, True), told
    words = f"{NAME}: its code cells are run by nbgrader only; type nbgrader autograde {NAME}\n"
    assert typed("grade", NAME) == typed("grade", NAME, "--scheduler", "tcp://127.0.0.1:1") == (1, words)


def test_a_zip_for_canvas_has_both_pages(source: Source) -> None:
    """Two pages of one learner have two names in a zip, also where the platform names the file."""
    import zipfile
    from io import BytesIO

    from casework.feedback_pages.placing import Place
    from casework.feedback_pages.release import _zip

    folder = source.root / NAME
    folder.mkdir()
    pages = {name: folder / f"{name}.html" for name in (NAME, "second")}
    for path in pages.values():
        path.write_text("x", encoding="utf-8")
    packed = _zip([Place("ada", folder, pages)], {"ada": "ada_1_2_01-tiny"}, "canvas")
    assert zipfile.ZipFile(BytesIO(packed)).namelist() == [
        "ada_1_2_01-tiny.html",
        "ada_1_2_01-tiny-second.html",
    ]
