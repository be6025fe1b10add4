"""`casework site`: joins lessons, JupyterLite, Python and the start page into one folder of plain files."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.resources import files
from pathlib import Path

from casework.editions.class_tree import allowed_files, copy_file
from casework.editions.common import (
    Say,
    compared,
    course_keys,
    other_forms,
    put_in_place,
    refuse,
    silent,
    stop_at_key,
)
from casework.editions.site.browser_python import KERNEL, install
from casework.editions.site.inputs import fetch
from casework.editions.site.start_page import START, start_page
from casework.languages import LANGUAGES, language_of
from casework.module import CourseError, load_module, module_folders
from casework.parsed import FILE, as_file
from casework.start_table import FILE as INDEX
from casework.start_table import write_table
from casework.yaml_lines import load, read_text

CONTENT = ("modules", "data")
"""Of what the class edition may hold, the folders that a learner needs in the browser."""
KEYS = "assessments/keys"
CACHE = ".cache/site"
WITH_JAVASCRIPT = (KERNEL, "jupyterlab_widgets", "anywidget")
NEEDED = {"jupyterlite_core": "jupyterlite-core", "hatchling": "hatchling"}
_KERNEL_PLUGIN = "@jupyterlite/pyodide-kernel-extension:kernel"
_WORKER = "service-worker.js"


def build_site(
    root: Path,
    target: Path,
    form: str = "",
    with_keys: bool = False,
    cdn: bool = False,
    guides: str = "",
    cache: Path | None = None,
    say: Say = silent,
) -> str:
    """
    Write the browser edition of the course at ``root`` into ``target``.

    Args:
        form: the one form of the final test that is in it; all of them where it is empty.
        with_keys: put the answer keys on the site, for everybody to read, so that it can mark.
        cdn: let a learner fetch pandas and matplotlib from Pyodide's network with `%pip install`.
        guides: where the guides are published, as an address or relative to the site; no link where empty.
        cache: where the inputs are kept; else in ``.cache`` of the course.
        say: is told what is being done, a line at a time.

    Returns:
        One line that says what was written and what it was compared with.

    Raises:
        CourseError: the course has problems, a tool or an input is missing, there is no such form, ``target``
            is not empty, or a key's words are in what was written; then nothing is left in ``target``.
    """
    missing = [name for module, name in NEEDED.items() if importlib.util.find_spec(module) is None]
    if missing:
        raise CourseError(
            f"{' and '.join(missing)} not installed; run pip install -e .[site] here, then again"
        )
    refuse(root, target, say)
    modules = [load_module(path) for path in module_folders(root)]
    left_out = other_forms(modules, form)
    keys = [] if with_keys else course_keys(root, modules)
    kept = cache or root / CACHE
    say(f"taking JupyterLite and Python from {kept}; what is not there is fetched")
    inputs = fetch(kept)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="site-", dir=target.parent) as scratch:
        lite, site = Path(scratch) / "lite", Path(scratch) / "out"
        content = lite / "files"
        say("copying the lessons")
        for path in _content(root, left_out, with_keys):
            copy_file(path, content / path.relative_to(root))
        if (content / INDEX).is_file():
            write_table(content)
        own = _wheel(root, Path(scratch), content)
        say("looking for the words of keys")
        for folder in (content, own.parent):
            stop_at_key(folder, keys, "nothing written")
        say("putting the site together, which takes some seconds")
        started = install(inputs, own, lite / "python", cdn)
        _settings(lite, started)
        _run_jupyterlite(lite, site, [inputs.wheels[name] for name in WITH_JAVASCRIPT])
        shutil.move(lite / "python", site / "static" / "pyodide")
        (site / START).write_text(start_page(root, content, with_keys, cdn, guides), encoding="utf-8")
        worker = files("casework.editions.site").joinpath("offline.js").read_text(encoding="utf-8")
        (site / _WORKER).write_text(worker + (site / _WORKER).read_text(encoding="utf-8"), encoding="utf-8")
        sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
        put_in_place(site, target)
    return (
        f"{target}: {len(sizes)} files, {sum(sizes) / 1e6:.0f} MB, {len(modules) - len(left_out)} modules; "
        + ("the answer keys are on it, for everybody to read" if with_keys else compared(keys))
    )


def _content(root: Path, left_out: frozenset[str], with_keys: bool) -> list[Path]:
    """Return the files of the course that are on the site."""
    listed = [path for path in allowed_files(root) if path.relative_to(root).parts[0] in CONTENT]
    places = [root / KEYS, *(root / KEYS / code for code in LANGUAGES)]
    keys = [path for place in places for path in sorted(place.glob("*.yaml"))] if with_keys else []
    return [path for path in listed + keys if not left_out & {language_of(path.parent)[1].name, path.stem}]


def _wheel(root: Path, scratch: Path, content: Path) -> Path:
    """Build this package's wheel from the course's own source, and add the content files, parsed."""
    from hatchling.builders.wheel import WheelBuilder

    folder = scratch / "wheel"
    path = Path(next(WheelBuilder(str(root)).build(directory=str(folder), versions=["standard"])))
    documents = ((read_text(one), load(one)) for one in sorted(content.rglob("*.yaml")))
    parsed = as_file((text, document.data, document.lines) for text, document in documents)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"casework/{FILE}"), parsed, zipfile.ZIP_DEFLATED)
    return path


def _settings(lite: Path, started: list[str]) -> None:
    """Write JupyterLite's settings: which Python, what it loads, and that it asks no network for more."""
    kernel = {
        "pyodideUrl": "./static/pyodide/pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": started},
    }
    settings = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Course",
            "exposeAppInBrowser": True,  # for the tests; it gives nothing away
            "disabledExtensions": ["@jupyterlab/apputils-extension:announcements"],
            "litePluginSettings": {_KERNEL_PLUGIN: kernel},
        },
    }
    (lite / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")


def _run_jupyterlite(lite: Path, site: Path, extensions: list[Path]) -> None:
    """Let JupyterLite write its part: the application, the extensions, the list of the contents."""
    config = {
        "apps": ["lab"],
        "contents": [str(lite / "files")],
        "federated_extensions": [str(path.resolve()) for path in extensions],
        "ignore_sys_prefix": True,
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "no_libarchive": True,
        "output_dir": str(site),
        "cache_dir": str(lite / "cache"),
    }
    (lite / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": config}), encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(lite)]
    done = subprocess.run(command, cwd=lite, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise CourseError(f"JupyterLite did not build the site: {said}")
