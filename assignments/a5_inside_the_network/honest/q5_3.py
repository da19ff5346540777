# %% answer one_hot_product
def confusion_matrix(truth, predicted, classes):
    rows = torch.nn.functional.one_hot(truth.long(), classes).double()
    columns = torch.nn.functional.one_hot(predicted.long(), classes).double()
    return (rows.T @ columns).round().long()


def per_class_accuracy(matrix):
    matrix = matrix.to(torch.float64)
    return torch.diag(matrix) / matrix.sum(1)


def top_confusions(matrix, k):
    off = matrix.clone().fill_diagonal_(0).flatten()
    counts, places = torch.sort(off, descending=True, stable=True)
    n = matrix.shape[1]
    found = [(p // n, p % n, c) for p, c in zip(places.tolist(), counts.tolist()) if c > 0]
    return found[:k]

# %% answer index_put_and_heapq
import heapq


def confusion_matrix(truth, predicted, classes):
    m = torch.zeros(classes, classes, dtype=torch.int64)
    one = torch.ones(len(truth), dtype=torch.int64)
    return m.index_put_((truth.to(torch.int64), predicted.to(torch.int64)), one, accumulate=True)


def per_class_accuracy(matrix):
    total = matrix.sum(dim=1)
    share = torch.full((len(matrix),), float("nan"), dtype=torch.float64)
    there = total > 0
    share[there] = matrix.diagonal()[there].double() / total[there]
    return share


def top_confusions(matrix, k):
    pairs = (
        (t, p, matrix[t, p].item())
        for t in range(len(matrix))
        for p in range(len(matrix))
        if p != t and matrix[t, p] > 0
    )
    return heapq.nsmallest(k, pairs, key=lambda m: (-m[2], m[0], m[1]))

# %% answer numpy_and_counter
from collections import Counter

import numpy as np


def confusion_matrix(truth, predicted, classes):
    out = np.zeros((classes, classes), np.int64)
    np.add.at(out, (truth.numpy().astype(np.int64), predicted.numpy().astype(np.int64)), 1)
    return torch.as_tensor(out)


def per_class_accuracy(matrix):
    return torch.tensor(
        [row[i] / sum(row) if sum(row) else float("nan") for i, row in enumerate(matrix.tolist())],
        dtype=torch.float64,
    )


def top_confusions(matrix, k):
    counts = Counter()
    for t, p in matrix.nonzero().tolist():
        if t != p:
            counts[t, p] = int(matrix[t, p])
    return [(t, p, count) for (t, p), count in counts.most_common()][:k]

# %% answer scatter_add_and_topk_like_sort
def confusion_matrix(truth, predicted, classes):
    flat = torch.zeros(classes * classes, dtype=torch.long)
    index = truth.to(torch.long).mul(classes).add(predicted.to(torch.long))
    return flat.scatter_add_(0, index, torch.ones_like(index)).view(classes, classes)


per_class_accuracy = lambda matrix: matrix.diag().to(torch.double).div(matrix.sum(-1))


def top_confusions(matrix, k):
    rows, columns = torch.where((matrix > 0) & ~torch.eye(len(matrix), dtype=torch.bool))
    table = [*zip(rows.tolist(), columns.tolist(), matrix[rows, columns].tolist())]
    table.sort(key=lambda item: item[2], reverse=True)
    del table[k:]
    return table
