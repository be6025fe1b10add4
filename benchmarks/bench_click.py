"""Measures in a real JupyterLab how long a click takes to disk and to feedback. Asserts nothing."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.lab import Session, copy_course, record, running, shorten  # noqa: E402
from browser.program import FLAGS, browser_program  # noqa: E402

GRADED, PRACTICE = "m02-g-palermo-elements", "m02-p-movement"
ROUNDS = 20


def to_disk(session: Session, letter: str) -> float:
    """Return milliseconds from a click on an option until the file holds it."""
    option = session.page.locator(f'[data-question="{GRADED}"] [data-option="{letter}"] input')
    start = time.perf_counter()
    option.click()
    while True:
        try:
            if record(session.notebook).get(GRADED) == [letter]:
                return (time.perf_counter() - start) * 1000
        except ValueError:
            pass  # the file is just being written
        time.sleep(0.002)


def to_feedback(session: Session) -> float:
    """Return milliseconds from a click on "Check answer" until the reasons are on the page."""
    milliseconds: float = session.page.evaluate(
        """async (id) => {
          const question = document.querySelector(`[data-question="${id}"]`);
          question.querySelector('[data-action="retry"]:not([hidden])')?.click();
          question.querySelector("input").click();
          const start = performance.now();
          const shown = new Promise((done) => {
            const look = () => question.querySelector(".cw-rationale") && done(performance.now() - start);
            new MutationObserver(look).observe(question, {subtree: true, childList: true});
          });
          question.querySelector('[data-action="check"]').click();
          return shown;
        }""",
        PRACTICE,
    )
    session.page.wait_for_timeout(300)
    return milliseconds


def main() -> None:
    """Run both measurements in one session and print one line each."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        root = Path(scratch) / "root"
        browser = playwright.chromium.launch(executable_path=browser_program(), args=FLAGS)
        with running(root, Path(scratch) / "server") as lab:
            notebook = copy_course(ROOT, root / "course")
            shorten(notebook, GRADED, PRACTICE)
            page = browser.new_page(viewport={"width": 1280, "height": 2000})
            session = Session(page, lab, notebook)
            session.run_all()
            session.question(GRADED)
            disk = [to_disk(session, "abc"[number % 3]) for number in range(ROUNDS)]
            session.question(PRACTICE)
            feedback = [to_feedback(session) for _ in range(ROUNDS)]
            session.close()
        browser.close()
    for name, times in (("click to disk", disk), ("click to feedback on the page", feedback)):
        print(
            f"{name}: median {statistics.median(times):.0f} ms, largest {max(times):.0f} ms, n = {len(times)}"
        )


if __name__ == "__main__":
    main()
