"""The words of a failed check, as a student reads them: each test holds one whole message."""

import numpy as np
import pytest
import torch

from gradekit import checks
from gradekit.checks.compare import difference

x = np.ones((2, 3, 8, 8))
w = np.ones((4, 3, 3, 3))
right = np.full((2, 4, 4, 4), 27.0)


def said(function, case, *, hidden=False, question="q1_7", signature="conv2d_forward(x, w, b)"):
    """The message and the exception of one failed case."""
    with pytest.raises(checks.CheckFailed) as caught:
        checks.function(question, signature, function, [case], hidden=hidden)
    return str(caught.value), caught.value


def layer(result):
    """A function that returns this, whatever it is asked."""
    return lambda x, w, b=None, stride=1, padding=0: result


CASE = (
    checks.case(right, x, w, stride=2, padding=1)
    .about("stride 2 with padding 1", "Pad first, then move.")
    .sized((8, 3, 2, 1), (8, 3, 2, 1))
)
CALL = "conv2d_forward(x (2,3,8,8), w (4,3,3,3), stride=2, padding=1)"


def test_a_wrong_shape_comes_with_the_formula_and_the_likely_slip():
    assert said(layer(np.ones((2, 4, 3, 3))), CASE)[0] == (
        f"{CALL} returned shape (2,4,3,3), expected (2,4,4,4).\n"
        "H' = (8 + 2*1 - 3)//2 + 1 = 4; 3 is what comes out when the "
        "padding is left off or the + 1 is left off."
    )


def test_a_wrong_shape_of_a_hidden_case_has_the_slip_but_no_numbers():
    assert said(layer(np.ones((2, 4, 3, 3))), CASE, hidden=True)[0] == (
        "conv2d_forward, stride 2 with padding 1: the shape is wrong.\n"
        "Such a size comes out when the padding is left off or the + 1 is left off."
    )


def test_a_wrong_value_is_shown_with_its_place():
    wrong = right.copy()
    wrong[1, 2, 3, 0] = 5.5
    assert said(layer(wrong), CASE)[0] == (
        f"{CALL} returned 5.5 at [1, 2, 3, 0], expected 27 (1 of 128 values differ).\n"
        "Worth a look: Pad first, then move."
    )


def test_a_wrong_value_of_a_hidden_case_names_the_property_and_the_hint():
    wrong = right.copy()
    wrong[1, 2, 3, 0] = 5.5
    assert said(layer(wrong), CASE, hidden=True)[0] == (
        "conv2d_forward, stride 2 with padding 1: the values are wrong.\n"
        "Worth a look: Pad first, then move."
    )


def test_staff_find_the_numbers_of_a_hidden_case_and_how_to_make_it_again():
    error = said(layer(0 * right), CASE, hidden=True)[1]
    assert error.detail == (
        f"{CALL} returned 0 at [0, 0, 0, 0], expected 27 (128 of 128 values differ); "
        "case 1 of 1 after checks.seed.set('public')"
    )


def test_staff_may_ask_for_the_numbers_at_once():
    token = checks.reveal.set(True)
    try:
        text = said(layer(0 * right), CASE, hidden=True)[0]
        assert "expected 27" in text
        assert text.endswith("case 1 of 1 after checks.seed.set('public')")
    finally:
        checks.reveal.reset(token)


def blank(image, kernel):
    """Slide a kernel over an image."""


def forgot(image, kernel):
    out = image * 2
    out += 1


def gives_ellipsis(image, kernel):
    return ...


def refuses(image, kernel):
    raise NotImplementedError


@pytest.mark.parametrize("function", [blank, gives_ellipsis, refuses])
@pytest.mark.parametrize("hidden", [True, False])
def test_a_blank_answer_is_one_plain_line(function, hidden):
    case = checks.case(np.ones((2, 2)), np.ones((3, 3)), np.ones((2, 2)))
    text, error = said(
        function, case, hidden=hidden, question="q1_3", signature="corr2d(image, kernel)"
    )
    assert text == "q1_3 is not implemented yet"
    assert isinstance(error, checks.NotImplementedYet)


def test_a_forgotten_return_is_told_from_a_blank_answer():
    case = checks.case(np.ones((2, 2)), np.ones((3, 3)), np.ones((2, 2)))
    text, _ = said(forgot, case, question="q1_3", signature="corr2d(image, kernel)")
    assert text == "q1_3 is not implemented yet: corr2d returned None; is a return missing?"


def test_a_feature_that_is_not_there_yet_is_named():
    def part(x, w, b=None, stride=1, padding=0):
        raise NotImplementedError

    text = said(part, CASE, hidden=True)[0]
    assert text == "q1_7 is not implemented yet: stride 2 with padding 1"


def test_a_missing_name():
    assert said(None, CASE)[0] == (
        "There is no conv2d_forward in the notebook. Was its cell run, and is the name written "
        "exactly so? q1_7 asks for conv2d_forward(x, w, b)."
    )


