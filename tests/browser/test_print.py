"""The course on paper in a real browser: accessibility, narrow pages, PDF. What stands on it: content/."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.program import browser_program
from browser.stub_page import AXE, AXE_TAGS, ONE_OF_EACH_FORM
from playwright.sync_api import Page
from pypdf import PdfReader
from unit.course_builder import NAME, write_course

from casework.editions.paper.build import print_course
from casework.module import CourseError

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
CONTRAST = "color-contrast"
SHORT = ("index.html", "08-final.html")
"""Pages on which axe looks at every colour in a second; a lesson takes it far longer."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the printed course."""
    folder = tmp_path_factory.mktemp("paper") / "out"
    print_course(ROOT, folder)
    return folder


def violations(page: Page, path: Path, scheme: str, off: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return what axe says against a page, as (rule, HTML); at 400 pixels nothing may stick out."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 400, path.name
    if off:
        page.evaluate(ONE_OF_EACH_FORM)
    page.evaluate(Path(AXE).read_text("utf-8"))  # the page lets no script in by a tag
    rules = {rule: {"enabled": False} for rule in off}
    options = {"runOnly": AXE_TAGS, "rules": rules, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    assert {"heading-order", "region", "html-has-lang"} <= {rule["id"] for rule in found["passes"]}
    assert (CONTRAST in {rule["id"] for rule in found["passes"]}) == (not off)
    return [(rule["id"], node["html"][:120]) for rule in found["violations"] for node in rule["nodes"]]


def test_every_page(page: Page, printed: Path) -> None:
    """At 400 pixels axe finds nothing on any page, colours apart; nothing sticks out or is fetched."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 400, "height": 900})
    paths = sorted(printed.glob("*.html"))
    found = {path.name: violations(page, path, "light", (CONTRAST,)) for path in paths}

    assert len(found) > 15
    assert {name: one for name, one in found.items() if one} == {}
    style = (printed / "style.css").as_uri()
    assert set(asked) == {style, *(path.as_uri() for path in paths)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours(page: Page, printed: Path, scheme: str) -> None:
    """In light and dark axe finds nothing on the short pages, colours included: the style is one for all."""
    page.set_viewport_size({"width": 400, "height": 900})
    assert [violations(page, printed / name, scheme) for name in SHORT] == [[], []]


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_every_page(page: Page, printed: Path, scheme: str) -> None:
    """In light and dark axe finds nothing on any page, colours included."""
    page.set_default_timeout(0)
    page.set_viewport_size({"width": 400, "height": 900})
    found = {path.name: violations(page, path, scheme) for path in sorted(printed.glob("*.html"))}
    assert {name: one for name, one in found.items() if one} == {}


def test_twice_as_large(page: Page, printed: Path) -> None:
    """With letters of twice the size nothing sticks out of a window of 640 pixels."""
    page.set_viewport_size({"width": 640, "height": 900})
    for name in ("01-words.html", "05-legal-models.html"):
        page.goto((printed / name).as_uri())
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, name


def test_on_paper(page: Page, printed: Path) -> None:
    """On a page of A4 with its margins no table is cut off, but for those that get pages on their side."""
    page.set_viewport_size({"width": 658, "height": 900})  # 210 mm less two margins of 18 mm
    page.emulate_media(media="print")
    cut = {}
    for path in sorted(printed.glob("0*.html")):
        page.goto(path.as_uri())
        cut[path.name] = page.evaluate(
            "[...document.querySelectorAll('table')]"
            ".filter(one => !one.closest('.cw-x-scroll:has(th:nth-child(7))'))"
            ".filter(one => one.getBoundingClientRect().right > 658).map(one => one.textContent.slice(0, 60))"
        )
    assert {name: one for name, one in cut.items() if one} == {}


def test_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page becomes a PDF with text, tags and its headings as outline."""
    root = tmp_path / "course"
    write_course(root)
    (root / "course.py").write_bytes((ROOT / "course.py").read_bytes())
    monkeypatch.setenv("CASEWORK_BROWSER", browser_program())
    said: list[str] = []
    print_course(root, tmp_path / "out", as_pdf=True, say=said.append)

    reader = PdfReader(tmp_path / "out" / f"{NAME}.pdf")
    titles = [one["/Title"] for one in _flat(reader.outline)]
    text = " ".join(page.extract_text() for page in reader.pages)
    assert titles[0] == "Lights"
    assert {"Question 1 (practice)", "Answers to the practice questions"} <= set(titles)
    assert "Which light means stop?" in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata["/CreationDate"].startswith("D:19800101")
    assert said[-4:] == [f"{NAME}.pdf", "glossary.pdf", "index.pdf", "library.pdf"]


def test_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a browser `--pdf` says what to install, before anything is written."""
    root = tmp_path / "course"
    write_course(root)
    with pytest.raises(CourseError) as caught:
        print_course(root, tmp_path / "out", as_pdf=True)
    assert str(caught.value).startswith(f"no course.py in {root}, ")
    (root / "course.py").write_bytes((ROOT / "course.py").read_bytes())
    monkeypatch.delenv("CASEWORK_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(CourseError) as caught:
        print_course(root, tmp_path / "out", as_pdf=True)
    assert str(caught.value).startswith("--pdf needs Chromium, Chrome or Edge, and none was found: ")
    assert not (tmp_path / "out").exists()


def _flat(outline: object) -> list[dict[str, str]]:
    """Return the entries of an outline of any depth, in order."""
    if not isinstance(outline, list):
        assert isinstance(outline, dict)
        return [outline]
    return [entry for one in outline for entry in _flat(one)]
