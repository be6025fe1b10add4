"""Progress in a real JupyterLab: saved in one copy, loaded into a fresh one, reviewed in the next module."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from browser.lab import MODULE, Lab, Session, copy_course, record, shorten
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

GRADED, PRACTICE, NEXT = "m02-g-palermo-elements", "m02-p-movement", "03-next"


def add_cell(notebook: Path, source: str) -> None:
    """Add a code cell at the end, as a learner would."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    id_ = f"own-{len(content['cells'])}"
    cell = {"cell_type": "code", "execution_count": None, "id": id_, "metadata": {}, "outputs": []}
    content["cells"].append({**cell, "source": [source]})
    notebook.write_text(json.dumps(content, indent=1), encoding="utf-8")


def next_module(notebook: Path) -> Path:
    """Put a second module beside the first, with the same questions under other ids; return its notebook."""
    folder = notebook.parent.parent / NEXT
    shutil.copytree(notebook.parent, folder, ignore=shutil.ignore_patterns("es"))
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("m02-", "m03-").replace(MODULE, NEXT)
        path.write_text(text, encoding="utf-8")
    return (folder / notebook.name).rename(folder / f"{NEXT}.ipynb")


def test_progress_goes_from_one_copy_to_a_fresh_one(
    page: Page, lab: Lab, notebook: Path, repo_root: Path, tmp_path: Path
) -> None:
    """Answers saved as a file are, in a fresh copy, shown by ask(), then in its .ipynb, then reviewed."""
    shorten(notebook, GRADED, PRACTICE)
    add_cell(notebook, "from casework import progress\nprogress()")
    first = Session(page, lab, notebook)
    first.run_all()
    first.choose(GRADED, "b")
    first.saved(GRADED)
    first.choose(PRACTICE, "a")
    first.question(PRACTICE).locator('[data-action="check"]').click()
    first.saved(PRACTICE)
    panel = first._in_view("section[aria-label=Progress]", "progress()")
    with page.expect_download() as waiting:
        panel.get_by_role("button", name="Save my progress").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    expect(panel).to_contain_text("2 of 31")
    page.screenshot(path=tmp_path / "saved.png")
    first.close()
    assert file.name == "casework-progress.json"

    fresh = copy_course(repo_root, lab.folder("fresh"))
    for other in fresh.parent.parent.iterdir():
        if other.is_dir() and other.name != MODULE:
            shutil.rmtree(other)  # two modules are enough, and the second takes ids of a third
    shorten(fresh, GRADED, PRACTICE)
    later = next_module(fresh)
    add_cell(later, "from casework import progress, review\nprogress()")
    add_cell(later, "review()")
    second = Session(page, lab, later)
    second.run_all()
    panel = second._in_view("section[aria-label=Progress]", "progress()")
    panel.get_by_label("Load my progress").set_input_files(file)
    expect(panel.get_by_role("status")).to_contain_text(f"{MODULE}: 2 answers loaded.")
    page.screenshot(path=tmp_path / "loaded.png")
    assert record(fresh) == {}
    assert json.loads(fresh.with_suffix(".answers.json").read_text())["answers"].keys() == {GRADED, PRACTICE}

    second.run_all()
    review = second._in_view(f'[data-question="{PRACTICE}"]', "review()")
    expect(review.locator("input:checked")).to_have_count(0)
    review.locator('[data-option="b"] .cw-option-text').click()
    review.locator('[data-action="check"]').click()
    second.wait_for_file({PRACTICE: ["b"]})
    expect(review.locator(".cw-result")).to_contain_text("Right.")
    page.screenshot(path=tmp_path / "review.png")
    second.narrow()
    second._in_view(f'[data-question="{PRACTICE}"]', "review()")
    past_the_edge = page.locator(".jp-OutputArea .widget-vbox, .widget-vbox .cw-root").evaluate_all(
        "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"
    )
    page.screenshot(path=tmp_path / "review-400.png")
    assert past_the_edge == []
    page.set_viewport_size({"width": 1280, "height": 900})

    panel = second._in_view("section[aria-label=Progress]", "progress()")
    panel.get_by_role("link", name=f"Resume with {MODULE}").click()
    page.wait_for_function(
        "path => window.jupyterapp.shell.currentWidget?.context?.path === path",
        arg=fresh.relative_to(lab.root).as_posix(),
    )
    third = Session(page, lab, fresh)
    third.run_all()
    assert third.question(GRADED).locator('[data-option="b"] input').is_checked()
    expect(third.question(PRACTICE).locator('[data-option="a"] input')).to_be_checked()
    third.command("docmanager:save")
    third.wait_for_file({GRADED: ["b"], PRACTICE: ["a"]})
    assert third.dialogs() == []
    third.close()
    assert first.outside + second.outside + third.outside == []
