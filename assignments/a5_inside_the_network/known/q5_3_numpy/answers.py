# %% q5_3
import numpy as np


def confusion_matrix(truth, predicted, classes):
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (truth.numpy().astype(int), predicted.numpy().astype(int)), 1)
    return matrix


def per_class_accuracy(matrix):
    matrix = np.asarray(matrix)
    with np.errstate(invalid="ignore"):
        return matrix.diagonal() / matrix.sum(1)


def top_confusions(matrix, k):
    matrix = np.asarray(matrix)
    found = [(t, p, matrix[t, p]) for t in range(len(matrix)) for p in range(len(matrix))
             if t != p and matrix[t, p] > 0]
    return sorted(found, key=lambda item: -item[2])[:k]
