"""Pictures that text cells show: each must reach the student, or the student sees a broken one."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

from autograder.records.assignment import Assignment
from autograder.release.declared import declared
from autograder.release.findings import Finding
from autograder.release.source import Numbered, Source

_ATTACHMENT = "attachment"
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_HAS_PICTURE = re.compile(r"!\[|<img", re.IGNORECASE)


def lint_pictures(settings: Assignment, folder: Path, source: Source) -> Iterator[Finding]:
    """Findings about pictures that students would not see.

    Args:
        settings: The assignment's settings.
        folder: Its folder.
        source: Its source notebook.
    """
    shipped = declared(settings, source.config, ok_format=source.ok_format).files
    hidden = {n.number for q in source.questions for n in q.solutions}
    for numbered in source.cells:
        if numbered.kind == "markdown" and numbered.number not in hidden:
            yield from _of_cell(numbered, folder, shipped)


def _of_cell(numbered: Numbered, folder: Path, shipped: tuple[str, ...]) -> Iterator[Finding]:
    for address in pictures_of(numbered.text):
        parts = urlsplit(address)
        if parts.scheme == _ATTACHMENT:
            if unquote(parts.path) not in (numbered.cell.get("attachments") or {}):
                yield Finding(
                    numbered.number,
                    f"the attachment {unquote(parts.path)} is not in the cell",
                    "paste the picture again, or link a file",
                    "files",
                )
        elif not parts.scheme and not parts.netloc and parts.path:
            name = PurePosixPath(unquote(parts.path)).as_posix()
            if not (folder / name).is_file():
                yield Finding(
                    numbered.number,
                    f"it shows {name}, which does not exist in the assignment's folder",
                    "correct the path, or add the picture",
                    "files",
                )
            elif not is_shipped(name, shipped):
                yield Finding(
                    numbered.number,
                    f"it shows {name}, which students do not get",
                    "name it, or its folder, under `files` in assignment.toml",
                    "files",
                )


def is_shipped(name: str, files: tuple[str, ...]) -> bool:
    """Whether a file is one of these files or lies in one of these folders."""
    path = PurePosixPath(name)
    wanted = {PurePosixPath(file) for file in files}
    return path in wanted or not wanted.isdisjoint(path.parents)


def pictures_of(text: str) -> list[str]:
    """Addresses of the pictures that a Markdown text shows, in its own syntax or as `<img>`."""
    if not _HAS_PICTURE.search(text):
        return []
    found: list[str] = []
    for token in _MARKDOWN.parse(text):
        for part in (token, *(token.children or ())):
            if part.type == "image":
                found.append(str(part.attrs.get("src", "")))
            elif part.type in ("html_block", "html_inline"):
                reader = _Images()
                reader.feed(part.content)
                found += reader.found
    return [address for address in dict.fromkeys(found) if address]


class _Images(HTMLParser):
    """Collects the addresses of `<img>`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of an image."""
        if tag == "img":
            self.found += [value for name, value in attrs if name == "src" and value]
