"""The browser edition, built once from the real course and used in a real browser as from any static host."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.handing_in import graded
from browser.lite import PATIENCE_MS, LiteSession, Served, served
from browser.pictures import take
from browser.start_page import answer_first
from canary import course_with_canary, with_canary
from playwright.sync_api import Browser, BrowserContext, expect
from unit.course_builder import NAME, as_text, code_cell, write_course

from casework.editions.site.build import CACHE, build_site
from casework.grading.keys import module_keys
from casework.module import load_module

pytestmark = pytest.mark.browser

LESSON = "04-conflation"
HERE = "pandas is not part of the course in the browser"


@pytest.fixture(scope="module")
def course(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the course with a canary in one key."""
    return course_with_canary(repo_root, tmp_path_factory.mktemp("site") / "course")


@pytest.fixture(scope="module")
def site(repo_root: Path, course: Path) -> Iterator[Served]:
    """Return the browser edition, on a server; what it is made of is fetched once and kept."""
    target = course.parent / "public"
    line = build_site(course, target, cache=repo_root / CACHE)
    assert line.startswith(f"{target}: ")
    assert line.endswith(" keys, none found")
    with served(target) as server:
        yield server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a fresh browser profile; no request of a page or a worker may leave the machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    outside: list[str] = []
    local = ("http://127.0.0.1:", "data:", "blob:")
    context.on("request", lambda one: one.url.startswith(local) or outside.append(one.url))
    yield context
    context.close()
    assert outside == []


def test_no_file_of_the_site_holds_a_key(site: Served) -> None:
    """A rationale of a key is in no file of the site, nor in a wheel or zip, plain or in base64."""
    assert with_canary(site.site) == []
    assert not (site.root / "assessments").exists()


def test_a_lesson_in_the_browser(
    context: BrowserContext, site: Served, course: Path, repo_root: Path, tmp_path: Path
) -> None:
    """From the start page to the grade: run, judged, saved, handed in, graded; then without a network."""
    module = load_module(course / "modules" / LESSON)
    keys = module_keys(course / "assessments" / "keys", module).keys
    first, second, third, *_ = (id_ for id_, one in module.graded.questions.items() if one.type == "single")
    right = {id_: sorted(keys[id_].correct) for id_ in (first, second, third)}
    wrong = next(one for one in module.graded.questions[third].options if one not in right[third])

    session = LiteSession(context.new_page(), site, LESSON)
    session.run_all()
    session.choose(first, *right[first])
    session.saved(first)
    expect(session.question(first).locator(".cw-python")).to_be_hidden()
    assert session.in_file() == {first: right[first]}
    practice = session.question("m04-p-absence")
    practice.locator(".cw-option-text").first.click()
    practice.get_by_role("button", name="Check answer").click()
    expect(practice.locator(".cw-verdict").first).to_be_visible()

    # Cells that need pandas say so and stop nothing; an explorer shows all but its picture.
    assert HERE in session.shown_in('numbers = read_table("number_series")')
    explorer = session.shown_by("explore_numbers()", ".cw-explorer")
    expect(explorer).to_contain_text("There is no picture here. matplotlib is not part of the course")
    expect(explorer.locator("table")).to_be_visible()

    session.choose(second, *right[second])
    session.choose(third, wrong)
    session.saved(third)
    file = session.hand_in(tmp_path)
    assert file.name == f"{LESSON}.ipynb"
    expect(session.panel().locator(".cw-receipt")).to_contain_text("3 of ")
    points = float(sum(module.graded.questions[id_].points for id_ in (first, second)))
    assert graded(repo_root, tmp_path / "class", LESSON, {"ada": file})["ada"][0] == points

    # Without a network what was seen once is still there.
    context.set_offline(True)
    page = context.new_page()
    page.goto(site.url(""))
    page.locator(f'a[href$="{LESSON}.ipynb"]').click()
    expect(page.locator(".jp-NotebookPanel .jp-MarkdownOutput h1").first).to_be_visible(timeout=60_000)