def test_a_name_that_holds_no_function():
    assert said(right, CASE)[0] == (
        "conv2d_forward is an array of shape (2,4,4,4), not a function. Is the name used again "
        "for something else?"
    )


def test_a_signature_that_cannot_take_the_call():
    def short(x, w):
        return x

    assert said(short, CASE)[0] == (
        "conv2d_forward(x, w) cannot be called as conv2d_forward(x, w, b): "
        "got an unexpected keyword argument 'stride'."
    )


def test_an_exception_of_the_students_code():
    def broken(x, w, b=None, stride=1, padding=0):
        return x[99]

    text, error = said(broken, CASE)
    assert text == (f"{CALL} raised IndexError: index 99 is out of bounds for axis 0 with size 2")
    assert isinstance(error, checks.CodeRaised)
    assert error.type_name == "IndexError"


def test_an_exception_in_a_hidden_case_cannot_carry_the_case_out():
    def leaky(x, w, b=None, stride=1, padding=0):
        raise ValueError(f"the secret {x.tolist()}")

    assert said(leaky, CASE, hidden=True)[0] == (
        "conv2d_forward, stride 2 with padding 1: the call raised ValueError.\n"
        "Worth a look: Pad first, then move."
    )


TOO_LARGE = checks.raises(ValueError, np.ones((2, 2)), np.ones((3, 3))).about(
    "a kernel taller than the picture", "Compare the heights first."
)


def test_an_error_that_is_not_raised():
    form = {"question": "q1_3", "signature": "corr2d(image, kernel)"}
    assert said(lambda image, kernel: np.ones((0, 0)), TOO_LARGE, **form)[0] == (
        "corr2d(image (2,2), kernel (3,3)) returned an array of shape (0,0) and should raise "
        "ValueError.\nWorth a look: Compare the heights first."
    )
    assert said(lambda image, kernel: np.ones((0, 0)), TOO_LARGE, hidden=True, **form)[0] == (
        "corr2d, a kernel taller than the picture: it returned a value and should raise "
        "ValueError.\nWorth a look: Compare the heights first."
    )


def test_another_error_than_the_one_asked_for():
    def strict(image, kernel):
        raise KeyError(3)

    form = {"question": "q1_3", "signature": "corr2d(image, kernel)"}
    assert said(strict, TOO_LARGE, hidden=True, **form)[0] == (
        "corr2d, a kernel taller than the picture: it raised KeyError and should raise "
        "ValueError.\nWorth a look: Compare the heights first."
    )


def test_a_changed_argument_is_named():
    def greedy(x, w, b=None, stride=1, padding=0):
        w *= 0
        return right

    assert said(greedy, CASE)[0] == (
        f"{CALL}: w is not what it was before the call. A function leaves its arguments as they "
        "are; work on a new array or on a copy."
    )


def test_a_result_that_depends_on_earlier_calls():
    seen = []

    def remembers(x, w, b=None, stride=1, padding=0):
        seen.append(1)
        return right if len(seen) == 1 else right + 1

    assert said(remembers, CASE)[0].startswith(
        f"{CALL}: the same call gave another result the second time."
    )


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (right.tolist(), "returned a list, expected a NumPy array.\nnp.array(...) makes an array"),
        (
            torch.tensor(right),
            "returned a tensor of shape (2,4,4,4), expected a NumPy array.\nThis",
        ),
        (3.5, "returned a float, expected a NumPy array."),
        (right[0], "returned shape (4,4,4), expected (2,4,4,4).\nThe result needs four axes"),
        (right > 3, "returned dtype bool, expected real numbers."),
        (right.astype(complex), "returned dtype complex128, expected real numbers."),
        (right * np.nan, "returned nan at [0, 0, 0, 0], expected 27."),
        (-right, "returned -27 at [0, 0, 0, 0], expected 27 (128 of 128 values differ).\nEvery"),
    ],
)
def test_the_first_thing_that_is_wrong_is_told(result, message):
    case = checks.case(right, x, w, stride=2, padding=1)
    assert said(layer(result), case)[0].startswith(f"{CALL} {message}")


def test_a_banned_library_is_named_with_what_to_do_instead():
    from scipy.signal import correlate2d

    def corr2d(image, kernel):
        return correlate2d(image, kernel, mode="valid")

    case = checks.case(np.full((2, 2), 4.0), np.ones((3, 3)), np.ones((2, 2)))
    with pytest.raises(checks.CheckFailed) as caught:
        checks.function("q1_3", "corr2d(image, kernel)", corr2d, [case], banned="numpy")
    assert str(caught.value) == (
        "corr2d uses scipy.signal._signaltools.correlate2d, which does here what you are asked to "
        "build. Write it with NumPy's arithmetic, indexing and loops."
    )


