"""Checks of answers that are values: multiple choice, and numbers typed by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CheckFailed, NotImplementedYet, advised
from gradekit.checks.show import shape_text, type_text, value_text

LETTERS = ("A", "B", "C", "D")


def recorded(
    answer: Any, question: str, options: Sequence[str] = LETTERS, *, several: bool = False
) -> None:
    """Fail unless an answer to a multiple-choice question is recorded.

    Args:
        answer: The letter, or an empty string or None for none.
        question: Question id, such as `Q1`.
        options: Letters of its options.
        several: Whether several may be chosen; then the answer is their letters in one text.

    Raises:
        NotImplementedYet: If there is no answer.
        CheckFailed: If it is not a letter of an option.
    """
    if answer is None or answer is Ellipsis or answer == "":
        error = NotImplementedYet(question)
        error.args = (f"{question} is not answered yet",)
        raise error
    chosen = list(answer) if several and isinstance(answer, str) else [answer]
    if not isinstance(answer, str) or not all(letter in tuple(options) for letter in chosen):
        raise CheckFailed(
            f"{question}: {value_text(answer)} is not an option; the options are "
            f"{', '.join(options)}."
        )


def choice(answer: Any, key: str, feedback: Mapping[str, str], question: str = "") -> None:
    """Fail unless the choice is the key; the message is the feedback of what was chosen.

    Args:
        answer: The letter that was chosen; several letters in one text where several are right.
        key: The right one, or all right ones in one text.
        feedback: What to say, by letter; its letters are the question's options.
        question: Question id.

    Raises:
        CheckFailed: If another option was chosen, one is missing, or there is no answer.
    """
    several = len(key) > 1
    recorded(answer, question or "This question", tuple(feedback), several=several)
    wrong = [letter for letter in answer if letter not in key]
    if wrong:
        raise CheckFailed(" ".join(feedback[letter] for letter in wrong))
    if set(answer) != set(key):
        raise CheckFailed(f"{' and '.join(answer)}: right, but not everything that is right.")


def numbers(
    question: str,
    name: str,
    answer: Any,
    expected: Sequence[int] | None = None,
    *,
    length: int,
    places: Sequence[int] | None = None,
    what: str = "",
    hint: str = "",
) -> None:
    """Check whole numbers that were worked out by hand.

    Args:
        question: Question id.
        name: The variable.
        answer: What it holds: a list, tuple or array; 31.0 is a whole number, too.
        expected: The right numbers; None checks the form only.
        length: How many there must be.
        places: Which of them count; None is all.
        what: What these are, for the message.
        hint: A sentence on the likely slip.

    Raises:
        NotImplementedYet: If there is no answer.
        CheckFailed: If the form or one of the numbers is wrong; the right one is not said.
    """
    if answer is None or answer is Ellipsis:
        raise NotImplementedYet(question)
    if isinstance(answer, np.ndarray) and answer.ndim == 1:
        answer = answer.tolist()
    if not isinstance(answer, list | tuple):
        raise CheckFailed(
            f"{name} is {type_text(answer)}; write {length} whole numbers in brackets."
        )
    if any(item is None or item is Ellipsis for item in answer):
        raise NotImplementedYet(question)
    if len(answer) != length:
        raise CheckFailed(f"{name} has {len(answer)} numbers, expected {length}.")
    for item in answer:
        if not _whole(item):
            raise CheckFailed(f"{name} holds {value_text(item)}; only whole numbers can occur.")
    if expected is None:
        return
    for place in range(length) if places is None else places:
        if answer[place] != expected[place]:
            told = f"{name}: {what or f'number {place + 1}'} is wrong.\n{advised(hint)}"
            raise CheckFailed(told.strip())


def _whole(value: Any) -> bool:
    if isinstance(value, bool | np.bool_):
        return False
    if isinstance(value, float | np.floating):
        return float(value).is_integer()
    return isinstance(value, int | np.integer)


def entry(question: str, answer: Any, key: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """An array out of a dictionary of arrays, as float64.

    Args:
        question: Question id.
        answer: The dictionary.
        key: Name of the array.
        shape: The shape that it must have.

    Raises:
        NotImplementedYet: If nothing stands under the name yet.
        CheckFailed: If the answer is not a dictionary, the name is missing, or there is no array of
            finite numbers of this shape under it.
    """
    if not isinstance(answer, dict):
        raise CheckFailed(f"expected a dict with the key {key!r}, got {type_text(answer)}.")
    if key not in answer:
        known = ", ".join(str(name) for name in answer) or "none"
        raise CheckFailed(f"There is no {key!r} in the dict; its keys are: {known}.")
    value = answer[key]
    if value is None or value is Ellipsis:
        raise NotImplementedYet(question, f": {key}")
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf":
        raise CheckFailed(f"{key} is {type_text(value)}; np.array(...) of numbers is expected.")
    if value.shape != shape:
        raise CheckFailed(
            f"{key} has shape {shape_text(value.shape)}, expected {shape_text(shape)}."
        )
    wide: NDArray[np.float64] = value.astype(np.float64)
    if not np.isfinite(wide).all():
        raise CheckFailed(f"{key} contains nan or inf.")
    return wide
