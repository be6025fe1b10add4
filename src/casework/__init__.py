"""casework: questions, case studies, grading in notebooks. Names what learners call; loads on first use."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = [
    "ask",
    "bar_figure",
    "booster",
    "case_study",
    "certificate",
    "compare",
    "explore_evidence",
    "explore_models",
    "explore_numbers",
    "final",
    "glossary",
    "hand_in",
    "library",
    "progress",
    "read_table",
    "review",
    "review_pack",
    "start_page",
    "student_code",
]

_HOMES = {
    "ask": "casework.widgets",
    "case_study": "casework.widgets",
    "certificate": "casework.final_test",
    "compare": "casework.side_by_side",
    "final": "casework.final_test",
    "glossary": "casework.widgets.glossary",
    "hand_in": "casework.marking",
    "bar_figure": "casework.figures",
    "booster": "casework.widgets.review",
    "explore_evidence": "casework.explorers",
    "explore_models": "casework.explorers",
    "explore_numbers": "casework.explorers",
    "library": "casework.explorers",
    "read_table": "casework.tables",
    "progress": "casework.widgets.progress",
    "review": "casework.widgets.review",
    "review_pack": "casework.widgets.review",
    "start_page": "casework.start_table",
    "student_code": "casework.widgets",
}


if sys.platform == "emscripten":
    from casework.in_browser import say_what_is_missing

    say_what_is_missing()


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that ``import casework`` stays as light as its parts allow."""
    if name not in _HOMES:
        raise AttributeError(f"module 'casework' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)
