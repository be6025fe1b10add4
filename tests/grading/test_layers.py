"""Who imports whom: the engine needs no nbgrader, and grading no widget."""

from __future__ import annotations

import os
import subprocess
import sys

from starting import SEARCH_PATH

PURE = (
    "engine rebuild matching student_text release simulate learners submissions errors keys"
    " versions key_versions score_changes change_report regrade_records"
).split()


def python(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a fresh Python."""
    environment = os.environ | {"PYTHONPATH": SEARCH_PATH}
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )


def test_engine_needs_no_nbgrader() -> None:
    """All but nbgrader's own parts import where there is no nbgrader: a learner can be marked on the spot."""
    blocked = "; ".join(f"sys.modules[{name!r}] = None" for name in ("nbgrader", "nbconvert", "sqlalchemy"))
    imports = "; ".join(f"import casework.grading.{name}" for name in PURE)
    result = python(f"import sys; {blocked}; {imports}")

    assert result.returncode == 0, result.stderr


def test_grading_imports_no_widget() -> None:
    """Loading the preprocessors loads no front end."""
    imports = "import sys, casework.grading.preprocessors, casework.grading.exporters"
    found = "{'casework.widgets', 'ipywidgets', 'anywidget'} & set(sys.modules)"
    result = python(f"{imports}; print(sorted({found}))")

    assert (result.returncode, result.stdout.strip()) == (0, "[]"), result.stderr
