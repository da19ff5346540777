"""What is documented, held against the command line, the Makefile, the settings and the tree."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from autograder.cli import app
from autograder.records.assignment import Limits
from autograder.records.status import Status

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
    if path.name != "CHANGELOG.md"
)
COMMAND: Any = typer.main.get_command(app)

_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(autograder [^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_PATH = re.compile(r"`((?:assignments|autograder|bench|docs|tests)/[\w./-]*)`")


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def lines(page: Path) -> list[str]:
    """The shell lines that a page tells a reader to type, without comments."""
    found = [line for block in _BLOCK.findall(text(page)) for line in block.splitlines()]
    return [line.split(" #")[0].strip() for line in found if line.strip()]


def commands(page: Path) -> list[list[str]]:
    """The `autograder` commands of a page, as words; those in a sentence may be a name alone."""
    parts = [part.strip() for line in lines(page) for part in line.split("&&")]
    typed = [part for part in parts if part.startswith("autograder ")]
    return [shlex.split(command) for command in (*typed, *_INLINE.findall(text(page)))]


def anchors(page: Path) -> set[str]:
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in _HEADING.findall(text(page)))
    return {heading.strip().replace(" ", "-") for heading in kept}


each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@each_page
def test_every_documented_command_is_understood(page: Path) -> None:
    for _, name, *arguments in commands(page):
        assert name in COMMAND.commands, f"{page.name}: there is no `autograder {name}`"
        if arguments:
            # Parsed as the command line does it; nothing is run.
            COMMAND.commands[name].make_context(name, arguments)


def test_every_command_is_documented() -> None:
    told = {words[1] for page in PAGES for words in commands(page)}
    assert told >= set(COMMAND.commands) - {"demo"}, "see docs/instructors.md"
    assert "make demo" in text(ROOT / "README.md")


@each_page
def test_every_documented_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    told = {line.split()[1] for line in lines(page) if line.startswith("make ")}
    assert told | set(re.findall(r"`make (\w+)`", text(page))) <= targets


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(text(page)):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {link}"
        assert not anchor or anchor in anchors(target), f"{page.name} links to {link}"


@each_page
def test_paths_that_are_named_exist(page: Path) -> None:
    for path in _PATH.findall(text(page)):
        assert (ROOT / path).exists(), f"{page.name} names {path}"


@each_page
def test_benchmarks_that_are_named_exist(page: Path) -> None:
    for name in re.findall(r"python -m (bench[\w.]*)", text(page)):
        path = ROOT / name.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), name


def test_students_read_about_every_status() -> None:
    page = text(ROOT / "docs/students.md")
    assert [status for status in Status if f"`{status}`" not in page] == []


def test_settings_shown_to_instructors_are_the_defaults() -> None:
    page = text(ROOT / "docs/instructors.md")
    section = re.search(r"^\[limits\]\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert section is not None
    told = dict(line.split(" = ") for line in section[1].strip().splitlines())
    assert told
    for name, value in told.items():
        assert Limits.model_fields[name].default == float(value), name