def test_two_tabs_a_full_disk_and_marks(context: BrowserContext, repo_root: Path, tmp_path: Path) -> None:
    """A small course, with its keys: restored, shared between tabs, kept where there is no room, marked."""
    with served(_with_keys(repo_root, tmp_path / "course")) as small:
        session = LiteSession(context.new_page(), small, NAME)
        session.run_all()
        session.choose("m01-q-stop", "c")
        session.saved("m01-q-stop")

        # A second tab, as a reload, has it all from the file; then both write.
        other = LiteSession(context.new_page(), small, NAME)
        other.run_all()
        expect(other.question("m01-q-stop").locator("input:checked")).to_have_value("c")
        other.choose("m01-q-mix", "a", "b")
        other.saved("m01-q-mix")
        session.page.bring_to_front()
        session.choose("m01-q-stop", "a")
        session.page.get_by_role("button", name="Overwrite").click()
        session.saved("m01-q-stop")
        assert session.in_file() == {"m01-q-stop": ["a"], "m01-q-mix": ["a", "b"]}
        other.page.close()

        # No room left: words, and the answer stays on the page until there is.
        session.page.evaluate(
            """() => {
              globalThis.put = IDBObjectStore.prototype.put;
              const full = () => { throw new DOMException("no room", "QuotaExceededError"); };
              IDBObjectStore.prototype.put = full;
            }"""
        )
        session.choose("m01-q-stop", "b")
        failed = session.page.locator('[data-question="m01-q-stop"] .cw-saved[data-state="failed"]')
        failed.wait_for(state="attached")
        session.dismiss()
        expect(session.question("m01-q-stop").locator(".cw-saved")).to_contain_text("Not saved")
        session.page.evaluate("() => { IDBObjectStore.prototype.put = globalThis.put; }")
        session.choose("m01-q-stop", "c")
        session.saved("m01-q-stop")

        panel = session.panel()
        panel.get_by_role("button", name="Mark it now").click()
        expect(panel.locator(".cw-hand-in-result")).to_contain_text("Your result: 3 of 5 points")
        expect(panel.locator(".cw-hand-in-result")).to_contain_text("SECRET red is stop.")


def _with_keys(repo_root: Path, root: Path) -> Path:
    """Return the browser edition, with keys, of a small course that ends with the hand-in panel."""
    path = write_course(root) / f"{NAME}.ipynb"
    content = json.loads(path.read_text("utf-8"))
    content["cells"].append(code_cell("m01-hand-in", "hand_in()"))
    path.write_text(as_text(content), "utf-8")
    shutil.copytree(repo_root / "src", root / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(repo_root / name, root)
    line = build_site(root, root / "public", with_keys=True, cache=repo_root / CACHE)
    assert line.endswith("; the answer keys are on it, for everybody to read")
    return root / "public"


def test_a_browser_that_keeps_nothing_is_told_before(context: BrowserContext, site: Served) -> None:
    """Where storage or service workers are blocked, the start page says so, and what it means."""
    page = context.new_page()
    page.add_init_script(
        """const blocked = () => { throw new DOMException("blocked", "SecurityError"); };
        indexedDB.open = blocked;
        navigator.serviceWorker.register = async () => blocked();"""
    )
    page.goto(site.url(""))
    trouble = page.locator(".trouble")
    expect(trouble.first).to_contain_text("nothing is saved when you leave")
    expect(trouble.nth(1)).to_contain_text("It needs an address that begins with https")
    expect(page.get_by_role("link", name="04 Conflation and its costs")).to_be_visible()


@pytest.mark.soak
def test_a_translated_lesson_in_the_browser(context: BrowserContext, site: Served) -> None:
    """The start page leads to the Spanish lesson, which asks, judges and saves in Spanish."""
    session = LiteSession(context.new_page(), site, "02-trafficking-law", "es")
    session.run_all()
    session.choose("m02-g-palermo-elements", "c")
    session.saved("m02-g-palermo-elements")
    practice = session.question("m02-p-movement")
    practice.locator(".cw-option-text").nth(1).click()
    practice.get_by_role("button", name="Comprobar respuesta").click()
    expect(practice.locator(".cw-result")).to_contain_text("Correcto.")
    assert session.in_file() == {"m02-g-palermo-elements": ["c"], "m02-p-movement": ["b"]}
    assert "No está aquí: pandas no forma parte" in session.shown_in("import pandas")


@pytest.mark.soak
def test_the_page_of_progress_in_the_browser(context: BrowserContext, site: Served) -> None:
    """The start page links to the course's own one, which counts what this browser holds and links back."""
    lesson = LiteSession(context.new_page(), site, LESSON)
    lesson.run_all()
    question = next(iter(load_module(site.root / "modules" / LESSON).graded.questions))
    lesson.question(question).locator("input").first.check()
    lesson.saved(question)

    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(site.url(""))
    page.get_by_role("link", name="How far you are").click()
    page.locator(".jp-MarkdownOutput tbody tr").first.wait_for()
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.context?.sessionContext"
        "?.session?.kernel?.status === 'idle'"
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
    output = page.locator(".jp-OutputArea-output", has_text="Your progress")  # the lesson is a tab, too
    expect(output).to_contain_text("Go on where you were: 04 Conflation", timeout=60_000)
    output.get_by_role("link").click()
    expect(page.get_by_role("heading", name="Module 04")).to_be_visible()


@pytest.mark.soak
def test_two_clicks_to_the_first_answer(context: BrowserContext, site: Served, pictures: Path) -> None:
    """Start page, a click on 00 Start, Run All Cells in the menu, the link back, an answer: right, saved."""
    page = context.new_page()
    page.goto(site.url(""))
    take(page, pictures / "browser-start.webp")
    session = LiteSession(page, site, "00-start")
    box = answer_first(page)
    expect(box).to_contain_text("Right", timeout=PATIENCE_MS)  # when all cells have run
    expect(box).to_contain_text("Saved in this notebook at")
    take(page, pictures / "browser-answer.webp", top=box)
    assert session.in_file() == {"m00-p-first": ["b"]}
