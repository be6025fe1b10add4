"""Fixtures that every kind of test may use; what only one kind needs lives in that kind's own conftest.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a running headless browser: one for all tests of a process, in whatever order they come."""
    from browser.program import running_browser  # late: most tests need no Playwright

    with running_browser() as found:
        yield found
