"""What a student reads of the second assignment's checks when an answer is not right yet."""

import numpy as np
import pytest

from assignments.tests.staff.cells import checks_of, code_questions, variables
from gradekit import checks
from gradekit.remote import StandIn

A2 = "a2_building_blocks"
SOLVED = variables(A2)
QUESTIONS = {
    "conv_out_size": "q2_1",
    "trace_shapes": "q2_2",
    "count_params": "q2_3",
    "fc_share": "q2_3",
    "receptive_field": "q2_4",
    "max_pool2d": "q2_5",
    "avg_pool2d": "q2_6",
    "global_avg_pool": "q2_6",
    "collapse_two_convs": "q2_7",
    "relu_breaks_it": "q2_7",
    "max_pool2d_backward": "q2_8",
    "relu": "q2_9",
    "flatten_batch": "q2_9",
}
TINY = "trace_shapes(layers=[conv, relu, pool, flatten, linear], input_shape=(2, 1, 8, 8))"
COUNT = "count_params(layers=[conv, relu, pool, flatten, linear])"
SHARE = "fc_share(layers=[conv, relu, pool, flatten, linear])"
FIELD = "receptive_field(layers=[conv, conv, conv])"
POOL = "max_pool2d(x (1,1,4,4), kernel=2)"
MEAN = "avg_pool2d(x (1,1,4,4), kernel=2)"
GAP = "global_avg_pool(x (2,2,1,2))"
TWO = "collapse_two_convs(w1 (1,1,1,2), w2 (1,1,1,2))"
BACK = "max_pool2d_backward(dout (1,1,1,3), x (1,1,1,4), kernel=(1, 2), stride=1)"
RELU = "relu(x [-2.0, 0.0, 0.5, 3.0])"
FLAT = "flatten_batch(x (2,3,1,2))"
PARTS = "relu_breaks_it returns three arrays x, w1, w2 of numbers, each with four axes."

zeros = np.zeros
ROWS = [
    # the answer, what its check says first
    ("conv_out_size", 4.0, "conv_out_size(n=6, k=3) returned a float, expected an int."),
    ("conv_out_size", np.int64(4), "conv_out_size(n=6, k=3) returned a NumPy number (int64), exp"),
    ("conv_out_size", (4, 4), "conv_out_size(n=6, k=3) returned a tuple, expected an int."),
    ("conv_out_size", 3, "conv_out_size(n=6, k=3) returned 3, expected 4."),
    ("trace_shapes", (2, 2), f"{TINY} returned 2 values, expected 5."),
    ("trace_shapes", "shapes", f"{TINY} returned a str, expected a list of 5."),
    (
        "trace_shapes",
        [[2, 4, 8, 8]] * 5,
        f"{TINY} for layer 0 (conv) returned a list, expected a",
    ),
    (
        "trace_shapes",
        [(2, 4, 8.0, 8.0)] * 5,
        f"{TINY} for layer 0 (conv) returned (2, 4, 8.0",
    ),
    (
        "trace_shapes",
        [(2, 4, 8, 8)] * 5,
        f"{TINY} for layer 2 (pool) returned (2, 4, 8, 8), expected (2, 4, 4, 4).",
    ),
    ("count_params", 170, f"{COUNT} returned an int, expected a dict."),
    (
        "count_params",
        {"conv1": 40},
        f"{COUNT} returned a dict without 'fc1'; its keys are: ",
    ),
    ("count_params", {"conv1": 36, "fc1": 128}, f"{COUNT} for 'conv1' returned 36, expected 40."),
    (
        "count_params",
        {"conv1": 40, "relu": 0, "fc1": 130},
        f"{COUNT} returned an entry 'relu' that does not belong there.",
    ),
    ("fc_share", "76 %", f"{SHARE} returned a str, expected a float."),
    ("fc_share", 76.5, f"{SHARE} returned 76.5, expected 0.764706."),
    ("receptive_field", 7, f"{FIELD} returned an int, expected a tuple of 2."),
    ("receptive_field", (7, 1, 1), f"{FIELD} returned 3 values, expected 2."),
    ("receptive_field", (27, 1), f"{FIELD} for size returned 27, expected 7."),
    ("receptive_field", (7, 2), f"{FIELD} for stride returned 2, expected 1."),
    ("max_pool2d", [[6, 4], [8, 5]], f"{POOL} returned a list, expected a NumPy array."),
    ("max_pool2d", zeros((2, 2)), f"{POOL} returned shape (2,2), expected (1,1,2,2)."),
    (
        "max_pool2d",
        zeros((1, 1, 3, 3)),
        f"{POOL} returned shape (1,1,3,3), expected (1,1,2,2).\nH",
    ),
    ("max_pool2d", zeros((1, 1, 2, 2)), f"{POOL} returned 0 at [0, 0, 0, 0], expected 6 (4 of 4"),
    (
        "max_pool2d",
        np.full((1, 1, 2, 2), np.nan),
        f"{POOL} returned nan at [0, 0, 0, 0], expected 6",
    ),
    ("avg_pool2d", 3.75, f"{MEAN} returned a float, expected a NumPy array."),
    ("avg_pool2d", zeros((1, 1, 4, 4)), f"{MEAN} returned shape (1,1,4,4), expected (1,1,2,2)."),
    (
        "avg_pool2d",
        np.array([[[[3, 2], [4, 3]]]]),
        f"{MEAN} returned 3 at [0, 0, 0, 0], expected 3.75 (4 of 4 values differ).\nThe fractions",
    ),
    ("global_avg_pool", 2.0, f"{GAP} returned a float, expected a NumPy array."),
    ("global_avg_pool", zeros((2, 2, 1, 1)), f"{GAP} returned shape (2,2,1,1), expected (2,2)."),
    ("global_avg_pool", zeros((2, 2)), f"{GAP} returned 0 at [0, 0], expected 2 (4 of 4 values di"),
    ("collapse_two_convs", (1, 2), f"{TWO} returned a tuple, expected a NumPy array."),
    (
        "collapse_two_convs",
        zeros((1, 1, 1, 2)),
        f"{TWO} returned shape (1,1,1,2), expected (1,1",
    ),
    (
        "collapse_two_convs",
        zeros((1, 1, 1, 3)),
        f"{TWO} returned 0 at [0, 0, 0, 0], expected 10 ",
    ),
    ("relu_breaks_it", 3, PARTS),
    ("relu_breaks_it", (zeros((1, 1, 1, 1)),) * 2, PARTS),
    ("relu_breaks_it", (zeros(3),) * 3, PARTS),
    (
        "relu_breaks_it",
        (zeros((1, 2, 1, 1)),) * 3,
        "relu_breaks_it: the three arrays do not fit together as (N, C, H, W), (M, C, h1, v1)",
    ),
    (
        "relu_breaks_it",
        (np.ones((1, 1, 1, 1)),) * 3,
        "relu_breaks_it: with and without the ReLU the result is the same.",
    ),
    ("max_pool2d_backward", 1.0, f"{BACK} returned a float, expected a NumPy array."),
    (
        "max_pool2d_backward",
        zeros((1, 1, 1, 3)),
        f"{BACK} returned shape (1,1,1,3), expected (1,1,1",
    ),
    (
        "max_pool2d_backward",
        zeros((1, 1, 1, 4)),
        f"{BACK} returned 0 at [0, 0, 0, 0], expected 1 ",
    ),
    ("relu", [0, 0], f"{RELU} returned a list, expected a NumPy array."),
    ("relu", zeros((2, 2)), f"{RELU} returned shape (2,2), expected (4,)."),
    ("relu", zeros(4), f"{RELU} returned 0 at [2], expected 0.5 (2 of 4 values differ)."),
    ("flatten_batch", (2, 6), f"{FLAT} returned a tuple, expected a NumPy array."),
    ("flatten_batch", zeros((4, 3)), f"{FLAT} returned shape (4,3), expected (2,6)."),
    ("flatten_batch", zeros((2, 6)), f"{FLAT} returned 0 at [0, 1], expected 1 (11 of 12 values"),
]


