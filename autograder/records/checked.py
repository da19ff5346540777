"""How well a question's tests tell wrong answers from right ones: `assignments/<id>/checked.json`.

`autograder verify --mutants --write` measures it. Each figure carries a fingerprint of the test
cells that it was measured on, so that figures of earlier tests are known as such.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from autograder.records.errors import ConfigError
from autograder.records.files import write_text

FILE = "checked.json"


class Checked(BaseModel):
    """What became of the answers that were handed in to one question.

    Attributes:
        tests: Fingerprint of the test cells, see `fingerprint`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    wrong: int = Field(ge=0, description="wrong answers, those signed as equivalent left out")
    passed: int = Field(ge=0, description="those of them that kept every point")
    right: int = Field(ge=0, description="right answers in unusual style")
    refused: int = Field(ge=0, description="those of them that lost points")
    tests: str = Field(description="SHA-256 of the test cells")

    def told(self) -> str:
        """The figures in words."""
        right = f"{self.right} right {'one' if self.right == 1 else 'ones'} in unusual style"
        return (
            f"{self.wrong} wrong {'answer' if self.wrong == 1 else 'answers'} "
            f"({self.passed or 'none'} kept all points) and {right} "
            f"({self.refused or 'none'} lost any)"
        )


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    questions: dict[str, Checked] = {}


def fingerprint(tests: Iterable[str]) -> str:
    """SHA-256 of the texts of a question's test cells."""
    return sha256("\n\0".join(tests).encode("utf-8")).hexdigest()


def read_checked(folder: Path) -> dict[str, Checked]:
    """What was measured for an assignment, by question; nothing where there is no file.

    Args:
        folder: The assignment's folder.

    Raises:
        ConfigError: If the file does not fit.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        return _File.model_validate_json(path.read_text(encoding="utf-8")).questions
    except (ValidationError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} cannot be read; renew it with: "
            f"autograder verify --mutants {folder.name} --write"
        ) from error


def write_checked(folder: Path, measured: Mapping[str, Checked]) -> Path:
    """Note what was measured; questions that were not measured now keep what they have.

    Args:
        folder: The assignment's folder.
        measured: By question.

    Returns:
        The file.

    Raises:
        ConfigError: If the file that is there cannot be read.
    """
    known = {**read_checked(folder), **measured}
    whole = _File(questions=dict(sorted(known.items())))
    path = folder / FILE
    write_text(path, json.dumps(whole.model_dump(), indent=1) + "\n")
    return path
