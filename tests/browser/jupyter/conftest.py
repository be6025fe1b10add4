"""What tests in a real JupyterLab share: one server, a fresh course for each test, the keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from browser.answering import Answering
from browser.lab import MODULE, Lab, Session, copy_course, running, shorten
from browser.taking import Taker
from every_type import lay_out
from playwright.sync_api import Browser, BrowserContext, Page

from casework.grading.keys import module_keys
from casework.items import Key
from casework.module import load_module

PRACTICE = ("m99-p-multiple", "m99-p-text", "m99-p-order", "m99-p-free")
SHORT = ("m02-g-palermo-elements", "m02-g-severe-form", "m02-p-movement")


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Return a running Jupyter server; every test works in a folder of its own below its root."""
    scratch = tmp_path_factory.mktemp("lab")
    with running(scratch / "root", scratch / "server") as server:
        yield server


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Return one browser profile for all: JupyterLab's own files are then loaded once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    """Return a new tab."""
    page = profile.new_page()
    page.set_default_timeout(30_000)
    yield page
    page.close()


@pytest.fixture
def notebook(lab: Lab, repo_root: Path, request: pytest.FixtureRequest) -> Path:
    """Return the module's notebook in a fresh copy of the course, keys included."""
    return copy_course(repo_root, lab.folder(request.node.name))


@pytest.fixture
def opened(page: Page, lab: Lab, notebook: Path) -> Iterator[Session]:
    """Return the whole module open in JupyterLab with all cells run; no request may leave the machine."""
    yield from _open(page, lab, notebook)


@pytest.fixture
def short(page: Page, lab: Lab, notebook: Path) -> Iterator[Session]:
    """Return three questions of the module, open in JupyterLab and run."""
    shorten(notebook, *SHORT)
    yield from _open(page, lab, notebook)


def _open(page: Page, lab: Lab, notebook: Path) -> Iterator[Session]:
    session = Session(page, lab, notebook)
    session.run_all()
    yield session
    session.close()
    assert session.outside == []


@pytest.fixture
def every_type(lab: Lab, repo_root: Path, request: pytest.FixtureRequest) -> Path:
    """Return a notebook with a graded question of every type, and some to practise with."""
    return lay_out(repo_root, lab.folder(request.node.name), PRACTICE)


@pytest.fixture
def learner(page: Page, lab: Lab, every_type: Path, request: pytest.FixtureRequest) -> Iterator[Answering]:
    """Return a learner in front of that notebook, open and run in JupyterLab or as a test says."""
    session = Session(page, lab, every_type, app=getattr(request, "param", "lab/tree"))
    session.run_all()
    yield Answering(session)
    session.close()
    assert session.outside == []


@pytest.fixture
def taken(
    page: Page, lab: Lab, repo_root: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[Session, Path]]:
    """Return a lesson, open and taken from its first question to the last, and the file handed in."""
    root = lab.folder(f"taken-{request.param}")
    session = Session(page, lab, copy_course(repo_root, root, name=request.param))
    yield session, Taker(session, root / "assessments" / "keys").take()
    session.close()


@pytest.fixture
def pictures(repo_root: Path, tmp_path: Path) -> Path:
    """Return where screenshots go: into the guides if CASEWORK_PICTURES is set, else away."""
    return repo_root / "docs" / "images" if os.environ.get("CASEWORK_PICTURES") else tmp_path


@pytest.fixture(scope="session")
def keys(repo_root: Path) -> Mapping[str, Key]:
    """Return the keys of the module's graded questions and case steps."""
    module = load_module(repo_root / "modules" / MODULE)
    return module_keys(repo_root / "assessments" / "keys", module).keys


@pytest.fixture
def answer_all(opened: Session, keys: Mapping[str, Key]) -> Callable[[], None]:
    """Return a function that answers every graded question of the module right, with the mouse."""

    def answer() -> None:
        module = load_module(opened.notebook.parent)
        for id_ in module.graded.questions:
            opened.choose(id_, *sorted(keys[id_].correct))
        opened.wait_for_file({id_: sorted(keys[id_].correct) for id_ in module.graded.questions})

    return answer