def said(name, answer):
    """What the question's checks say, in order, when one of its functions is this one."""
    for check in checks_of(A2, QUESTIONS[name]):
        try:
            check.run({**SOLVED, name: answer})
        except checks.CheckFailed as error:
            yield str(error)


@pytest.mark.parametrize(("name", "result", "message"), ROWS)
def test_a_wrong_result_is_told_in_a_line(name, result, message):
    told = next(said(name, lambda *args, **kwargs: result))
    assert told.startswith(message), told
    assert "Traceback" not in told


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("nothing", [None, ...])
def test_what_is_not_written_yet_is_one_plain_line(name, nothing):
    told = said(name, lambda *args, **kwargs: nothing)
    assert set(told) == {f"{QUESTIONS[name]} is not implemented yet"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_missing_function_is_named(name):
    assert next(said(name, None)).startswith(
        f"There is no {name} in the notebook. Was its cell run"
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_exception_is_told_with_the_call_and_hidden_ones_by_type(name):
    def broken(*args, **kwargs):
        raise IndexError("index 9 is out of bounds")

    told = list(said(name, broken))
    assert told[0].startswith(f"{name}(")
    assert told[0].endswith("raised IndexError: index 9 is out of bounds")
    assert not any("out of bounds" in text for text in told if "the call raised" in text)


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


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_time_out_names_the_case(name):
    notes = []
    for check in checks_of(A2, QUESTIONS[name]):
        try:
            check.run({**SOLVED, name: Slow()})
        except TimedOutError as error:
            notes.append("".join(getattr(error, "__notes__", [])))
    assert notes
    assert all(note.startswith("The case: ") and note.endswith(".") for note in notes)


def test_every_function_of_the_assignment_is_in_the_table():
    arguments = set()
    for question in code_questions(A2):
        for cell in code_questions(A2)[question].tests:
            header = next(line for line in cell.text.split("\n") if line.startswith("def test_"))
            arguments.update(header.split("(")[1].split(")")[0].split(", "))
    assert arguments == set(QUESTIONS) == {name for name, _, _ in ROWS}
