"""casework.grading.release: what is refused before anything is handed out."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from grading.trial_course import RIGHT, answered, run_nbgrader, trial_notebook, write_trial_course
from unit.course_builder import NAME, as_text

from casework.grading.keys import module_keys
from casework.grading.release import cleared, folder_problems, notebook_problems, source_problems
from casework.module import Module, load_module
from casework.questions import KeyFile

SECRET = "SECRET amber does not invite you."
Change = Callable[[dict[str, Any]], object]


def cell(notebook: dict[str, Any], id_: str) -> dict[str, Any]:
    """Return a cell by id."""
    found: dict[str, Any] = next(cell for cell in notebook["cells"] if cell["id"] == id_)
    return found


MISTAKES: dict[str, tuple[Change, str]] = {
    "no-tag": (
        lambda notebook: cell(notebook, "m01-q-stop")["metadata"].clear(),
        "question 'm01-q-stop': a graded question without nbgrader metadata",
    ),
    "points": (
        lambda notebook: cell(notebook, "m01-case")["metadata"]["nbgrader"].update(points=5),
        "question 'm01-case': the cell has 5 points and the question 3",
    ),
    "unknown": (
        lambda notebook: cell(notebook, "m01-q-mix").update(source='ask("m01-q-mx")'),
        "question 'm01-q-mx': ask() names a question that is in no file beside this notebook",
    ),
    "no-question": (
        lambda notebook: cell(notebook, "m01-q-all").update(source="1 + 1"),
        "cell 'm01-q-all' is graded but asks no question",
    ),
    "answers": (
        lambda notebook: notebook["metadata"].update({"casework:m01-q-stop": {}}),
        "an answer record is in",
    ),
    "outputs": (
        lambda notebook: cell(notebook, "m01-q-stop").update(outputs=[{"output_type": "stream"}]),
        "cell 'm01-q-stop' holds the output of a run",
    ),
    "key": (
        lambda notebook: cell(notebook, "m01-title").update(source=f"# Lights\n\nNote: {SECRET}"),
        "holds words of the key of 'm01-q-parts'; remove them",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_notebook_that_would_not_grade_is_refused(module: Module, keys: KeyFile, mistake: str) -> None:
    """A cell without tag, other points, an unknown question, answers, outputs, a key: each is named."""
    notebook = trial_notebook()
    change, words = MISTAKES[mistake]
    change(notebook)
    found = notebook_problems(module, notebook, keys, "n.ipynb")

    assert any(line.startswith("n.ipynb:") and words in line for line in found), found


def test_good_notebook_is_not_refused(module: Module, keys: KeyFile) -> None:
    """The module as it is has no problem."""
    assert notebook_problems(module, trial_notebook(), keys, "n.ipynb") == []
    assert source_problems(module, keys) == []


@pytest.mark.parametrize(
    "text",
    [
        f"note: {SECRET}",
        json.dumps({"why": SECRET}),
        base64.b64encode(b"x" + SECRET.encode()).decode(),
        "SECRET the octagon decides.",
    ],
)
def test_key_in_any_file_is_refused(module: Module, keys: KeyFile, tmp_path: Path, text: str) -> None:
    """A rationale or debrief in any released file is found, plain or packed."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "notes.txt").write_text(text, encoding="utf-8")

    assert len(folder_problems(tmp_path, keys)) == 1


def test_clearing_leaves_the_lesson(module: Module) -> None:
    """Answers, outputs and widget states are taken out before a release; cells and kernel stay."""
    tried = answered(trial_notebook(), RIGHT, widgets={"state": {}})
    tried["cells"][1] |= {"outputs": [{"output_type": "stream"}], "execution_count": 3}

    assert cleared(tried) == trial_notebook()


@pytest.mark.parametrize("name", [f"{NAME}-Copy1.ipynb", f"{NAME}.answers.json"])
def test_forgotten_files_are_refused(tmp_path: Path, name: str) -> None:
    """A copy of the notebook, or answers beside it, would be handed out too, so they are refused."""
    assessments = write_trial_course(tmp_path)
    module = load_module(tmp_path / "modules" / NAME)
    (module.folder / name).write_text("{}")
    found = source_problems(module, module_keys(assessments / "keys", module))

    assert [line.rpartition("/")[2] for line in found] == [
        f"{name}: nbgrader would hand this out too; a module has one notebook and no answers; move it"
    ]


@pytest.mark.parametrize("name", ["graded.yaml", "README.md", f"{NAME}.ipynb"])
def test_what_is_still_to_be_written_is_refused(tmp_path: Path, name: str) -> None:
    """A mark of a scaffold in any file that would be handed out keeps the module back."""
    assessments = write_trial_course(tmp_path)
    folder = tmp_path / "modules" / NAME
    if name == f"{NAME}.ipynb":
        notebook = trial_notebook()
        cell(notebook, "m01-title").update(source="# Lights\n\nTODO: the lesson")
        (folder / name).write_text(as_text(notebook), encoding="utf-8")
    else:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("# TODO: the lesson\n")
    module = load_module(folder)
    (found,) = source_problems(module, module_keys(assessments / "keys", module))

    assert found.endswith("still has TODO: 'the lesson'; write your own text and take the mark out")


@pytest.mark.grading
def test_nbgrader_releases_nothing_with_mistakes(tmp_path: Path) -> None:
    """nbgrader stops before it writes: a line for each mistake, no traceback, no folder, no gradebook."""
    assessments = write_trial_course(tmp_path)
    notebook = trial_notebook()
    for mistake in ("no-tag", "points", "key"):
        MISTAKES[mistake][0](notebook)
    (tmp_path / "modules" / NAME / f"{NAME}.ipynb").write_text(as_text(notebook), encoding="utf-8")
    result = run_nbgrader(assessments, "generate_assignment", NAME)

    assert result.returncode == 1
    assert "Traceback" not in result.stdout
    for mistake in ("no-tag", "points", "key"):
        assert MISTAKES[mistake][1] in result.stdout
    assert not (assessments / "release").exists()
    assert not (assessments / "course.db").exists()


@pytest.mark.grading
def test_last_check_refuses_alone(tmp_path: Path) -> None:
    """Without the check before it, the last preprocessor still keeps a mistake from being released."""
    assessments = write_trial_course(tmp_path)
    notebook = trial_notebook()
    MISTAKES["points"][0](notebook)
    (tmp_path / "modules" / NAME / f"{NAME}.ipynb").write_text(as_text(notebook), encoding="utf-8")
    stock = "--GenerateAssignment.exporter_class=nbconvert.exporters.NotebookExporter"
    result = run_nbgrader(assessments, "generate_assignment", NAME, stock)

    assert result.returncode == 1
    assert MISTAKES["points"][1] in result.stdout
    assert not (assessments / "release" / NAME).exists()
