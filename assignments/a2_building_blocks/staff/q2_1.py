"""Misconceptions about the number of places of a window."""

from math import ceil

from autograder.diagnosis import Question

question = Question("conv_out_size")

question.help(
    "With n = 5, k = 2 and s = 2: at which pixels do windows start? How many are "
    "complete? Which rule of Python's rounds down, also below zero?",
    line="places = (n + 2 * p - ... ) // s + 1",
)


def _checked(places):
    if places < 1:
        raise ValueError("no place")
    return places


@question.reference
def right(n, k, s=1, p=0, d=1, ceil_mode=False):
    room = n + 2 * p - d * (k - 1) - 1
    if not ceil_mode:
        return _checked(room // s + 1)
    places = -(-room // s) + 1
    return _checked(places - 1 if (places - 1) * s >= n + p else places)


@question.mistake(
    "The number of places comes out as a float: / always gives one. Use //, which rounds down."
)
def true_division(n, k, s=1, p=0, d=1, ceil_mode=False):
    return _checked((n + 2 * p - d * (k - 1) - 1) / s + 1)


@question.mistake(
    "The division is rounded to the nearest number. Half a step is not a step: what does not fit "
    "is dropped."
)
def rounds(n, k, s=1, p=0, d=1, ceil_mode=False):
    if ceil_mode:
        return right(n, k, s, p, d, ceil_mode)
    return _checked(round((n + 2 * p - d * (k - 1) - 1) / s) + 1)


@question.mistake(
    "You divide the input by the stride. That is a rule of thumb for padded layers whose sizes "
    "come out even; the window's own size counts as well."
)
def n_over_s(n, k, s=1, p=0, d=1, ceil_mode=False):
    return _checked(-(-n // s) if ceil_mode else n // s)


@question.mistake(
    "The dilation is not used: weights that lie d pixels apart reach over d * (k - 1) + 1 pixels."
)
def dilation_ignored(n, k, s=1, p=0, d=1, ceil_mode=False):
    return right(n, k, s, p, 1, ceil_mode)


@question.mistake(
    "The dilation counts the gaps between weights in your formula. Here, as in PyTorch, d = 1 "
    "means side by side."
)
def dilation_counts_gaps(n, k, s=1, p=0, d=1, ceil_mode=False):
    return right(n, k, s, p, d + 1, ceil_mode)


@question.mistake(
    "The window grows d times as wide in your formula, d * k. There are only k - 1 distances "
    "between k weights."
)
def dilation_times_kernel(n, k, s=1, p=0, d=1, ceil_mode=False):
    return right(n, d * k, s, p, 1, ceil_mode)


@question.mistake(
    "Rounded up, but without the second rule: a last window that starts beyond the input, in the "
    "padding on the right, does not count."
)
def ceil_without_rule(n, k, s=1, p=0, d=1, ceil_mode=False):
    if not ceil_mode:
        return right(n, k, s, p, d)
    return _checked(-(-(n + 2 * p - d * (k - 1) - 1) // s) + 1)


@question.mistake(
    "Your last window may start anywhere in the padded input. It must start inside the input or "
    "the padding on the left, that is before n + p."
)
def ceil_rule_with_both_paddings(n, k, s=1, p=0, d=1, ceil_mode=False):
    if not ceil_mode:
        return right(n, k, s, p, d)
    places = -(-(n + 2 * p - d * (k - 1) - 1) // s) + 1
    return _checked(places - 1 if (places - 1) * s >= n + 2 * p else places)


@question.mistake(
    "Your last window must start before n. Places are measured from the left end of the "
    "padding, so the input ends at n + p."
)
def ceil_rule_without_padding(n, k, s=1, p=0, d=1, ceil_mode=False):
    if not ceil_mode:
        return right(n, k, s, p, d)
    places = -(-(n + 2 * p - d * (k - 1) - 1) // s) + 1
    return _checked(places - 1 if (places - 1) * s >= n else places)


@question.mistake("ceil_mode is not used: with it the number of steps is rounded up.")
def ceil_ignored(n, k, s=1, p=0, d=1, ceil_mode=False):
    return right(n, k, s, p, d)


@question.mistake(
    "The number of steps is always rounded up. Without ceil_mode a window that hangs over the edge "
    "has no place."
)
def ceil_always(n, k, s=1, p=0, d=1, ceil_mode=False):
    return right(n, k, s, p, d, True)


@question.mistake("One place is missing: the number of steps does not count the first place.")
def no_plus_one(n, k, s=1, p=0, d=1, ceil_mode=False):
    room = n + 2 * p - d * (k - 1) - 1
    return _checked(ceil(room / s) if ceil_mode else room // s)


@question.mistake("The padding is counted once; there are p zeros on each side.")
def padding_once(n, k, s=1, p=0, d=1, ceil_mode=False):
    room = n + p - d * (k - 1) - 1
    return _checked((-(-room // s) if ceil_mode else room // s) + 1)


@question.mistake("The padding is not used: it makes room for further windows.")
def padding_ignored(n, k, s=1, p=0, d=1, ceil_mode=False):
    return right(n, k, s, 0, d, ceil_mode)


@question.mistake("The stride is not used: a window that moves by s has fewer places.")
def stride_ignored(n, k, s=1, p=0, d=1, ceil_mode=False):
    return right(n, k, 1, p, d, ceil_mode)


@question.mistake(
    "Below zero, int(a / b) cuts off towards 0, and a window that does not fit gets a place. "
    "// rounds down."
)
def truncates(n, k, s=1, p=0, d=1, ceil_mode=False):
    if ceil_mode:
        return right(n, k, s, p, d, ceil_mode)
    return _checked(int((n + 2 * p - d * (k - 1) - 1) / s) + 1)


@question.mistake("No place at all is an error: raise a ValueError when the number is 0 or less.")
def no_error(n, k, s=1, p=0, d=1, ceil_mode=False):
    room = n + 2 * p - d * (k - 1) - 1
    if not ceil_mode:
        return room // s + 1
    places = -(-room // s) + 1
    return places - 1 if (places - 1) * s >= n + p else places


@question.mistake(
    "You refuse a stride that does not come out even. Libraries round down and drop the "
    "remainder; it is not an error.",
    about_raising=True,
)
def must_divide(n, k, s=1, p=0, d=1, ceil_mode=False):
    if (n + 2 * p - d * (k - 1) - 1) % s and not ceil_mode:
        raise ValueError("the stride does not divide")
    return right(n, k, s, p, d, ceil_mode)
