"""What a code cell calls, read from its text with ast. Runs nothing."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One call by name with plain values, as in ``ask("m01-p-sector")``."""

    name: str
    arguments: tuple[object, ...]

    @property
    def first(self) -> str:
        """The first argument in words; empty where there is none."""
        return str(self.arguments[0]) if self.arguments else ""


def call_of(source: str) -> Call | None:
    """Return the one call that a cell makes beside its imports; None where it does anything else."""
    match _statements(source):
        case [ast.Expr(ast.Call(ast.Name(name), arguments, []))]:
            if all(isinstance(one, ast.Constant) for one in arguments):
                return Call(name, tuple(one.value for one in arguments if isinstance(one, ast.Constant)))
    return None


def only_imports(source: str) -> bool:
    """Return whether a cell shows nothing by itself: imports and comments alone."""
    return _statements(source) == []


def _statements(source: str) -> list[ast.stmt] | None:
    """Return the statements that import nothing; None for what is no Python, such as a magic."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return None
    return [one for one in body if not isinstance(one, ast.Import | ast.ImportFrom)]
