"""The website of the guides: built strictly, whole, from its own files alone, without a key, as on GitHub."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from canary import course_with_canary, with_canary
from docs_site import build_docs, place
from markdown_it import MarkdownIt

from casework.items import Key
from casework.leaks import find_leaks, traces
from casework.module import load_module, module_folders
from casework.questions import read_keys
from casework.types import TYPES

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
COUNTED = (
    "h1",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "pre",
    "code",
    "img",
    "a",
    "blockquote",
)
FETCHED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "link": "href", "object": "data"}
CRITERIA = 31 + 24
"""Of level A and of level AA in WCAG 2.2."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site, built in a copy of the course with a canary in its keys."""
    top = tmp_path_factory.mktemp("docs")
    return build_docs(course_with_canary(ROOT, top / "course"), top / "site")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, BeautifulSoup]:
    """Return every page of the site, read once."""
    found = {path: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in site.rglob("*.html")}
    found.pop(site / "404.html")  # shown at any address, so its links begin at the site's root
    return found


@pytest.fixture(scope="module")
def hooks() -> ModuleType:
    """Return docs/hooks.py, which belongs to no package."""
    spec = importlib.util.spec_from_file_location("docs_hooks", DOCS / "hooks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestSite:
    """What a host serves."""

    def test_whole(self, site: Path, pages: dict[Path, BeautifulSoup]) -> None:
        """Every page of docs/ is there and in the navigation of the first one."""
        first = pages[site / "index.html"]
        listed = {site / unquote(str(one["href"])) for one in first.select("nav.md-nav--primary a[href]")}

        assert [page for page in PAGES if place(site, page) not in pages] == []
        assert set(pages) - listed == set()

    def test_nothing_from_outside(self, site: Path, pages: dict[Path, BeautifulSoup]) -> None:
        """No page and no style fetches a script, style, font or picture from elsewhere."""
        asked = [
            (path.name, str(one))
            for path, page in pages.items()
            for one in page.find_all(list(FETCHED))
            if re.match(r"(https?:)?//", str(one.get(FETCHED[one.name], "")))
        ]
        styles = [one.get_text() for page in pages.values() for one in page.find_all("style")]
        styles += [path.read_text("utf-8") for path in site.rglob("*.css")]

        assert asked == []
        assert [
            found for text in styles for found in re.findall(r"url\(['\"]?(?:https?:)?//[^)]*", text)
        ] == []

    def test_links(self, site: Path, pages: dict[Path, BeautifulSoup]) -> None:
        """Every link and picture inside the site leads to a file, and to an id where it names one."""
        ids = {path: {str(one["id"]) for one in page.select("[id]")} for path, page in pages.items()}
        lost = []
        for path, page in pages.items():
            for one in page.select("a[href], img[src], script[src], link[href]"):
                link = urlsplit(str(one.get("href") or one.get("src")))
                if link.scheme or link.netloc:
                    continue
                there = (path.parent / unquote(link.path)).resolve() if link.path else path
                there = there / "index.html" if there.is_dir() else there
                at_id = not link.fragment or link.fragment in ids.get(there, ()) or link.fragment == "__skip"
                if not there.is_file() or not at_id:
                    lost.append((path.relative_to(site).as_posix(), link.geturl()))

        assert lost == []

    def test_links_to_the_repository(self, pages: dict[Path, BeautifulSoup]) -> None:
        """A link that leaves the site for the repository names a file that is there."""
        named = {
            str(one["href"]).split("/blob/HEAD/")[1]
            for page in pages.values()
            for one in page.select("a[href*='/blob/HEAD/']")
        }

        assert "LICENSE-CONTENT" in named
        assert [name for name in named if not (ROOT / name).exists()] == []

    def test_no_key(self, site: Path) -> None:
        """No line of a graded question's rationale, no canary and no file of the gallery is on the site."""
        kinds = {path.suffix for path in site.rglob("*") if path.is_file()}
        files = [path for path in site.rglob("*") if path.suffix in (".html", ".csv", ".json")]
        keys: dict[str, Key] = {}
        for folder in module_folders(ROOT):
            path = ROOT / "assessments" / "keys" / f"{folder.name}.yaml"
            if path.exists():
                keys |= read_keys(path, load_module(folder).graded_questions).keys

        assert len(keys) > 200
        assert find_leaks(files, traces(keys)) == []
        assert with_canary(site) == []
        assert kinds & {".yaml", ".yml", ".ipynb", ".py", ".db"} == set()

    @pytest.mark.parametrize("page", [page for page in PAGES if page != "data.md"])
    def test_reads_as_on_github(self, site: Path, pages: dict[Path, BeautifulSoup], page: str) -> None:
        """A page has as many lists, tables, code blocks, links and pictures on the site as on GitHub."""
        text = (DOCS / page).read_text("utf-8")
        github = BeautifulSoup(MarkdownIt("commonmark").enable("table").render(text), "html.parser")
        article = pages[place(site, page)].article
        assert article

        assert counts(article) == counts(github)

    def test_where_the_data_come_from(self, site: Path, pages: dict[Path, BeautifulSoup]) -> None:
        """The page of the data has every table and column of datapackage.json, with its source and check."""
        package = json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))
        article = pages[site / "data.html"].article
        assert article
        shown = {heading.get_text(): heading.find_next("table") for heading in article.find_all("h2")}

        assert list(shown) == [table["name"] for table in package["resources"]]
        for table in package["resources"]:
            grid = shown[table["name"]]
            assert grid
            rows = [[cell.get_text() for cell in row.find_all("td")] for row in grid.find_all("tr")[1:]]
            fields = table["schema"]["fields"]
            assert [row[0] for row in rows] == [one["name"] for one in fields]
            assert [row[3:] for row in rows] == [[one["as_of"], one["verification"]] for one in fields]

    def test_gallery(self, site: Path, pages: dict[Path, BeautifulSoup]) -> None:
        """The gallery shows a picture of every type, with its words, and leads to the other three."""
        article = pages[site / "gallery" / "index.html"].article
        assert article
        texts = {str(one["src"]).split("/")[-1]: str(one["alt"]) for one in article.find_all("img")}
        links = {str(one["href"]).split("/")[-1] for one in article.select("a[href$='.png']")}
        there = {path.name for path in (DOCS / "images" / "gallery").iterdir()}

        assert set(texts) == {f"{name}-1280-light.png" for name in TYPES}
        assert set(texts) | links == there
        assert [text for text in texts.values() if len(text) < 60] == []


