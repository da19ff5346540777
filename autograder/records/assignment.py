"""One assignment's settings: `assignments/<id>/assignment.toml`."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from autograder.records.errors import ConfigError
from gradekit.training.tasks import Task

MIB = 1024 * 1024


class Settings(BaseModel):
    """Base of every settings record: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(Settings):
    """What one submission may use.

    Seconds are a process's own: what it computes and sleeps, not what it waits for a processor on a
    busy machine. Twenty times as long on the clock is the end in any case.
    """

    call_seconds: float = Field(5.0, gt=0, description="one call of a student function")
    cell_seconds: float = Field(30.0, gt=0, description="one notebook cell")
    submission_seconds: float = Field(240.0, gt=0, description="everything of one submission")
    cpu_seconds: int = Field(240, gt=0, description="CPU seconds of one worker")
    memory_bytes: int = Field(2048 * MIB, gt=0, description="on top of the warm process")
    disk_bytes: int = Field(64 * MIB, gt=0, description="files in the working folder")
    inodes: int = Field(2000, gt=0)
    file_bytes: int = Field(32 * MIB, gt=0, description="one file")
    open_files: int = Field(128, gt=0)
    threads: int = Field(16, gt=0, description="threads and processes together")
    output_bytes: int = Field(64 * 1024, gt=0, description="stdout and stderr that are kept")
    output_flood_bytes: int = Field(64 * MIB, gt=0, description="output that ends the worker")
    answer_bytes: int = Field(64 * MIB, gt=0, description="one answer on the wire")


class Allowed(Settings):
    """A finding of the leak gate that the instructor has looked at and lets pass."""

    file: str = Field(min_length=1, description="as the gate names it: `people.csv`")
    reason: str = Field(min_length=8, description="why it is not a leak")
    what: str = Field("", description="words of the finding; every finding of the file if empty")


class Assignment(Settings):
    """An assignment as its folder declares it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    files: tuple[str, ...] = Field(
        (), description="support files and folders beside the notebook, for all"
    )
    autograder_files: tuple[str, ...] = Field(
        (), description="files and folders that tests alone may read; students never get them"
    )
    student_files: tuple[str, ...] = Field(
        ("answers.json",), description="files that a student makes and hands in"
    )
    bonus: tuple[str, ...] = Field((), description="questions that count on top of the maximum")
    blank: Literal["runs", "may raise"] = Field(
        "runs", description="whether the notebook as handed out may stop with an exception"
    )
    blank_points: float = Field(0.0, ge=0, description="the most that it may earn as it is")
    allow: tuple[Allowed, ...] = Field((), description="findings of the leak gate that are none")
    limits: Limits = Limits()
    hidden_messages: bool | None = Field(
        None, description="students may read what hidden checks say; the course's if left out"
    )
    release_keys: date | None = Field(
        None, description="feedback shows keys of MCQs from this day on; the course's if left out"
    )
    tasks: dict[str, Task] = Field({}, description="of training questions, by name")

    @field_validator("tasks", mode="before")
    @classmethod
    def _named(cls, tasks: Any) -> Any:
        """Tell every task its name."""
        if not isinstance(tasks, dict):
            return tasks
        return {
            name: {**task, "name": name} if isinstance(task, dict) else task
            for name, task in tasks.items()
        }


SettingsT = TypeVar("SettingsT", bound=Settings)


def read_toml(path: Path, model: type[SettingsT]) -> SettingsT:
    """Read a TOML file into a settings record.

    Args:
        path: The file.
        model: The record that it must fit.

    Raises:
        ConfigError: If the file is missing, is not TOML, or has a wrong or unknown key.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist; create it or check the id.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "top level"
        raise ConfigError(f"{path}: {where}: {first['msg']}.") from error


def load_assignment(folder: Path) -> Assignment:
    """Read `assignment.toml` of an assignment folder.

    Raises:
        ConfigError: See `read_toml`; also when the id is not the folder's name.
    """
    assignment = read_toml(folder / "assignment.toml", Assignment)
    if assignment.id != folder.name:
        raise ConfigError(
            f"{folder / 'assignment.toml'}: id is {assignment.id!r}, but the folder is "
            f"{folder.name!r}; make them equal."
        )
    return assignment
