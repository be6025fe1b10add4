"""What the browser edition is made of, pinned by hash: fetched once from PyPI and npm, kept in a cache."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from casework.module import CourseError

NPM = "https://registry.npmjs.org"
SECONDS = 60
_PINS = files("casework.editions.site")
_LINE = re.compile(r"(?P<name>[\w.-]+)==(?P<version>\S+) --hash=sha256:(?P<hash>[0-9a-f]{64})")
# Any system's wheel would do for the one package whose wheels are compiled; the hash names this one.
_PLATFORM = (
    "--python-version=3.14",
    "--implementation=cp",
    "--abi=cp314",
    "--platform=manylinux_2_17_x86_64",
)


@dataclass(frozen=True)
class Inputs:
    """Pyodide's files by name, in a folder; every pinned wheel by the name of its project."""

    pyodide: Path
    wheels: Mapping[str, Path]


def fetch(cache: Path) -> Inputs:
    """
    Return the pinned inputs, from the cache where they are there and whole, else from PyPI and npm.

    Args:
        cache: a folder to keep them in; made where it is missing.

    Raises:
        CourseError: a registry does not answer, or what it gave is not what is pinned.
    """
    cache.mkdir(parents=True, exist_ok=True)
    return Inputs(_pyodide(cache), _wheels(cache))


def _wheels(cache: Path) -> dict[str, Path]:
    """Return the wheels of wheels.txt; pip fetches what is missing, and checks the hashes."""
    pins = _PINS.joinpath("wheels.txt")
    wanted = {found["hash"]: found["name"] for found in _LINE.finditer(pins.read_text(encoding="utf-8"))}
    folder = cache / "wheels"
    held = _held(folder, wanted)
    if len(held) < len(wanted):
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        asked = ["--require-hashes", "--only-binary=:all:", *_PLATFORM, "-d", str(folder), "-r", str(pins)]
        done = subprocess.run([*command, *asked], capture_output=True, text=True)
        held = _held(folder, wanted)
        if done.returncode or len(held) < len(wanted):
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            why = said[0].removeprefix("ERROR: ") if said else "pip said nothing"
            raise CourseError(f"the wheels of the site did not come: {why}; is PyPI in reach? try again")
    return held


def _held(folder: Path, wanted: Mapping[str, str]) -> dict[str, Path]:
    """Return the files of a folder that have a wanted hash, by the name of their project."""
    paths = sorted(folder.glob("*.whl"))
    found = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in paths}
    return {name: found[hash_] for hash_, name in wanted.items() if hash_ in found}


def _pyodide(cache: Path) -> Path:
    """Return the folder of Pyodide's npm package; fetched, checked and unpacked where it is missing."""
    pin = json.loads(_PINS.joinpath("pyodide.json").read_text(encoding="utf-8"))
    name, version, integrity = pin["package"], pin["version"], pin["integrity"]
    archive, folder = cache / f"{name}-{version}.tgz", cache / f"{name}-{version}"
    if not archive.is_file() or _integrity(archive) != integrity:
        url = f"{os.environ.get('npm_config_registry', NPM).rstrip('/')}/{name}/-/{archive.name}"
        new = archive.with_suffix(".new")
        try:
            with urllib.request.urlopen(url, timeout=SECONDS) as reply, new.open("wb") as file:
                shutil.copyfileobj(reply, file)
        except OSError as error:
            raise CourseError(
                f"{url} did not come: {error}; is the npm registry in reach? try again"
            ) from None
        if _integrity(new) != integrity:
            new.unlink()
            raise CourseError(f"{url} is not the file that is pinned in pyodide.json; nothing was built")
        new.replace(archive)
        shutil.rmtree(folder, ignore_errors=True)
    if not (folder / "package").is_dir():
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    return folder / "package"


def _integrity(path: Path) -> str:
    """Return a file's hash as npm writes it."""
    return f"sha512-{base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()}"
