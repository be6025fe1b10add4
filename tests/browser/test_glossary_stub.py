"""Terms beside the text, their list, and texts side by side, on a stub page. In Lab: test_terms.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.stub_page import StubPage
from playwright.sync_api import Locator, Page, expect

from casework.comparisons import read_comparisons
from casework.side_by_side import SideBySide
from casework.sources import labeller
from casework.terms import linked, read_terms
from casework.widgets.glossary import Glossary

pytestmark = pytest.mark.browser

TEXT = """
<style>#page > p a { color: inherit; }</style>
<p>First some words, then <a href="#term-debt-bondage">debt <em>bondage</em></a>, a
<a href="#term-nowhere">link of another page</a>, and <a href="#term-coercion">coercion</a>.</p>
<p id="later"></p>
"""
WIDTHS = [(1280, "light"), (1280, "dark"), (400, "light"), (400, "dark")]


class Terms:
    """A page of text with links, and the glossary's widget below it."""

    def __init__(self, stub: StubPage, html: str) -> None:
        self.stub, self.page = stub, stub.page
        stub.run(
            "document.getElementById('page').innerHTML = argument.text;"
            "t.model = {get: () => argument.html, widget_manager: {}};"
            "t.view = await show(t.model, {module: 'glossary'})",
            {"text": TEXT, "html": html},
        )
        self.window = stub.page.get_by_role("dialog")
        self.list = stub.page.locator(".cw-terms")

    def link(self, name: str) -> Locator:
        """Return a link of the text, which has become a button."""
        return self.page.locator("#page > p").get_by_role("button", name=name)


@pytest.fixture
def terms(stub: StubPage, repo_root: Path) -> Terms:
    """Return a page with the real glossary."""
    known = read_terms(repo_root / "data" / "glossary.yaml")
    return Terms(stub, Glossary(linked(known, known), labeller(repo_root)).html)


@pytest.fixture
def beside(stub: StubPage, repo_root: Path) -> Locator:
    """Return a comparison of the real course, on a page."""
    folder = repo_root / "modules" / "02-trafficking-law"
    one = read_comparisons(folder / "compare.yaml")["m02-beside-elements"]
    html = SideBySide(one, labeller(repo_root))._repr_html_()
    stub.run("document.getElementById('page').innerHTML = argument", html)
    return stub.page.locator(".cw-compare")


def dress(page: Page, width: int, theme: str) -> None:
    """Set the page's width, and JupyterLab's theme."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("light => (document.body.dataset.jpThemeLight = light)", str(theme == "light").lower())


def test_a_term_opens_and_closes_by_keyboard(terms: Terms) -> None:
    """Enter and Space open the definition, Escape closes it, and the link has the focus again."""
    link, press = terms.link("debt bondage"), terms.page.keyboard.press
    expect(link).to_have_attribute("aria-expanded", "false")
    for key in ("Enter", "Space"):
        link.focus()
        press(key)
        expect(terms.window).to_be_focused()
        expect(terms.window).to_have_accessible_name("debt bondage")
        expect(terms.window).to_contain_text("The pledge alone is not debt bondage.")
        expect(terms.window).to_contain_text("fact L56, as of 2000-")
        expect(link).to_have_attribute("aria-expanded", "true")
        assert link.get_attribute("aria-controls") == terms.window.get_attribute("id")

        press("b")
        press("Escape")
        expect(terms.window).to_be_hidden()
        expect(link).to_be_focused()
        expect(link).to_have_attribute("aria-expanded", "false")
    assert terms.stub.run("return keys") == []


def test_the_page_does_not_move(terms: Terms) -> None:
    """Opening a term neither scrolls the page nor follows the link."""
    terms.page.evaluate("document.body.style.paddingBottom = '3000px'; scrollTo(0, 9)")
    terms.link("coercion").press("Enter")
    expect(terms.window).to_be_visible()

    assert terms.page.evaluate("[scrollY, location.hash]") == [9, ""]


def test_tab_leaves_and_closes(terms: Terms) -> None:
    """Tab goes from the definition through its links to the text behind the term, and closes the window."""
    terms.link("debt bondage").press("Enter")
    terms.page.keyboard.press("Tab")
    expect(terms.window.get_by_role("button", name="Close")).to_be_focused()
    terms.page.keyboard.press("Tab")

    expect(terms.window).to_be_hidden()
    expect(terms.page.get_by_role("link", name="link of another page")).to_be_focused()


def test_the_mouse_opens_and_closes(terms: Terms) -> None:
    """A click on the term opens it beside the term; the Close button, or a click elsewhere, closes it."""
    link = terms.link("debt bondage")
    link.locator("em").click()
    expect(terms.window).to_be_visible()
    term, window = link.bounding_box(), terms.window.bounding_box()
    assert term
    assert window
    assert 0 <= window["y"] - (term["y"] + term["height"]) < 12
    terms.window.get_by_role("button", name="Close").click()
    expect(terms.window).to_be_hidden()
    expect(link).to_be_focused()

    link.click()
    terms.page.mouse.click(5, 780)
    expect(terms.window).to_be_hidden()


def test_a_term_leads_to_another(terms: Terms) -> None:
    """A term in a definition opens in the same window; Escape goes back to the text."""
    terms.link("coercion").press("Enter")
    expect(terms.window).to_contain_text("Who uses it how")
    terms.window.get_by_role("button", name="serious harm").press("Enter")
    expect(terms.window).to_have_accessible_name("serious harm")
    expect(terms.window).to_be_focused()

    terms.page.keyboard.press("Escape")
    expect(terms.link("coercion")).to_be_focused()
    expect(terms.page.locator("[aria-expanded=true]")).to_have_count(0)


def test_cells_drawn_later_and_cells_run_again(terms: Terms) -> None:
    """A link drawn later opens too; a second widget, or one that is closed, opens no second window."""
    terms.stub.run("await show(t.model, {module: 'glossary'}); t.view.close()")
    terms.page.evaluate(
        "document.getElementById('later').innerHTML = '<a href=\"#term-smuggling\">smuggling</a>'"
    )
    terms.link("smuggling").press("Enter")

    expect(terms.window).to_have_count(1)
    expect(terms.window).to_have_accessible_name("smuggling of migrants")


def test_other_links_and_shortcuts_are_let_through(terms: Terms) -> None:
    """A link to no term stays a link; Shift+Enter and Ctrl+Enter on a term are the notebook's."""
    terms.page.get_by_role("link", name="link of another page").press("Enter")
    assert terms.page.evaluate("location.hash") == "#term-nowhere"
    terms.stub.run("keys.length = 0")
    for key in ("Shift+Enter", "Control+Enter", "ArrowDown"):
        terms.link("coercion").focus()
        terms.page.keyboard.press(key)

    expect(terms.window).to_be_hidden()
    assert "ArrowDown" in terms.stub.run("return keys")


