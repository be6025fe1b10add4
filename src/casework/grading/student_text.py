"""Makes a learner's free text safe to show in formgrader, feedback and JupyterLab. Knows no notebook."""

from __future__ import annotations

from html import escape

from casework.markup import learner_markdown

MAX_CHARS = 200_000
"""Longer text is cut: some 30,000 words, far more than any task asks for."""

MAX_FORMATTED = 30_000
"""Longer Markdown is shown letter by letter: a reader of Markdown can be kept busy for seconds by less."""

# A blank line would end the HTML block and hand the rest to the page's own Markdown reader, which takes raw
# HTML; dollar signs and backslashes would start mathematics there. As references they are only text.
_REFERENCES = str.maketrans({c: f"&#{ord(c)};" for c in "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029$\\"})


def clean(text: object) -> str:
    """Return a notebook's source field (text or list of lines) as one text that can be written as UTF-8."""
    if isinstance(text, list):
        try:
            text = "".join(text)
        except TypeError:
            text = "".join(part for part in text if isinstance(part, str))
    if not isinstance(text, str):
        return ""
    if text.isascii():
        return text[:MAX_CHARS]
    # Half of a surrogate pair is legal JSON, but nobody can encode it.
    return text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8")


def safe_markdown(text: str) -> str:
    """
    Return a learner's Markdown as the source of a Markdown cell that shows it and can do nothing else.

    The result is one HTML block in one line: no script, no image, no form, no raw HTML of the learner's.
    """
    return _block(learner_markdown(text)) if len(text) <= MAX_FORMATTED else safe_verbatim(text)


def safe_verbatim(text: str) -> str:
    """Return any text as the source of a Markdown cell that shows it letter by letter."""
    return _block(f"<pre>{escape(text)}</pre>")


def _block(html: str) -> str:
    # MathJax, where a page loads it, leaves text of these two classes alone.
    return f'<div class="cw-learner tex2jax_ignore mathjax_ignore">{html.translate(_REFERENCES)}</div>'
