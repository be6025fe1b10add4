"""Every question type on the stub page: shown, answered by keyboard or by script. No tests."""

from __future__ import annotations

from browser.stub_page import Question, StubPage

from casework.types import TYPES

EVERY = list(TYPES)
MODES = ["practice", "graded"]
TYPED = {"number": "27.6", "text": "debt bondage"}
# What has the focus: an input's kind, or the action of a button.
FOCUSED = """() => {
  const one = document.activeElement;
  return one.dataset.action ?? one.dataset.part ?? one.type ?? "";
}"""
STATE = """box => [...box.querySelectorAll("[data-field], [data-item]")].map((one) =>
  one.dataset.item ?? (["radio", "checkbox"].includes(one.type) ? one.checked : one.value))"""
CUT = """() => [...document.querySelectorAll("[data-field] , [data-part=sure]")].filter((one) => {
  if (one.tagName !== "SELECT") return false;
  const copy = one.cloneNode(true);
  copy.style.cssText = "position: fixed; width: max-content; max-width: none";
  one.after(copy);
  const needed = copy.getBoundingClientRect().width;
  copy.remove();
  return needed > one.getBoundingClientRect().width + 1;
}).map((one) => one.options[1].text)"""


def show(stub: StubPage, name: str, mode: str, more: str = "{}") -> Question:
    """Show the gallery's question of a type; `more` changes what the page is told of it."""
    stub.run(
        "t.notebook ??= book(); const one = {...S.types[argument.mode][argument.name], ..."
        f"{more}}}; t.widget = ask(one); await show(t.widget.client(t.notebook)); await sleep(20)",
        {"name": name, "mode": mode},
    )
    return Question(stub.page.locator(".cw-question").last)


def show_all(stub: StubPage, mode: str) -> list[Question]:
    """Show all types below each other."""
    return [show(stub, name, mode) for name in EVERY]


def answer(stub: StubPage, name: str) -> None:
    """Answer the only question on the page by keyboard, up to the first thing after its inputs."""
    press = stub.page.keyboard.press
    press("Tab")
    moved = ticked = False
    for _ in range(60):
        kind = stub.page.evaluate(FOCUSED)
        if kind == "radio" or (kind == "checkbox" and not ticked):
            press("Space")
            ticked = True
        elif kind == "select-one":
            press("ArrowDown")
        elif kind == "button" and not moved:
            press("Tab")
            press("Enter")
            moved = True
        elif kind in ("text", "textarea"):
            stub.page.keyboard.type(TYPED.get(name, "b x dd 00, my words"))
        elif kind not in ("checkbox", "button"):
            return
        press("Tab")
    raise AssertionError("the keyboard never got out of the inputs")


def fill(question: Question) -> None:
    """Answer a question by script, and check it in practice."""
    question.box.evaluate(
        """box => {
          const first = new Set();
          for (const one of box.querySelectorAll("[data-field]")) {
            const isFirst = !first.has(one.name);
            first.add(one.name);
            if (one.type === "radio" || one.type === "checkbox") isFirst && one.click();
            else if (one.tagName === "SELECT") one.selectedIndex = 1;
            else one.value ||= "12";
            one.dispatchEvent(new Event(one.tagName === "SELECT" ? "change" : "input"));
          }
          box.querySelector("[data-move='1']")?.click();
          box.querySelector("[data-action=check]")?.click();
        }"""
    )
