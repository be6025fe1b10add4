"""A class on a real JupyterHub: learners and instructor, each with a server of their own, and an exchange."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from browser.hub import Hub, User, running_hub
from browser.lab import MODULE, NOTEBOOK, Session, copy_course, record
from grading.trial_course import gradebook, run_in_turn, run_nbgrader
from playwright.sync_api import Browser, Page, expect

from casework.editions.class_tree import allowed_files, copy_file
from casework.items import Key

pytestmark = pytest.mark.browser

QUESTION = "m02-g-palermo-elements"
CLASS = ["ada", "ben"]
GUIDE = "docs/instructor/jupyterhub.md"
LESSON = Path("course", "modules", MODULE)


@pytest.fixture(scope="module")
def hub(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """Return a running hub with two learners, an instructor, and the tables of the class edition."""
    scratch = tmp_path_factory.mktemp("hub")
    for path in allowed_files(repo_root):
        if path.is_relative_to(repo_root / "data"):
            copy_file(path, scratch / "edition" / path.relative_to(repo_root))
    with running_hub(scratch, scratch / "edition", CLASS, ["ines"]) as running:
        yield running


@pytest.fixture
def assessments(hub: Hub, repo_root: Path) -> Path:
    """Return the folder in the instructor's own copy, as the guide says; the lesson is in the exchange."""
    ines = hub.user("ines")
    home = ines.root
    copy_course(repo_root, home / "teaching")
    folder = home / "teaching" / "assessments"
    shutil.copy(repo_root / "assessments" / "nbgrader_config.py", folder)
    (home / ".jupyter").mkdir()
    (line,) = re.findall(r"load_subconfig\(.+\)", (repo_root / GUIDE).read_text(encoding="utf-8"))
    told = line.replace("/home/ines", str(home))
    (home / ".jupyter" / "nbgrader_config.py").write_text(told, encoding="utf-8")
    made = run_in_turn(
        folder, ["generate_assignment", MODULE], ["release_assignment", MODULE], **ines.environment
    )
    assert made.returncode == 0, made.stdout
    return folder


@pytest.fixture
def tabs(hub: Hub, browser: Browser, assessments: Path) -> Iterator[Mapping[str, Page]]:
    """Return each user's page, each in a browser profile of its own, signed in."""
    with ExitStack() as stack:
        pages = {}
        for name, start in {"ada": "lab", "ben": "lab", "ines": "formgrader"}.items():
            context = stack.enter_context(browser.new_context(viewport={"width": 1280, "height": 900}))
            pages[name] = context.new_page()
            pages[name].set_default_timeout(60_000)
            hub.user(name).sign_in(pages[name], start)
        yield pages


def assignments(page: Page) -> Page:
    """Open nbgrader's list of assignments from its menu."""
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.locator(".lm-Menu-itemLabel", has_text="Assignment List").click()
    return page


def work(page: Page, user: User, choice: list[str]) -> None:
    """Fetch the lesson, run it, answer one question, submit."""
    user.arrive(page)
    assignments(page).get_by_role("button", name="Fetch", exact=True).click()
    page.get_by_role("button", name="Submit", exact=True).wait_for()
    session = Session(page, user, user.root / LESSON / NOTEBOOK)
    session.run_all()
    session.choose(QUESTION, *choice)
    session.saved(QUESTION)
    assert record(session.notebook) == {QUESTION: choice}
    assignments(page).get_by_role("button", name="Submit", exact=True).click()
    page.locator("#submitted_assignments_list", has_text=MODULE).wait_for()
    assert session.outside == []


def shown(notebook: Path) -> dict[str, str]:
    """Return what each cell of a saved notebook shows as text, by its id; an error counts as text too."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return {
        cell["id"]: "".join(
            "".join(output["data"].get("text/plain", "")) if "data" in output else json.dumps(output)
            for output in cell["outputs"]
        )
        for cell in cells
        if cell["cell_type"] == "code"
    }


def test_a_class_on_a_hub(
    hub: Hub, assessments: Path, tabs: Mapping[str, Page], keys: Mapping[str, Key]
) -> None:
    """
    Two learners fetch, answer and submit; the instructor grades; each gets their own page and no other.

    The lesson finds the class edition's tables and glossary, the instructor's formgrader her own copy.
    """
    ada, ben, ines = map(hub.user, ("ada", "ben", "ines"))
    right = sorted(keys[QUESTION].correct)
    work(tabs["ada"], ada, right)
    work(tabs["ben"], ben, [next(letter for letter in "abc" if letter not in right)])
    lesson = shown(ada.root / LESSON / NOTEBOOK)
    assert [text for text in lesson.values() if "output_type" in text] == []
    for word in ("Forced commercial sexual exploitation", "Palermo Protocol"):  # of a table, of the glossary
        assert word in lesson["m02-count"] + lesson["m02-glossary"]

    graded = run_in_turn(
        assessments,
        ["collect", MODULE],
        ["casework", "grade", MODULE],
        ["casework", "feedback", MODULE, "--release", "exchange"],
        **ines.environment,
    )
    assert graded.returncode == 0, graded.stdout
    assert graded.stdout.endswith(f"{MODULE}: 2 of 2 pages released in the exchange\n")
    given = gradebook(assessments, MODULE)
    totals = {
        who: sum(one.score for (name, _), one in given.items() if name == who) for who in ("ada", "ben")
    }
    assert totals == {"ada": 1.0, "ben": 0.0}
    tabs["ines"].reload()
    expect(tabs["ines"].get_by_role("link", name=MODULE)).to_be_visible()

    page = tabs["ada"]
    page.locator("#refresh_assignments_list").click()
    page.get_by_role("button", name="Fetch Feedback").click()
    page.get_by_text("(view feedback)").click()
    page.locator(".jp-DirListing-item", has_text=f"{MODULE}.html").dblclick()
    expect(page.frame_locator("iframe").get_by_text("1 of 21 points")).to_be_visible()

    asked = run_nbgrader(ben.root, "fetch_feedback", MODULE, "--student=ada", **ben.environment)
    assert asked.returncode == 0, asked.stdout
    (found,) = (ben.root / LESSON / "feedback").rglob("*.html")
    assert "0 of 21 points" in found.read_text(encoding="utf-8")
    # Under one account for all nobody can be kept out; for accounts of their own these are the gates.
    course = Path(ines.environment["CASEWORK_EXCHANGE"], "sex-work-and-the-law")
    modes = {name: (course / name).stat().st_mode & 0o777 for name in ("outbound", "inbound", "feedback")}
    assert modes == {"outbound": 0o755, "inbound": 0o733, "feedback": 0o711}
