"""Every misconception is rejected and told by its own hint; solution full, blank nothing."""

import pytest

from autograder.grading.matrix import judge, matrix
from autograder.misconceptions import MISCONCEPTIONS
from tests.misconceptions.cells import checks_of, questions, variables

ASSIGNMENT = "a1_convolution"
CODE = {
    name: question for name, question in questions(ASSIGNMENT).items() if name in MISCONCEPTIONS
}
LISTED = {
    "q1_1": {"bias_per_input", "overflows_32_bits"},
    "q1_2": {"inverse_permutation"},
    "q1_3": {
        "off_by_one",
        "flipped_kernel",
        "sizes_swapped",
        "accumulator_of_image_dtype",
        "last_row_and_column_missed",
    },
    "q1_4": {"flipped_kernel", "neighbouring_column", "neighbouring_row"},
    "q1_5": {"shifts_left", "blur_not_normalised", "vertical_sign", "horizontal_sign"},
    "q1_6": {"flips_one_axis", "transposes"},
    "q1_7": {
        "flipped_kernel",
        "padding_ignored",
        "padding_right_and_bottom_only",
        "edge_padding",
        "no_plus_one",
        "first_channel_only",
        "first_image_only",
        "stride_ignored_in_indexing",
        "bias_ignored",
        "first_bias_for_all",
        "bias_per_input_channel",
        "crop_empty_at_zero",
        "ceil_size",
        "round_size",
        "must_divide",
        "width_from_height",
        "sizes_swapped",
        "square_kernel_assumed",
        "axes_swapped",
        "mutates_its_input",
        "float32_accumulator",
        "dtype_of_the_input",
    },
    "q1_8": {"reshape_order"},
    "q1_9": {
        "dx_assigned_not_added",
        "ignores_dout",
        "crop_empty_at_zero",
        "dw_reversed",
        "kernel_flipped_in_dx",
        "db_over_batch_only",
    },
}
"""The misconceptions that the assignment's specification lists."""


@pytest.fixture(scope="module")
def rows():
    """Rows of the matrix by question and misconception, worked out once."""
    return {
        name: {
            row.misconception.id: row
            for row in matrix(MISCONCEPTIONS[name], checks_of(question), variables(ASSIGNMENT))
        }
        for name, question in CODE.items()
    }


@pytest.mark.parametrize(
    ("question", "misconception"),
    [(name, item.id) for name in CODE for item in MISCONCEPTIONS[name].items],
)
def test_a_misconception_is_rejected_and_told_by_its_own_hint(rows, question, misconception):
    row = rows[question][misconception]
    assert row.verdict.faults == {}
    assert row.killed
    assert row.verdict.points < row.verdict.possible
    assert row.verdict.shown is not None, row.verdict.messages
    assert row.verdict.shown.id == misconception


@pytest.mark.parametrize("question", CODE)
def test_the_solution_gets_every_point_and_no_hint(question):
    verdict = judge(MISCONCEPTIONS[question], checks_of(CODE[question]), variables(ASSIGNMENT))
    assert (verdict.messages, verdict.faults, verdict.shown) == ({}, {}, None)
    assert verdict.points == verdict.possible > 0


@pytest.mark.parametrize("question", CODE)
def test_a_blank_answer_gets_nothing_and_one_plain_line(question):
    answers = variables(ASSIGNMENT, blank=True)
    verdict = judge(MISCONCEPTIONS[question], checks_of(CODE[question]), answers)
    assert verdict.points == 0
    assert verdict.faults == {}
    assert set(verdict.messages.values()) == {f"{question} is not implemented yet"}
    assert verdict.shown is None


@pytest.mark.parametrize("question", CODE)
def test_a_missing_function_is_named(question):
    collection = MISCONCEPTIONS[question]
    answers = {**variables(ASSIGNMENT), collection.variable: None}
    verdict = judge(collection, checks_of(CODE[question]), answers)
    assert verdict.faults == {}
    told = " ".join(verdict.messages.values())
    assert collection.variable in told or f"{question} is not implemented yet" in told


@pytest.mark.parametrize("question", CODE)
def test_every_misconception_of_the_specification_is_there(question):
    assert LISTED[question] <= {item.id for item in MISCONCEPTIONS[question].items}


@pytest.mark.parametrize("question", CODE)
def test_a_question_of_two_points_has_six_misconceptions_with_hints_of_their_own(question):
    items = MISCONCEPTIONS[question].items
    assert len(items) >= (6 if CODE[question].config["points"] >= 2 else 2)
    assert len({item.hint for item in items}) == len({item.id for item in items}) == len(items)
    assert all(item.hint.endswith((".", "?")) and len(item.hint) > 20 for item in items)


def test_every_collection_belongs_to_a_question_of_the_assignment():
    assert set(MISCONCEPTIONS) == {name for name in CODE if name.startswith("q")}


@pytest.mark.parametrize("question", CODE)
def test_hidden_failures_say_no_numbers_of_a_case(rows, question):
    hidden = {check.name for check in checks_of(CODE[question]) if check.hidden}
    for row in rows[question].values():
        for name, message in row.verdict.messages.items():
            if name in hidden:
                assert "[" not in message.replace("[n, f, i, j]", "").replace("[perm]", "").replace(
                    "[f]", ""
                ).replace("[i, j]", ""), message
                assert "expected (" not in message


def test_a_wrong_stride_keeps_the_points_of_the_other_features(rows):
    verdict = rows["q1_7"]["stride_ignored_in_indexing"].verdict
    assert set(verdict.messages) == {"test_stride_two_padding_one", "test_stride"}
    assert verdict.possible - verdict.points == 1


@pytest.mark.parametrize(
    ("misconception", "lost"),
    [
        ("bias_ignored", 0.5),
        ("first_bias_for_all", 0.5),
        ("padding_ignored", 1),
        ("edge_padding", 1),
        ("stride_ignored", 1),
        ("ceil_size", 1),
        ("dilation_ignored", 0.5),
        ("dilation_counts_gaps", 0.5),
        ("groups_take_turns", 1),
        ("float64_always", 1),
    ],
)
def test_a_feature_that_is_wrong_costs_its_own_points(rows, misconception, lost):
    verdict = rows["q1_7"][misconception].verdict
    assert verdict.possible - verdict.points == lost
