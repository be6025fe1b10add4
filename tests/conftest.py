"""Fixtures that every kind of test may use; what only one kind needs lives in that kind's own conftest.py."""

from pathlib import Path

import pytest

_LAB = "browser/jupyter/"
SLOW_FIRST = (
    *(f"{_LAB}test_{name}" for name in ("nothing_lost", "keyboard", "lessons", "later_lessons")),
    *(f"{_LAB}test_{name}" for name in ("whole_course", "cut_off")),
    *(_LAB, "grading/", "browser/"),
)
"""Beginnings of paths in tests/: first the files that take minutes by themselves."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where two processes share the files, begin with the long ones: else one waits for the other's last."""
    if not hasattr(config, "workerinput"):
        return

    def rank(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((place for place, start in enumerate(SLOW_FIRST) if f"/tests/{start}" in path), 9)

    items.sort(key=rank)


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """Return the repository's folder."""
    return Path(__file__).resolve().parent.parent
