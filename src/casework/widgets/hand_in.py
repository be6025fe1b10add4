"""The hand-in panel: what is answered, how to hand in, "Mark it now" where it can mark. hand_in.js draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from casework.answers import Answer, record_of, sidecar_path
from casework.widgets.recorded import joined

Marker = Callable[[Mapping[str, Answer]], str]


class HandIn(anywidget.AnyWidget):
    """
    The last cell of a module.

    Args:
        name: the notebook's file name.
        items: one dict a graded question: id, label, points; a case of several paths has its ids as parts.
        marker: takes the answers and returns feedback as HTML; None where this copy holds no keys.
    """

    _esm = joined("record.js", "session.js", "controls.js", "hand_in.js")
    _css = joined("quiz.css", "hand_in.css")

    spec = traitlets.Dict().tag(sync=True)

    def __init__(self, name: str, items: Sequence[Mapping[str, Any]], marker: Marker | None) -> None:
        self._marker = marker
        super().__init__(
            spec={
                "name": name,
                "sidecar": sidecar_path(Path(name)).name,
                "items": [dict(item) for item in items],
                "can_mark": marker is not None,
            }
        )
        self.on_msg(self._receive)

    def _receive(self, _: object, content: Any, __: object) -> None:
        """Mark the answers that the front end read out of the notebook; never raise."""
        if not isinstance(content, dict) or content.get("kind") != "mark" or self._marker is None:
            return
        sent = content.get("answers")
        sent = sent if isinstance(sent, dict) else {}
        record = record_of(
            {f"casework:{id_}": answer for id_, answer in sent.items() if isinstance(id_, str)}
        )
        self.send({"kind": "marked", "n": content.get("n"), "html": self._marker(record.answers)})

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        text = f"Hand in this notebook file: {self.spec['name']}"
        return {**bundle[0], "text/html": f"<p>{text}</p>", "text/plain": text}, bundle[1]
