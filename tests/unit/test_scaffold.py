"""`casework new`: what it prints, adds and refuses, in exact texts. Not here: the whole course."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from unit.course_builder import write_course

from casework.checks.notebooks import check_notebook
from casework.checks.unfinished import unfinished_text
from casework.cli import main
from casework.module import load_module
from casework.scaffold.cells import support_lines
from casework.scaffold.examples import GALLERY, yaml_of
from casework.scaffold.writing import inserted
from casework.types import TYPES
from casework.yaml_lines import load

REPO = Path(__file__).resolve().parents[2]

QUESTION = """\
# modules/01-tiny/graded.yaml, at the end of questions:
  - id: m01-g-kind
    type: order
    outcome: "1.1"  # TODO: the outcome, and the level of its verb
    level: remember
    points: 2
    rule: net-correct
    text: |
      TODO: your own question in place of this one.
      Put these steps of Connecticut law in the order in which they came, the first one on top.
    items:
      out: "TODO: No one under 18 can be guilty of prostitution any more"
      value: "TODO: The trafficking law says \\"anything of value\\", no longer \\"for a fee\\""
      first: "TODO: Trafficking in persons becomes a crime"
      presumed: "TODO: A charged person of 16 or 17 is presumed to have been coerced"
    sources: ["fact:L14", "fact:L32", "fact:L59"]  # TODO: where the answer can be read

# assessments/keys/01-tiny.yaml, at the end of keys:
  m01-g-kind:
    correct: [first, presumed, out, value]  # TODO: the right answer, on the date shown
    why:
      first:
        text: "TODO: P.A. 06-43, in 2006."
        sources: ["fact:L14"]
      presumed:
        text: "TODO: P.A. 10-115, from October 2010."
        sources: ["fact:L32"]
      out:
        text: "TODO: P.A. 16-71, in 2016."
        sources: ["fact:L17", "fact:L32"]
      value:
        text: "TODO: P.A. 21-103, from October 2021."
        sources: ["fact:L59"]

# modules/01-tiny/01-tiny.ipynb, in a text editor, among the cells where it belongs:
{
 "cell_type": "code",
 "execution_count": null,
 "id": "m01-g-kind",
 "metadata": {
  "deletable": false,
  "editable": false,
  "nbgrader": {
   "cell_type": "code",
   "grade": true,
   "grade_id": "m01-g-kind",
   "locked": true,
   "points": 2,
   "schema_version": 3,
   "solution": false,
   "task": false
  }
 },
 "outputs": [],
 "source": [
  "ask(\\"m01-g-kind\\")"
 ]
}
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small right course with the gallery, which is the current folder."""
    course = tmp_path / "course"
    write_course(course)
    (course / GALLERY).parent.mkdir(parents=True)
    shutil.copy(REPO / GALLERY, course / GALLERY)
    monkeypatch.chdir(course)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return course


def state(root: Path) -> dict[str, bytes]:
    """Return every file of a course."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_question_is_printed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A graded question: the question, its key apart, its cell; and nothing is written."""
    before = state(root)
    assert main(["new", "question", "order", "--module", "01-tiny", "--graded", "--id", "m01-g-kind"]) == 0
    assert capsys.readouterr() == (QUESTION, "")
    assert state(root) == before


def put(folder: Path, printed: str) -> None:
    """Put the cell that was printed at the end of the notebook."""
    path = folder / f"{folder.name}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"].append(json.loads(printed[printed.index("\n{") :]))
    path.write_text(json.dumps(notebook), "utf-8")


@pytest.mark.parametrize("graded", [False, True])
@pytest.mark.parametrize("type_", TYPES)
def test_every_type(root: Path, capsys: pytest.CaptureFixture[str], type_: str, graded: bool) -> None:
    """Each registered type has a scaffold that loads once added; its cell is right as printed."""
    words = ["new", "question", type_, "--module", "01-tiny", "--write", *(["--graded"] if graded else [])]
    assert main(words) == 0
    folder, id_ = root / "modules" / "01-tiny", f"m01-{'g' if graded else 'p'}-{type_}"
    put(folder, capsys.readouterr().out)
    module = load_module(folder)
    assert (module.graded if graded else module.practice).questions[id_].type == type_
    assert "TODO:" in module.questions[id_].text
    assert list(check_notebook(module)) == []
    keys: dict[str, Any] = load(root / "assessments" / "keys" / "01-tiny.yaml").data["keys"]
    assert (id_ in keys) == graded


def test_what_was_there_stays(root: Path) -> None:
    """Adding a question takes no line of a file away and changes none."""
    files = [Path("modules/01-tiny/graded.yaml"), Path("assessments/keys/01-tiny.yaml")]
    before = [path.read_text("utf-8").split("\n") for path in files]
    assert main(["new", "question", "free", "--module", "01-tiny", "--graded", "--write"]) == 0
    for path, lines in zip(files, before, strict=True):
        rest = iter(path.read_text("utf-8").split("\n"))
        assert all(line in rest for line in lines), path


