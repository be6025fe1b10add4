"""A case study on the stub page as tests speak to it. No tests."""

from __future__ import annotations

from typing import Any

from browser.stub_page import StubPage
from playwright.sync_api import Locator, expect


class Case:
    """A sample case, opened; without a name three steps in a line, and two facts to change."""

    def __init__(
        self, stub: StubPage, metadata: dict[str, object] | None = None, sample: str = "case"
    ) -> None:
        self.stub = stub
        self.id = stub.run("return S[argument].id", sample)
        stub.run(
            "t.notebook = book({metadata: argument[0]}); t.widget = study({}, undefined, S[argument[1]]);"
            "t.view = await show(t.widget.client(t.notebook), {module: 'case_study'}); await sleep(30)",
            [metadata or {}, sample],
        )
        self.root = stub.page.locator(".cw-case")
        self.progress = self.root.locator(".cw-progress")
        self.facts = self.root.locator(".cw-log li")
        self.debrief = self.root.locator(".cw-debrief")

    def step(self, number: int) -> Locator:
        """Return a step by its number, from 1."""
        return self.root.locator(f'[data-step="m02-case-s{number}"]')

    def named(self, name: str) -> Locator:
        """Return a step by the end of its id."""
        return self.root.locator(f'[data-step="{self.id}-{name}"]')

    def shown(self) -> list[str]:
        """Return the ends of the ids of the steps on the page, in order."""
        ids = self.root.locator("[data-step]").evaluate_all("steps => steps.map((one) => one.dataset.step)")
        return [id_.removeprefix(f"{self.id}-") for id_ in ids]

    def place(self) -> Any:
        """Return what is recorded of the place in the case."""
        self.stub.until(f"t.notebook.onDisk['casework:{self.id}'] && !t.notebook.model.dirty")
        return self.stub.run("return t.notebook.onDisk")[f"casework:{self.id}"]["response"]

    def move(self, action: str) -> None:
        """Press the visible button that goes on: next or skip."""
        self.root.locator(f'[data-action="{action}"]:visible').click()

    def answer(self, id_: str, letter: str) -> None:
        """Answer a question; check it when it is practice."""
        question = self.stub.question(id_)
        question.input(letter).click()
        if question.box.get_attribute("data-mode") == "practice":
            question.button("Check answer").click()
            expect(question.result).to_be_visible()

    def finish(self) -> None:
        """Go on to the end, past answered steps and skipping the others."""
        while self.root.locator(".cw-moves:visible").count():
            self.move("skip" if self.root.locator('[data-action="skip"]:visible').count() else "next")
