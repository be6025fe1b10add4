"""Python for the browser: Pyodide's files and all wheels in one folder, with the lock that names them."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from casework.editions.site.inputs import Inputs

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
ON_REQUEST = ("pandas", "matplotlib")
"""What a site that was built for it may fetch from Pyodide's network, when a learner asks."""
KERNEL = "jupyterlite_pyodide_kernel"
JAVASCRIPT_ALONE = (KERNEL, "jupyterlab_widgets")
_INSIDE = ("piplite-", "pyodide_kernel-", "ipykernel-")
_NAME = re.compile(r"[-_.]+")


def install(inputs: Inputs, own: Path, target: Path, cdn: bool) -> list[str]:
    """
    Write Python for the browser into a folder.

    Args:
        own: this package's wheel.
        target: the folder, which must not be there yet.
        cdn: whether the lock also names what Pyodide's network has, with its hash, for `%pip install`.

    Returns:
        The names of the packages that a kernel loads as it starts: all that are in the folder.
    """
    target.mkdir(parents=True)
    for name in CORE:
        shutil.copy(inputs.pyodide / name, target / name)
    lock = json.loads((inputs.pyodide / LOCK).read_text(encoding="utf-8"))
    packages: dict[str, dict[str, Any]] = {}
    for path in (path for name, path in inputs.wheels.items() if name not in JAVASCRIPT_ALONE):
        name, data = _pure(path)
        packages |= _entry(name, data, target)
    for name, data in [*_kernel_wheels(inputs.wheels[KERNEL]), (own.name, own.read_bytes())]:
        packages |= _entry(name, data, target)
    started = sorted(packages)
    if cdn:
        url = CDN.format(version=inputs.pyodide.parent.name.rpartition("-")[2])
        packages = _elsewhere(lock["packages"], url) | packages
    lock["packages"] = packages
    (target / LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True), encoding="utf-8")
    return started


def _entry(file_name: str, data: bytes, target: Path) -> dict[str, dict[str, Any]]:
    """
    Write a wheel and return its entry in the lock.

    It has no ``depends``, since a kernel loads everything at its start, and no ``imports``, since the kernel
    would load by them whatever a cell imports.
    """
    (target / file_name).write_bytes(data)
    name, version = file_name.split("-")[:2]
    name = _NAME.sub("-", name).lower()
    about = {
        "name": name,
        "version": version,
        "file_name": file_name,
        "install_dir": "site",
        "sha256": hashlib.sha256(data).hexdigest(),
        "package_type": "package",
        "imports": [],
        "depends": [],
        "unvendored_tests": False,
    }
    return {name: about}


def _pure(path: Path) -> tuple[str, bytes]:
    """Return a wheel's name and bytes; a compiled one without its compiled files: Python does it too."""
    if path.name.endswith("-none-any.whl"):
        return path.name, path.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename.endswith((".so", "/RECORD", "/")):
                continue
            data = old.read(member)
            if member.filename.endswith("/WHEEL"):
                data = re.sub(rb"(?m)^Tag: .*\n", b"", data) + b"Tag: py3-none-any\n"
            new.writestr(zipfile.ZipInfo(member.filename), data, zipfile.ZIP_DEFLATED)
    return f"{'-'.join(path.name.split('-')[:2])}-py3-none-any.whl", buffer.getvalue()


def _kernel_wheels(path: Path) -> Iterable[tuple[str, bytes]]:
    """Yield the name and bytes of each wheel inside the kernel's wheel that is needed."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            name = member.rpartition("/")[2]
            if "/static/pypi/" in member and name.startswith(_INSIDE):
                yield name, archive.read(member)


def _elsewhere(packages: Mapping[str, dict[str, Any]], url: str) -> dict[str, dict[str, Any]]:
    """Return the lock's entries of what is fetched on request, and of what that needs, with their address."""
    wanted, found = list(ON_REQUEST), {}
    while wanted:
        name = _NAME.sub("-", wanted.pop()).lower()
        if name not in found:
            about = packages[name]
            # Without names to import by: a cell that says `import pandas` is no request to fetch 20 MB.
            found[name] = {**about, "file_name": url + about["file_name"], "imports": []}
            wanted += about["depends"]
    return found
