"""A practice question on its way out, and the XML that all formats are made of."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from autograder.release.mcq import McqBank

_CODE = re.compile(r"`([^`\n]+)`")
# XML 1.0 has no way to write these at all.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Item:
    """An open question: its key and explanations are the student's to read.

    Attributes:
        id: As in `mcq.toml`.
        title: Its title.
        stem: The question.
        options: Text by option id.
        explanations: Why each option is right or wrong.
        keys: Ids of the right options.
        several: Whether one may choose several.
    """

    id: str
    title: str
    stem: str
    options: Mapping[str, str]
    explanations: Mapping[str, str]
    keys: tuple[str, ...]
    several: bool = False


def items_of(bank: McqBank) -> tuple[Item, ...]:
    """The practice questions of a bank, in its order; of graded ones nothing is read."""
    return tuple(
        Item(
            id=mcq.id,
            title=mcq.title,
            stem=mcq.stem,
            options={str(key): text for key, text in mcq.options.items()},
            explanations={str(key): text for key, text in mcq.explanations.items()},
            keys=tuple(mcq.key),
            several=mcq.several,
        )
        for mcq in bank.practice
    )


def rich(text: str) -> str:
    """Text as HTML: escaped, with `code` in its element and lines kept."""
    escaped = html.escape(_UNWRITABLE.sub("\ufffd", text), quote=False)
    return _CODE.sub(r"<code>\1</code>", escaped).replace("\n", "<br/>")


def element(
    tag: str, attributes: Mapping[str, str] | None = None, *inside: "ElementTree.Element | str"
) -> ElementTree.Element:
    """An XML element with text or elements inside."""
    made = ElementTree.Element(tag, dict(attributes or {}))
    for part in inside:
        if not isinstance(part, str):
            made.append(part)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + part
        else:
            made.text = (made.text or "") + part
    return made


def document(root: ElementTree.Element) -> bytes:
    """An XML document, UTF-8, indented; the same elements give the same bytes."""
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
