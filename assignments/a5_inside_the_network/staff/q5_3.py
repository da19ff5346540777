"""Misconceptions about confusion matrices and what is read from them."""

import torch

from autograder.diagnosis import Question

question = Question("confusion_matrix")

question.help(
    "Which whole number stands for the pair (truth, predicted), and how large can it "
    "become in the type of your labels?",
    line="counts = torch.bincount(..., minlength=...)",
)


def _matrix(truth, predicted, classes):
    pairs = truth.long() * classes + predicted.long()
    return torch.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def _mistakes(matrix, diagonal=False, silent=False):
    return [
        (t, p, int(count))
        for t, row in enumerate(matrix.tolist())
        for p, count in enumerate(row)
        if (diagonal or t != p) and (silent or count > 0)
    ]


def _first(mistakes, k):
    return sorted(mistakes, key=lambda mistake: -mistake[2])[:k]


@question.reference
def right(truth, predicted, classes):
    return _matrix(truth, predicted, classes)


@question.mistake(
    "The matrix is transposed: your row counts what was *said* to be a cat. Rows are the truth."
)
def transposed(truth, predicted, classes):
    return _matrix(predicted, truth, classes)


@question.mistake(
    "Each row is divided by its sum. A confusion matrix holds counts; shares are read from it "
    "later."
)
def shares_for_counts(truth, predicted, classes):
    matrix = _matrix(truth, predicted, classes).double()
    return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)


@question.mistake(
    "The matrix has as many rows as there are labels in this batch. A class that does not occur "
    "has a row of zeros: the size is `classes`."
)
def only_classes_that_occur(truth, predicted, classes):
    seen = int(torch.cat([truth, predicted]).max()) + 1 if truth.numel() else 0
    return _matrix(truth, predicted, seen)


@question.mistake(
    "The product overflows: uint8 ends at 255. Convert the labels with `.long()` before you "
    "compute with them."
)
def overflows_small_labels(truth, predicted, classes):
    pairs = (truth * classes + predicted).long()
    return torch.bincount(pairs, minlength=classes**2)[: classes**2].reshape(classes, classes)


@question.mistake(
    "Each place says at most 1: `matrix[truth, predicted] += 1` adds once, however often a pair "
    "occurs."
)
def repeated_pairs_count_once(truth, predicted, classes):
    matrix = torch.zeros(classes, classes, dtype=torch.int64)
    matrix[truth.long(), predicted.long()] += 1
    return matrix


@question.mistake("Only the right ones are counted: everything beside the diagonal is missing.")
def diagonal_only(truth, predicted, classes):
    return torch.diag(_matrix(truth, predicted, classes).diagonal())


@question.reference_for("per_class_accuracy")
def right_shares(matrix):
    return matrix.diagonal().double() / matrix.sum(dim=1)


@question.mistake(
    "This is precision: you divide by the sum of the column, by what was *said* to be of the "
    "class. Its accuracy is the share of its row.",
    variable="per_class_accuracy",
)
def precision_for_recall(matrix):
    return matrix.diagonal().double() / matrix.sum(dim=0)


@question.mistake(
    "A class that does not occur gets 0, as if the network had missed it. Nobody knows: nan.",
    variable="per_class_accuracy",
)
def absent_class_is_zero(matrix):
    return torch.nan_to_num(right_shares(matrix), nan=0.0)


@question.mistake(
    "A class that does not occur gets 1, as if all of it had been found. Nobody knows: nan.",
    variable="per_class_accuracy",
)
def absent_class_is_one(matrix):
    return torch.nan_to_num(right_shares(matrix), nan=1.0)


@question.mistake(
    "The diagonal is divided by the number of all samples, not by that of its own class.",
    variable="per_class_accuracy",
)
def share_of_everything(matrix):
    return matrix.diagonal().double() / matrix.sum()


@question.mistake(
    "The shares are rounded down to whole numbers: `//` divides integers.",
    variable="per_class_accuracy",
)
def whole_shares(matrix):
    rows = matrix.sum(dim=1)
    return torch.where(rows > 0, (matrix.diagonal() // rows.clamp(min=1)).double(), torch.nan)


@question.reference_for("top_confusions")
def right_mistakes(matrix, k):
    return _first(_mistakes(matrix), k)


@question.mistake(
    "The diagonal is among the confusions. What is right is not a mistake, however frequent.",
    variable="top_confusions",
)
def diagonal_is_a_mistake(matrix, k):
    return _first(_mistakes(matrix, diagonal=True), k)


@question.mistake(
    "Mistakes that never happened are in the list, to fill it up to k.", variable="top_confusions"
)
def silent_mistakes(matrix, k):
    return _first(_mistakes(matrix, silent=True), k)


@question.mistake(
    "Equally frequent mistakes come out in the reverse order: a sort turned round turns the ties "
    "round as well.",
    variable="top_confusions",
)
def ties_reversed(matrix, k):
    return sorted(_mistakes(matrix), key=lambda mistake: mistake[2])[::-1][:k]


@question.mistake(
    "Equally frequent mistakes are sorted by the predicted class first. Keep the order of the "
    "matrix, row by row.",
    variable="top_confusions",
)
def ties_by_column(matrix, k):
    return sorted(_mistakes(matrix), key=lambda m: (-m[2], m[1], m[0]))[:k]


@question.mistake(
    "The pairs are (predicted, truth). The truth comes first.", variable="top_confusions"
)
def pairs_exchanged(matrix, k):
    return [(p, t, count) for t, p, count in right_mistakes(matrix, k)]


@question.mistake(
    "The rarest mistakes come first. Sort by the count, downwards.", variable="top_confusions"
)
def rarest_first(matrix, k):
    return sorted(_mistakes(matrix), key=lambda mistake: mistake[2])[:k]


@question.mistake(
    "The two directions are added up. Cats taken for dogs and dogs taken for cats are two "
    "mistakes.",
    variable="top_confusions",
)
def directions_added(matrix, k):
    both = (matrix + matrix.T).triu(1)
    return _first(_mistakes(both), k)
