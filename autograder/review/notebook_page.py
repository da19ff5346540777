"""A student's notebook as a page of its own, to be shown in a sandboxed frame.

Markdown is drawn without its HTML, HTML of outputs goes through nh3, pictures are made anew, and
the page's policy lets nothing run or load: whatever the notebook holds can only be looked at.
"""

import base64
import functools
import hashlib
from collections.abc import Mapping
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from autograder.records import notebook as notebooks
from autograder.records.plain_text import visible
from autograder.review.code import coloured
from autograder.review.plots import pictures, redrawn

_MOST_TEXT = 40_000  # characters of one output
_MOST_CELLS = 2_000
_MOST_OUTPUTS = 40
_TAGS = {
    *("table", "thead", "tbody", "tr", "th", "td", "caption", "p", "div", "span", "b", "i", "em"),
    *("strong", "code", "pre", "ul", "ol", "li", "br", "hr", "h1", "h2", "h3", "h4", "sub", "sup"),
}
_STYLE = """
body{font:15px/1.5 system-ui,"DejaVu Sans",sans-serif;margin:1rem;color:#1b2027;background:#fff}
pre{font:13px/1.45 ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre-wrap}
pre,td,p{overflow-wrap:anywhere}pre{margin:.2rem 0;padding:.5rem .7rem;border-radius:.3rem}
pre.in{background:#f3f4f6}pre.err{background:#fbe6e4}section{margin:0 0 .8rem}
.n{color:#525c69;font-size:12px}img{max-width:100%;height:auto}table{border-collapse:collapse}
td,th{border:1px solid #dfe3e8;padding:.15rem .5rem}.k{color:#6a348f}.s{color:#17633d}
.c{color:#525c69}.m{color:#744c00}.nf{color:#27559b}
"""
POLICY = (
    "default-src 'none'; img-src data:; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    + "'"
)
"""Of the page itself, on top of the frame's sandbox."""


def drawn(notebook: Mapping[str, Any], title: str) -> str:
    """The page of a notebook.

    Args:
        notebook: As it was handed in, its structure checked.
        title: For the page's head.
    """
    cells = notebook["cells"][:_MOST_CELLS]
    parts = [_cell(cell, number) for number, cell in enumerate(cells, 1)]
    return Markup(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="{}">'
        "<title>{}</title><style>{}</style></head><body>\n<main>{}</main></body></html>\n"
    ).format(POLICY, visible(title), Markup(_STYLE), Markup("\n").join(parts))  # noqa: S704


def _cell(cell: Mapping[str, Any], number: int) -> Markup:
    source = notebooks.source(dict(cell))
    if cell["cell_type"] == "markdown":
        return Markup("<section>{}</section>").format(markdown(source))
    if cell["cell_type"] != "code":
        return Markup('<section><pre class="in">{}</pre></section>').format(_text(source))
    lines = Markup("\n").join(line.html for line in coloured(source))
    outputs = cell.get("outputs")
    listed = outputs[:_MOST_OUTPUTS] if isinstance(outputs, list) else []
    return Markup(
        '<section aria-label="cell {}"><span class="n">{}</span><pre class="in">{}</pre>{}{}'
        "</section>"
    ).format(number, number, lines, Markup("").join(map(_output, listed)), _pictures(cell, number))


@functools.lru_cache(maxsize=512)
def markdown(source: str) -> Markup:
    """Markdown as HTML, without any HTML that it holds itself."""
    made = _reader().render(_text(source))
    return Markup(nh3.clean(made, tags=_TAGS, attributes={}))  # noqa: S704 - nh3 has cleaned it


@functools.cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _output(output: object) -> Markup:
    if not isinstance(output, dict):
        return Markup("")
    kind = output.get("output_type")
    if kind == "stream":
        return Markup("<pre>{}</pre>").format(_text(_joined(output.get("text"))))
    if kind == "error":
        trace = "\n".join(_joined(line) for line in _listed(output.get("traceback")))
        said = trace or f"{output.get('ename')}: {output.get('evalue')}"
        return Markup('<pre class="err">{}</pre>').format(_text(said))
    data = output.get("data")
    if not isinstance(data, dict) or "image/png" in data or "image/jpeg" in data:
        return Markup("")
    if "text/html" in data:
        html = _joined(data["text/html"])[:_MOST_TEXT]
        clean = nh3.clean(_text(html), tags=_TAGS, attributes={})
        return Markup("<div>{}</div>").format(Markup(clean))  # noqa: S704 - nh3 has cleaned it
    if "text/plain" in data:
        return Markup("<pre>{}</pre>").format(_text(_joined(data["text/plain"])))
    return Markup("")


def _pictures(cell: Mapping[str, Any], number: int) -> Markup:
    made = [png for raw in pictures(cell) if (png := redrawn(raw)) is not None]
    return Markup("").join(
        Markup('<p><img src="data:image/png;base64,{}" alt="picture {} of cell {}"></p>').format(
            base64.b64encode(png).decode(), n, number
        )
        for n, png in enumerate(made, 1)
    )


def _text(text: str) -> str:
    return visible(text[:_MOST_TEXT], lines=True)


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def shown_title(text: str) -> Markup:
    """A title, escaped."""
    return escape(visible(text))
