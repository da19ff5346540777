"""Misconceptions about tracing the sliding window by hand.

The answers are variables: every function takes the student id and gives the wrong `trace` or
`trace_shape`. The task is dealt so that each slip shows in every number.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np

from autograder.diagnosis import Question
from cnnkit.checks.tracing import TraceTask, trace_task

question = Question("trace", depends_on=("student_id",))

question.help(
    "At which two numbers of the image does the window begin at position (i, j), and "
    "which weight lies on which of them?",
    line="trace = [..., ..., ..., ..., ..., ...]",
)

Slip = Callable[[TraceTask, int, int], int]


def _right(task, i, j):
    window = task.image[i : i + 3, j : j + 3]
    return int((window * task.kernel).sum())


def _numbers(slip: Slip) -> Callable[[Mapping[str, Any]], bool]:
    """Whether every wrong number of an answer is the one that a slip gives in its place."""

    def recognise(values: Mapping[str, Any]) -> bool:
        task = trace_task(str(values.get("student_id", "")))
        trace = values.get("trace")
        if not _are_integers(trace, len(task.positions)):
            return False
        wrong = [
            (given, slip(task, *place))
            for given, place in zip(trace, task.positions, strict=True)
            if given != _right(task, *place)
        ]
        # One number may be right by another way: two are not.
        return len(wrong) > 1 and all(given == slipped for given, slipped in wrong)

    return recognise


def _are_integers(answer: Any, length: int) -> TypeGuard[Sequence[int]]:
    if not isinstance(answer, list | tuple) or len(answer) != length:
        return False
    return all(type(item) is int for item in answer)


def _shape(rows: int, columns: int) -> Callable[[Mapping[str, Any]], bool]:
    def recognise(values: Mapping[str, Any]) -> bool:
        shape = values.get("trace_shape")
        return _are_integers(shape, 2) and tuple(shape) == (rows, columns)

    return recognise


def _trace(student_id, slip):
    task = trace_task(student_id)
    return {"trace": [slip(task, i, j) for i, j in task.positions]}


def _flipped(task, i, j):
    return int((task.image[i : i + 3, j : j + 3] * task.kernel[::-1, ::-1]).sum())


def _transposed(task, i, j):
    return int((task.image[i : i + 3, j : j + 3] * task.kernel.T).sum())


def _unsigned(task, i, j):
    return int((task.image[i : i + 3, j : j + 3] * np.abs(task.kernel)).sum())


def _one_to_the_right(task, i, j):
    return _right(task, i, j + 1 if j < 3 else j - 1)


def _one_below(task, i, j):
    return _right(task, i + 1 if i < 3 else i - 1, j)


def _centred(task, i, j):
    padded = np.pad(task.image, 1)
    return int((padded[i : i + 3, j : j + 3] * task.kernel).sum())


def _exchanged(task, i, j):
    return _right(task, j, i)


@question.mistake(
    "Your numbers are those of the flipped kernel. Lay it on the window as it is printed.",
    _numbers(_flipped),
)
def flipped_kernel(student_id):
    return _trace(student_id, _flipped)


@question.mistake(
    "Your numbers are those of the transposed kernel: its rows lie along the rows of the image.",
    _numbers(_transposed),
)
def transposed_kernel(student_id):
    return _trace(student_id, _transposed)


@question.mistake(
    "Some signs got lost: where the kernel is negative, the product is taken away.",
    _numbers(_unsigned),
)
def signs_dropped(student_id):
    return _trace(student_id, _unsigned)


@question.mistake(
    "Your numbers belong to the neighbouring place in the same row. Columns count from 0.",
    _numbers(_one_to_the_right),
)
def neighbouring_column(student_id):
    return _trace(student_id, _one_to_the_right)


@question.mistake(
    "Your numbers belong to the neighbouring place in the same column. Rows count from 0.",
    _numbers(_one_below),
)
def neighbouring_row(student_id):
    return _trace(student_id, _one_below)


@question.mistake(
    "You centred the kernel on image[i, j]. Its top-left weight belongs there: the kernel may not "
    "hang over the border.",
    _numbers(_centred),
)
def kernel_centred(student_id):
    return _trace(student_id, _centred)


@question.mistake(
    "Row and column are exchanged: out[i, j] is in row i and column j.", _numbers(_exchanged)
)
def row_and_column_exchanged(student_id):
    return _trace(student_id, _exchanged)


@question.mistake(
    "The map is smaller than the image: the kernel must lie inside at every place.", _shape(6, 6)
)
def shape_of_the_image(student_id):
    return {"trace_shape": (6, 6)}


@question.mistake(
    "One too few: a kernel of 3 rows can start in rows 0 to 6 - 3, and both ends count.",
    _shape(3, 3),
)
def shape_off_by_one(student_id):
    return {"trace_shape": (3, 3)}
