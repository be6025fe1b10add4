"""Answers every question of a notebook with the mouse, and reads off the page what is answered. No tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from browser.lab import Session
from every_type import made_up, questions_of
from playwright.sync_api import Locator, Page

SILENT = "Python is not answering"

# Every question in view once, as a reader scrolls: its answer as the inputs have it, and the words on it.
_SHOWN = """async () => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const text = (box, name) => box.querySelector(name).textContent;
  const isTick = ({ type }) => type === "radio" || type === "checkbox";
  const answer = (box) => {
    const items = [...box.querySelectorAll("[data-item]")];
    if (items.length) return items.map((one) => one.dataset.item);
    const inputs = [...box.querySelectorAll("[data-field]")];
    const given = inputs.filter((one) => (isTick(one) ? one.checked : one.value));
    return inputs[0].dataset.field
      ? Object.fromEntries(given.map((one) => [one.dataset.field, one.value]))
      : given.map((one) => one.value);
  };
  const found = {};
  for (const [place, cell] of notebook.widgets.entries()) {
    if (!cell.model.sharedModel.getSource().startsWith("ask(")) continue;
    await notebook.scrollToItem(place, "center");
    let box = null;
    for (let n = 0; n < 200 && !(box = cell.node.querySelector("[data-question]")); n++)
      await new Promise((resolve) => setTimeout(resolve, 25));
    if (!box) continue;
    const { state } = box.querySelector(".cw-saved").dataset;
    found[box.dataset.question] = [answer(box), state, text(box, ".cw-saved"), text(box, ".cw-python")];
  }
  return found;
}"""


# Scroll to a question's cell and wait until it is drawn, in one call.
_REACH = """async (source) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const place = notebook.widgets.findIndex((cell) => cell.model.sharedModel.getSource().startsWith(source));
  const { node } = notebook.widgets[place];
  for (let n = 0; n < 200; n++) {
    await notebook.scrollToItem(place, "center");
    if (node.isConnected && node.querySelector("[data-question]")) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}"""


@dataclass(frozen=True)
class Shown:
    """What a question shows: its answer; whether that is saved, as a state and in words; words on Python."""

    answer: Any
    state: str
    saved: str
    python: str


class Answering:
    """A learner in front of one open notebook; ``expected`` is what they have answered so far."""

    def __init__(self, session: Session) -> None:
        self.session, self.page = session, session.page
        self.questions = questions_of(session.notebook)
        self.graded = [id_ for id_ in self.questions if "-g-" in id_]
        self.expected: dict[str, Any] = {}

    def give(self, turn: int, ids: Iterable[str] | None = None, keys: bool = True) -> None:
        """Answer these questions, or all, anew; a practice answer is checked."""
        for id_ in self.questions if ids is None else ids:
            box = self.reach(id_)
            again, check = (box.locator(f'[data-action="{name}"]') for name in ("retry", "check"))
            if again.is_visible():
                again.click()
            self.expected[id_] = made_up(self.questions[id_], turn)
            enter(box, self.expected[id_], keys)
            if check.count():
                check.click()

    def reach(self, id_: str) -> Locator:
        """Scroll to a question and return it."""
        return reach(self.page, id_)

    def type_more(self, id_: str, text: str) -> None:
        """Type on at the end of a question's last text, without a pause, and wait for nothing."""
        box = self.reach(id_)
        field = box.locator("input[type=text], textarea").last
        field.focus()
        self.page.keyboard.press("ControlOrMeta+End")
        self.page.keyboard.type(text)
        name = field.get_attribute("data-field") or ""
        before = self.expected.get(id_, {})
        self.expected[id_] = {**before, name: before.get(name, "") + text}

    def shown(self) -> Mapping[str, Shown]:
        """Scroll through the notebook and return what every question shows."""
        return {id_: Shown(*one) for id_, one in self.page.evaluate(_SHOWN).items()}

    def until_shown(self, state: str | None = "saved", **words: str) -> None:
        """Wait until every question shows its answer in this state, with these words in that field."""
        for _ in range(40):
            shown = self.shown()
            wrong = {
                id_: shown.get(id_)
                for id_, answer in self.expected.items()
                if id_ not in shown
                or shown[id_].answer != answer
                or state not in (None, shown[id_].state)
                or not all(text in getattr(shown[id_], name) for name, text in words.items())
            }
            if not wrong:
                return
            self.page.wait_for_timeout(250)
        given = {id_: self.expected[id_] for id_ in wrong}
        raise AssertionError(f"expected {state} {words} and {given}, found {wrong}")

    def until_kept(self) -> None:
        """Wait until the file holds every answer and every question shows it and calls it saved."""
        self.session.wait_for_file(self.expected)
        self.until_shown()


def reach(page: Page, id_: str) -> Locator:
    """Scroll to a question in a cell of its own and return it."""
    page.evaluate(_REACH, f'ask("{id_}"')
    return page.locator(f'[data-question="{id_}"]').first


def enter(box: Locator, answer: Any, keys: bool = True) -> None:
    """
    Put an answer into a question's inputs: click choices, type texts, move items by their buttons.

    Without ``keys`` a text is put in at once, as by pasting: where JupyterLab opens dialogs of its own about
    a server that is gone, a key that is pressed just then goes to the dialog.
    """
    if isinstance(answer, dict):
        for field, value in answer.items():
            inputs = box.locator(f'[data-field="{field}"]')
            kind = inputs.first.evaluate("(one) => (one.tagName === 'SELECT' ? 'list' : one.type)")
            if kind == "list":
                inputs.select_option(value)
            elif kind == "radio":
                box.locator(f'[data-field="{field}"][value="{value}"]').check()
            elif not keys:
                inputs.fill(value)
            else:
                inputs.click()
                box.page.keyboard.press("ControlOrMeta+a")
                box.page.keyboard.type(value)
    elif box.locator("[data-item]").count():
        _arrange(box, answer)
    else:
        for one in box.locator("[data-field]").all():
            wanted = one.get_attribute("value") in answer
            if wanted or one.get_attribute("type") == "checkbox":
                one.set_checked(wanted)


def _arrange(box: Locator, wanted: list[str]) -> None:
    for place, item in enumerate(wanted):
        now = box.locator("[data-item]").evaluate_all("(all) => all.map((one) => one.dataset.item)")
        for _ in range(now.index(item) - place):
            box.locator(f'[data-item="{item}"] [data-move="-1"]').click()
