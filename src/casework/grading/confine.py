"""Runs where a learner's code will: sets this process's limits, then becomes the kernel. Needs no package."""

import contextlib
import runpy
import sys


def limit(words: str) -> None:
    """
    Lower the limits of this process and all that it starts.

    Args:
        words: such as ``AS=2000000000,CPU=300``: names of Python's ``resource.RLIMIT_*`` and numbers.
    """
    try:
        import resource
    except ImportError:  # Windows has none
        return
    for word in filter(None, words.split(",")):
        name, number = word.split("=")
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        value = int(number) if hard == resource.RLIM_INFINITY else min(int(number), hard)
        with contextlib.suppress(OSError, ValueError):  # macOS refuses some
            resource.setrlimit(kind, (value, value))


def main(limits: str, library: str, *words: str) -> None:
    """
    Become the kernel, or with no further words just end.

    Args:
        limits: as `limit` takes them.
        library: a folder to import from besides Python's own; last, so that it hides nothing.
        words: the kernel's command line.
    """
    limit(limits)
    if library not in sys.path:
        sys.path.append(library)
    if words:
        sys.argv = ["ipykernel_launcher", *words]
        runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
