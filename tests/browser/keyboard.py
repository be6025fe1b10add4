"""A learner without a mouse: goes through a notebook with Tab and answers what has the focus. No tests."""

from __future__ import annotations

from typing import Any

from browser.lab import Session

# What has the focus: in which question, and what kind of thing it is.
_FOCUS = """() => {
  const one = document.activeElement;
  const box = one.closest("[data-question]");
  if (!box) {
    return one.closest(".cw-case") && { question: "", kind: one.name ? one.type : one.dataset.action };
  }
  const kind = one.dataset.move ? "move" : "field" in one.dataset ? one.type : one.dataset.action;
  const item = one.closest("[data-item]");
  return {
    question: box.dataset.question, kind, field: one.dataset.field ?? "", value: one.value,
    decimal: one.inputMode === "decimal",
    step: one.dataset.move, first: !!item && !item.previousElementSibling,
    items: [...box.querySelectorAll("[data-item]")].map((one) => one.dataset.item),
  };
}"""
SHORTCUTS = ("b", "x", "d", "d", "0", "0", "j", "k", "a", "m", "y")
"""JupyterLab's keys for commands on cells, which must stay letters or nothing inside a question."""
PATIENCE = 60
"""Tabs without a new question, through menus and toolbars, before the walk counts as over."""


class Typist:
    """Presses keys in one open notebook; ``strayed`` names keys that took the focus out of a question."""

    def __init__(self, session: Session) -> None:
        self.session, self.page = session, session.page
        self.press = session.page.keyboard.press
        self.strayed: list[str] = []

    def run_all(self) -> None:
        """Run every cell by keys alone and go back to the first."""
        # Notebook 7 now and then leaves the focus on the page when it opens a notebook; Tab leads there.
        inside = "() => !!document.activeElement?.closest('.jp-Notebook')"
        for _ in range(PATIENCE):
            if self.page.evaluate(inside):
                break
            self.press("Tab")
        for key in ("Escape", "Control+a", "Control+Enter"):
            self.press(key)
        self.session.idle()
        self.page.wait_for_selector("[data-question]", state="attached")
        for _ in range(self.session.cells()):
            self.press("k")

    def answer_all(self) -> dict[str, Any]:
        """Go through the notebook with Tab; answer each question on the way and return the answers."""
        given: dict[str, Any] = {}
        done: set[str] = set()
        here, idle = "", 0
        while idle < PATIENCE:
            self.press("Tab")
            idle += 1
            focus = self.page.evaluate(_FOCUS)
            if not focus or focus["question"] in done:
                continue
            if not focus["question"]:  # in a case, between its questions
                key = {"next": "Enter", "radio": "Space"}.get(focus["kind"])
                if key:
                    self.press(key)
                    idle = 0
                    done.add(here)
                continue
            idle = 0
            if here not in ("", focus["question"]):
                done.add(here)
            here = focus["question"]
            if focus["kind"] == "check":
                self.press("Enter")
                done.add(here)
            else:
                self._answer(focus, given)
        return given

    def _answer(self, focus: dict[str, Any], given: dict[str, Any]) -> None:
        """Answer what has the focus; once a question press every key that is a command to a notebook."""
        id_, kind, field = focus["question"], focus["kind"], focus["field"]
        if kind in ("hint", "clear", "later", None):
            return
        if kind not in ("text", "textarea") and id_ not in given:
            self._shortcuts(id_)
        if kind == "radio":
            for key in ("Space", "ArrowDown"):
                self.press(key)
            value = self.page.evaluate(_FOCUS)["value"]
            if field:
                given.setdefault(id_, {})[field] = value
            else:
                given[id_] = [value]
        elif kind == "checkbox":
            if focus["value"] in "ac":
                self.press("Space")
                given.setdefault(id_, []).append(focus["value"])
        elif kind == "select-one":
            self.press("ArrowDown")
            given.setdefault(id_, {})[field] = self.page.evaluate(_FOCUS)["value"]
            self.press("Escape")
        elif kind == "move":
            if focus["step"] == "1" and focus["first"] and id_ not in given:
                self.press("Enter")
                given[id_] = self.page.evaluate(_FOCUS)["items"]
        elif focus["decimal"]:
            for key in ("4", "0", "0", "Escape"):
                self.press(key)
            given.setdefault(id_, {})[field] = "400"
        else:
            for key in (*SHORTCUTS, "Escape"):
                self.press(key)
            given.setdefault(id_, {})[field] = "".join(SHORTCUTS)

    def _shortcuts(self, id_: str) -> None:
        """Press them where they are no letters; in a list they only choose, and Escape closes it."""
        for key in (*SHORTCUTS, "Escape"):
            self.press(key)
        focus = self.page.evaluate(_FOCUS)
        if not focus or focus["question"] != id_:
            self.strayed.append(id_)
