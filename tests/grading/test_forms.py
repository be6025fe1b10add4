"""A form of the final test under the real nbgrader: handed out alone, its questions are in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from grading.trial_course import ROOT, run_nbgrader
from unit.final_builder import B, ids, write_final_course

from casework.module import load_module


@pytest.mark.grading
def test_a_released_form_needs_no_neighbour(tmp_path: Path) -> None:
    """A form that is handed out alone can be loaded without its neighbours, and holds no word of a key."""
    write_final_course(tmp_path / "course")
    assessments = tmp_path / "course" / "assessments"
    settings = ROOT / "assessments" / "nbgrader_config.py"
    (assessments / "nbgrader_config.py").write_bytes(settings.read_bytes())
    result = run_nbgrader(assessments, "generate_assignment", B)
    assert result.returncode == 0, result.stdout

    alone = tmp_path / "alone" / "modules" / B
    shutil.copytree(assessments / "release" / B, alone)
    questions = load_module(alone).graded_questions
    assert questions.keys() == set(ids(B))
    assert questions["m08-tb-1"].text == "Which light means stop at corner m08-ta-1?"
    assert not [path for path in alone.rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()]
    assert "same_as: " in (tmp_path / "course" / "modules" / B / "graded.yaml").read_text("utf-8")
