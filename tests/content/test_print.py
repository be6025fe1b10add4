"""The course on paper: every page, read as a reader without script gets it. In a browser: browser/."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from canary import course_with_canary, with_canary
from html_text import letters
from unit.course_builder import NAME, as_text, code_cell, write_course

from casework.cli import main
from casework.editions.paper.build import ARCHIVE, print_course
from casework.editions.paper.calls import Call, call_of, only_imports
from casework.editions.paper.outline import Outline
from casework.items import Key
from casework.languages import LANGUAGES, speaking
from casework.markup import markdown
from casework.module import CourseError, load_module, module_folders
from casework.questions import read_keys
from casework.types import type_of

Pages = dict[str, BeautifulSoup]
ROOT = Path(__file__).resolve().parents[2]
LESSONS = [path.name for path in module_folders(ROOT)]
SPANISH = "02-trafficking-law.es"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, list[str]]:
    """Return the folder of the printed course with a canary in its keys, and the lines that were said."""
    top = tmp_path_factory.mktemp("paper")
    said: list[str] = []
    course = course_with_canary(ROOT, top / "course")
    line = print_course(course, top / "out", as_zip=True, say=said.append)
    return top / "out", line, said


@pytest.fixture(scope="module")
def pages(printed: tuple[Path, str, list[str]]) -> Pages:
    """Return every page, parsed, by its file's name."""
    paths = sorted(printed[0].glob("*.html"))
    return {path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in paths}


def test_what_is_written(printed: tuple[Path, str, list[str]]) -> None:
    """A page a module, index, glossary, library, one style sheet, the archive; each is told as it is done."""
    folder, line, said = printed
    names = {f"{name}.html" for name in [*LESSONS, SPANISH]} | {
        "index.html",
        "glossary.html",
        "library.html",
        "style.css",
    }
    keys = sum(len(load_module(path).graded_questions) for path in module_folders(ROOT))

    assert {path.name for path in folder.iterdir()} == {*names, ARCHIVE}
    counts = f"{len(LESSONS) + 4} pages, {len(LESSONS)} lessons, 1 more in another language"
    assert line == f"{folder}: {counts}; compared with {keys} keys, none found"
    assert said[1:] == [*(f"{name}.html" for name in [*LESSONS, SPANISH]), ARCHIVE]
    with zipfile.ZipFile(folder / ARCHIVE) as archive:
        held = {one.filename: (archive.read(one), one.date_time) for one in archive.infolist()}
    assert held == {
        f"casework-print/{name}": ((folder / name).read_bytes(), (1980, 1, 1, 0, 0, 0)) for name in names
    }


def test_no_key_is_printed(printed: tuple[Path, str, list[str]]) -> None:
    """No file, and no member of the archive, holds a graded key's words, as text or in base64."""
    assert with_canary(printed[0]) == []


def test_no_rationale_is_printed(pages: Pages) -> None:
    """The words of no graded rationale stand on any page, however they are marked up."""
    text = " ".join(" ".join(page.get_text(" ").split()) for page in pages.values())
    lines = {
        " ".join(why.text.split())
        for path in module_folders(ROOT)
        if (file := ROOT / "assessments" / "keys" / f"{path.name}.yaml").is_file()
        for code in ("", *LANGUAGES)
        for key in _keys(file, path, code)
        for why in key.why.values()
    }
    long = [line for line in lines if len(line) > 40 and not set("*[_`") & set(line)]

    assert len(long) > 200
    assert [line for line in long if line in text] == []


def _keys(file: Path, folder: Path, code: str) -> list[Key]:
    """Return a module's graded keys, their reasons in a language."""
    with speaking(code):
        return list(read_keys(file, load_module(folder).graded_questions).keys.values())


def test_headings(pages: Pages) -> None:
    """Every page has one h1, skips no level, and has a language, a title, a main part and a skip link."""
    for name, page in pages.items():
        levels = [int(one.name[1]) for one in page.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1] == [], name
        assert page.html is not None
        assert page.html["lang"] == ("es" if name == f"{SPANISH}.html" else "en")
        assert page.title is not None
        assert page.title.get_text(strip=True), name
        assert len(page.find_all("main")) == 1
        skip = page.select_one(".skip a")
        assert skip is not None
        assert skip["href"] == "#text"


