"""Multiple-choice questions: `mcq.toml`, the one place that holds a key.

The student version gets `questions.json`, made here, without keys and feedback of graded ones.
"""

import json
import math
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from autograder.records.assignment import Settings, read_toml

QUESTIONS_FILE = "questions.json"
ANSWERS_FILE = "answers.json"

Letter = Literal["A", "B", "C", "D"]
LETTERS: tuple[Letter, ...] = get_args(Letter)
Text = Annotated[str, Field(min_length=1)]
Texts = dict[Letter, Text]


def _one_for_each_letter(texts: Texts) -> Texts:
    missing = [letter for letter in LETTERS if letter not in texts]
    if missing:
        raise ValueError(f"no text for {', '.join(missing)}")
    return {letter: texts[letter] for letter in LETTERS}


class _Question(Settings):
    id: str
    title: Text
    stem: Text
    options: Texts
    key: Letter

    @field_validator("options")
    @classmethod
    def _options_are_complete(cls, options: Texts) -> Texts:
        options = _one_for_each_letter(options)
        if len({text.strip() for text in options.values()}) < len(options):
            raise ValueError("two options are the same")
        return options

    @property
    def longest(self) -> str | None:
        """The option that is longer than every other; None when two are."""
        lengths = {letter: len(text) for letter, text in self.options.items()}
        top = [letter for letter, n in lengths.items() if n == max(lengths.values())]
        return top[0] if len(top) == 1 else None


class GradedMcq(_Question):
    """A graded question. Feedback is shown with the returned grade, never before."""

    id: str = Field(pattern=r"^Q[1-9]\d*$")
    difficulty: int = Field(ge=1, le=5)
    minutes: int = Field(ge=1)
    feedback: Texts

    _complete = field_validator("feedback")(_one_for_each_letter)


class PracticeMcq(_Question):
    """An open question: its key and every explanation are the student's to read."""

    id: str = Field(pattern=r"^P[1-9]\d*$")
    explanations: Texts
    twin: str | None = Field(None, description="id of the graded question on the same idea")

    _complete = field_validator("explanations")(_one_for_each_letter)


class McqBank(Settings):
    """The questions of one assignment."""

    schema_version: Literal[1] = Field(1, alias="schema")
    graded: tuple[GradedMcq, ...] = ()
    practice: tuple[PracticeMcq, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "McqBank":
        counts = Counter(question.id for question in (*self.graded, *self.practice))
        twice = [name for name, count in counts.items() if count > 1]
        if twice:
            raise ValueError(f"{', '.join(twice)} is there twice")
        return self

    def find(self, question: str) -> GradedMcq | None:
        """The graded question of that id, or None."""
        return next((mcq for mcq in self.graded if mcq.id == question), None)


def read_bank(folder: Path) -> McqBank:
    """Read `mcq.toml` of an assignment folder; an assignment without the file has no MCQ.

    Raises:
        ConfigError: If the file is malformed, or a question lacks an option, a key or a feedback.
    """
    path = folder / "mcq.toml"
    return read_toml(path, McqBank) if path.exists() else McqBank()


def questions_json(assignment: str, bank: McqBank) -> str:
    """What a student may know of the questions: keys and explanations of practice ones only.

    Args:
        assignment: The assignment's id.
        bank: Its questions.

    Returns:
        The text of `questions.json`.
    """
    graded: dict[str, Any] = {
        mcq.id: {"title": mcq.title, "stem": mcq.stem, "options": mcq.options}
        for mcq in bank.graded
    }
    practice: dict[str, Any] = {
        mcq.id: {
            "title": mcq.title,
            "stem": mcq.stem,
            "options": mcq.options,
            "key": mcq.key,
            "explanations": mcq.explanations,
        }
        for mcq in bank.practice
    }
    content = {"schema": 1, "assignment": assignment, "graded": graded, "practice": practice}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def unbalanced(questions: list[GradedMcq]) -> list[str]:
    """What the keys of a unit give away: a favourite letter, or the longest option.

    The bounds are those of a unit of 16 questions, 5 for a letter and 6 for the longest option,
    scaled to the number that there is and rounded up.

    Args:
        questions: All graded questions of the course.

    Returns:
        One sentence a finding.
    """
    found = []
    n = len(questions)
    most_for_a_letter, most_for_the_longest = math.ceil(5 * n / 16), math.ceil(6 * n / 16)
    for letter, count in sorted(Counter(mcq.key for mcq in questions).items()):
        if count > most_for_a_letter:
            found.append(
                f"{letter} is the key of {count} of {n} questions, at most {most_for_a_letter} may"
            )
    longest = [mcq.id for mcq in questions if mcq.longest == mcq.key]
    if len(longest) > most_for_the_longest:
        found.append(
            f"the longest option is the key of {len(longest)} of {n} questions "
            f"({', '.join(longest)}), at most {most_for_the_longest} may"
        )
    return found
