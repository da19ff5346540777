"""`hints.json`: the mistakes that the public tests alone show, each locked with what it comes to.

Like `handout.json` it stands in the hand-out's zip alone: its numbers are those of the machine that
built it.
"""

from collections.abc import Mapping
from typing import Any

from autograder.diagnosis.home import home_hints
from autograder.records.errors import ReleaseError
from autograder.release.leak import secrets_in
from autograder.release.stage import Staged
from gradekit.notebook.hints import HINTS_NAME, hints_text


def hints_file(
    questions: Mapping[str, Any], tests: Mapping[str, Any], staged: Staged
) -> dict[str, bytes]:
    """The file by its name; none where there is nothing to tell.

    Args:
        questions: What staff know, by question.
        tests: The public tests as the student's notebook carries them.
        staged: What must not be told.

    Raises:
        ReleaseError: If a hint says something that the hand-out must not contain.
    """
    sources = {
        name: text if isinstance(text, str) else "".join(text) for name, text in tests.items()
    }
    hints = home_hints(questions, sources)
    for question, told in hints.items():
        # What is locked is not read by the gate, so each hint is held against it here.
        for text, _ in told:
            if found := secrets_in(text, staged):
                raise ReleaseError(
                    f"A hint of {question} contains {', '.join(found)}; say it in "
                    f"staff/{question}.py in other words: {text}"
                )
    if not hints:
        return {}
    locked = {question: [one for _, one in told] for question, told in hints.items()}
    return {HINTS_NAME: hints_text(locked).encode("utf-8")}
