"""The stub page as tests speak to it: run JavaScript with the fakes at hand, find what is on it. No tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import axe_playwright_python
from browser.stub_samples import SAMPLES, judged
from playwright.sync_api import Locator, Page

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGE_RULES = ("page-has-heading-one", "region", "heading-order")  # of a whole page, which a widget is not
# Takes out entries and rows that have the tags, classes and filled texts of one before them in the same list:
# the library has some hundreds, and axe needs minutes for all of them.
ONE_OF_EACH_FORM = """() => {
  const form = (one) => [one.tagName, one.className, one.getAttribute("style"), !!one.textContent.trim(),
    !!one.getAttribute("href"), ...[...one.children].map(form)].join(" ");
  for (const list of document.querySelectorAll("ul, tbody")) {
    const seen = new Set();
    for (const one of [...list.children]) {
      const its = form(one);
      if (seen.has(its)) one.remove();
      seen.add(its);
    }
  }
  return document.querySelectorAll("li, tbody tr").length;
}"""
# For every script: fakes and samples by name, `t` for what a test keeps between scripts, shorthands.
PRELUDE = """
const {Server, Notebook, Widget, show, sleep, views, keys} = stub;
const S = samples, t = (globalThis.t ??= {});
const book = (options) => new Notebook(new Server(), "02/x.ipynb", options);
const ask = (question, python, traits) =>
  new Widget({kind: "quiz", question}, {practice: S.practice, ...python}, traits);
const study = (python, traits, spec = S.case) =>
  new Widget(spec, {practice: S.practice, after: S.after, ...python}, traits);
const numbered = (question, count) =>
  Array.from({length: count}, (_, i) => ({...question, id: `${question.id}-${i + 1}`}));
const click = (letter) => document.querySelectorAll(`input[value=${letter}]`).forEach((one) => one.click());
"""

SAVED = re.compile(r"^Saved in this notebook at \d\d:\d\d\.")
OLD, NEW = "2026-11-22T10:00:00.000Z", "2026-11-22T11:00:00.000Z"


def axe_on(page: Page, within: str = "") -> list[str]:
    """Return what axe-core objects to on a page, or in what a selector finds; one line each."""
    page.add_script_tag(path=AXE)
    result = page.evaluate(
        "([within, tags, off]) => axe.run(within || document, {runOnly: tags, rules: off})",
        [within, AXE_TAGS, {rule: {"enabled": False} for rule in PAGE_RULES}],
    )
    checked = {rule["id"] for rule in result["passes"] + result["violations"]}
    assert "color-contrast" in checked, "axe did not evaluate contrast"
    return [f"{rule['id']}: {node['html'][:160]}" for rule in result["violations"] for node in rule["nodes"]]


class StubPage:
    """A loaded stub page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        page.expose_function("judge", judged)
        self.load()

    def load(self) -> None:
        """Load the page, again if need be: same profile, same tab."""
        self.page.goto(self.url)
        self.page.wait_for_function("globalThis.stub")
        self.page.evaluate("samples => Object.assign(globalThis, {samples})", SAMPLES)

    def run(self, body: str, argument: Any = None) -> Any:
        """Run the body of an async function of `argument`; return what it returns."""
        return self.page.evaluate(f"async (argument) => {{ {PRELUDE} {body} }}", argument)

    def until(self, condition: str) -> None:
        """Wait until an expression is true."""
        self.page.wait_for_function(f"() => {{ {PRELUDE} return {condition}; }}")

    def question(self, id_: str, nth: int = 0) -> Question:
        """Return a question on the page; `nth` tells several views of it apart."""
        return Question(self.page.locator(f'.cw-question[data-question="{id_}"]').nth(nth))

    def axe(self) -> list[str]:
        """Return what axe-core objects to, one line each; contrast included."""
        return axe_on(self.page)

    def overflow(self) -> list[str]:
        """Return the widget elements that reach past the page's right edge."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll('.cw-root, .cw-root *')].filter((one) => {
              const past = one.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5;
              const clips = getComputedStyle(one).overflowX !== 'visible' && one.clientWidth;
              return past || (clips && one.scrollWidth > one.clientWidth + 1);
            }).map((one) => one.className || one.tagName)"""
        )


class Question:
    """One question on a page."""

    def __init__(self, box: Locator) -> None:
        self.box = box

    def input(self, letter: str) -> Locator:
        """Return an option's radio button or checkbox."""
        return self.box.locator(f'.cw-choice[data-option="{letter}"] input')

    def why(self, letter: str) -> Locator:
        """Return what is said under an option."""
        return self.box.locator(f'.cw-choice[data-option="{letter}"] .cw-why')

    def button(self, name: str) -> Locator:
        """Return a button by what it says."""
        return self.box.get_by_role("button", name=name)

    def chosen(self) -> list[str]:
        """Return the letters that are ticked."""
        return self.box.locator("input:checked").evaluate_all("inputs => inputs.map(one => one.value)")

    @property
    def result(self) -> Locator:
        """Return right or wrong in words."""
        return self.box.locator(".cw-result")

    @property
    def saved(self) -> Locator:
        """Return whether the answer is in the file, in words."""
        return self.box.locator(".cw-saved")

    @property
    def python(self) -> Locator:
        """Return what is said about Python."""
        return self.box.locator(".cw-python")


def answer(letter: str, at: str = OLD) -> dict[str, object]:
    """Return an answer as the metadata holds it."""
    return {"v": 1, "response": [letter], "at": at, "attempts": 1}


def open_elements(stub: StubPage, options: str = "{}", python: str = "{}", traits: str = "undefined") -> None:
    """Show the graded sample question in a notebook of its own: t.server, t.notebook, t.widget, t.view."""
    stub.run(
        f"t.server ??= new Server(); t.notebook = new Notebook(t.server, '02/x.ipynb', {options});"
        f"t.widget = ask(S.elements, {python}, {traits}); t.view = await show(t.widget.client(t.notebook));"
    )


def show_question(stub: StubPage, sample: str, python: str = "{}", traits: str = "undefined") -> Question:
    """Show one sample question in a notebook of its own."""
    stub.run(
        f"t.notebook = book(); t.widget = ask(S.{sample}, {python}, {traits});"
        "t.view = await show(t.widget.client(t.notebook)); await sleep(30)"
    )
    return stub.question(stub.run(f"return S.{sample}.id"))
