"""What a student typed into the platform's page instead of, or beside, handing in a file."""

import re
from html import unescape

from autograder.intake.node import Node
from autograder.intake.tree import Tree, peek
from autograder.records.errors import IntakeError
from autograder.records.plain_text import visible

_TAGS = re.compile(r"<(style|script|title)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_MAX_TEXT = 1024 * 1024
_SHOWN = 300


def text_note(tree: Tree, node: Node) -> tuple[str, ...]:
    """The beginning of a text as a note for the reviewer; none where it is empty.

    Args:
        tree: Where it lies.
        node: The file, or the folder of the files.
    """
    files = [node] if node.kind == "file" else peek(tree, node.path)
    try:
        texts = [tree.read(file.path, _MAX_TEXT) for file in files if file.kind == "file"]
    except IntakeError as error:
        return (f"The online text was not read: {error}",)
    words = " ".join(
        unescape(_TAGS.sub(" ", data.decode("utf-8", "replace"))) for data in texts
    ).split()
    shown = visible(" ".join(words))
    cut = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + " ..."
    return (f"Online text: “{cut}”",) if shown else ()
