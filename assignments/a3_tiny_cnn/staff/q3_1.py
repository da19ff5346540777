"""Misconceptions about dealing stripes."""

import torch

from autograder.diagnosis import Question

question = Question("make_stripes")

question.help(
    "Which columns does a vertical stripe cover with size 8 and shift 1? And which number"
    " decides whether an image's label is 0 or 1?",
    line="X[i, 0, :, start : ...] += 1",
)


def _first(size, shift):
    first = size // 2 - 1 + shift
    if first < 0 or first + 2 > size:
        raise ValueError("outside")
    return first


def _draw(X, y, first, width=2, standing=0, value=1.0):
    X[y == standing, :, :, first : first + width] += value
    X[y != standing, :, first : first + width, :] += value
    return X, y


def _noise(n, size, noise, generator):
    return noise * torch.randn(n, 1, size, size, generator=generator)


@question.reference
def right(n, size=8, shift=0, noise=0.2, generator=None):
    first = _first(size, shift)
    return _draw(_noise(n, size, noise, generator), torch.arange(n) % 2, first)


@question.freely("samples")
def right_in_any_order(n, size=8, shift=0, noise=0.2, generator=None):
    """The classes in any order, and of an odd number either may have the one that is left over."""
    order = torch.randperm(n, generator=generator)
    y = (torch.arange(n) + torch.randint(2, (1,), generator=generator)) % 2
    first = _first(size, shift)
    return _draw(_noise(n, size, noise, generator), y[order], first)


@question.mistake("The classes are exchanged: 0 is the vertical stripe, 1 the horizontal one.")
def classes_exchanged(n, size=8, shift=0, noise=0.2, generator=None):
    first = _first(size, shift)
    return _draw(_noise(n, size, noise, generator), torch.arange(n) % 2, first, standing=1)


@question.mistake(
    "The stripe is one pixel wide; a slice a:b ends before b, so two pixels need a:a + 2."
)
def one_pixel_wide(n, size=8, shift=0, noise=0.2, generator=None):
    first = _first(size, shift)
    return _draw(_noise(n, size, noise, generator), torch.arange(n) % 2, first, width=1)


@question.mistake("The shift goes the wrong way: right and down are the higher indices.")
def shifts_the_other_way(n, size=8, shift=0, noise=0.2, generator=None):
    _first(size, shift)
    first = _first(size, -shift)
    return _draw(_noise(n, size, noise, generator), torch.arange(n) % 2, first)


@question.mistake("Only vertical stripes move; a shift moves horizontal ones as well, downwards.")
def horizontal_stripes_stay(n, size=8, shift=0, noise=0.2, generator=None):
    first, middle = _first(size, shift), _first(size, 0)
    X, y = _noise(n, size, noise, generator), torch.arange(n) % 2
    X[y == 0, :, :, first : first + 2] += 1
    X[y == 1, :, middle : middle + 2, :] += 1
    return X, y


@question.mistake("The stripe lies at columns 3 and 4 whatever the size; the middle follows it.")
def middle_of_eight(n, size=8, shift=0, noise=0.2, generator=None):
    first = _first(size, shift) + 3 - (size // 2 - 1)
    return _draw(_noise(n, size, noise, generator), torch.arange(n) % 2, first)


@question.mistake(
    "No ValueError is raised for a stripe that is partly outside. Compare its first and its last "
    "pixel with the image."
)
def outside_is_cut_off(n, size=8, shift=0, noise=0.2, generator=None):
    first = max(size // 2 - 1 + shift, 0)
    return _draw(_noise(n, size, noise, generator), torch.arange(n) % 2, first)


@question.mistake(
    "The noise comes from the global random numbers. Every call that draws takes "
    "generator=generator."
)
def generator_not_used(n, size=8, shift=0, noise=0.2, generator=None):
    first = _first(size, shift)
    return _draw(_noise(n, size, noise, None), torch.arange(n) % 2, first)


@question.mistake(
    "Each label is drawn by itself, so the classes are not balanced. Half of the images belong to "
    "each class."
)
def labels_drawn_one_by_one(n, size=8, shift=0, noise=0.2, generator=None):
    first = _first(size, shift)
    y = torch.randint(0, 2, (n,), generator=generator)
    return _draw(_noise(n, size, noise, generator), y, first)


@question.mistake("The noise has a standard deviation of 1; noise is the factor that scales it.")
def noise_not_scaled(n, size=8, shift=0, noise=0.2, generator=None):
    first = _first(size, shift)
    scale = 1.0 if noise else 0.0
    return _draw(_noise(n, size, scale, generator), torch.arange(n) % 2, first)


@question.mistake(
    "The noise is uniform and never negative; torch.randn draws normal noise around 0, torch.rand "
    "does not."
)
def uniform_noise(n, size=8, shift=0, noise=0.2, generator=None):
    first = _first(size, shift)
    X = noise * torch.rand(n, 1, size, size, generator=generator)
    return _draw(X, torch.arange(n) % 2, first)


@question.mistake("The labels are floats; class numbers are int64, as CrossEntropyLoss asks.")
def labels_are_floats(n, size=8, shift=0, noise=0.2, generator=None):
    X, y = right(n, size, shift, noise, generator)
    return X, y.float()


@question.mistake("The axis of channels is missing: one channel is an axis, too, (n, 1, s, s).")
def no_channel_axis(n, size=8, shift=0, noise=0.2, generator=None):
    X, y = right(n, size, shift, noise, generator)
    return X[:, 0], y


@question.mistake(
    "The stripe replaces the noise; it is to be added to it, so that the stripe is noisy as well."
)
def stripe_without_noise(n, size=8, shift=0, noise=0.2, generator=None):
    first = _first(size, shift)
    X, y = _noise(n, size, noise, generator), torch.arange(n) % 2
    X[y == 0, :, :, first : first + 2] = 1
    X[y == 1, :, first : first + 2, :] = 1
    return X, y
