"""The Dockerfile that repo2docker, which is what Binder runs, makes of a folder. Builds nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path


def dockerfile(folder: Path) -> str:
    """Return the Dockerfile for a course's folder."""
    options = ["--no-build", "--debug", "--user-id", "1000", "--user-name", "learner"]
    command = [sys.executable, "-m", "repo2docker", *options, str(folder)]
    # Without a proxy's variables, which it would hand on into the build.
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=kept)
    assert done.returncode == 0, done.stderr
    found = re.search(r"^FROM .*?^CMD [^\n]*$", done.stdout + done.stderr, re.MULTILINE | re.DOTALL)
    assert found, done.stdout + done.stderr
    return found[0]
