"""What a student reads of the fifth assignment's checks when an answer is not right yet."""

import pytest
import torch

from assignments.tests.staff.cells import checks_of, variables
from gradekit import checks
from gradekit.remote import StandIn

A5 = "a5_inside_the_network"
QUESTIONS = {
    "filters_for_display": "q5_1",
    "capture_activations": "q5_2",
    "confusion_matrix": "q5_3",
    "per_class_accuracy": "q5_3",
    "top_confusions": "q5_3",
    "saliency": "q5_4",
    "run_ablation": "q5_5",
}
SHOWN = "filters_for_display(w (1,1,2,2))"
SEEN = "capture_activations: the dictionary:"
PAIRS = "truth [0, 0, 0, 1, 1, 2], predicted [0, 1, 1, 1, 0, 2]"
MATRIX = f"confusion_matrix({PAIRS}, classes=3)"
SHARES = "per_class_accuracy(matrix (3,3))"
WORST = "top_confusions(matrix (3,3), k=2)"
SLOPE = "saliency: the result:"
TABLE = "run_ablation: the table:"


def row(pooling, scores, sd):
    mean = sum(scores) / len(scores)
    return {"settings": {"pooling": pooling}, "scores": scores, "mean": mean, "sd": sd}


def zeros(*shape, dtype=torch.float64):
    return torch.zeros(*shape, dtype=dtype)


MAPS = {"conv": zeros(1, 2, 1, 2), "relu": zeros(1, 2, 1, 2)}
ROWS = [
    # the answer, what its check says first
    ("filters_for_display", [[1]], f"{SHOWN} returned a list, expected a tensor.\ntorch.as_tensor"),
    (
        "filters_for_display",
        zeros(1, 1, 2, 2),
        f"{SHOWN} returned shape (1,1,2,2), expected (1,2,2,1).",
    ),
    (
        "filters_for_display",
        zeros(1, 2, 2, 1),
        f"{SHOWN} returned 0 at [0, 0, 0, 0], expected 0.75 (3 of 4 values differ).",
    ),
    (
        "filters_for_display",
        zeros(1, 2, 2, 1) / 0,
        f"{SHOWN} returned nan at [0, 0, 0, 0], expected 0.75.",
    ),
    ("capture_activations", [1, 2], f"{SEEN} a list, expected a dict."),
    ("capture_activations", {}, f"{SEEN} a dict without 'conv'; its keys are: none."),
    (
        "capture_activations",
        {"conv": 1, "relu": 2},
        f"{SEEN} for 'conv' returned an int, expected a tensor.",
    ),
    (
        "capture_activations",
        MAPS,
        f"{SEEN} for 'conv' returned 0 at [0, 0, 0, 0], expected 1 (4 of 4 values differ).",
    ),
    ("confusion_matrix", [[1]], f"{MATRIX} returned a list, expected a tensor."),
    ("confusion_matrix", zeros(3), f"{MATRIX} returned shape (3,), expected (3,3)."),
    ("confusion_matrix", zeros(3, 3), f"{MATRIX} returned dtype float64, expected int64."),
    (
        "confusion_matrix",
        zeros(3, 3, dtype=torch.int64),
        f"{MATRIX} returned 0 at [0, 0], expected 1 (5 of 9 values differ).",
    ),
    ("per_class_accuracy", 0.5, f"{SHARES} returned a float, expected a tensor."),
    ("per_class_accuracy", zeros(2), f"{SHARES} returned shape (2,), expected (3,)."),
    (
        "per_class_accuracy",
        zeros(3, dtype=torch.float32),
        f"{SHARES} returned dtype float32, expected float64.",
    ),
    ("per_class_accuracy", zeros(3), f"{SHARES} returned 0 at [0], expected 0.333333 (3 of 3"),
    ("top_confusions", (0, 1, 2), f"{WORST} returned 3 values, expected 2."),
    (
        "top_confusions",
        [[0, 1, 2], [1, 0, 1]],
        f"{WORST} for value 1 returned a list, expected a tuple.",
    ),
    (
        "top_confusions",
        [(1, 0, 1), (0, 1, 2)],
        f"{WORST} returned [(1, 0, 1), (0, 1, 2)], expected [(0, 1, 2), (1, 0, 1)].",
    ),
    ("saliency", 3.0, f"{SLOPE} a float, expected a tensor."),
    (
        "saliency",
        zeros(2, 1, 2, 2),
        f"{SLOPE} shape (2,1,2,2), expected (2,2,2).\nThe result",
    ),
    ("saliency", zeros(2, 2, 2), f"{SLOPE} 0 at [0, 0, 0], expected 5 (7 of 8 values differ)."),
    ("run_ablation", {}, f"{TABLE} a dict, expected a list of 2."),
    ("run_ablation", [], f"{TABLE} 0 values, expected 2."),
    ("run_ablation", [1, 2], f"{TABLE} for value 1 returned an int, expected a dict."),
    (
        "run_ablation",
        [row("max", [0.5, 0.7], 0.1), row("average", [0.25, 0.75], 0.25)],
        f"{TABLE} for value 1 for 'sd' returned 0.1, expected 0.141421.",
    ),
]


def said(name, answer):
    """What the question's checks say, in order, when one of its functions is this one."""
    told = []
    for check in checks_of(A5, QUESTIONS[name]):
        try:
            check.run({**variables(A5), name: answer})
        except checks.CheckFailed as error:
            told.append(str(error))
    return told


@pytest.mark.parametrize(("name", "result", "message"), ROWS)
def test_a_wrong_result_is_told_in_a_line(name, result, message):
    told = said(name, lambda *args, **kwargs: result)
    assert told[0].startswith(message), told[0]
    assert not any("Traceback" in text for text in told)


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("nothing", [None, ...])
def test_what_is_not_written_yet_is_one_plain_line(name, nothing):
    told = said(name, lambda *args, **kwargs: nothing)
    assert set(told) == {f"{QUESTIONS[name]} is not implemented yet"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_missing_function_is_named_and_a_number_is_none(name):
    assert said(name, None)[0].startswith(f"There is no {name} in the notebook. Was its cell run")
    assert said(name, 3)[0].startswith(f"{name} is an int, not a function.")


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_exception_is_told_in_public_and_hidden_ones_by_type(name):
    def broken(*args, **kwargs):
        raise IndexError("index 9 is out of bounds")

    told = said(name, broken)
    assert told[0].startswith(name)
    assert told[0].endswith("raised IndexError: index 9 is out of bounds")
    assert not any("out of bounds" in text for text in told[1:])


class TimedOutError(Exception):
    """What a stand-in raises when a call took too long; `index` is the call's place."""

    index = 1


class Slow(StandIn):
    """A stand-in for a function that does not come back."""

    def __init__(self):
        super().__init__(self)

    def __call__(self, *args, **kwargs):
        raise TimedOutError

    def call_many(self, calls):
        raise TimedOutError

    def probe(self, name, args, kwargs):
        raise TimedOutError


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_hidden_time_out_names_the_case(name):
    notes = []
    for check in checks_of(A5, QUESTIONS[name]):
        try:
            check.run({**variables(A5), name: Slow()})
        except TimedOutError as error:
            if check.hidden:
                notes.append("".join(getattr(error, "__notes__", [])))
    assert notes
    assert all(note.startswith("The case: ") and note.endswith(".") for note in notes)


def test_every_function_of_the_assignment_is_in_the_table():
    assert {name for name, _, _ in ROWS} == set(QUESTIONS)
