"""The Spanish lesson in a real JupyterLab: it speaks Spanish, saves, fits, and is handed in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.fitting import too_wide
from browser.lab import Lab, Session, copy_course, record
from browser.stub_page import axe_on
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
GRADED, PRACTICE = "m02-g-palermo-elements", "m02-p-movement"
CELLS = ("title", "m02-start", GRADED, PRACTICE, "m02-count", "m02-hand-in", "m02-progress")


@pytest.fixture
def spanish(page: Page, lab: Lab, repo_root: Path) -> Iterator[Session]:
    """Return some cells of the Spanish lesson, beside the untouched English one, open and run."""
    english = copy_course(repo_root, lab.folder("spanish"))
    notebook = english.parent / "es" / english.name
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"] = [cell for cell in content["cells"] if cell["id"] in CELLS]
    notebook.write_text(json.dumps(content), encoding="utf-8")
    session = Session(page, lab, notebook)
    session.run_all()
    yield session
    session.close()
    assert session.outside == []


def test_the_spanish_lesson(spanish: Session) -> None:
    """Questions, verdicts, lines, panels are in Spanish and say so to a screen reader; axe finds nothing."""
    spanish.choose(PRACTICE, "b")
    practice = spanish.question(PRACTICE)
    practice.get_by_role("button", name="Comprobar respuesta").click()
    expect(practice.locator(".cw-result")).to_contain_text("Correcto.")
    expect(practice.locator(".cw-rationale").first).to_contain_text("Trasladar a alguien")
    spanish.choose(GRADED, "c")
    spanish.saved(GRADED)
    expect(spanish.question(GRADED).locator(".cw-saved")).to_contain_text("Guardado en este cuaderno a las")
    spanish.wait_for_file({GRADED: ["c"], PRACTICE: ["b"]})
    assert record(spanish.notebook.parents[1] / spanish.notebook.name) == {}

    panel = spanish.panel()
    expect(panel).to_contain_text("1 de 11 preguntas con nota respondidas.")
    progress = spanish.shown_by("progress()", ".cw-root[aria-label=Avance]")
    expect(progress).to_contain_text("02 La ley sobre la trata")
    expect(progress.get_by_role("link")).to_have_text("Continuar con 00 Start (in English)")
    assert too_wide(spanish) == []
    roots = spanish.page.locator(".jp-Notebook .cw-root")
    assert roots.evaluate_all("all => all.map(one => one.closest('[lang]').lang)") == ["es"] * roots.count()
    assert spanish.page.locator(".jp-Notebook").get_attribute("lang") == "es"
    spanish.page.set_viewport_size({"width": 400, "height": 900})
    assert axe_on(spanish.page, ".jp-Notebook .cw-root") == []

    spanish.page.set_viewport_size({"width": 1280, "height": 900})
    with spanish.page.expect_download() as waiting:
        spanish.panel().get_by_role("button", name="Guardar y descargar este cuaderno").click()
    expect(spanish.panel()).to_contain_text("Entregue el archivo 02-trafficking-law.ipynb")
    handed_in = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert handed_in["metadata"][f"casework:{GRADED}"]["response"] == ["c"]
    assert spanish.errors == []
