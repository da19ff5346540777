"""Practice questions as Moodle XML: one category, one question of a single choice each."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from autograder.exporters.items.form import Item, document, element, rich

_SHARES = {1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20", 6: "16.66667"}
"""Fractions by number of options, as Moodle knows them."""


def write(assignment: str, title: str, items: Sequence[Item]) -> bytes:
    """The questions as one XML file."""
    category = element(
        "question",
        {"type": "category"},
        element("category", None, _text(f"$course$/top/{title.replace('/', '//')}")),
    )
    questions = [_question(assignment, item) for item in items]
    return document(element("quiz", None, category, *questions))


def _question(assignment: str, item: Item) -> Element:
    wrong = len(item.options) - len(item.keys)
    share = _SHARES[len(item.keys)]
    # Of several, a wrong one takes away what a right one gives: ticking all earns nothing.
    loss = f"-{_SHARES[wrong]}" if item.several and wrong else "0"
    answers = [
        element(
            "answer",
            {"fraction": share if key in item.keys else loss, "format": "html"},
            _text(rich(text)),
            element("feedback", {"format": "html"}, _text(rich(item.explanations[key]))),
        )
        for key, text in item.options.items()
    ]
    return element(
        "question",
        {"type": "multichoice"},
        element("name", None, _text(f"{item.id} {item.title}")),
        element("questiontext", {"format": "html"}, _text(f"<p>{rich(item.stem)}</p>")),
        element("generalfeedback", {"format": "html"}, _text("")),
        element("defaultgrade", None, "1"),
        element("penalty", None, "0"),
        element("hidden", None, "0"),
        # Importing the same file again finds the question by it.
        element("idnumber", None, f"{assignment}-{item.id}"),
        element("single", None, "false" if item.several else "true"),
        element("shuffleanswers", None, "false"),
        element("answernumbering", None, "ABCD"),
        *answers,
    )


def _text(content: str) -> Element:
    return element("text", None, content)
