"""A fresh module in a copy of the course: what the check says is left, until nothing is left."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from casework.checks import check_course
from casework.cli import main
from casework.editions.class_tree import release
from casework.module import CourseError

ROOT = Path(__file__).resolve().parents[2]
NAME = "09-local-law"
FOLDER = f"modules/{NAME}"
LEFT = {
    f"assessments/keys/{NAME}.yaml": 12,
    "assessments/rubrics/m09-reflection.yaml": 6,
    f"docs/instructor-notes/{NAME}.md": 6,
    f"{FOLDER}/README.md": 1,
    f"{FOLDER}/case.yaml": 39,
    f"{FOLDER}/graded.yaml": 6,
    f"{FOLDER}/practice.yaml": 10,
}
"""How many lines of each file are an author's to write."""

CELLS = ["title", "before-you-start", *(f"part-{part}" for part in range(1, 5)), "key-points", "sources"]
AGAIN = "write your own text and take the mark out"
SHOWN = (
    f"{FOLDER}/{NAME}.ipynb:{{line}}: cell 'part-1' still has TODO: "
    f"'a part of the lesson: its minutes, a text of short sentences...'; {AGAIN}",
    f"{FOLDER}/README.md:3: still has TODO: "
    f"'About how many minutes. Start with `09-local-law.ipynb`: les...'; {AGAIN}",
    f"assessments/rubrics/m09-reflection.yaml:16: still has TODO: 'what earns half'; {AGAIN}",
)
MADE = f"""\
{FOLDER}/{NAME}.ipynb: written
{FOLDER}/practice.yaml: written
{FOLDER}/graded.yaml: written
{FOLDER}/case.yaml: written
{FOLDER}/README.md: written
assessments/keys/{NAME}.yaml: written
assessments/rubrics/m09-reflection.yaml: written
docs/instructor-notes/{NAME}.md: written
casework check names what is left
"""


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a copy of the course with a fresh module, as the current folder."""
    for name in ("modules", "data", "docs", "assessments/keys", "assessments/rubrics"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".*", "*.png"))
    shutil.copy(ROOT / "assessments" / "blueprint.yaml", tmp_path / "assessments")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    assert main(["new", "module", NAME, "The law of your place (and its words)"]) == 0
    assert capsys.readouterr().out == MADE
    return tmp_path


def filled(path: Path) -> str:
    """Return a file's text as an author leaves it: own words for a prompt, an example without its mark."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return re.sub(r"TODO: .*", "The author's own words.", text)
    if path.suffix == ".yaml":
        text = re.sub(
            r"  # TODO: .*|^ *TODO: your own question in place of this one.\n", "", text, flags=re.M
        )
        return text.replace("TODO: ", "")
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        source = re.sub(r"TODO: .*", "The author's own words.", "".join(cell["source"]))
        cell["source"] = source.splitlines(keepends=True)
    return json.dumps(notebook, indent=1)


def test_from_scaffold_to_module(copy: Path) -> None:
    """Exactly what is marked is left, and no class edition is made until it is written."""
    marked = {
        (file, line)
        for file in LEFT
        for line, text in enumerate((copy / file).read_text("utf-8").splitlines(), start=1)
        if "TODO:" in text
    }
    problems = check_course(copy).problems
    told = [problem for problem in problems if problem.file.endswith(".ipynb")]
    assert {(one.file, one.line) for one in problems if one not in told} == marked
    assert {file: sum(one.file == file for one in problems) for file in LEFT} == LEFT
    assert [one.text.split("'")[1] for one in told] == CELLS
    assert all("still has TODO: " in one.text for one in problems)
    said = {re.sub(r"(ipynb):\d+", r"\1:{line}", str(one)) for one in problems}
    assert [line for line in SHOWN if line not in said] == []

    with pytest.raises(CourseError) as caught:
        release(copy, copy / "class")
    number = sum(LEFT.values()) + len(CELLS)
    text = f"{number} problems; run casework check, mend what it says, release again"
    assert (len(problems), str(caught.value)) == (number, text)

    for file in (*LEFT, f"{FOLDER}/{NAME}.ipynb"):
        (copy / file).write_text(filled(copy / file), "utf-8")
    assert [str(problem) for problem in check_course(copy).problems] == []


def test_the_lesson_has_the_cells_of_the_others(copy: Path) -> None:
    """A fresh lesson has every cell, in order, that all modules with a case have, and their support lines."""

    def cells(name: str) -> dict[str, str]:
        notebook = json.loads((copy / "modules" / name / f"{name}.ipynb").read_text("utf-8"))
        number = f"m{name[:2]}-"
        return {one["id"].replace(number, "mNN-"): "".join(one["source"]) for one in notebook["cells"]}

    names = sorted(path.parent.name for path in copy.glob("modules/*/case.yaml"))
    lessons = [cells(name) for name in names if name != NAME]
    fresh = cells(NAME)
    shared = [id_ for id_ in lessons[0] if all(id_ in one for one in lessons)]
    assert len(shared) > 20
    ours = [id_ for id_ in fresh if id_ in shared]
    assert [id_ for id_ in shared if id_ not in fresh and not id_.startswith("part-")] == []
    assert [id_ for id_ in ours if "part-" not in id_ and "case" not in id_] == [
        id_ for id_ in shared if id_ in ours and "part-" not in id_ and "case" not in id_
    ]
    assert fresh["support"] == lessons[-1]["support"]
