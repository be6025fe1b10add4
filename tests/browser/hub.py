"""Runs a real JupyterHub on this computer: proxy from npm, users and their servers. Asserts nothing."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from filelock import FileLock
from playwright.sync_api import Page
from starting import ROOT, SEARCH_PATH

LISTED = Path(__file__).parent / "jupyter" / "proxy"
"""The proxy's package.json and package-lock.json: every package by version and hash."""
CACHE = ROOT / ".cache" / "hub-proxy"
SETTINGS = ROOT / "deploy" / "jupyterhub" / "jupyter"
"""What the guide puts into /etc/jupyter."""
VALUES = ROOT / "deploy" / "zero-to-jupyterhub" / "values.yaml"
"""Its Python, which tells learners from instructors, runs here too."""
CONFIG = """\
import yaml
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.load_groups = {{"instructors": {{"users": {instructors!r}}}}}
c.Authenticator.allowed_users = {{*{learners!r}, *{instructors!r}}}
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r}
c.Spawner.args = ["--allow-root", "--LabApp.expose_app_in_browser=True"]
c.Spawner.environment = {environment!r}
with open({values!r}) as values:
    exec(yaml.safe_load(values)["hub"]["extraConfig"]["course"])
"""


def proxy_program() -> str:
    """Return the proxy, installed once into the course's cache; skip the test where there is no node."""
    if os.name == "nt":
        pytest.skip("JupyterHub does not run on Windows")
    missing = [name for name in ("node", "npm") if not shutil.which(name)]
    if missing:
        pytest.skip(f"JupyterHub's proxy needs {' and '.join(missing)}; apt-get install nodejs npm")
    lock = (LISTED / "package-lock.json").read_bytes()
    done = CACHE / "package-lock.json"
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE.parent / "hub-proxy.lock"):
        if not done.is_file() or done.read_bytes() != lock:
            shutil.rmtree(CACHE)
            building = CACHE.with_name("hub-proxy.new")
            shutil.rmtree(building, ignore_errors=True)
            shutil.copytree(LISTED, building)
            install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(install, cwd=building, check=True, stdout=subprocess.DEVNULL)
            building.rename(CACHE)
    return str(CACHE / "node_modules" / ".bin" / "configurable-http-proxy")


@dataclass(frozen=True)
class User:
    """One user of the hub; what a browser session needs to know of the server is named as in lab.py."""

    name: str
    port: int
    root: Path
    environment: dict[str, str]
    """What differs from our own in a terminal of this user's."""

    def url(self, path: str) -> str:
        """Return an address on this user's server."""
        return f"http://127.0.0.1:{self.port}/user/{self.name}/{path}"

    def sign_in(self, page: Page, start: str = "lab") -> None:
        """Sign in at the hub's own address; the hub then starts this user's server and opens a page of it."""
        spawn = f"/hub/spawn/{self.name}?next={quote(f'/user/{self.name}/{start}')}"
        page.goto(f"http://127.0.0.1:{self.port}/hub/login?next={quote(spawn)}")
        page.get_by_label("Username").fill(self.name)
        page.get_by_label("Password").fill("any")
        page.get_by_role("button", name="Sign in").click()

    def arrive(self, page: Page) -> None:
        """Wait until the server has started and JupyterLab is there."""
        page.wait_for_url(self.url("lab**"), timeout=60_000)
        page.locator("#jp-MainLogo").wait_for(timeout=60_000)
        page.evaluate("() => window.jupyterapp.restored.then(() => true)")


@dataclass(frozen=True)
class Hub:
    """A running hub."""

    port: int
    homes: Path
    environment: dict[str, str]
    learners: Sequence[str]

    def user(self, name: str) -> User:
        """Return one of its users."""
        home = self.homes / name
        home.mkdir(parents=True, exist_ok=True)
        own = {"HOME": str(home), "USER": name}
        if name in self.learners:
            own["CASEWORK_STUDENT"] = name
        return User(name, self.port, home, {**self.environment, **own})


def free_ports(number: int) -> list[int]:
    """Return ports that nobody uses."""
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


@contextmanager
def running_hub(
    scratch: Path, edition: Path, learners: Sequence[str], instructors: Sequence[str]
) -> Iterator[Hub]:
    """Run a hub whose users work with the class edition at ``edition``, for as long as the block lasts."""
    proxy = proxy_program()
    port, hub_port, api_port = free_ports(3)
    exchange, homes, hub = (scratch / name for name in ("exchange", "homes", "hub"))
    for folder in (exchange, homes, hub):
        folder.mkdir(parents=True)
    exchange.chmod(0o1777)
    environment = {
        "JUPYTER_CONFIG_PATH": str(SETTINGS),
        "CASEWORK_EXCHANGE": str(exchange),
        "CASEWORK_CLASS": str(edition),
        "PYTHONPATH": SEARCH_PATH,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    (hub / "jupyterhub_config.py").write_text(
        CONFIG.format(
            port=port,
            hub_port=hub_port,
            api_port=api_port,
            proxy=proxy,
            learners=learners,
            instructors=instructors,
            values=str(VALUES),
            homes=f"{homes}/{{username}}",
            environment=environment,
        )
    )
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("JPY_", "JUPYTER"))}
    with (hub / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "-f", "jupyterhub_config.py"],
            cwd=hub,
            env={**kept, "PATH": environment["PATH"], "PYTHONPATH": SEARCH_PATH},
            stdout=log,
            stderr=log,
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}/hub/api", hub / "log.txt")
        yield Hub(port, homes, environment, learners)
    finally:
        process.terminate()  # it ends its proxy and its users' servers too
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError(f"JupyterHub did not start:\n{log.read_text()[-4000:]}")
