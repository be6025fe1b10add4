"""The start page of the real course: its table is the lessons', it opens by default, it is no assignment."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

import course
from casework.answers import read_notebook
from casework.editions.site.start_page import start_page
from casework.grading.release import cleared
from casework.module import module_folders
from casework.start_table import FILE, TABLE, modules_table, with_table


def test_the_table_is_the_lessons_own(repo_root: Path) -> None:
    """Before anything runs the page shows each module with link and minutes; `casework index` mends it."""
    page = read_notebook((repo_root / FILE).read_bytes())

    assert with_table(repo_root, page) == page
    assert modules_table(repo_root).count("\n") == len(module_folders(repo_root)) + 1


def test_it_is_committed_clean(repo_root: Path) -> None:
    """The page holds no outputs and no answers, and few words: it is read before anything has run."""
    page = read_notebook((repo_root / FILE).read_bytes())

    assert cleared(page) == page
    assert [cell["id"] for cell in page["cells"]] == ["title", "where", TABLE, "after"]
    assert (repo_root / FILE).stat().st_size < 5_000


def test_it_opens_by_default(repo_root: Path) -> None:
    """The launcher and Jupyter's settings, which Binder reads too, open this page."""
    assert course.first_notebook().as_posix() == FILE
    settings = repo_root / "binder" / "jupyter"
    lab = json.loads((settings / "jupyter_lab_config.json").read_text("utf-8"))
    notebook = json.loads((settings / "jupyter_notebook_config.json").read_text("utf-8"))
    assert lab["LabApp"]["default_url"] == f"/lab/tree/{FILE}"
    assert notebook["JupyterNotebookApp"]["default_url"] == f"/lab/tree/{FILE}"


def test_the_browser_edition_links_to_it(repo_root: Path, tmp_path: Path) -> None:
    """The site's own start page leads to this one, where the site has it."""
    link = f'<a href="lab/index.html?path={FILE}">'
    (tmp_path / "modules").mkdir()

    assert link in start_page(repo_root, repo_root, False, False)
    assert link not in start_page(repo_root, tmp_path, False, False)


def test_nbgrader_takes_modules_alone(repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For nbgrader the page is no assignment: it sees the modules, and nothing else."""
    folder = CourseDirectory()
    folder.root, folder.source_directory = str(repo_root / "assessments"), "../modules"
    seen = NbGraderAPI.get_source_assignments(SimpleNamespace(coursedir=folder))

    assert seen - {".ipynb_checkpoints"} == {path.name for path in module_folders(repo_root)}
