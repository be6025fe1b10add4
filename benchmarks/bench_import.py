"""How long `import casework` takes beside `import anywidget`, in fresh Pythons of one run. Not a test."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

RUNS = 9
STATEMENTS = (
    "import anywidget",
    "import casework",
    "from casework import ask, case_study, hand_in",
)
CODE = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"


def seconds(statement: str) -> float:
    """Return how long a statement takes in a fresh Python."""
    command = [sys.executable, "-c", CODE.format(statement)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Print the median of several runs, taken in turn so that a busy machine slows all alike."""
    times: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
    for statement in STATEMENTS:
        seconds(statement)  # once unmeasured: the disk cache and the .pyc files
    for _ in range(RUNS):
        for statement in STATEMENTS:
            times[statement].append(seconds(statement))
    base = median(times[STATEMENTS[0]])
    for statement in STATEMENTS:
        middle = median(times[statement])
        print(
            f"{statement}: {middle * 1000:.0f} ms, {middle / base:.2f} x import anywidget (median of {RUNS})"
        )


if __name__ == "__main__":
    main()
