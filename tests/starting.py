"""How tests start other Pythons: where these look for packages. Starts none."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEARCH_PATH = str(ROOT / "src")
"""The package itself, whether it is installed or not."""
