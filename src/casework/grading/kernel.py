"""A kernel for learners' code: started in the sandbox, watched, ended in time. Grades nothing."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from traitlets import List, Unicode

from casework.grading.sandbox import Sandbox

MAX_MESSAGE = 8_000_000
"""Bytes of one message from a kernel; a longer one closes the line, and never gets into memory here."""
_LOOK = 0.25
"""Seconds between two looks at a kernel's folder."""


class _Specs(KernelSpecManager):
    """Knows one kernel: this Python, whatever a notebook asks for."""

    argv = List(Unicode())

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return it. It is interrupted by a message: a signal would end bubblewrap."""
        mode = "signal" if sys.platform == "win32" else "message"
        return KernelSpec(argv=self.argv, display_name="Python 3", language="python", interrupt_mode=mode)


class LimitedClient(AsyncKernelClient):
    """A client that takes no message over MAX_MESSAGE."""

    def _context_default(self) -> zmq.asyncio.Context:
        self._created_context = True
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        return context


class Kernel(AsyncKernelManager):
    """The manager of one kernel in the sandbox; talks through files in its folder, not the network."""

    @classmethod
    def in_sandbox(cls, sandbox: Sandbox, scratch: Path, limits: Mapping[str, int]) -> Kernel:
        """Return a kernel that is not started yet."""
        argv = sandbox.command(scratch, limits, ("-f", "{connection_file}"))
        link = scratch / "link"
        where: dict[str, Any] = {"connection_file": str(link / "kernel.json")}
        if sys.platform != "win32":
            where |= {"transport": "ipc", "ip": str(link / "s")}
        specs = _Specs(argv=argv)
        return cls(kernel_spec_manager=specs, client_factory=LimitedClient, shutdown_wait_time=1.0, **where)

    def kill_now(self) -> None:
        """End the kernel and what it started; from any thread."""
        process = getattr(self.provisioner, "process", None)
        if process is not None:
            with suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()


class Watch(threading.Thread):
    """Ends a kernel that runs for too long or writes too much, which no message could stop."""

    def __init__(self, kernel: Kernel, scratch: Path, seconds: float, megabytes: int) -> None:
        super().__init__(daemon=True)
        self.kernel, self.scratch = kernel, scratch
        self.seconds, self.megabytes = seconds, megabytes
        self.reason = ""
        self._done = threading.Event()

    def __enter__(self) -> Watch:
        """Start to watch."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop watching."""
        self._done.set()
        self.join()

    def end(self, reason: str) -> None:
        """End the kernel for a reason; the first one counts."""
        self.reason = self.reason or reason
        self.kernel.kill_now()

    def run(self) -> None:
        """Look again and again."""
        end = time.monotonic() + self.seconds
        while not self._done.wait(_LOOK):
            if time.monotonic() > end:
                self.end(f"the whole notebook ran for over {self.seconds:g} s")
            elif _size(self.scratch) > self.megabytes * 10**6:
                self.end(f"the code wrote over {self.megabytes} MB into files")


def _size(folder: Path) -> int:
    """Return the bytes of all files below a folder; an entry counts as a block at least."""
    total = 0
    for place, folders, files in os.walk(folder):
        total += 4096 * len(folders)
        for name in files:
            with suppress(OSError):
                total += max(4096, os.lstat(os.path.join(place, name)).st_size)
    return total
