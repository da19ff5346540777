"""Writes a new course or a new assignment; a file that is there already is never touched."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from pathlib import Path

import tomlkit
from pydantic import ValidationError

from autograder.records.assignment import Assignment
from autograder.records.course import Course, find_course
from autograder.records.errors import ConfigError
from autograder.records.files import write_text

_PACKAGE = "autograder.scaffold"
_RESERVED = frozenset({"tests"})
_RENAMED = {"gitignore": ".gitignore"}
"""A file of this name would act on this repository itself."""


def new_course(folder: Path, title: str, assignment: str, assignment_title: str) -> Course:
    """Write a course with one assignment that builds at once.

    Args:
        folder: Where the course begins; it may exist, but hold no course.
        title: Title of the course.
        assignment: Id of its first assignment.
        assignment_title: Title of the assignment.

    Raises:
        ConfigError: If the folder is inside a course, a file is there already, or the id is none.
    """
    folder = folder.resolve()
    settings = folder / "assignments" / "course.toml"
    if settings.exists():
        raise ConfigError(
            f"{settings} is there already; add to that course with: autograder new assignment ID"
        )
    _check_id(assignment)
    names = {"COURSE_TITLE": title, "ASSIGNMENT_ID": assignment}
    _write(dict(_files("course", names)), folder)
    course = find_course(folder)
    return new_assignment(course, assignment, assignment_title)


def new_assignment(course: Course, assignment: str, title: str) -> Course:
    """Write an assignment that builds at once and add it to the course.

    Args:
        course: The course.
        assignment: Id of the assignment: small letters, digits and underscores.
        title: Its title.

    Returns:
        The course, which has the assignment now.

    Raises:
        ConfigError: If the id cannot be one or is taken, or a file is there already.
    """
    _check_id(assignment, course)
    names = {"ASSIGNMENT_ID": assignment, "ASSIGNMENT_TITLE": title}
    _write(dict(_files("assignment", names)), course.sources / assignment)
    settings = course.sources / "course.toml"
    document = tomlkit.parse(settings.read_text(encoding="utf-8"))
    document["assignments"] = [*course.settings.assignments, assignment]
    write_text(settings, tomlkit.dumps(document))
    return find_course(course.root)


def _check_id(assignment: str, course: Course | None = None) -> None:
    try:
        Assignment(id=assignment, title=assignment)
    except ValidationError as error:
        raise ConfigError(
            f"{assignment!r} cannot be the id of an assignment; use small letters, digits and "
            "underscores, such as week1_means."
        ) from error
    taken = _RESERVED
    if course is not None:
        taken = taken.union(course.settings.assignments, {course.settings.library or ""})
    if assignment in taken:
        raise ConfigError(f"{assignment!r} is taken in assignments/; choose another id.")


def _files(name: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Path and text of every file of a template, its placeholders replaced."""
    for path, item in _walk(resources(_PACKAGE) / name, ""):
        text = item.read_text(encoding="utf-8")
        for placeholder, value in names.items():
            path = path.replace(placeholder, value)
            text = text.replace(placeholder, _quoted(value, path))
        yield path, text


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir() and item.name != "__pycache__":
            yield from _walk(item, f"{above}{item.name}/")
        elif item.is_file() and not item.name.endswith(".pyc"):
            yield above + _RENAMED.get(item.name, item.name), item


def _quoted(value: str, path: str) -> str:
    """A value as it stands inside a string of the file's language."""
    value = " ".join(value.split())
    if path.endswith(".ipynb"):
        return json.dumps(value, ensure_ascii=False)[1:-1]
    return tomlkit.string(value).as_string()[1:-1] if path.endswith(".toml") else value


def _write(files: Mapping[str, str], folder: Path) -> None:
    for name in files:
        if (folder / name).exists():
            raise ConfigError(
                f"{folder / name} is there already; move it away, or name a new folder."
            )
    try:
        for name, text in files.items():
            write_text(folder / name, text)
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be written ({error.strerror}); check the path."
        ) from error
