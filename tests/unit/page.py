"""The page as the kernel sees it: messages to a widget and its replies, a saved notebook. No tests here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from unit.course_builder import as_text, notebook

from casework.widgets import CaseStudy, Quiz

AT = "2026-11-22T10:00:00.000Z"
LATER = "2026-11-22T10:00:01.000Z"


def answer(response: object, at: str = AT, attempts: int = 1) -> dict[str, Any]:
    """Return an answer as the page sends it."""
    return {"response": response, "at": at, "attempts": attempts}


def sent(widget: Quiz | CaseStudy, **content: Any) -> dict[str, Any] | None:
    """Send a message as the page does; return what Python sends back."""
    replies: list[dict[str, Any]] = []
    widget.send = lambda message, buffers=None: replies.append(message)
    widget._receive(widget, content, [])
    assert len(replies) <= 1
    return replies[0] if replies else None


def save(folder: Path, monkeypatch: pytest.MonkeyPatch, metadata: dict[str, Any]) -> Path:
    """Save the notebook with that metadata and tell the kernel where it is."""
    path = folder / "01-tiny.ipynb"
    data = notebook()
    data["metadata"] |= metadata
    path.write_text(as_text(data), encoding="utf-8")
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    return path
