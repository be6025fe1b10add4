"""What a cell calls to explore models, evidence, numbers, the library. What they share: frame.py, show.py."""

from __future__ import annotations

from casework.explorers.evidence import explore_evidence
from casework.explorers.library_page import library
from casework.explorers.models import explore_models
from casework.explorers.numbers import explore_numbers

__all__ = ["explore_evidence", "explore_models", "explore_numbers", "library"]