@pytest.mark.parametrize(
    ("got", "expected", "message"),
    [
        (np.int64(3), 3, "returned a NumPy number (int64), expected an int.\nint(...) turns"),
        (3.0, 3, "returned a float, expected an int.\nA count is a whole number"),
        (True, 1, "returned a bool, expected an int."),
        (4, 3, "returned 4, expected 3."),
        ((1,), (1, 2), "returned 1 value, expected 2."),
        ((1, 3), (1, 2), "for value 2 returned 3, expected 2."),
        (float("nan"), 1.0, "returned nan, expected 1."),
    ],
)
def test_plain_values(got, expected, message):
    with pytest.raises(checks.CheckFailed) as caught:
        checks.function("q0", "f(n)", lambda n: got, [checks.case(expected, 1)])
    assert str(caught.value).startswith(f"f(n=1) {message}")


def test_a_choice_is_answered_by_the_feedback_of_its_option():
    feedback = {"A": "Count the channels.", "B": "Right.", "C": "c", "D": "d"}
    checks.choice("B", key="B", feedback=feedback)
    with pytest.raises(checks.CheckFailed, match=r"^Count the channels\.$"):
        checks.choice("A", key="B", feedback=feedback)


@pytest.mark.parametrize("answer", ["", None, ...])
def test_an_open_choice(answer):
    with pytest.raises(checks.NotImplementedYet, match=r"^Q1 is not answered yet$"):
        checks.recorded(answer, "Q1")


@pytest.mark.parametrize("answer", ["E", "a", 3, ["A"]])
def test_what_is_no_option(answer):
    with pytest.raises(checks.CheckFailed, match="is not an option; the options are A, B, C, D"):
        checks.recorded(answer, "Q1")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (..., "q1_4 is not implemented yet"),
        (None, "q1_4 is not implemented yet"),
        ([1, ..., 3], "q1_4 is not implemented yet"),
        (5, "trace is an int; write 3 whole numbers in brackets."),
        ([1, 2], "trace has 2 numbers, expected 3."),
        ([1, 2.5, 3], "trace holds 2.5; only whole numbers can occur."),
        ([1, 9, 3], "trace: number 2 is wrong.\nWorth a look: Signs included."),
    ],
)
def test_numbers_by_hand(answer, message):
    with pytest.raises(checks.CheckFailed) as caught:
        checks.numbers("q1_4", "trace", answer, [1, 2, 3], length=3, hint="Signs included.")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "answer", [[1, 2, 3], (1, 2, 3), np.array([1, 2, 3]), np.array([1.0, 2.0, 3.0]), [1.0, 2, 3]]
)
def test_whole_numbers_count_in_whatever_form_they_come(answer):
    checks.numbers("q1_4", "trace", answer, [1, 2, 3], length=3)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([1], "expected a dict with the key 'k', got a list."),
        ({"a": 1}, "There is no 'k' in the dict; its keys are: a."),
        ({"k": None}, "q is not implemented yet: k"),
        ({"k": [[1]]}, "k is a list; np.array(...) of numbers is expected."),
        ({"k": np.ones(3)}, "k has shape (3,), expected (2,2)."),
        ({"k": np.full((2, 2), np.inf)}, "k contains nan or inf."),
    ],
)
def test_entries_of_a_dictionary(answer, message):
    with pytest.raises(checks.CheckFailed) as caught:
        checks.entry("q", answer, "k", (2, 2))
    assert str(caught.value) == message


def test_a_choice_of_several_names_what_was_wrong_and_never_what_is_missing():
    feedback = {letter: f"{letter} it is not." for letter in "ABCDE"}
    checks.choice("BE", key="BE", feedback=feedback)
    with pytest.raises(AssertionError, match=r"^A it is not\. D it is not\.$"):
        checks.choice("ABD", key="BE", feedback=feedback)
    with pytest.raises(AssertionError, match=r"^B: right, but not everything that is right\.$"):
        checks.choice("B", key="BE", feedback=feedback)
    with pytest.raises(AssertionError, match="the options are A, B, C, D, E"):
        checks.choice("BF", key="BE", feedback=feedback)


def test_a_letter_must_be_one_of_the_options():
    checks.recorded("B", "Q1", "AB")
    with pytest.raises(AssertionError, match=r"'C' is not an option; the options are A, B\."):
        checks.recorded("C", "Q1", "AB")
    with pytest.raises(AssertionError, match="'AB' is not an option"):
        checks.recorded("AB", "Q1", "AB")
    checks.recorded("AB", "Q1", "ABC", several=True)


def test_what_is_said_of_nan_holds_whatever_made_it():
    zero = np.zeros(2)
    with np.errstate(all="ignore"):
        found = difference(np.array([1.0, 0.0]) / np.array([1.0, 0.0]), zero)
    assert found is not None
    assert found.slip == (
        "0 / 0 gives nan, other numbers / 0 give inf; an array from empty() may hold either where "
        "nothing was written."
    )
