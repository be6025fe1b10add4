"""Fixtures that every kind of test may use; what only one kind needs lives in that kind's own conftest.py."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """Return the repository's folder."""
    return Path(__file__).resolve().parent.parent
