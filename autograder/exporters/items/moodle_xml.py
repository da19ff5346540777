"""Practice questions as Moodle XML: one category, one question of a single choice each."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from autograder.exporters.items.form import Item, document, element, rich


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
    single = "true" if len(item.keys) == 1 else "false"
    share = {1: "100", 2: "50", 3: "33.33333", 4: "25"}.get(len(item.keys), "100")
    answers = [
        element(
            "answer",
            {"fraction": share if key in item.keys else "0", "format": "html"},
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
        element("single", None, single),
        element("shuffleanswers", None, "false"),
        element("answernumbering", None, "ABCD"),
        *answers,
    )


def _text(content: str) -> Element:
    return element("text", None, content)