def test_links_lead_somewhere(pages: Pages) -> None:
    """No link is empty, no id stands twice, and every link within the course finds its place."""
    ids = {name: Counter(str(one["id"]) for one in page.find_all(id=True)) for name, page in pages.items()}
    lost = []
    for name, page in pages.items():
        assert [id_ for id_, count in ids[name].items() if count > 1] == [], name
        for link in page.find_all("a"):
            file, _, place = str(link["href"]).partition("#")
            outside = file.startswith(("https://", "http://", "mailto:"))
            here = outside or (file or name) in pages
            there = not place or outside or unquote(place) in ids.get(file or name, ())
            if not (link.get_text(strip=True) and here and there):
                lost.append((name, str(link)[:120]))

    assert lost == []


def test_nothing_runs_and_nothing_is_fetched(pages: Pages) -> None:
    """No page has a script, a control, a handler or a file of another address."""
    for name, page in pages.items():
        active = "script, iframe, object, embed, img, form, input, select, textarea, button, audio, video"
        assert page.select(active) == [], name
        assert [one["href"] for one in page.find_all("link")] == ["style.css"], name
        handlers = [one for one in page.find_all(True) if any(key.startswith("on") for key in one.attrs)]
        assert handlers == [], name
        assert "url(" not in "".join(one.get_text() for one in page.find_all("style")), name
        assert page.find_all(src=True) == [], name
    style = (ROOT / "src/casework/editions/paper/style.css").read_text("utf-8")
    assert not re.search(r"url\(|@import|http", style)


def test_tables_and_pictures_are_named(pages: Pages) -> None:
    """Every table has a caption and scopes on its heads; every picture is described or hidden."""
    for name, page in pages.items():
        for table in page.find_all("table"):
            assert table.caption is not None, (name, str(table)[:200])
            assert table.caption.get_text(strip=True), name
            assert all(one.get("scope") in ("row", "col") for one in table.find_all("th")), (
                name,
                str(table)[:200],
            )
        for picture in page.find_all("svg"):
            shown = picture.find_parent(attrs={"role": "img"})
            assert picture.get("aria-hidden") == "true", name
            assert shown is None or shown.get("aria-label"), name


@pytest.mark.parametrize("lesson", [*LESSONS, SPANISH])
def test_questions_and_answers(pages: Pages, lesson: str) -> None:
    """Each question stands once, as in its file; practice has an answer at the end, graded has none."""
    with speaking("es" if lesson == SPANISH else ""):
        page, module = pages[f"{lesson}.html"], load_module(ROOT / "modules" / lesson.removesuffix(".es"))
    found = [str(one["id"]).removeprefix("q-") for one in page.select(".question")]
    heads = [one.find(re.compile("^h[2-6]$")) for one in page.select(".question")]
    numbers = [int(one.get_text().split()[1]) for one in heads if isinstance(one, Tag)]
    expected = {
        id_
        for id_, key in module.practice_keys.items()
        if type_of(module.questions[id_]).by_hand
        or not type_of(module.questions[id_]).unscored(module.questions[id_], key)
    }
    answers = {str(one["id"]).removeprefix("a-") for one in page.find_all("h3", id=re.compile("^a-"))}

    assert sorted(found) == sorted(module.questions)
    assert numbers == list(range(1, len(found) + 1))
    assert answers == expected
    for id_ in module.questions:
        box = page.find(id=f"q-{id_}")
        assert isinstance(box, Tag)
        links = [str(one["href"]) for one in box.select(".links a")]
        assert (f"#a-{id_}" in links) == (id_ in expected)
        assert ("graded" in box["class"]) == (id_ in module.graded_questions)
    graded = [number for number, id_ in zip(numbers, found, strict=True) if id_ in module.graded_questions]
    if graded and lesson == SPANISH:
        assert f"preguntas {', '.join(map(str, graded[:-1]))} y {graded[-1]}, y el texto" in page.get_text()
    elif graded:
        said = f"questions {', '.join(map(str, graded[:-1]))} and {graded[-1]}, and the text to write"
        assert said in page.get_text()
    for id_, question in module.questions.items():  # what is marked on paper is what is marked in a file
        texts = {letters(markdown(one)) for one in (question.text, *question.options.values())}
        assert [one for one in texts if one not in letters(str(page.find(id=f"q-{id_}")))] == []
    for list_ in page.select(".reasons"):
        assert not re.search(
            r"You (did|chose|rightly)|Not answered|Usted|Hizo bien|Sin resp", list_.get_text()
        )


