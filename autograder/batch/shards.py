"""Parts of a class that are graded apart from each other, without a server between them.

Beside its results a shard leaves `shard.json`: the class as it saw it, its part of it, and what it
graded by. `merge` reads these of all shards.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import autograder
from autograder.batch.options import About, Shard
from autograder.grading.case_seed import course_secret, keyed
from autograder.intake.find import Found
from autograder.records import files
from autograder.records.course import Course
from autograder.records.errors import ConfigError

FILE = "shard.json"


class ShardRecord(BaseModel):
    """What `shard.json` holds. Invariant: `graded` is the shard's part of `students`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    assignment: str
    number: int
    of: int
    autograder_version: str
    secret: str = Field(description="tells the course's secret from another one; not the secret")
    about: About
    students: tuple[str, ...] = Field(description="the whole class, as this shard saw it")
    graded: tuple[str, ...]

    @property
    def shard(self) -> Shard:
        """Which shard it is."""
        return Shard(self.number, self.of)

    @classmethod
    def of_shard(
        cls,
        course: Course,
        assignment: str,
        shard: Shard,
        about: About,
        students: Sequence[str],
        found: Sequence[Found],
    ) -> "ShardRecord":
        """The record of a shard that was graded.

        Args:
            course: The course.
            assignment: Id of the assignment.
            shard: Which shard.
            about: What it was graded by.
            students: Keys of the rows of the whole class.
            found: The shard's rows.
        """
        return cls(
            assignment=assignment,
            number=shard.number,
            of=shard.of,
            autograder_version=autograder.__version__,
            secret=mark_of(course),
            about=about,
            students=tuple(students),
            graded=tuple(one.student for one in found),
        )


def mark_of(course: Course) -> str:
    """What tells a course's secret from another one and gives nothing of it away."""
    return keyed(course_secret(course), "mark of the secret")[:16]


def read_part(folder: Path) -> ShardRecord:
    """The record in the output folder of a shard.

    Raises:
        ConfigError: If there is none, or it is not one of this version.
    """
    path = folder / FILE
    try:
        return ShardRecord.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}): the shard is not graded to its end. Run "
            "its command again, or name the folder that was given to grade --out."
        ) from error
    except (ValidationError, ValueError) as error:
        raise ConfigError(
            f"{path} is not a record of this version; grade the shard again."
        ) from error


def write_part(out: Path, part: ShardRecord) -> None:
    """Write a shard's record, once all of it is graded.

    Raises:
        OSError: If the disk is full.
    """
    files.write_text(out / FILE, json.dumps(part.model_dump(mode="json"), indent=1) + "\n")


def check_part(out: Path, assignment: str, shard: Shard | None) -> None:
    """Refuse an output folder that holds another shard, or one where a class is to be graded.

    Raises:
        ConfigError: If it does.
    """
    if not (out / FILE).exists():
        return
    there = read_part(out)
    if (there.assignment, there.shard) != (assignment, shard):
        raise ConfigError(
            f"{out} holds shard {there.shard} of {there.assignment}; name another folder with "
            "--out."
        )
