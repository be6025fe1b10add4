"""What MkDocs calls to build these pages: links out of docs/, lists as on GitHub, the tables of data.md."""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Link, Navigation
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
SHOWN = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "data/README.md",
    "data/tables.md",
    "data/datapackage.json",
)
"""Files outside docs/ that are on the site too, below `repository/`; links to others lead to GitHub."""
TABLES = "<!-- tables -->"
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)\s#]+)(#[^)\s]*)?(?=\))")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of a folder where the navigation names the folder, its README first."""
    config.nav = _unfolded(config.nav, Path(config.docs_dir))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files from outside docs/."""
    for name in SHOWN:
        files.append(File.generated(config, f"repository/{name}", abs_src_path=str(ROOT / name)))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Lead to the course in the browser, where the guides are published beside it (mkdocs.yml, extra)."""
    if address := config.extra.get("course"):
        nav.items.append(Link("The course", address))
    return nav


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return a page's text as Python-Markdown and the site need it."""
    home = page.file.src_uri
    if TABLES in markdown:
        package = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))
        markdown = markdown.replace(TABLES, tables(package))
    markdown = re.sub(
        r"!\[([^\]]*)\]\(https?:[^)]*\)", r"\1", markdown
    )  # a badge: its words, without a request
    markdown = LINK.sub(lambda found: placed(found[1], home) + (found[2] or ""), markdown)
    return as_on_github(markdown)


def placed(target: str, home: str) -> str:
    """
    Return a page's link as the site needs it: to a page, a file from outside docs/, or GitHub.

    ``home`` is the page's place on the site: below ``repository/``, or in docs/. A link that leads to nothing
    stays as it is, and MkDocs complains of it.
    """
    outside = home.startswith("repository/")
    folder = posixpath.dirname(home.removeprefix("repository/") if outside else f"docs/{home}")
    path = posixpath.normpath(posixpath.join(folder, target))
    if (not outside and path.startswith("docs/")) or not (ROOT / path).exists():
        return target
    if path.startswith("docs/") or path in SHOWN:
        there = path.removeprefix("docs/") if path.startswith("docs/") else f"repository/{path}"
        return posixpath.relpath(there, posixpath.dirname(home) or ".")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return f"https://github.com/{settings['tool']['casework']['repository']}/blob/HEAD/{path}"


def as_on_github(markdown: str) -> str:
    """
    Return Markdown that Python-Markdown reads as GitHub (CommonMark) reads the original.

    Python-Markdown asks for four spaces before what is inside a list item, where CommonMark lets it stand
    under the item's text; for an empty line before a list; and it joins two quotations in a row.
    """
    lines: list[str] = []
    columns: list[int] = []  # where the text of each open list item begins
    fenced = False
    for line in markdown.splitlines():
        text = line.lstrip(" ")
        column = len(line) - len(text)
        item = None if fenced else re.match(r"(?:-|\d+\.) +", text)
        after_text = bool(lines and lines[-1])
        if after_text and not columns and item and item[0] not in ("- ", "1. "):
            item = None  # a sentence whose line begins with a year
        if text and not fenced and (item or not after_text or text.startswith("```")):
            begins_list = item and after_text and not columns
            while columns and column < columns[-1]:
                columns.pop()
            lines += [""] if begins_list else []
        inside = max(column - (columns[-1] if columns else 0), 0)
        lines.append(" " * (4 * len(columns) + inside) + text if text else "")
        if item and inside < 4:
            columns.append(column + len(item[0]))
        fenced ^= text.startswith("```")
    return re.sub(r"(?m)^(>.*\n)\n(?=>)", r"\1\n<!-- -->\n\n", "\n".join(lines) + "\n")


def tables(package: dict[str, Any]) -> str:
    """Return the tables of a Frictionless data package as Markdown: what each is, whose, and each column."""
    parts = []
    for table in package["resources"]:
        sources = "; ".join(
            f"[{one['title']}]({one['path']})" if "path" in one else one["title"] for one in table["sources"]
        )
        terms = "; ".join(f"{one['name']}: {one['title']}" for one in table["licenses"])
        rows = [
            [f"`{one['name']}`", one["description"], one["source"], one["as_of"], one["verification"]]
            for one in table["schema"]["fields"]
        ]
        head = ["Column", "What it means", "Source", "As of", "How far checked"]
        grid = [head, ["---"] * len(head), *([cell.replace("|", r"\|") for cell in row] for row in rows)]
        parts += [
            f"## `{table['name']}`",
            f"**{table['title']}.** {table['description']}",
            f"Sources: {sources}.",
            f"Terms: {terms}",
            "\n".join(f"| {' | '.join(row)} |" for row in grid),
        ]
    return "\n\n".join(parts)


def _unfolded(nav: Any, docs: Path) -> Any:
    """Return a part of the navigation with folders replaced by lists of their pages."""
    if isinstance(nav, list):
        return [_unfolded(one, docs) for one in nav]
    if isinstance(nav, dict):
        return {title: _unfolded(one, docs) for title, one in nav.items()}
    if isinstance(nav, str) and nav.endswith("/"):
        pages = sorted((docs / nav).glob("*.md"), key=lambda path: (path.name != "README.md", path.name))
        return [path.relative_to(docs).as_posix() for path in pages]
    return nav