def test_a_page_in_another_language(pages: Pages) -> None:
    """The Spanish page is Spanish throughout, and links lead there and back that say their language."""
    page = pages[f"{SPANISH}.html"]
    text = page.get_text(" ", strip=True)
    assert "Ir al texto" in text
    assert "Trabajo forzado en el mundo en un día cualquiera de 2021" in text
    assert not re.search(r"\b(Question|Answer|Table|Source|As of|Choose|Right|You)\b", text)
    links = [link for one in pages.values() for link in one.select(f'[href="{SPANISH}.html"]')]
    assert len(links) == 3
    for name in ("index.html", "02-trafficking-law.html"):
        (link,) = pages[name].select(f'[href="{SPANISH}.html"][hreflang="es"][lang="es"]')
        assert link.get_text() == "en español"
    assert page.select('[href="02-trafficking-law.html"]')


def test_options_have_boxes(pages: Pages) -> None:
    """A choice has a box for each option, a match a place for each letter, a text lines to write on."""
    page, module = pages["01-words.html"], load_module(ROOT / "modules" / "01-words")
    for id_, question in module.questions.items():
        box = page.find(id=f"q-{id_}")
        assert isinstance(box, Tag)
        text = box.get_text()
        if question.type in ("single", "multiple"):
            assert text.count("\u2610") == len(question.options), id_
        if question.type == "match":
            assert len(box.select("tbody td")) == len(question.body["rows"]), id_
        assert "\u2612" not in text, id_
    reflections = page.select("div.lines")
    assert len(reflections) == 1


def test_a_case_has_all_its_paths(pages: Pages) -> None:
    """Each step of a case that branches has its place and says, with links, where to go on."""
    module = load_module(ROOT / "modules" / "07-practice")
    (case,) = module.cases.values()
    page = pages["07-practice.html"]
    assert case.branches
    targets = {str(link["href"]) for link in page.select(".onward a")}
    for step in case.steps:
        assert page.find(id=f"step-{step.id}") is not None
    wanted = {
        f"#step-{to}" if to != "end" else f"#end-{case.id}"
        for step in case.steps
        for to in step.next.values()
    }
    assert wanted <= targets
    assert page.find(id=f"debrief-{case.id}") is not None


def test_index(pages: Pages) -> None:
    """The first page lists every lesson with its minutes, in order, and holds the support lines."""
    rows = pages["index.html"].find_all("table")[0].find_all("tr")[1:]
    cells = [[one.get_text(strip=True) for one in row.find_all(["th", "td"])] for row in rows]
    links = [str(row.a["href"]) for row in rows if row.a]

    assert links == [f"{name}.html" for name in LESSONS]
    assert all(int(row[1]) >= 10 for row in cells)
    assert "911" in pages["index.html"].get_text()


def test_what_a_lesson_draws_is_there(pages: Pages) -> None:
    """Bar charts, tables of data and explorers stand on the page, whole, with a word on the filters."""
    text = {name: page.get_text(" ", strip=True) for name, page in pages.items()}
    assert "Forced labour in the world on any day in 2021" in text["02-trafficking-law.html"]
    assert "In a live notebook you can choose other rows." in text["05-legal-models.html"]
    assert len(pages["05-legal-models.html"].select("[role=img] svg")) >= 1
    assert len(pages["03-spectrum.html"].select(".scroll table")) >= 5


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small course, as the current folder."""
    root = tmp_path / "course"
    write_course(root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("CASEWORK_KEYS", raising=False)
    return root


def test_the_command(tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`casework print` tells what it does, writes the same archive each time, and overwrites nothing."""
    assert main(["print", str(tmp_path / "a"), "--zip"]) == 0
    told = capsys.readouterr()
    assert f"{NAME}.html" in told.err
    assert told.out.startswith(f"{tmp_path / 'a'}: 4 pages, 1 lesson; compared with ")
    assert main(["print", str(tmp_path / "b"), "--zip"]) == 0
    assert (tmp_path / "a" / ARCHIVE).read_bytes() == (tmp_path / "b" / ARCHIVE).read_bytes()
    capsys.readouterr()

    assert main(["print", str(tmp_path / "a")]) == 1
    assert capsys.readouterr().err == f"{tmp_path / 'a'} is not empty; name a new folder\n"


