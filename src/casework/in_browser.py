"""What differs where Python runs in a browser: files are slow to look at, some packages are missing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from importlib.abc import MetaPathFinder
from pathlib import Path
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from casework.languages import _

BROWSER = sys.platform == "emscripten"
KEPT_SECONDS = 60.0 if BROWSER else 0.0
"""A look at a file of a lesson asks the page, and takes 10 ms; one question takes 40 looks."""
DRIVE = Path("/drive")
"""Where JupyterLite shows Python what the page has, by way of a service worker."""
MISSING = ("pandas", "numpy", "matplotlib")
"""Packages that lessons use and that no site has inside, since only Pyodide's own network has them."""

_missed: set[str] = set()
"""The missing packages that a cell has asked for since Python started."""

P = ParamSpec("P")
T = TypeVar("T")


def steady(function: Callable[P, T]) -> Callable[P, T]:
    """Return the function with its results kept for a while in the browser; elsewhere as it is."""
    if not KEPT_SECONDS:
        return function
    kept: dict[Any, tuple[float, T]] = {}

    @wraps(function)
    def remembering(*args: P.args, **kwargs: P.kwargs) -> T:
        key = (args, *sorted(kwargs.items()))
        if key not in kept or monotonic() - kept[key][0] > KEPT_SECONDS:
            kept[key] = monotonic(), function(*args, **kwargs)
        return kept[key][1]

    return remembering


def missing_words(package: str) -> str:
    """Return what to tell a learner whose cell needs a package that is not here; empty outside a browser."""
    if not BROWSER:
        return ""
    if on_request(package):
        return _(
            "{package} is not part of this page; it can come from cdn.jsdelivr.net, if you want that: type "
            "%pip install {package} in an empty cell and run it, then run this cell again."
        ).format(package=package)
    return _(
        "{package} is not part of the course in the browser; the course on your own computer has it."
    ).format(package=package)


def no_files_words() -> str:
    """Return what to tell where Python has not got the lessons' files; empty where it has them."""
    if not BROWSER or Path.cwd().is_relative_to(DRIVE):
        return ""
    return _(
        "Python cannot read the lessons' files in this browser window, so it shows no questions; "
        "the start page of this site says why."
    )


def on_request(package: str) -> bool:
    """Return whether this site's Python knows where to fetch a package."""
    import pyodide_js  # Pyodide's own, there only in a browser

    return package in pyodide_js.lockfile.packages.object_keys()


class NotHere(ImportError):
    """An import that cannot work here, in words for the learner."""


class _Words(MetaPathFinder):
    """Comes last, when no other finder has found a package."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> None:
        if name in MISSING:
            _missed.add(name)
            said = _("Questions, cases and explorers work without it.")
            raise NotHere(f"{missing_words(name)} {said}", name=name)


def say_what_is_missing() -> None:
    """
    From now on let an import of a missing package end in words, and what follows from it too.

    Such a cell counts as run: behind a cell that failed, Run All would run nothing more.
    """
    from IPython import get_ipython

    if not any(isinstance(one, _Words) for one in sys.meta_path):
        sys.meta_path.append(_Words())
        if shell := get_ipython():
            shell.set_custom_exc((NotHere, NameError), _shown)


def _shown(
    shell: Any, kind: type, error: NotHere | NameError, trace: Any, tb_offset: int | None = None
) -> None:
    """Show an error that a missing package is behind in one line, any other as always."""
    if isinstance(error, NotHere):
        print(_("Not here: {text}").format(text=error))
    elif _missed:
        text = _("{name} was to come from a cell above that needs {packages}.").format(
            name=repr(error.name), packages=f" {_('and')} ".join(sorted(_missed))
        )
        print(_("Not here: {text}").format(text=text))
    else:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
