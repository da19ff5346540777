"""Misconceptions about evaluating a model."""

import torch
from torch.nn import functional as F  # noqa: N812

from autograder.diagnosis import Question
from gradekit import specs

question = Question("evaluate")

question.help(
    "In which mode is the network while you measure, and who remembers the mode of "
    "before? What does a last batch that is smaller do to your mean?",
    line="right += (logits.argmax(dim=...) == ...).sum().item()",
)


def _evaluate(model, loader, device, finish=None, *, mode=True, restore=True, grad=False):
    """Evaluate; `finish` makes the two numbers of what was counted for each batch."""
    was_training = model.training
    if mode:
        model.eval()
    right, means, counts = [], [], []
    with torch.set_grad_enabled(grad):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            right.append((logits.argmax(1) == y).sum().item())
            means.append(F.cross_entropy(logits, y).item())
            counts.append(len(x))
    if mode and restore:
        model.train(was_training)
    return (finish or _finish)(right, means, counts)


def _finish(right, means, counts):
    if not counts:
        return float("nan"), float("nan")
    total = sum(a * b for a, b in zip(means, counts, strict=True))
    return sum(right) / sum(counts), total / sum(counts)


LINE = specs.model(specs.sequential(specs.linear(torch.tensor([[1.0], [-1.0]]).double())))
for _samples in (3, 0):
    _x, _y = torch.ones(_samples, 1).double(), torch.arange(_samples) % 2
    question.starts_from(
        "run", (LINE, specs.loader(_x, _y, 2), specs.device("cpu")), options={"catch": True}
    )


@question.reference
def right(model, loader, device):
    return _evaluate(model, loader, device)


@question.mistake(
    "model.eval() is missing: dropout goes on dropping, and the result changes from call to call."
)
def stays_in_training_mode(model, loader, device):
    return _evaluate(model, loader, device, mode=False)


@question.mistake(
    "The model stays in evaluation mode afterwards; put it back into the mode in which it came."
)
def mode_not_restored(model, loader, device):
    return _evaluate(model, loader, device, restore=False)


@question.mistake(
    "The model is always put into training mode afterwards, also when it came in evaluation mode."
)
def always_back_to_training(model, loader, device):
    numbers = _evaluate(model, loader, device)
    model.train()
    return numbers


def _keeps_gradients(report):
    events = report.get("events", ()) if isinstance(report, dict) else ()
    return any(event[0] == "forward" and event[-1] == "grad" for event in events)


@question.mistake(
    "The forward passes record what gradients would need; nobody asks for gradients here. "
    "torch.no_grad() saves the time and the memory.",
    _keeps_gradients,
)
def gradients_recorded(model, loader, device):
    return _evaluate(model, loader, device, grad=True)


@question.mistake(
    "Gradients are switched off and not on again: nothing could be trained afterwards. Use the "
    "with statement."
)
def gradients_stay_off(model, loader, device):
    numbers = _evaluate(model, loader, device)
    torch.set_grad_enabled(False)
    return numbers


@question.mistake(
    "Accuracy and loss are means over batches, so a small last batch counts as much as the others. "
    "Count images."
)
def mean_of_batches(model, loader, device):
    def finish(right, means, counts):
        if not counts:
            return float("nan"), float("nan")
        shares = [a / b for a, b in zip(right, counts, strict=True)]
        return sum(shares) / len(shares), sum(means) / len(means)

    return _evaluate(model, loader, device, finish)


@question.mistake(
    "The loss is a mean of the batches' means; weight each by its number of images, as the "
    "accuracy does."
)
def loss_is_a_mean_of_means(model, loader, device):
    def finish(right, means, counts):
        accuracy, _ = _finish(right, means, counts)
        return accuracy, sum(means) / len(means) if means else float("nan")

    return _evaluate(model, loader, device, finish)


@question.mistake("A loader without images divides by zero; return nan for both numbers.")
def divides_by_zero(model, loader, device):
    def finish(right, means, counts):
        total = sum(a * b for a, b in zip(means, counts, strict=True))
        return sum(right) / sum(counts), total / sum(counts)

    return _evaluate(model, loader, device, finish)


@question.mistake("Without images the accuracy is not 0 but unknown: nan.")
def zero_without_pictures(model, loader, device):
    def finish(right, means, counts):
        return _finish(right, means, counts) if counts else (0.0, 0.0)

    return _evaluate(model, loader, device, finish)


@question.mistake("The two numbers are exchanged: the accuracy comes first.")
def exchanged(model, loader, device):
    return _evaluate(model, loader, device)[::-1]


@question.mistake("The accuracy is in per cent; a share between 0 and 1 is expected.")
def in_per_cent(model, loader, device):
    accuracy, loss = _evaluate(model, loader, device)
    return 100 * accuracy, loss


@question.mistake(
    "Right answers are counted, not divided by the number of images: a share is expected."
)
def counts_not_a_share(model, loader, device):
    def finish(right, means, counts):
        _, loss = _finish(right, means, counts)
        return float(sum(right)) if counts else float("nan"), loss

    return _evaluate(model, loader, device, finish)


@question.mistake(
    "The loss is the sum over the images; divide it by their number, as for the accuracy."
)
def loss_is_a_sum(model, loader, device):
    def finish(right, means, counts):
        accuracy, loss = _finish(right, means, counts)
        return accuracy, loss * sum(counts) if counts else loss

    return _evaluate(model, loader, device, finish)


@question.mistake(
    "Only the last batch is counted. Sums over the whole loader start before the loop."
)
def last_batch_only(model, loader, device):
    def finish(right, means, counts):
        return _finish(right[-1:], means[-1:], counts[-1:])

    return _evaluate(model, loader, device, finish)


@question.mistake(
    "The largest logit is looked for down the images; argmax(dim=1) looks along the classes."
)
def argmax_over_pictures(model, loader, device):
    was_training = model.training
    model.eval()
    right, loss, count = 0, 0.0, 0
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            found = logits.argmax(dim=0)
            right += sum(int(a == b) for a, b in zip(found, y, strict=False))
            loss += F.cross_entropy(logits, y, reduction="sum").item()
            count += len(x)
    model.train(was_training)
    return (right / count, loss / count) if count else (float("nan"), float("nan"))


@question.mistake("The numbers are tensors; .item() makes Python floats of them.")
def returns_tensors(model, loader, device):
    accuracy, loss = _evaluate(model, loader, device)
    return torch.tensor(accuracy), torch.tensor(loss)
