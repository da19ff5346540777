"""What a hand-out says of itself: `handout.json`, written by the course's build."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gradekit.own_files import own

HANDOUT_NAME = "handout.json"
SCHEMA = 1


@dataclass(frozen=True)
class Handout:
    """The facts that a notebook cannot know by itself.

    Attributes:
        assignment: Id of the assignment.
        title: Its title.
        files: What belongs beside the notebook.
        python: The grader's version of Python, such as `3.11`.
        packages: The grader's version of each package, by the name that is imported.
        cell_seconds: What one cell may take when it is graded.
        call_seconds: What one call of a student's function may take.
        submission_seconds: What everything may take.
        memory_bytes: What everything may hold.
        due: When it is due, ISO 8601 with an offset; empty if the course does not say.
        attempts: How many hand-ins count; None for any number.
        attempts_per_day: How many count a day; None for any number.
        hidden: By question, how many calls hidden tests make for each one of the public tests.
    """

    assignment: str
    title: str
    files: tuple[str, ...] = ()
    python: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    cell_seconds: float = 30.0
    call_seconds: float = 5.0
    submission_seconds: float = 240.0
    memory_bytes: int = 2**31
    due: str = ""
    attempts: int | None = None
    attempts_per_day: int | None = None
    hidden: Mapping[str, float] = field(default_factory=dict)


def handout_text(handout: Handout) -> str:
    """The text of `handout.json`."""
    return json.dumps({"schema": SCHEMA, **asdict(handout)}, ensure_ascii=False, indent=1) + "\n"


def read_handout(folder: Path, assignment: str = "") -> Handout | None:
    """What the hand-out in a folder says; None where there is no such file, or one not ours.

    Args:
        folder: Where the notebook lies.
        assignment: Id of the assignment; that of the running notebook if left out.
    """
    try:
        told: dict[str, Any] = json.loads(
            own(folder, HANDOUT_NAME, assignment).read_text(encoding="utf-8")
        )
    except (FileNotFoundError, ValueError):
        # It only adds to what can be said; without it less is said.
        return None
    if not isinstance(told, dict) or told.pop("schema", None) != SCHEMA:
        return None
    return Handout(**{**told, "files": tuple(told["files"])})
