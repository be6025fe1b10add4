"""Measures how long each lesson runs from top to bottom in a fresh kernel, and what it warns of. No test."""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from casework.module import module_folders

ROOT = Path(__file__).resolve().parent.parent


def once(path: Path) -> tuple[float, float, list[str]]:
    """Return seconds until the kernel is ready, seconds for all cells, and the lines of stderr."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": path.parent}})
    start = time.perf_counter()
    with client.setup_kernel():
        ready = time.perf_counter()
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        end = time.perf_counter()
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", ())]
    return ready - start, end - ready, [one.text for one in outputs if one.get("name") == "stderr"]


def main() -> None:
    """Print, for each module, the median of some rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    for folder in module_folders(ROOT):
        runs = [once(folder / f"{folder.name}.ipynb") for _ in range(rounds)]
        kernel, cells = (statistics.median(run[part] for run in runs) for part in (0, 1))
        warned = sum(bool(run[2]) for run in runs)
        print(f"{folder.name}: kernel {kernel:.1f} s, cells {cells:.1f} s, n = {rounds}, stderr in {warned}")


if __name__ == "__main__":
    main()
