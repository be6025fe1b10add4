"""Binder's steps in a fresh environment, and the first minutes there in a browser. Takes minutes."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from binder_plan import dockerfile
from browser.handing_in import graded
from browser.lab import MODULE, NOTEBOOK, record
from browser.pictures import take
from browser.start_page import answer_first
from playwright.sync_api import Locator, Page, expect

from casework.editions.class_tree import release
from casework.items import Key

pytestmark = [pytest.mark.browser, pytest.mark.soak]
QUESTION = "m02-g-palermo-elements"  # one point
STEP = re.compile(
    r"^RUN (?:\$\{KERNEL_PYTHON_PREFIX\}/bin/(?P<pip>pip .*)|(?P<program>\./binder/\S+))$", re.M
)


@pytest.fixture(scope="module")
def home(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a class edition in a folder of its own, built by the steps of its own Dockerfile."""
    folder = tmp_path_factory.mktemp("binder")
    release(repo_root, folder / "home")
    return folder / "home"


@pytest.fixture(scope="module")
def environment(home: Path) -> dict[str, str]:
    """Return the variables of a fresh environment in which the Dockerfile's steps have run."""
    venv = home.parent / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON"))}
    path = f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}"
    variables = {**kept, "PATH": path, "HOME": str(home.parent / "nobody"), "VIRTUAL_ENV": str(venv)}
    steps = list(STEP.finditer(dockerfile(home)))
    assert len(steps) == 2
    began = time.monotonic()
    for step in steps:
        command = f"{venv}/bin/{step['pip']}" if step["pip"] else step["program"]
        subprocess.run(
            ["bash", "-c", command], cwd=home, env=variables, check=True, stdout=subprocess.DEVNULL
        )
    size = sum(one.stat().st_size for one in venv.rglob("*") if one.is_file() and not one.is_symlink())
    print(f"\nBinder's steps: {time.monotonic() - began:.0f} s, {size / 1e6:.0f} MB")
    return variables


@pytest.fixture(scope="module")
def served(home: Path, environment: dict[str, str]) -> Iterator[str]:
    """Return the address of a server, started by binder/start as an image's default command is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--ip=127.0.0.1", f"--port={port}", "--no-browser", "--allow-root"]
    command = [str(home / "binder" / "start"), "jupyter", "notebook", *options, "--IdentityProvider.token="]
    log = (home.parent / "server.log").open("wb")
    began = time.monotonic()
    server = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/"
    try:
        while time.monotonic() - began < 120:
            try:
                with urllib.request.urlopen(f"{url}api", timeout=2):
                    break
            except OSError:
                time.sleep(0.1)
        print(f"\nServer's first answer: {time.monotonic() - began:.1f} s")
        yield url
    finally:
        server.terminate()
        server.wait(20)
        log.close()
        shutil.rmtree(home.parent / "venv", ignore_errors=True)


def test_there_is_no_grading_software(environment: dict[str, str]) -> None:
    """The environment has the course's package and no nbgrader, and its packages agree with each other."""
    listed = subprocess.run(
        ["pip", "list", "--format=json"], env=environment, capture_output=True, text=True, check=True
    )
    names = {one["name"].lower() for one in json.loads(listed.stdout)}
    assert "casework" in names
    assert "nbgrader" not in names
    subprocess.run(["pip", "check"], env=environment, check=True)


def test_two_clicks_to_the_first_answer(served: str, home: Path, page: Page, pictures: Path) -> None:
    """The address alone opens the start page; a click opens 00 Start, which takes an answer."""
    outside: list[str] = []
    local = (served, served.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda one: one.url.startswith(local) or outside.append(one.url))
    began = time.monotonic()
    page.goto(served)
    page.locator(".jp-MarkdownOutput tbody tr").first.wait_for()
    print(f"\nStart page readable: {time.monotonic() - began:.1f} s after the address")
    take(page, pictures / "binder-start.webp")
    page.get_by_role("link", name="00 Start").first.click()
    page.get_by_role("heading", name="Module 00: Start").wait_for()
    box = answer_first(page)
    expect(box).to_contain_text("Right")
    expect(box).to_contain_text("Saved in this notebook at")
    print(f"First answer saved: {time.monotonic() - began:.1f} s after the address")
    take(page, pictures / "binder-answer.webp", top=box)
    assert record(home / "modules" / "00-start" / "00-start.ipynb") == {"m00-p-first": ["b"]}
    assert outside == []


def test_a_graded_answer(
    served: str, page: Page, keys: Mapping[str, Key], repo_root: Path, tmp_path: Path
) -> None:
    """A lesson is opened from the start page; a right answer, handed in, gets its points from nbgrader."""
    page.goto(served)
    page.get_by_role("link", name="02 The law of trafficking").first.click()
    page.get_by_role("heading", name="Module 02").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    box = page.locator(f'[data-question="{QUESTION}"]')
    _scroll_to(page, box)
    for option in sorted(keys[QUESTION].correct):
        box.locator(f'[data-option="{option}"] .cw-option-text').click()
    box.locator('.cw-saved[data-state="saved"]').wait_for(state="attached")
    button = page.get_by_role("button", name="Save and download")
    _scroll_to(page, button)
    with page.expect_download() as waiting:
        button.click()
    waiting.value.save_as(tmp_path / NOTEBOOK)
    points = graded(repo_root, tmp_path / "class", MODULE, {"ada": tmp_path / NOTEBOOK})
    assert points == {"ada": (1.0, 21.0)}


def _scroll_to(page: Page, wanted: Locator) -> None:
    """Turn the wheel until JupyterLab has drawn something: what is far away it leaves out."""
    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer").hover()
    for _ in range(200):
        if wanted.count() and wanted.first.is_visible():
            break
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(50)
    wanted.scroll_into_view_if_needed()