def test_a_form_that_is_not_there(tiny: Path, tmp_path: Path) -> None:
    """A form that the course does not have is named, and nothing is written."""
    with pytest.raises(CourseError) as caught:
        print_course(tiny, tmp_path / "out", form="no-form")
    assert str(caught.value) == "there is no form 'no-form' of a final test; forms are: this course has none"
    assert not (tmp_path / "out").exists()


def put_cell(root: Path, source: str) -> None:
    """Add a code cell to the small course's notebook."""
    path = root / "modules" / NAME / f"{NAME}.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"].append(code_cell("m01-own", source))
    path.write_text(as_text(book), encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "1 / 0",
            "cell 'm01-own' fails with ZeroDivisionError: division by zero; run it in Jupyter, mend it",
        ),
        ("%matplotlib", "cell 'm01-own' fails with SyntaxError: "),
        ("raise SystemExit(3)", "cell 'm01-own' fails with SystemExit: 3; "),
        ('ask("m01-purple")', "no question 'm01-purple' in 01-tiny; "),
        ('case_study("m01-cas")', "no case study 'm01-cas' in 01-tiny; near it are m01-case"),
    ],
)
def test_a_cell_that_cannot_be_printed(tiny: Path, tmp_path: Path, source: str, words: str) -> None:
    """What is wrong with a cell is told in one line that names it; nothing is written."""
    put_cell(tiny, source)
    with pytest.raises(CourseError) as caught:
        print_course(tiny, tmp_path / "out")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert [one.name for one in tmp_path.iterdir()] == ["course"]


def test_a_notebook_that_is_none(tiny: Path, tmp_path: Path) -> None:
    """A damaged notebook is named with what is wrong, and nothing is written."""
    (tiny / "modules" / NAME / f"{NAME}.ipynb").write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(CourseError, match=f"^{NAME}.ipynb: "):
        print_course(tiny, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_key_in_the_lesson_stops_it(tiny: Path, tmp_path: Path) -> None:
    """If a lesson shows the words of a graded key, they are found on the page and nothing is written."""
    put_cell(tiny, 'print("SECRET green is half of it.")')
    with pytest.raises(CourseError) as caught:
        print_course(tiny, tmp_path / "out")
    expected = f"nothing printed: {NAME}.html:1: holds words of the key of 'm01-q-mix'; remove them"
    assert str(caught.value) == expected
    assert not (tmp_path / "out").exists()


def test_nothing_of_a_learner_is_alive(tiny: Path, tmp_path: Path) -> None:
    """What somebody wrote into a text cell stays text: no script, no picture, no JavaScript link."""
    path = tiny / "modules" / NAME / f"{NAME}.ipynb"
    book = json.loads(path.read_text(encoding="utf-8"))
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1))"
    book["cells"][-1]["source"] = [hostile, f"\n\n<details><summary>{hostile}</summary>{hostile}</details>"]
    path.write_text(as_text(book), encoding="utf-8")
    print_course(tiny, tmp_path / "out")

    page = BeautifulSoup((tmp_path / "out" / f"{NAME}.html").read_text(encoding="utf-8"), "html.parser")
    assert page.select("script, img, [onerror], a[href^=javascript]") == []
    assert page.get_text().count("<script>alert(1)</script>") == 3


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ('ask("a")', Call("ask", ("a",))),
        ("from casework import library\n\nlibrary()", Call("library", ())),
        ("review_pack(7)", Call("review_pack", (7,))),
        ('ask("a"); ask("b")', None),
        ("ask(name)", None),
        ('x.ask("a")', None),
        ("%run", None),
    ],
)
def test_what_a_cell_calls(source: str, call: Call | None) -> None:
    """A cell is one call with plain values, or it is something else; nothing of it is run."""
    assert call_of(source) == call


def test_cells_of_imports_show_nothing() -> None:
    """Imports and comments alone leave nothing to print; anything else does."""
    assert only_imports("# for later\nimport pandas as pd\nfrom casework import ask")
    assert not only_imports("import pandas as pd\npd.NA")
    assert not only_imports("%matplotlib")


def test_blocks_move_below_the_present_heading() -> None:
    """A block's headings keep their steps and follow the heading that it stands under."""
    outline = Outline()
    outline.heading(1, "Top")
    assert outline.heading(4, "Part") == '<h2 id="Part">Part</h2>'
    assert outline.block("<h4>A</h4><h5 class='x'>B</h5>") == "<h3>A</h3><h4 class='x'>B</h4>"
    assert outline.heading(2, "Part") == '<h2 id="Part-2">Part</h2>'