class TestAccessibilityPage:
    """The statement on accessibility."""

    text = (DOCS / "accessibility.md").read_text("utf-8")

    def test_criteria(self) -> None:
        """Each criterion of WCAG 2.2 at A and AA stands there once, with one of four results."""
        rows = re.findall(r"^\| (\d\.\d\.\d+) [^|]+ \| (A|AA) \| ([^|]+) \|", self.text, flags=re.MULTILINE)

        assert len({number for number, _, _ in rows}) == len(rows) == CRITERIA
        assert [level for _, level, _ in rows].count("A") == 31
        assert {result for _, _, result in rows} == {"Supports", "Partly", "Not evaluated", "Not applicable"}

    def test_named_tests(self) -> None:
        """A test that the page names is there, and runs axe where the page says so."""
        rows = [line.split("|") for line in self.text.splitlines() if "`test_" in line or "`jupyter/" in line]
        assert len(rows) == 10
        for row in rows:
            files = [ROOT / "tests/browser" / name for name in re.findall(r"`([\w/]+\.py)`", row[3])]
            assert files
            for path in files:
                assert ("axe" in path.read_text("utf-8")) or "axe" not in row[2], path

    def test_gaps(self) -> None:
        """The page says at its start that no person has tested, and names JupyterLab among the gaps."""
        assert "**people have not**" in self.text.split("## ")[0]
        assert "JupyterLab" in self.text.split("## Known gaps")[1].split("## Criteria")[0]


class TestHooks:
    """What the pages go through before Python-Markdown sees them."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("1. a\n\n       code\n\n   more\n", "1. a\n\n        code\n\n    more\n"),
            ("1. a\n   - b\n     c\n   - d\n", "1. a\n    - b\n        c\n    - d\n"),
            ("text\n- a\n- b\n", "text\n\n- a\n- b\n"),
            ("in\n2008. It\n", "in\n2008. It\n"),
            ("```\n- a\n   - b\n```\n", "```\n- a\n   - b\n```\n"),
            ("> a\n\n> b\n", "> a\n\n<!-- -->\n\n> b\n"),
        ],
        ids=["code in an item", "list in a list", "no empty line", "a year", "code", "two quotations"],
    )
    def test_as_on_github(self, hooks: ModuleType, text: str, expected: str) -> None:
        """Lists and quotations are set as Python-Markdown needs them; all else stays as it is."""
        assert hooks.as_on_github(text) == expected

    @pytest.mark.parametrize(
        ("target", "home", "expected"),
        [
            ("learner.md", "author.md", "learner.md"),
            ("../README.md", "developer.md", "repository/README.md"),
            ("../../data/tables.md", "instructor/lms.md", "../repository/data/tables.md"),
            ("docs/learner.md", "repository/README.md", "../learner.md"),
            ("tables.md", "repository/data/README.md", "tables.md"),
            (
                "../src/casework/cli.py",
                "developer.md",
                "https://github.com/NAME/blob/HEAD/src/casework/cli.py",
            ),
            ("../assessments/keys", "developer.md", "https://github.com/NAME/blob/HEAD/assessments/keys"),
            ("../nowhere.md", "developer.md", "../nowhere.md"),
        ],
    )
    def test_placed(self, hooks: ModuleType, target: str, home: str, expected: str) -> None:
        """A link leads to a page of the site where there is one, else to the file on GitHub."""
        found = re.sub(r"github\.com/[^/]+/[^/]+/", "github.com/NAME/", hooks.placed(target, home))

        assert found == expected


def counts(part: Tag) -> dict[str, int]:
    """Return how many of each element a part of a page has."""
    return {name: len(part.find_all(name)) for name in COUNTED}
