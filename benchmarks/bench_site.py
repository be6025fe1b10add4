"""How much of the browser edition a learner's browser loads, and how long until it answers. Not a test."""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import ClassVar

from page import PAGE, ROOT, machine, write_part
from playwright.sync_api import Browser, BrowserContext, sync_playwright

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.lite import LiteSession, Quiet, Served, served  # noqa: E402
from browser.program import FLAGS, browser_program  # noqa: E402

from casework.editions.site.build import CACHE, build_site  # noqa: E402

PACKED = (".html", ".js", ".mjs", ".css", ".json", ".ipynb", ".svg", ".wasm", ".yaml", ".csv", ".md", ".txt")
"""What hosts compress; wheels, zip files, fonts and pictures are compressed already."""
STEPS = {
    "readable": "The lesson can be read",
    "python": "Python has started; **Run All Cells** is chosen now",
    "widget": "The first question can be clicked",
    "verdict": "All cells have run; the answer is judged and saved",
}


class Packing(Quiet):
    """Serves files with gzip, as hosts do, and counts what it sends; packed once, before the clock runs."""

    packed: ClassVar[dict[Path, bytes]] = {}
    plain = sent = 0

    def do_GET(self) -> None:
        """Send one file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        modified = self.date_time_string(path.stat().st_mtime)
        if self.headers.get("If-Modified-Since") == modified:
            self.send_response(304)
            self.end_headers()
            return
        body = path.read_bytes()
        Packing.plain += len(body)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path in self.packed:
            body = self.packed[path]
            self.send_header("Content-Encoding", "gzip")
        Packing.sent += len(body)
        self.send_header("Last-Modified", modified)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def built(folder: Path) -> Iterator[tuple[Served, str]]:
    """Build the browser edition, pack what hosts pack, and serve it; with the line the build ends with."""
    start = perf_counter()
    line = build_site(ROOT, folder / "site", cache=ROOT / CACHE)
    seconds = perf_counter() - start
    files, size = line.partition(": ")[2].split(", ")[:2]
    for path in (folder / "site").rglob("*"):
        if path.suffix in PACKED:
            Packing.packed[path] = gzip.compress(path.read_bytes(), 6)
    with served(folder / "site", Packing) as site:
        yield site, f"{files}, {size}; built in {seconds:.0f} s, its inputs from the cache"


def opened(context: BrowserContext, site: Served, lesson: str) -> dict[str, float]:
    """Open a lesson from the start page as a learner does; return seconds after the click, and bytes."""
    page = context.new_page()
    page.goto(site.url(""))
    page.wait_for_load_state("networkidle")
    Packing.plain = Packing.sent = 0
    session = LiteSession.__new__(LiteSession)
    found: dict[str, float] = {}
    start = perf_counter()

    def now(step: str) -> None:
        found[step] = perf_counter() - start

    page.set_default_timeout(300_000)
    page.locator(f'a[href$="{lesson}.ipynb"]').click()
    page.locator(".jp-NotebookPanel .jp-MarkdownOutput h1").first.wait_for()
    now("readable")
    session.page = page
    session.idle()
    now("python")
    page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    question = page.locator('[data-mode="practice"]').first
    page.evaluate(
        """async () => { // JupyterLab draws what is near the window
          const notebook = window.jupyterapp.shell.currentWidget.content;
          const is = ({ model }) => model.sharedModel.getSource().startsWith("ask(");
          const place = notebook.widgets.findIndex(is);
          while (!document.querySelector('[data-mode="practice"]')) {
            await notebook.scrollToItem(place, "center");
            await new Promise((resolve) => setTimeout(resolve, 25));
          }
        }"""
    )
    question.locator("input, select").first.wait_for()
    now("widget")
    question.locator("input").first.check()
    question.locator('[data-action="check"]').click()
    question.locator(".cw-verdict").first.wait_for()
    question.locator('.cw-saved[data-state="saved"]').wait_for(state="attached")
    now("verdict")  # Python takes one thing after another: the answer's turn comes behind the last cell
    page.wait_for_load_state("networkidle")
    page.close()
    return found | {"plain": Packing.plain / 1e6, "sent": Packing.sent / 1e6}


def rounds(browser: Browser, site: Served, lesson: str, number: int) -> list[list[dict[str, float]]]:
    """Measure in fresh profiles: the first time, and once again in the same profile."""
    first, again = [], []
    for turn in range(number):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        first.append(opened(context, site, lesson))
        again.append(opened(context, site, lesson))
        context.close()
        seconds = f"{first[-1]['widget']:.1f} s, {again[-1]['widget']:.1f} s"
        print(f"round {turn + 1} of {number}: {seconds} to the first question", flush=True)
    return [first, again]


def table(measured: list[list[dict[str, float]]]) -> Iterator[str]:
    """Yield the lines of a table: medians, with the least and the most where they differ."""
    yield "| What | The first time | Again, in the same browser |"
    yield "|---|---:|---:|"

    def cell(values: list[float]) -> str:
        low, middle, high = min(values), statistics.median(values), max(values)
        return f"{middle:.1f}" + (f" ({low:.1f} to {high:.1f})" if high - low >= 0.1 else "")

    for step, words in STEPS.items():
        cells = " | ".join(cell([one[step] for one in part]) for part in measured)
        yield f"| {words}, seconds after the click | {cells} |"
    for step, words in {"sent": "Loaded, with gzip, MB", "plain": "The same, unpacked, MB"}.items():
        yield f"| {words} | {' | '.join(cell([one[step] for one in part]) for part in measured)} |"


def main() -> None:
    """Print what was measured and, with --write, keep it on the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lesson", default="01-words")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="fresh profiles")
    also = f"also write its part of {PAGE.relative_to(ROOT)}"
    parser.add_argument("--write", action="store_true", help=also)
    options = parser.parse_args()
    command = f"benchmarks/bench_site.py {' '.join(sys.argv[1:])}".rstrip()
    lines = ["## The browser edition", "", f"Measured by `{command}` on {machine()}."]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=FLAGS)
        with built(Path(name)) as (site, size):
            measured = rounds(browser, site, options.lesson, options.rounds)
        lines += [
            f"Chromium {browser.version}, and on the same machine a server that compresses as hosts do:",
            "there is no network's time in it.",
            "",
            f"The site: {size}. The lesson: `{options.lesson}`.",
            f"Medians of {options.rounds} fresh browser profiles, with the least and the most.",
            "",
            *table(measured),
        ]
        browser.close()
    print("\n".join(lines))
    if options.write:
        write_part("bench_site.py", lines)


if __name__ == "__main__":
    main()