REFUSED = {
    "name": (
        ["module", "8-Law", "Law"],
        "module '8-Law': write two digits, a hyphen and lower-case words, such as 09-local-law",
    ),
    "path": (
        ["module", "../08-law", "Law"],
        "module '../08-law': write two digits, a hyphen and lower-case words, such as 09-local-law",
    ),
    "number": (
        ["module", "01-law", "Law"],
        "modules/01-tiny has the number 01; ids begin with it, so take another",
    ),
    "title": (
        ["module", "08-law", " "],
        "the title is empty or has more than one line; write it in quotes",
    ),
    "type": (
        ["question", "guess", "--module", "01-tiny"],
        f"there is no type 'guess'; valid are {', '.join(TYPES)}",
    ),
    "module": (
        ["question", "single", "--module", "02-none"],
        "there is no module '02-none'; make it with casework new module",
    ),
    "id": (
        ["question", "single", "--module", "01-tiny", "--id", "m02-x"],
        "id 'm02-x': begin with 'm01-', then lower-case letters, digits, single hyphens",
    ),
    "taken": (
        ["question", "single", "--module", "01-tiny", "--id", "m01-warm", "--write"],
        "modules/01-tiny/practice.yaml:21: the id 'm01-warm' is taken; name another with --id",
    ),
    "case": (
        ["case", "--module", "01-tiny", "--write"],
        "modules/01-tiny/case.yaml is there already; nothing was written",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(root: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """What cannot be made is refused in one line, and no file changes."""
    words, said = REFUSED[name]
    before = state(root)
    assert main(["new", *words]) == 1
    assert capsys.readouterr() == ("", f"{said}\n")
    assert state(root) == before


def test_no_file_is_overwritten(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One file of a new module is there: nothing at all is written."""
    there = root / "docs" / "instructor-notes" / "08-law.md"
    there.parent.mkdir(parents=True)
    there.write_text("mine", "utf-8")
    before = state(root)
    assert main(["new", "module", "08-law", "Law"]) == 1
    said = "docs/instructor-notes/08-law.md is there already; nothing was written\n"
    assert capsys.readouterr() == ("", said)
    assert state(root) == before


def test_a_copy_without_gallery(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A class's copy, which has no gallery, says that authors need the whole course."""
    (root / GALLERY).unlink()
    assert main(["new", "question", "single", "--module", "01-tiny"]) == 1
    said = f"{GALLERY} has no question of type 'single'; write modules in the full course\n"
    assert capsys.readouterr() == ("", said)


def test_a_file_in_another_form(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file whose entries stand otherwise is left as it is."""
    path = root / "modules" / "01-tiny" / "practice.yaml"
    path.write_text("module: 01-tiny\nquestions: [{id: m01-one}]\n", "utf-8")
    assert main(["new", "question", "single", "--module", "01-tiny", "--write"]) == 1
    text = "an entry does not fit under questions: in its form; add it by hand\n"
    assert capsys.readouterr() == ("", f"modules/01-tiny/practice.yaml: {text}")
    assert path.read_text("utf-8") == "module: 01-tiny\nquestions: [{id: m01-one}]\n"


def test_a_case(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case is written where there was none, with the key of its graded step, and its cell is right."""
    folder = root / "modules" / "02-more"
    folder.mkdir()
    notebook = json.loads((root / "modules/01-tiny/01-tiny.ipynb").read_text("utf-8")) | {"cells": []}
    (folder / "02-more.ipynb").write_text(json.dumps(notebook), "utf-8")
    assert main(["new", "case", "--module", "02-more", "--write"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "modules/02-more/case.yaml: written\nassessments/keys/02-more.yaml: added\n\n"
        "# modules/02-more/02-more.ipynb, in a text editor, among the cells where it belongs:\n{\n"
    )
    put(folder, out)
    module = load_module(folder)
    case = module.cases["m02-case"]
    assert [step.graded for step in case.steps] == [False, True]
    assert [change.question.id for change in case.changes] == ["m02-case-c1"]
    assert list(load(root / "assessments/keys/02-more.yaml").data["keys"]) == ["m02-case-s2"]
    texts = [problem.text for problem in check_notebook(module)]
    assert texts == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("module: m\n", "module: m\nkeys:\n  new: 1\n"),
        ("keys: {}\n", "keys:\n  new: 1\n"),
        ("keys:\n  old: 1\n\n", "keys:\n  old: 1\n\n  new: 1\n"),
        (
            "keys:\n  old: 1\n\n# of cases\ndebriefs:\n  c: x\n",
            "keys:\n  old: 1\n\n  new: 1\n\n# of cases\ndebriefs:\n  c: x\n",
        ),
    ],
)
def test_where_an_entry_goes(before: str, after: str) -> None:
    """An entry stands at the end of its section, before what belongs to the next."""
    assert inserted(before, "keys", "  new: 1\n") == after


def test_yaml_of_words_that_yaml_reads_otherwise(tmp_path: Path) -> None:
    """Every text comes back as it went in."""
    data = {"true": "no", "text": "a\n\nb: c", "list": ["on", "b", {"x": 1.5}], "none": "null", "y": '"'}
    path = tmp_path / "one.yaml"
    path.write_text(yaml_of(data), "utf-8")
    assert load(path).data == data | {"text": "a\n\nb: c\n"}


def test_a_mark_in_words() -> None:
    """What follows the mark is quoted, cut where it is long; a text without a mark is none."""
    assert list(unfinished_text('a: "TODO: the act"')) == [
        "still has TODO: 'the act'; write your own text and take the mark out"
    ]
    assert list(unfinished_text(f"TODO: {'word ' * 20}")) == [
        f"still has TODO: '{('word ' * 12).strip()}...'; write your own text and take the mark out"
    ]
    assert list(unfinished_text("What is left to do, todo, TODO")) == []


def test_no_lesson_has_support_lines(root: Path) -> None:
    """Where no lesson has support lines, they are one more thing to write."""
    said = "## If you want to talk to someone\n\nTODO: support lines of the place, each with its date."
    assert support_lines(root) == said
