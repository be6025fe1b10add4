"""The browser edition, built once from the real course and used in a real browser as from any static host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.lite import PATIENCE_MS, LiteSession, Served, served
from canary import course_with_canary, with_canary
from playwright.sync_api import Browser, BrowserContext, expect

from casework.answers import read_notebook
from casework.editions.site.build import CACHE, build_site
from casework.grading.keys import module_keys
from casework.marking import answers_of, mark_answers
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
def context(browser: Browser, site: Served) -> Iterator[BrowserContext]:
    """Return a fresh browser profile; no request of a page or a worker may leave the machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    outside: list[str] = []
    local = (site.url(""), "data:", "blob:")
    context.on("request", lambda one: one.url.startswith(local) or outside.append(one.url))
    yield context
    context.close()
    assert outside == []


def test_no_file_of_the_site_holds_a_key(site: Served) -> None:
    """A rationale of a key is in no file of the site, nor in a wheel or zip, plain or in base64."""
    assert with_canary(site.site) == []
    assert not (site.root / "assessments").exists()


def test_a_lesson_in_the_browser(context: BrowserContext, site: Served, course: Path, tmp_path: Path) -> None:
    """Answers are saved, judged, restored, shared between tabs, kept where there is no room, and graded."""
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

    # A second tab, as a reload, has it all from the file; then both write.
    other = LiteSession(context.new_page(), site, LESSON)
    other.run_all()
    expect(other.question(first).locator("input:checked")).to_have_value(right[first][0])
    other.choose(second, *right[second])
    other.saved(second)
    session.page.bring_to_front()
    session.choose(third, wrong)
    session.page.get_by_role("button", name="Overwrite").click()
    session.saved(third)
    assert {first: right[first], second: right[second], third: [wrong]}.items() <= session.in_file().items()
    other.page.close()

    # No room left: words, and the answer stays on the page until there is.
    session.page.evaluate(
        """() => {
          globalThis.put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
        }"""
    )
    session.choose(third, *right[third])
    failed = session.page.locator(f'[data-question="{third}"] .cw-saved[data-state="failed"]')
    failed.wait_for(state="attached")
    session.dismiss()
    expect(session.question(third).locator(".cw-saved")).to_contain_text("Not saved")
    session.page.evaluate("() => { IDBObjectStore.prototype.put = globalThis.put; }")
    session.choose(third, wrong)
    session.saved(third)

    # Handed in by the panel, and marked where the keys are.
    with session.page.expect_download() as waiting:
        session.panel().get_by_role("button", name="Save and download").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == f"{LESSON}.ipynb"
    expect(session.panel().locator(".cw-receipt")).to_contain_text("3 of ")
    marked = mark_answers(module, answers_of(path, read_notebook(path.read_bytes())))
    points = {id_: float(module.graded.questions[id_].points) for id_ in (first, second)}
    assert {id_: one for id_, one in marked.scores.items() if one} == points
    assert marked.points == sum(points.values())

    # Without a network what was seen once is still there.
    context.set_offline(True)
    page = context.new_page()
    page.goto(site.url(""))
    page.locator(f'a[href$="{LESSON}.ipynb"]').click()
    expect(page.locator(".jp-NotebookPanel .jp-MarkdownOutput h1").first).to_be_visible(timeout=60_000)


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
