"""Binder: the plan that repo2docker makes of this folder. Not here: the environment that comes of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from binder_plan import dockerfile


@pytest.fixture(scope="module")
def plan(repo_root: Path) -> str:
    """Return the Dockerfile of the course."""
    return dockerfile(repo_root)


def test_what_is_installed(plan: str) -> None:
    """Binder installs the learner's pinned list and then runs postBuild; no other list is named."""
    steps = re.findall(r"^(?:RUN|COPY|ENV R2D_ENTRYPOINT).*(?:requirements|binder/).*$", plan, re.MULTILINE)

    assert [step.split(" /")[0] for step in steps] == [
        "COPY --chown=1000:1000 src/binder/requirements.txt ${REPO_DIR}/binder/requirements.txt",
        'RUN ${KERNEL_PYTHON_PREFIX}/bin/pip install --no-cache-dir -r "binder/requirements.txt"',
        "RUN chmod +x binder/postBuild",
        "RUN ./binder/postBuild",
        'RUN chmod +x "${REPO_DIR}/binder/start"',
        'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
    ]


def test_which_python(plan: str, repo_root: Path) -> None:
    """The environment is made for the Python of runtime.txt."""
    version = (repo_root / "binder" / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    locks = re.findall(r"environment-2epy-2d(\d+)-2e(\d+)-2dlinux", plan)

    assert {".".join(found) for found in locks} == {version}


def test_nothing_secret(plan: str) -> None:
    """No step names keys or nbgrader."""
    assert [word for word in ("nbgrader", "assessments", "CASEWORK_KEYS") if word in plan] == []
