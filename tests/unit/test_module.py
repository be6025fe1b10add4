"""A module's folder: what is loaded, found and said when it is not there. Not here: what files mean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from unit.course_builder import change, write_course

from casework.module import CourseError, find_folder, load_module, running_notebook
from casework.yaml_lines import ContentError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the module's folder of a course in the current folder, with no notebook running."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return write_course(tmp_path)


def test_a_module_knows_all_its_questions(folder: Path) -> None:
    """A module lists its questions by kind: practice, graded, inside cases, and which keys learners hold."""
    module = load_module(folder)
    assert module.name == "01-tiny"
    assert set(module.practice.questions) == {"m01-primary", "m01-warm"}
    assert set(module.graded.questions) == {"m01-q-stop", "m01-q-mix"}
    assert set(module.graded_questions) == {"m01-q-stop", "m01-q-mix", "m01-case-s2"}
    assert set(module.practice_keys) == {"m01-primary", "m01-warm", "m01-case-s1", "m01-case-c1"}
    assert set(module.questions) == set(module.graded_questions) | set(module.practice_keys)


def test_missing_files_are_empty(folder: Path) -> None:
    """A module without practice, graded or case file has none of them, and is no error."""
    for name in ("practice.yaml", "graded.yaml", "case.yaml"):
        (folder / name).unlink()
    module = load_module(folder)
    assert (module.name, dict(module.questions), dict(module.cases)) == ("01-tiny", {}, {})


def test_nothing_is_read_twice_unchanged(folder: Path) -> None:
    """A second load of unchanged files gives the same object; a changed file is read again."""
    first = load_module(folder)
    assert load_module(folder) is first
    change(folder / "practice.yaml", "Which are warm colours?", "Which are the warm ones?")
    os.utime(folder / "practice.yaml", ns=(1, 1))
    assert load_module(folder).questions["m01-warm"].text == "Which are the warm ones?"


def test_all_files_are_told_at_once(folder: Path) -> None:
    """Mistakes in two files of a module are both told: mending one must not uncover the other."""
    change(folder / "practice.yaml", "level: apply", "level: use")
    change(folder / "graded.yaml", "level: analyse", "level: think")
    change(folder / "case.yaml", "level: understand", "level: know")
    with pytest.raises(ContentError) as caught:
        load_module(folder)
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [
        ("modules/01-tiny/case.yaml", 14),
        ("modules/01-tiny/graded.yaml", 18),
        ("modules/01-tiny/practice.yaml", 24),
    ]


def test_a_wrong_id_brings_near_ones(folder: Path) -> None:
    """An id that is not there is told with those that are spelt like it, or else with the first few."""
    module = load_module(folder)
    known = module.practice.questions
    assert str(module.missing("m01-warn", "question", known)) == (
        "no question 'm01-warn' in 01-tiny; near it are m01-warm, m01-primary. "
        "Check the spelling in this cell."
    )
    assert str(module.missing("zzz", "question", known)) == (
        "no question 'zzz' in 01-tiny; some that are there: m01-primary, m01-warm. "
        "Check the spelling in this cell."
    )
    assert str(module.missing("zzz", "case study", {})) == (
        "no case study 'zzz' in 01-tiny; there is none. Check the spelling in this cell."
    )


def test_a_course_error_shows_as_one_line() -> None:
    """A notebook prints a course error as one line, without a traceback."""
    assert CourseError("it is so")._render_traceback_() == ["CourseError: it is so"]


def test_the_folder_is_where_the_kernel_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The working folder is the module's if it holds any of its files."""
    monkeypatch.chdir(folder)
    assert find_folder(None) == folder


def test_the_notebooks_folder_comes_second(folder: Path) -> None:
    """In another working folder the module's files are found beside the notebook."""
    assert find_folder(folder / "01-tiny.ipynb") == folder


def test_no_module_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither holds a module's files, the error says what is looked for and what to do."""
    monkeypatch.chdir(folder.parents[1] / "data")
    with pytest.raises(CourseError) as caught:
        find_folder(folder.parent / "copy.ipynb")
    assert str(caught.value) == (
        "no practice.yaml, graded.yaml, case.yaml in modules; "
        "keep this notebook in its module's folder, beside these files, and open it there."
    )


def test_the_running_notebook_is_told_by_jupyter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server names the notebook in JPY_SESSION_NAME; a name that is no notebook there is not believed."""
    assert running_notebook() is None
    for name, known in [("01-tiny.ipynb", True), ("renamed.ipynb", False), ("practice.yaml", False)]:
        monkeypatch.setenv("JPY_SESSION_NAME", str(folder / name))
        assert running_notebook() == (folder / name if known else None)
    monkeypatch.setenv("JPY_SESSION_NAME", "b2c4-console-1")
    assert running_notebook() is None


def test_the_running_notebook_is_told_by_vs_code(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """VS Code leaves the notebook's path in the kernel's namespace."""

    class Shell:
        user_ns = {"__vsc_ipynb_file__": str(folder / "01-tiny.ipynb")}

    monkeypatch.setattr("IPython.get_ipython", lambda: Shell)
    assert running_notebook() == folder / "01-tiny.ipynb"


def test_outside_ipython_there_is_no_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """In plain Python no notebook runs."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert running_notebook() is None
