"""Misconceptions about splitting off a validation set."""

import numpy as np
import torch

from autograder.diagnosis import Question
from gradekit import specs

question = Question("split_indices")

question.help(
    "How many images of this class belong in val, out of all images of the class? And "
    "which of them, if the seed alone decides?",
    line=(
        "here = np.flatnonzero(labels == label)[torch.randperm(..., generator=generator).numpy()]"
    ),
)


def _split(labels, n_val, order, shares=None):
    """A stratified split of indices that are in some order already."""
    train, val = [], []
    for label in np.unique(labels):
        members = order[labels[order] == label]
        share = round(n_val * len(members) / len(labels)) if shares is None else shares
        val.append(members[:share])
        train.append(members[share:])
    return np.concatenate(train), np.concatenate(val)


@question.reference
def right(labels, n_val, generator):
    return _split(labels, n_val, torch.randperm(len(labels), generator=generator).numpy())


@question.freely("picked")
def right_in_any_order(labels, n_val, generator):
    """Where a share is no whole number, one image more or less; and both parts in any order."""
    order = torch.randperm(len(labels), generator=generator).numpy()
    train, val = [], []
    for label in np.unique(labels):
        members = order[labels[order] == label]
        exact = n_val * len(members) / len(labels)
        share = int(np.floor(exact + torch.rand(1, generator=generator).item()))
        val.append(members[:share])
        train.append(members[share:])
    return np.concatenate(train), np.concatenate(val)


@question.mistake(
    "The last images are taken as they lie in the file. Where it is sorted by class they are all "
    "of one kind: take a share of every class, at random."
)
def takes_the_last(labels, n_val, generator):
    indices = np.arange(len(labels))
    return indices[: len(labels) - n_val], indices[len(labels) - n_val :]


@question.mistake(
    "The images are shuffled and then cut, so the classes have about the same share and not "
    "exactly. Shuffle and cut each class for itself."
)
def shuffles_without_classes(labels, n_val, generator):
    indices = torch.randperm(len(labels), generator=generator).numpy()
    return indices[n_val:], indices[:n_val]


@question.mistake(
    "Every class gives the same number. A class with twice as many images gives twice as many."
)
def equal_numbers_of_each_class(labels, n_val, generator):
    order = torch.randperm(len(labels), generator=generator).numpy()
    return _split(labels, n_val, order, shares=n_val // len(np.unique(labels)))


question.shown_by(
    "alike",
    *((np.zeros(40, dtype=np.int64), 20, specs.generator(seed)) for seed in (1, 2)),
    part=("always the same",),
    expected=False,
)


@question.mistake(
    "The first images of each class are taken, whatever the seed. Shuffle the images of a class "
    "before you cut."
)
def takes_the_first_of_each_class(labels, n_val, generator):
    return _split(labels, n_val, np.arange(len(labels)))


@question.mistake(
    "The validation images stay in train, too. What the network has memorised cannot judge it."
)
def keeps_them_in_train(labels, n_val, generator):
    return np.arange(len(labels)), right(labels, n_val, generator)[1]


@question.mistake("The two arrays are exchanged: train comes first, val second.")
def exchanged(labels, n_val, generator):
    train, val = right(labels, n_val, generator)
    return val, train


@question.mistake("These are the labels of the images. Their indices are expected.")
def returns_labels(labels, n_val, generator):
    train, val = right(labels, n_val, generator)
    return labels[train], labels[val]
