"""The statute beside the paraphrase: what compare() shows, as HTML and as text. Reads no YAML itself."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from casework.comparisons import FILE, Comparison, Row, read_comparisons
from casework.languages import _, lang
from casework.markup import inline, markdown, plain
from casework.module import CourseError, find_folder, load_module, running_notebook
from casework.sources import Labeller, labeller
from casework.yaml_lines import ContentError

# A block of style and not attributes: only so can a table become cards on a narrow page, and only so do the
# differences stand open on paper. Where a page drops the block, a plain table with all its words is left.
_STYLE = """<style>
.cw-compare{container-type:inline-size;color:var(--jp-content-font-color1,inherit);text-align:start;
font:var(--jp-content-font-size1,1rem)/1.5 var(--jp-content-font-family,system-ui,sans-serif);
overflow-wrap:anywhere}
.cw-compare table{inline-size:100%;margin:0;border-collapse:collapse;table-layout:fixed;font-size:inherit}
.cw-compare caption{padding-block-end:.5em;text-align:start;font-weight:bold;color:inherit}
.cw-compare :is(th,td){padding:.45em .6em;border:1px solid var(--jp-border-color1,#8888);background:none;
text-align:start!important;vertical-align:top;white-space:normal;font-weight:normal;line-height:inherit;max-inline-size:none}
.cw-compare tr{padding:0;background:none!important}
.cw-compare :is(thead b,th[scope=row]){font-weight:bold}
.cw-compare small{display:block;font-size:.9em}
.cw-compare p{margin-block:.4em}
.cw-compare summary{padding-block:.2em;min-block-size:24px;cursor:pointer}
.cw-compare summary:focus-visible{outline:3px solid currentcolor;outline-offset:2px}
.cw-compare .cw-in,.cw-compare .cw-only b{display:none}
.cw-compare thead td{inline-size:6em}
.cw-compare tbody th,.cw-compare tbody th~td{border-block-start-width:3px}
.cw-compare tr:has(+ tr details[open]) .cw-only{text-decoration:underline}
.cw-compare tr:has(+ tr details[open]) .cw-only b{display:inline}
@container (max-width:40em){
.cw-compare :is(table,caption,thead,tbody,tr,th,td){display:block}
.cw-compare thead td{display:none}
.cw-compare :is(th,td,tbody th~td){border-block-width:1px 0}
.cw-compare tbody th{margin-block-start:1em}
.cw-compare :is(thead th:last-child,td[colspan]){border-block-end-width:1px}
.cw-compare .cw-in{display:block;font-weight:bold}}
@media print{.cw-compare details::details-content{display:block;content-visibility:visible;block-size:auto}
.cw-compare .cw-only b{display:inline}}
</style>"""


@dataclass(frozen=True)
class SideBySide:
    """Texts side by side. Shows itself in a notebook; `print` gives the same words as text."""

    comparison: Comparison
    label: Labeller

    def __repr__(self) -> str:
        lines = [self.comparison.title, *(plain(self._head(index)) for index in self._columns)]
        for row in self.comparison.rows:
            lines += ["", row.limb]
            for index, column in enumerate(self.comparison.columns):
                lines.append(f"  {column.name}: {plain(_cell(row, index, _('only here:') + ' {}'))}")
            lines.append(f"  {_('Where they differ:')} {plain(markdown(row.difference))}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        columns = self.comparison.columns
        heads = "".join(f'<th scope="col">{self._head(index)}</th>' for index in self._columns)
        body = "".join(
            f'<tr><th scope="row">{escape(row.limb)}</th>'
            + "".join(
                f'<td><span class="cw-in">{escape(columns[index].name)}: </span>{_cell(row, index)}</td>'
                for index in self._columns
            )
            + f'</tr><tr><td colspan="{len(columns) + 1}"><details>'
            f"<summary>{escape(row.limb)}: {_('where they differ')}</summary>{markdown(row.difference)}"
            "</details></td></tr>"
            for row in self.comparison.rows
        )
        return (
            f'{_STYLE}<div class="cw-compare" lang="{lang()}" id="{escape(self.comparison.id)}"><table>'
            f"<caption>{inline(self.comparison.title)}</caption>"
            f"<thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    @property
    def _columns(self) -> range:
        return range(len(self.comparison.columns))

    def _head(self, index: int) -> str:
        """Return a column's heading: its name, what it is, its version, where it is from."""
        column = self.comparison.columns[index]
        sources = "; ".join(escape(self.label(source)) for source in column.sources)
        return (
            f"<b>{escape(column.name)}</b> <small>{escape(column.kind)}. "
            f"{_('Version:')} {escape(column.version)}. {_('Source:')} {sources}.</small>"
        )


def compare(comparison_id: str) -> SideBySide:
    """
    Show texts side by side, limb by limb; the learner opens each difference after naming it.

    Args:
        comparison_id: the id of a comparison in compare.yaml beside the notebook.

    Raises:
        CourseError: no such comparison, or the file has a mistake.
    """
    folder = find_folder(running_notebook())
    try:
        known = read_comparisons(folder / FILE)
        module = load_module(folder)
    except ContentError as error:
        raise CourseError(str(error.problems[0])) from None
    id_ = str(comparison_id)
    if id_ not in known:
        raise module.missing(id_, "comparison", known)
    return SideBySide(known[id_], labeller(folder))


def _cell(row: Row, index: int, alone: str = "") -> str:
    """Return one paraphrase, with the phrases that stand in it alone named as such, in words."""
    html = inline(row.cells[index])
    alone = alone or f'<span class="cw-only"><b>{_("only here:")} </b>{{}}</span>'
    for column, phrase in row.marks:
        if column == index:
            part = inline(phrase)
            html = html.replace(part, alone.format(part), 1)
    return html
