"""How tests start other Pythons: where these look for packages. Starts none."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEARCH_PATH = os.pathsep.join([str(Path(__file__).parent / "quick_start"), str(ROOT / "src")])
"""What makes nbgrader and JupyterLab start sooner, and the package, whether it is installed or not."""
