"""A library of two entries for the tiny course, for tests to use and to break. No tests here."""

from __future__ import annotations

from pathlib import Path

LIBRARY = """\
[
 {
  "id": "newton-1704",
  "type": "book",
  "title": "Opticks: or, a Treatise of Light",
  "title-short": "Opticks",
  "author": [{"family": "Newton", "given": "Isaac"}],
  "publisher": "Smith and Walford",
  "issued": {"date-parts": [[1704]]},
  "URL": "https://www.example.org/opticks",
  "custom": {
   "source_kind": "book",
   "published_by": "Printers to the Royal Society",
   "supports": "Where the colours of light come from.",
   "verification": "read in part",
   "checked": "2026-11-01",
   "facts": ["T01"],
   "cites": ["B-1"],
   "modules": ["01"]
  }
 },
 {
  "id": "signs",
  "type": "webpage",
  "title": "Signs of <b>Roads</b>",
  "author": [{"literal": "Road Office"}, {"literal": "Sign Office"}],
  "DOI": "10.1234/signs",
  "custom": {
   "source_kind": "guidance",
   "published_by": "Two offices",
   "supports": "What a red sign asks.",
   "verification": "not read",
   "checked": "2026-11-02",
   "facts": [],
   "cites": [],
   "modules": []
  }
 }
]
"""


def add_library(root: Path) -> Path:
    """Add a library to a course below ``root`` and return its file."""
    path = root / "data" / "library.json"
    path.write_text(LIBRARY, encoding="utf-8")
    return path
