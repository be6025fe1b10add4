"""Pages as tagged PDF with an outline, by a Chromium, Chrome or Edge that is installed. Knows no lesson."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import tempfile
from pathlib import Path

from casework.module import CourseError

SECONDS = 120
FLAGS = (
    *("--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-quic"),
    *("--no-pdf-header-footer", "--export-tagged-pdf", "--generate-pdf-document-outline"),
)
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")


def browser(root: Path) -> str:
    """
    Return the path of an installed browser, found as the launcher of the course finds it.

    Raises:
        CourseError: there is none.
    """
    launcher = root / "course.py"
    spec = importlib.util.spec_from_file_location("course_launcher", launcher)
    if not launcher.is_file() or spec is None or spec.loader is None:
        raise CourseError(f"no course.py in {root}, which knows how to find a browser; print without --pdf")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    try:
        found = module.installed_browser()
    except module.Stop as error:
        raise CourseError(str(error)) from None
    if found is None:
        raise CourseError(
            "--pdf needs Chromium, Chrome or Edge, and none was found: install one, put its path into "
            "CASEWORK_BROWSER, or print the pages from any browser"
        )
    return str(found)


def write_pdf(program: str, page: Path) -> Path:
    """
    Write a page as PDF beside it, with tags for screen readers and its headings as outline.

    Raises:
        CourseError: the browser did not do it.
    """
    target = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory(prefix="casework-", ignore_cleanup_errors=True) as profile:
        command = [program, *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={target.resolve()}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # as root, Chromium starts without its sandbox only
            command.append("--no-sandbox")
        try:
            done = subprocess.run(
                [*command, page.resolve().as_uri()],
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise CourseError(f"{page.name}: the browser did not end within {SECONDS} seconds") from None
    if not target.is_file() or not target.stat().st_size:
        said = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise CourseError(f"{page.name}: {program} wrote no PDF: {said}")
    # The same page gives the same file, whenever it is made.
    data = _DATE.sub(lambda found: b"/" + found[1] + b" (D:19800101000000+00'00')", target.read_bytes())
    target.write_bytes(data)
    return target
