"""What is documented, held against the command line, the Makefile, the settings and the tree."""

import dataclasses
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import typer
from pydantic import BaseModel

from autograder.cli import app
from autograder.records.assignment import Assignment, Limits, Settings
from autograder.records.course import CourseSettings
from autograder.records.status import Status
from tests.test_structure import ROWS

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
    assert [status for status in Status if f"`{status.words}`" not in page] == []


def shown(first_key: str) -> dict[str, Any]:
    """The settings file that docs/instructors.md shows, known by its first key."""
    page = text(ROOT / "docs/instructors.md")
    (found,) = re.findall(rf"^```toml\n({first_key} = .*?)^```", page, re.MULTILINE | re.DOTALL)
    return tomllib.loads(found)


def records(annotation: Any) -> list[type]:
    """The settings records that an annotation speaks of."""
    if isinstance(annotation, type) and (
        issubclass(annotation, BaseModel) or dataclasses.is_dataclass(annotation)
    ):
        return [annotation]
    return [found for part in get_args(annotation) for found in records(part)]


def fields_of(record: type) -> dict[str, Any]:
    if issubclass(record, BaseModel):
        return {name: field.annotation for name, field in record.model_fields.items()}
    return {field.name: get_type_hints(record)[field.name] for field in dataclasses.fields(record)}


def entries(value: Any, record: type) -> list[dict[str, Any]]:
    """The tables in a value that are of a record: itself, or below names and in lists."""
    if isinstance(value, list):
        return [found for item in value for found in entries(item, record)]
    if not isinstance(value, dict):
        return []
    if value.keys() & fields_of(record).keys():
        return [value]
    return [found for item in value.values() for found in entries(item, record)]


def left_out(record: type, tables: list[dict[str, Any]], where: str = "") -> set[str]:
    """Fields of a record, and of the records in it, that none of the tables shows."""
    missing = set()
    for name, annotation in fields_of(record).items():
        values = [table[name] for table in tables if name in table]
        if not values:
            missing.add(where + name)
        for inner in records(annotation):
            below = [found for value in values for found in entries(value, inner)]
            missing |= left_out(inner, below, f"{where}{name}.")
    return missing


NOT_FOR_INSTRUCTORS = {"tasks.name", "tasks.fingerprints"}
"""The name is the table's own; fingerprints are made by a build, for the hand-out."""


@pytest.mark.parametrize(("key", "model"), [("name", CourseSettings), ("id", Assignment)])
def test_every_setting_is_shown_to_instructors(key: str, model: type[Settings]) -> None:
    settings = shown(key)
    model.model_validate(settings)
    missing = left_out(model, [settings])
    assert {name for name in missing if not name.startswith(tuple(NOT_FOR_INSTRUCTORS))} == set()


def test_limits_shown_to_instructors_are_the_defaults() -> None:
    limits = shown("id")["limits"]
    assert limits == {name: field.default for name, field in Limits.model_fields.items()}


def test_the_rows_of_imports_are_those_that_the_structure_test_holds() -> None:
    page = text(ROOT / "docs/architecture.md")
    told = re.findall(r"^\| \d+ \| (.+) \|$", page, re.MULTILINE)
    assert [set(re.findall(r"`(\w+)`", row)) for row in told] == [set(row) for row in ROWS]
