"""Keys: where the instructor's key files lie and what they hold; nothing else opens them. No scoring."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from casework.module import Module, stamp
from casework.questions import KeyFile, read_keys
from casework.yaml_lines import ContentError, Problem, display_path

VARIABLE = "CASEWORK_KEYS"


def keys_folder(assessments: Path, configured: str = "") -> Path:
    """
    Return the folder that holds ``<module>.yaml`` key files.

    Args:
        assessments: the instructor's folder; its ``keys`` folder is the default.
        configured: a folder from nbgrader's config, relative to ``assessments``; CASEWORK_KEYS goes first.
    """
    return assessments / (os.environ.get(VARIABLE) or configured or "keys")


def rubric_homes(assessments: Path, keys: Path) -> tuple[Path, ...]:
    """Return where rubrics may lie: beside the keys' folder, or, if left behind, in ``assessments``."""
    return (keys.parent, assessments)


def keys_expected(folder: Path) -> bool:
    """Return whether this copy should have keys: there is a folder of them, or the variable names one."""
    return folder.is_dir() or bool(os.environ.get(VARIABLE))


def module_keys(folder: Path, module: Module) -> KeyFile:
    """
    Return the keys of a module's graded questions and case steps; empty where it has none.

    Raises:
        ContentError: no key file, a question without key, a key without question, a key that does not fit.
    """
    if not module.graded_questions:
        return KeyFile(module.name, {}, {}, {})
    path = folder / f"{module.name}.yaml"
    homes = {one.same_as.partition("/")[0] for one in module.graded_questions.values() if one.same_as}
    stamps = tuple(stamp(folder / f"{name}.yaml") for name in (module.name, *sorted(homes)))
    if stamps[0] is None:
        count = len(module.graded_questions)
        text = f"no key file for the {count} graded questions; put it there or set {VARIABLE} to its folder"
        raise ContentError([Problem(display_path(path), 1, "", text)])
    return _read(path, stamps, _ByIdentity(module))


class _ByIdentity:
    """A module as part of a cache's key: two are the same if they are one object (load_module keeps one)."""

    def __init__(self, module: Module) -> None:
        self.module = module

    def __hash__(self) -> int:
        return id(self.module)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.module is self.module


@lru_cache(maxsize=32)
def _read(path: Path, stamps: tuple[int | None, ...], holder: _ByIdentity) -> KeyFile:
    """Read a key file once for each state of it, of those it leans on, and of the module."""
    found = read_keys(path, holder.module.graded_questions)
    if found.module != holder.module.name:
        text = f"these are the keys of {found.module!r}; this file belongs to {holder.module.name!r}"
        raise ContentError([Problem(display_path(path), 1, "", text)])
    return found
