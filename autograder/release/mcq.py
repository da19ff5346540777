"""Multiple-choice questions: `mcq.toml`, the one place that holds a key.

The student version gets `questions.json`, made here, without keys and feedback of graded ones.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, field_validator, model_validator

from autograder.records.assignment import Settings, read_toml
from gradekit.answers import letters_of

QUESTIONS_FILE = "questions.json"
ANSWERS_FILE = "answers.json"

Letter = Literal["A", "B", "C", "D", "E", "F"]
LETTERS: tuple[Letter, ...] = get_args(Letter)
FEW = 8
"""Below this many questions the balance of keys is chance, and worth a remark at most."""

Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[dict[Letter, Text], AfterValidator(lambda texts: dict(sorted(texts.items())))]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$", max_length=64)]


class _Question(Settings):
    id: Identifier
    title: Text
    stem: Text
    options: Texts
    key: str = Field(description="letter of the right option; all of them where several are right")
    several: bool = Field(False, description="students may choose several; so if several are right")

    @model_validator(mode="before")
    @classmethod
    def _several_right_ones(cls, data: Any) -> Any:
        """Keys are letters in one text; several of them make a question of several answers."""
        if not isinstance(data, dict) or not isinstance(data.get("key"), str | list):
            return data
        key = letters_of(data["key"])
        return {**data, "key": key, "several": data.get("several", len(key) > 1)}

    @field_validator("options")
    @classmethod
    def _options_are_complete(cls, options: Texts) -> Texts:
        if not 2 <= len(options) <= len(LETTERS):
            raise ValueError(f"{len(options)} options; a question has 2 to {len(LETTERS)}")
        _one_for_each(options, LETTERS[: len(options)])
        if len({text.strip() for text in options.values()}) < len(options):
            raise ValueError("two options are the same")
        return options

    @model_validator(mode="after")
    def _key_is_an_option(self) -> Self:
        unknown = [letter for letter in self.key if letter not in self.options]
        if unknown or not self.key:
            letters = ", ".join(self.options)
            raise ValueError(f"key is {self.key!r}, the options of {self.id} are {letters}")
        if len(self.key) > 1 and not self.several:
            raise ValueError(f"{self.id} has several right options; leave out `several = false`")
        return self

    @property
    def longest(self) -> str | None:
        """The option that is longer than every other; None when two are."""
        lengths = {letter: len(text) for letter, text in self.options.items()}
        top = [letter for letter, n in lengths.items() if n == max(lengths.values())]
        return top[0] if len(top) == 1 else None


class GradedMcq(_Question):
    """A graded question. Feedback is shown with the returned grade, never before."""

    difficulty: int | None = Field(None, ge=1, le=5)
    minutes: int | None = Field(None, ge=1)
    feedback: Texts

    @model_validator(mode="after")
    def _feedback_is_complete(self) -> Self:
        _one_for_each(self.feedback, self.options)
        return self


class PracticeMcq(_Question):
    """An open question: its key and every explanation are the student's to read."""

    explanations: Texts
    twin: str | None = Field(None, description="id of the graded question on the same idea")

    @model_validator(mode="after")
    def _explanations_are_complete(self) -> Self:
        _one_for_each(self.explanations, self.options)
        return self


def _one_for_each(texts: Mapping[Letter, Text], letters: Iterable[Letter]) -> None:
    missing = [letter for letter in letters if letter not in texts]
    if missing:
        raise ValueError(f"no text for {', '.join(missing)}")
    extra = sorted(texts.keys() - set(letters))
    if extra:
        raise ValueError(f"a text for {', '.join(extra)}, which is not an option")


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
    graded = {mcq.id: _shown(mcq) for mcq in bank.graded}
    practice = {
        mcq.id: {**_shown(mcq), "key": mcq.key, "explanations": mcq.explanations}
        for mcq in bank.practice
    }
    content = {"schema": 1, "assignment": assignment, "graded": graded, "practice": practice}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _shown(mcq: _Question) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": mcq.title, "stem": mcq.stem, "options": mcq.options}
    return {**shown, "several": True} if mcq.several else shown


def unbalanced(questions: Sequence[GradedMcq]) -> list[str]:
    """What the keys of a set of questions give away: a favourite letter, or the longest option.

    The bounds are those of a unit of 16 questions, 5 for a letter and 6 for the longest option,
    scaled to the number that there is and rounded up. Questions of several answers do not count.

    Args:
        questions: The graded questions.

    Returns:
        One sentence a finding.
    """
    found = []
    questions = [mcq for mcq in questions if not mcq.several]
    n = len(questions)
    most_for_a_letter, most_for_the_longest = math.ceil(5 * n / 16), math.ceil(6 * n / 16)
    for letter, count in sorted(Counter(mcq.key for mcq in questions).items()):
        if count > most_for_a_letter:
            found.append(
                f"{letter} is the key of {count} of {n} questions, expected at most "
                f"{most_for_a_letter}"
            )
    longest = [mcq.id for mcq in questions if mcq.longest == mcq.key]
    if len(longest) > most_for_the_longest:
        found.append(
            f"the longest option is the key of {len(longest)} of {n} questions "
            f"({', '.join(longest)}), expected at most {most_for_the_longest}"
        )
    return found
