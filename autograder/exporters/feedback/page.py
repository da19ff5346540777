"""Feedback as one self-contained page: no script, nothing asked of anybody."""

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from autograder.exporters.feedback.view import FeedbackView
from autograder.exporters.sheet import number

OWN_TEXT = ('<pre class="own">', "</pre>")
"""What encloses the student's own words in a page; inside them every `<` is escaped."""


def page_of(view: FeedbackView) -> bytes:
    """The page of one student, UTF-8."""
    text = _environment().get_template("feedback.html").render(feedback=view)
    lines = (line.rstrip() for line in text.splitlines())
    return ("\n".join(line for line in lines if line) + "\n").encode("utf-8", "replace")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("autograder.exporters.feedback"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = lambda value: "–" if value is None else number(value)
    return environment
