"""Questions of every type, from the gallery, and made-up answers to them. No browser and no test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from casework.items import Question
from casework.module import load_module
from casework.types import type_of

GALLERY = Path("docs/gallery/modules/99-gallery")
CHOSEN = 2
"""How many boxes a made-up answer ticks."""


class _Inputs(HTMLParser):
    """What the HTML of a question's inputs offers: field -> values to choose from, and items in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.kinds: dict[str, str] = {}
        self.items: list[str] = []
        self._field = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an input, an option of a list, or an item."""
        given = {name: value or "" for name, value in attrs}
        if "data-item" in given:
            self.items.append(given["data-item"])
        if "data-field" in given:
            self._field = given["data-field"]
            values = self.fields.setdefault(self._field, [])
            self.kinds[self._field] = given.get("inputmode") or given.get("type") or tag
            if given.get("type") in ("radio", "checkbox"):
                values.append(given["value"])
        elif tag == "option" and given["value"]:
            self.fields[self._field].append(given["value"])


def made_up(question: Question, turn: int) -> Any:
    """Return a complete answer, another one each ``turn``, from nothing but what the inputs offer."""
    inputs, kind = _Inputs(type_of(question).controls(question)), type_of(question).response
    if kind == "order":
        first = turn % (len(inputs.items) - 1) + 1
        return inputs.items[first:] + inputs.items[:first]
    if kind == "list":
        ((field, values),) = inputs.fields.items()
        count = CHOSEN if inputs.kinds[field] == "checkbox" else 1
        return sorted(values[(turn + number) % len(values)] for number in range(count))
    answer = {}
    for number, (field, values) in enumerate(inputs.fields.items()):
        text = str(40 + turn) if inputs.kinds[field] == "decimal" else f"b x dd 00 <i>é, {turn}"
        answer[field] = values[(turn + number) % len(values)] if values else text
    return answer


def lay_out(repository: Path, target: Path, practice: Iterable[str] | None = None) -> Path:
    """
    Copy the gallery into a course at ``target``, its notebook cut down to its questions.

    Args:
        practice: the practice questions to leave beside every graded one; None for all.

    Returns:
        The notebook's path.
    """
    folder = target / "modules" / GALLERY.name
    shutil.copytree(repository / GALLERY, folder)
    module = load_module(folder)
    wanted = {*module.graded.questions, *(module.practice.questions if practice is None else practice)}
    notebook = folder / f"{GALLERY.name}.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    content["cells"] = [code[0], *(cell for cell in code[1:] if cell["id"] in wanted)]
    notebook.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return notebook


def questions_of(notebook: Path) -> Mapping[str, Question]:
    """Return every question that the notebook asks, by id, in its order."""
    module = load_module(notebook.parent)
    asked = (cell["id"] for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"])
    return {id_: module.questions[id_] for id_ in asked if id_ in module.questions}
