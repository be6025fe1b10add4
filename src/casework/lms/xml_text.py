"""Small helpers for writing XML. Knows no format."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

# What XML 1.0 (section 2.2) forbids in any form.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    """Add an element with a text and attributes to ``parent`` and return it."""
    child = ET.SubElement(parent, name, {key: clean(value) for key, value in attributes.items()})
    child.text = clean(text) if text else None
    return child


def clean(text: str) -> str:
    """Return text without the characters that no XML file may hold."""
    return _FORBIDDEN.sub("", text)


def to_bytes(root: ET.Element) -> bytes:
    """Return a document as UTF-8 with its declaration."""
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
