"""assessments/report.ipynb: its cells run on any class, and hold no output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from unit.course_builder import NAME
from unit.report_builder import lights, write_class

from casework.report.analysis import report
from casework.report.rows import choice_rows, question_rows


def run(root: Path, repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the notebook's cells in a course's assessments folder; return what they define."""
    monkeypatch.chdir(root / "assessments")
    content = json.loads((repo_root / "assessments" / "report.ipynb").read_text("utf-8"))
    names: dict[str, Any] = {}
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
            source = "".join(cell["source"]).replace('"02-trafficking-law"', f'"{NAME}"')
            exec(compile(source, cell["id"], "exec"), names)
    return names


@pytest.mark.parametrize("size", [0, 9, 40], ids=["nobody", "too few", "a class"])
def test_cells_run(root: Path, repo_root: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """The cells run for nobody, for too few and for a class; the tables hold what the report may show."""
    write_class(root, [lights(n) for n in range(size)])
    names = run(root, repo_root, monkeypatch)

    assert list(names["questions"].index) == ["m01-q-stop", "m01-q-mix", "m01-case-s2"]
    assert names["questions"]["right"].notna().all() == (size == 40)
    assert len(names["choices"]) == (13 if size == 40 else 0)
    assert list(names["wrong"]["share"] >= 0.2).count(True) == (3 if size == 40 else 0)


def test_texts_are_shown_whole(root: Path, repo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long reason is not cut off as pandas would, and none of its signs becomes a tag."""
    write_class(root, [lights(n) for n in range(40)])
    names = run(root, repo_root, monkeypatch)
    reason = "It is <b>long</b>, " * 20
    html = names["shown"](names["wrong"].assign(reason=reason), "reason").to_html()

    assert "It is &lt;b&gt;long&lt;/b&gt;, " * 20 in html
    assert "<b>" not in html


def test_rows_are_the_reports(root: Path) -> None:
    """A row has the figures of the page: 55 % right, 35 % took Green for red."""
    write_class(root, [lights(n) for n in range(40)])
    found = report(root, NAME)
    stop = question_rows(found)[0]

    assert (stop["right"], stop["worst"], stop["worst_share"]) == (0.55, "took “Green”", 0.35)
    assert choice_rows(found)[0]["reason"] == "SECRET green is go."
