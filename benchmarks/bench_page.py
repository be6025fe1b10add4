"""Measures in a real JupyterLab how long 30 questions take to appear, beside RadioButtons. No test."""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.lab import QUIET, Lab, Session, running  # noqa: E402
from browser.program import FLAGS, browser_program  # noqa: E402

CELLS = 30
MODULE = "90-bench"
OPTIONS = {
    "a": "A required step, since trafficking starts when a person is moved",
    "b": "One possible act, since transport stands in a list of several",
    "c": "A test of borders, since the person is taken to another country",
}
KINDS = {  # name: (the first cell, the cell of one question, what stands on the page for each)
    "RadioButtons": (
        "from ipywidgets import RadioButtons",
        f"RadioButtons(options={list(OPTIONS.values())!r})",
        ".widget-radio-box",
    ),
    "ask": ("from casework import ask", 'ask("m90-p-{number}")', ".cw-question"),
}
# From Run All until every question has a radio button that is on, laid out and painted, and the page is
# free to take a click.
UNTIL_INTERACTIVE = """async ([selector, count, command]) => {
  const usable = (box) => {
    const input = box.querySelector("input[type=radio]");
    return input && !input.disabled && input.getClientRects().length;
  };
  const start = performance.now();
  const done = new Promise((resolve) => {
    const look = () => {
      const found = document.querySelectorAll(`.jp-NotebookPanel .jp-OutputArea ${selector}`);
      if (found.length < count || ![...found].every(usable)) return requestAnimationFrame(look);
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    };
    look();
  });
  window.jupyterapp.commands.execute(command);
  return done;
}"""


def questions() -> dict[str, Any]:
    """Return a practice file of single-choice questions, as long as real ones."""
    why = {
        "text": "Recruiting, harbouring or receiving a person is enough for the act. " * 3,
        "sources": ["fact:L08"],
    }
    entry = {
        "type": "single",
        "outcome": "1.1",
        "level": "understand",
        "points": 1,
        "rule": "all-or-nothing",
        "text": "Under art. 3(a) of the **Palermo Protocol** (2000), what part does moving a person play?",
        "options": OPTIONS,
        "sources": ["fact:L08"],
        "key": {"correct": ["b"], "why": dict.fromkeys(OPTIONS, why)},
    }
    return {"module": MODULE, "questions": [{"id": f"m90-p-{n}", **entry} for n in range(1, CELLS + 1)]}


def write_course(root: Path) -> Path:
    """Write a course of one module with these questions below ``root``; return the module's folder."""
    folder = root / "modules" / MODULE
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "data", root / "data")
    dumper = yaml.SafeDumper
    dumper.ignore_aliases = lambda *_: True  # type: ignore[assignment, method-assign]
    text = yaml.dump(questions(), Dumper=dumper, sort_keys=False)
    (folder / "practice.yaml").write_text(text, encoding="utf-8")
    return folder


def write_notebook(path: Path, kind: str) -> None:
    """Write a notebook of one import and 30 questions."""
    first, line, _ = KINDS[kind]
    sources = [first, *(line.format(number=number) for number in range(1, CELLS + 1))]
    cells = [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "metadata": {},
            "source": source,
            "execution_count": None,
            "outputs": [],
        }
        for number, source in enumerate(sources)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def once(browser: Browser, lab: Lab, folder: Path, kind: str, imported: bool) -> float:
    """Return the milliseconds on a fresh page in a fresh profile with a fresh kernel."""
    notebook = folder / f"{kind}.ipynb"
    write_notebook(notebook, kind)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    session = Session(context.new_page(), lab, notebook)
    if imported:
        session.command("notebook:run-cell")
        session.idle()
    session.page.wait_for_timeout(1500)  # what JupyterLab still does at its start is none of ours
    arguments = [KINDS[kind][2], CELLS, "notebook:run-all-cells"]
    milliseconds: float = session.page.evaluate(UNTIL_INTERACTIVE, arguments)
    session.kill_kernel()
    context.close()
    return milliseconds


def main() -> None:
    """Measure both kinds by turns, with and without the import; print medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--windowing", default="none", help="JupyterLab's windowing mode (default: none)")
    chosen = parser.parse_args()
    QUIET["@jupyterlab/notebook-extension:tracker"] = {"windowingMode": chosen.windowing}
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        root = Path(scratch) / "root"
        browser = playwright.chromium.launch(executable_path=browser_program(), args=FLAGS)
        with running(root, Path(scratch) / "server") as lab:
            folder = write_course(root)
            for imported in (True, False):
                times: dict[str, list[float]] = {kind: [] for kind in KINDS}
                for number in range(chosen.rounds + 1):
                    for kind in KINDS:
                        milliseconds = once(browser, lab, folder, kind, imported)
                        if number:  # the first round warms the disk
                            times[kind].append(milliseconds)
                print(f"import {'run before' if imported else 'included'}, windowing {chosen.windowing}:")
                for kind, found in times.items():
                    print(
                        f"  {CELLS} x {kind}: median {statistics.median(found):.0f} ms, "
                        f"{min(found):.0f} to {max(found):.0f} ms, n = {len(found)}"
                    )
                plain, ours = times.values()
                medians = statistics.median(ours) / statistics.median(plain)
                pairs = statistics.median(b / a for a, b in zip(plain, ours, strict=True))
                print(
                    f"  ratio of the medians {medians:.2f}, of the least {min(ours) / min(plain):.2f}, "
                    f"median of the ratios of pairs {pairs:.2f}",
                    flush=True,
                )
        browser.close()


if __name__ == "__main__":
    main()
