"""Drives a real JupyterLab (or Notebook 7) in a real browser: server, page, commands. Asserts nothing."""

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
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page
from starting import SEARCH_PATH

MODULE = "02-trafficking-law"
NOTEBOOK = f"{MODULE}.ipynb"
# JupyterLab's own requests to the outside: update check and news. The course's launcher turns them off too.
QUIET = {
    "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 3600},
}
WIDGET_READY = ".cw-root"


class Lab:
    """A Jupyter server on a folder of its own."""

    def __init__(self, root: Path, scratch: Path, port: int = 0) -> None:
        self.root = root
        settings = scratch / "share" / "lab-settings"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "overrides.json").write_text(json.dumps(QUIET))
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", port))
            self.port = free.getsockname()[1]
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("JPY_", "JUPYTER_"))}
        folders = {name: str(scratch / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        environment = {
            **kept,
            **{f"JUPYTER_{name}_DIR": folder for name, folder in folders.items()},
            "PYTHONPATH": SEARCH_PATH,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        self.log = (scratch / "server.log").open("wb")
        self.process = subprocess.Popen(
            [
                *(
                    sys.executable,
                    "-m",
                    "jupyterlab",
                    "--no-browser",
                    "--allow-root",
                    "--expose-app-in-browser",
                ),
                *(f"--port={self.port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}"),
                *("--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.ip=127.0.0.1"),
                *(f"--LabApp.app_settings_dir={settings}", "--JupyterNotebookApp.expose_app_in_browser=True"),
            ],
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd=root,
        )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(self.url("api"), timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
            if self.process.poll() is not None:
                break
        self.stop()
        raise RuntimeError(f"Jupyter did not start; see {self.log.name}")

    def url(self, path: str) -> str:
        """Return an address on this server."""
        return f"http://127.0.0.1:{self.port}/{path}"

    def folder(self, name: str) -> Path:
        """Return a path below the root that no test has used, nor an earlier try of the same test."""
        wanted = re.sub(r"\W+", "-", name)
        free = (self.root / f"{wanted}{end}" for end in ("", *(f"-{number}" for number in range(2, 100))))
        return next(path for path in free if not path.exists())

    def stop(self) -> None:
        """End the server and its kernels."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


def copy_course(repository: Path, target: Path, keys: bool = True, name: str = MODULE) -> Path:
    """Copy what a learner has into ``target`` and return the path of one module's notebook."""
    for folder in ("modules", "data"):
        shutil.copytree(
            repository / folder, target / folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    if keys:
        shutil.copytree(repository / "assessments" / "keys", target / "assessments" / "keys")
    return target / "modules" / name / f"{name}.ipynb"


def shorten(notebook: Path, *ids: str) -> None:
    """Keep only the first code cell and the cells of some questions: traps need no whole lesson."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    content["cells"] = [code[0], *(cell for cell in code if cell["id"] in ids)]
    notebook.write_text(json.dumps(content, indent=1), encoding="utf-8")


def record(notebook: Path) -> dict[str, Any]:
    """Return the answers in a notebook file: question id -> response."""
    metadata = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
    return {
        key.removeprefix("casework:"): value["response"]
        for key, value in metadata.items()
        if key.startswith("casework:")
    }


def copy_id(notebook: Path) -> str:
    """Return which copy of a notebook a file says it is."""
    return str(json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["casework"]["copy_id"])


class Session:
    """One open notebook in one browser tab."""

    def __init__(
        self, page: Page, lab: Lab, notebook: Path, app: str = "lab/tree", there: bool = False
    ) -> None:
        self.page, self.lab, self.notebook, self.app = page, lab, notebook, app
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._note_request)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        if there:  # a link has opened it in a tab of its own
            self.ready()
        else:
            self.open()

    def _note_request(self, request: Any) -> None:
        local = (self.lab.url(""), f"ws://127.0.0.1:{self.lab.port}", "data:", "blob:")
        if not request.url.startswith(local):
            self.outside.append(request.url)

    def open(self) -> None:
        """Load the notebook's page and wait until its kernel is ready."""
        path = self.notebook.relative_to(self.lab.root).as_posix()
        reset = "?reset" if self.app == "lab/tree" else ""
        self.page.goto(self.lab.url(f"{self.app}/{path}{reset}"))
        self.ready()

    def ready(self) -> None:
        """Wait until the page shows the notebook and its kernel is ready."""
        in_front = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell"
        self.page.wait_for_selector(in_front, timeout=60_000)
        self.page.wait_for_function(
            "path => window.jupyterapp?.shell.currentWidget?.context?.path === path",
            arg=self.notebook.relative_to(self.lab.root).as_posix(),
            timeout=60_000,
        )
        self.idle()

    def idle(self) -> None:
        """Wait until the kernel is connected and has nothing to do."""
        self.page.wait_for_function(
            """() => {
              const panel = window.jupyterapp?.shell.currentWidget;
              const kernel = panel?.context?.sessionContext?.session?.kernel;
              return kernel?.status === "idle" && kernel.connectionStatus === "connected";
            }""",
            timeout=60_000,
        )

    def command(self, name: str, **arguments: Any) -> None:
        """Run one of JupyterLab's commands and wait for it."""
        self.page.evaluate(
            "([name, given]) => window.jupyterapp.commands.execute(name, given).then(() => true)",
            [name, arguments],
        )

    def run_all(self) -> None:
        """Run every cell, as Run > Run All Cells does, and wait for the end."""
        self.command("notebook:run-all-cells")
        self.idle()
        self.page.wait_for_selector(WIDGET_READY, state="attached", timeout=30_000)

    def restart(self) -> None:
        """Restart the kernel without a dialog."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"
        )
        self.idle()

    def restart_and_run_all(self) -> None:
        """Choose Kernel > Restart Kernel and Run All Cells, and say yes."""
        self.page.evaluate("() => void window.jupyterapp.commands.execute('notebook:restart-run-all')")
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.locator(".jp-Dialog").wait_for(state="detached")
        self.idle()

    def crash_kernel(self) -> None:
        """Kill the kernel's process; the server starts another, and a dialog says so."""
        self.page.evaluate(
            """() => void window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel
              .requestExecute({ code: "import os; os.kill(os.getpid(), 9)" })"""
        )
        self.page.locator(".jp-Dialog", has_text="Kernel Restarting").wait_for()
        self.dismiss()

    def dismiss(self) -> None:
        """Choose the last button of every dialog that is on the page."""
        button = self.page.locator(".jp-Dialog-footer button").last
        while button.is_visible():
            button.click()
            self.page.wait_for_timeout(50)

    def rename(self, name: str) -> None:
        """Give the open notebook another name."""
        self.page.evaluate("(name) => window.jupyterapp.shell.currentWidget.context.rename(name)", name)
        self.notebook = self.notebook.with_name(name)

    @contextmanager
    def another_tab(self) -> Iterator[Session]:
        """Open the same notebook in a second tab for as long as the block lasts."""
        page = self.page.context.new_page()
        try:
            yield Session(page, self.lab, self.notebook, app="doc/tree")
        finally:
            page.close()

    def answer_dialogs(self) -> None:
        """From now on choose the last button of each dialog in the way: OK, Dismiss, Overwrite."""
        self.page.add_locator_handler(self.page.locator(".jp-Dialog"), lambda _: self.dismiss())

    def kill_kernel(self) -> None:
        """End the kernel for good, as a crash would."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown().then(() => true)"
        )

    def narrow(self) -> None:
        """Make the page 400 pixels wide, without the areas at its sides: they leave no room."""
        self.command("application:toggle-left-area")
        self.command("application:toggle-side-tabbar", side="left")
        self.command("application:toggle-side-tabbar", side="right")
        self.page.set_viewport_size({"width": 400, "height": 900})
        self.page.wait_for_timeout(500)

    def question(self, id_: str, cell: str = "") -> Locator:
        """Return the element of one question (in a cell of another id, for a case), scrolled into view."""
        return self._in_view(f'[data-question="{id_}"]', f'"{cell or id_}"')

    def panel(self) -> Locator:
        """Return the hand-in panel, scrolled into view."""
        return self._in_view(".cw-hand-in", "hand_in()")

    def hand_in(self, folder: Path) -> Path:
        """Press the button of the hand-in panel; return the file that the browser was given."""
        with self.page.expect_download() as waiting:
            self.panel().get_by_role("button", name="Save and download").click()
        target = folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target

    def scrolled(self, cell: str, selector: str) -> Locator:
        """Return what a cell shows, by the cell's id, scrolled into view."""
        return self._in_view(selector, {"m02-glossary": "glossary()"}.get(cell, f'"{cell}"'))

    def shown_by(self, source: str, selector: str) -> Locator:
        """Return what the cell of this source shows, scrolled into view."""
        return self._in_view(selector, source)

    def _in_view(self, selector: str, source: str) -> Locator:
        """Scroll to the cell with ``source``: Lab draws what is near and guesses the height of the rest."""
        drawn = self.page.evaluate(
            """async ([source, selector]) => {
              const notebook = window.jupyterapp.shell.currentWidget.content;
              const has = ({ model }) =>
                model.type === "code" && model.sharedModel.getSource().includes(source);
              for (let n = 0; n < 200; n++) {
                await notebook.scrollToItem(notebook.widgets.findIndex(has), "center");
                await new Promise((resolve) => setTimeout(resolve, 25));
                const found = document.querySelector(selector);
                if (found?.checkVisibility({ visibilityProperty: true })) return true;
              }
            }""",
            [source, selector],
        )
        assert drawn, f"{selector} did not come into view"
        found = self.page.locator(selector).first
        found.scroll_into_view_if_needed()
        return found

    def choose(self, id_: str, *options: str, cell: str = "") -> None:
        """Click the text of the given options of one question."""
        question = self.question(id_, cell)
        for option in options:
            question.locator(f'[data-option="{option}"] .cw-option-text').click()

    def saved(self, id_: str) -> None:
        """Wait until the question says that its answer is in the file."""
        words = f'[data-question="{id_}"] .cw-saved[data-state="saved"]'
        self.page.wait_for_selector(words, state="attached", timeout=15_000)

    def wait_for_file(self, expected: dict[str, Any]) -> None:
        """Wait until the notebook's file holds these answers, whatever else it holds."""
        found: dict[str, Any] = {}
        for _ in range(100):
            with suppress(ValueError):  # the file is just being written
                found = record(self.notebook)
            if expected.items() <= found.items():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"expected {expected} in the file, found {found}")

    def download(self) -> Path:
        """Use File > Download and return the file."""
        with self.page.expect_download() as waiting:
            self.command("docmanager:download")
        target = self.lab.root.parent / f"download-{time.monotonic_ns()}.ipynb"
        waiting.value.save_as(target)
        return target

    def cells(self) -> int:
        """Return how many cells the notebook has."""
        count: int = self.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length")
        return count

    def cell_types(self) -> list[str]:
        """Return the type and the text of every cell."""
        cells: list[str] = self.page.evaluate(
            """() => window.jupyterapp.shell.currentWidget.content.widgets
              .map(({ model }) => `${model.type} ${model.sharedModel.getSource()}`)"""
        )
        return cells

    def close(self) -> None:
        """End the kernel and leave the page, so that tests do not pile up kernels."""
        self.kill_kernel()
        self.page.goto("about:blank")

    def dialogs(self) -> list[str]:
        """Return the titles of the dialogs on the page."""
        return self.page.locator(".jp-Dialog-header").all_inner_texts()


@contextmanager
def running(root: Path, scratch: Path, port: int = 0) -> Iterator[Lab]:
    """Run a server for as long as the block lasts; port 0 is any that is free."""
    root.mkdir(parents=True, exist_ok=True)
    scratch.mkdir(parents=True, exist_ok=True)
    lab = Lab(root, scratch, port)
    try:
        yield lab
    finally:
        lab.stop()
