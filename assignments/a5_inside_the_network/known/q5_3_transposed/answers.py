# %% q5_3
def confusion_matrix(truth, predicted, classes):
    pairs = predicted.long() * classes + truth.long()
    return torch.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def per_class_accuracy(matrix):
    return matrix.diagonal().double() / matrix.sum(1)


def top_confusions(matrix, k):
    found = [(t, p, int(matrix[t, p])) for t in range(len(matrix)) for p in range(len(matrix))
             if t != p and matrix[t, p] > 0]
    return sorted(found, key=lambda item: item[2], reverse=True)[:k]