def test_the_list_is_searched_by_typing(terms: Terms) -> None:
    """Typing in the field leaves the entries with these letters and says how many there are."""
    terms.list.locator("summary").press("Enter")
    total = terms.list.locator("li[id]").count()
    field = terms.list.get_by_label("Find a term")
    field.press_sequentially(" HARBOUR")
    shown = terms.list.locator("li[id]:visible")
    assert 2 <= shown.count() < total
    assert all("harbour" in text.lower() for text in shown.all_inner_texts())
    expect(terms.list.get_by_role("status")).to_have_text(f"{shown.count()} of {total} terms")

    field.fill("")
    expect(shown).to_have_count(total)
    assert "h" not in terms.stub.run("return keys")


@pytest.mark.parametrize(("width", "theme"), WIDTHS)
def test_terms_are_accessible(terms: Terms, width: int, theme: str, tmp_path: Path) -> None:
    """Open definition and open list pass axe and stay inside the page, in both themes, wide and narrow."""
    dress(terms.page, width, theme)
    terms.list.locator("summary").click()
    terms.link("coercion").click()
    expect(terms.window).to_be_visible()
    terms.page.screenshot(path=tmp_path / f"term-{width}-{theme}.png")

    assert terms.stub.axe() == []
    assert terms.stub.overflow() == []
    box = terms.window.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 800


def test_a_difference_opens_by_keyboard(beside: Locator, stub: StubPage) -> None:
    """The differences are closed at first; Tab and Enter open one, which names in words what one text has."""
    difference, mark = beside.get_by_text("B-12 puts one word"), beside.get_by_text("only here:").first
    expect(difference).to_be_hidden()
    expect(mark).to_be_hidden()
    stub.page.keyboard.press("Tab")
    stub.page.keyboard.press("Enter")

    expect(difference).to_be_visible()
    expect(mark).to_be_visible()
    expect(beside.get_by_text("B-12 has no word for exploitation")).to_be_hidden()


def test_paper_shows_every_difference(beside: Locator, stub: StubPage, repo_root: Path) -> None:
    """In print all differences stand open."""
    stub.page.emulate_media(media="print")
    compared = read_comparisons(repo_root / "modules" / "02-trafficking-law" / "compare.yaml")
    for row in compared["m02-beside-elements"].rows:
        shown = beside.get_by_text(row.difference[:20])
        assert shown.evaluate("one => one.checkVisibility({contentVisibilityAuto: true})")
        assert shown.evaluate("one => one.getBoundingClientRect().height") > 10


@pytest.mark.parametrize(("width", "theme"), WIDTHS)
def test_comparisons_are_accessible(
    beside: Locator, stub: StubPage, width: int, theme: str, tmp_path: Path
) -> None:
    """A comparison passes axe and needs no sideways scrolling; on a narrow page each cell names its text."""
    dress(stub.page, width, theme)
    beside.locator("summary").first.click()
    stub.page.screenshot(path=tmp_path / f"compare-{width}-{theme}.png", full_page=True)

    assert stub.axe() == []
    assert stub.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert beside.evaluate("one => one.scrollWidth <= one.clientWidth")
    name = beside.locator("tbody td").nth(1).get_by_text("Palermo:", exact=True)
    assert name.is_visible() == (width == 400)
