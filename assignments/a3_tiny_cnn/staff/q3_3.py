"""Misconceptions about training for one epoch."""

import torch

from autograder.diagnosis import Question
from gradekit import specs

question = Question("train_one_epoch")

question.help(
    "A batch of 2 images and one of 4: does each batch count the same in your mean? And"
    " in which order come the gradient of before, the loss, and the step?",
    line="total += loss.item() * ...",
)


def _epoch(model, loader, loss_fn, optimizer, device, step=None, mean=None, train=True):
    """One epoch; `step` and `mean` are the places where a slip can be made."""
    if train:
        model.train()
    losses, counts = [], []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = (step or _step)(model, x, y, loss_fn, optimizer)
        losses.append(loss.item())
        counts.append(len(x))
    return (mean or _weighted)(losses, counts)


def _step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss


def _weighted(losses, counts):
    return sum(a * b for a, b in zip(losses, counts, strict=True)) / sum(counts)


LINE = specs.model(specs.sequential(specs.linear(torch.tensor([[1.0], [-1.0]]).double())))
THREE = torch.tensor([[1.0], [2.0], [3.0]]).double(), torch.tensor([0, 1, 1])
for _rate, _size in ((0.0, 2), (1.0, 2), (1.0, 1)):
    question.starts_from(
        "run",
        (
            LINE,
            specs.loader(*THREE, _size),
            specs.loss("cross_entropy"),
            specs.sgd(_rate),
            specs.device("cpu"),
        ),
        options={"catch": True},
    )


@question.reference
def right(model, loader, loss_fn, optimizer, device):
    return _epoch(model, loader, loss_fn, optimizer, device)


@question.mistake(
    "The gradients are never zeroed. PyTorch adds new gradients to the old ones, so each step also "
    "follows all earlier batches: call optimizer.zero_grad() for every batch."
)
def no_zero_grad(model, loader, loss_fn, optimizer, device):
    def step(model, x, y, loss_fn, optimizer):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return _epoch(model, loader, loss_fn, optimizer, device, step)


@question.mistake(
    "At the step there are no gradients to follow: backward() is not called, or the gradients are "
    "zeroed between backward() and step()."
)
def zero_grad_before_step(model, loader, loss_fn, optimizer, device):
    def step(model, x, y, loss_fn, optimizer):
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        return loss

    return _epoch(model, loader, loss_fn, optimizer, device, step)


@question.mistake(
    "The step comes before backward(): it follows the gradient of the batch before. First compute "
    "the gradient, then step."
)
def step_first(model, loader, loss_fn, optimizer, device):
    def step(model, x, y, loss_fn, optimizer):
        loss = loss_fn(model(x), y)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        return loss

    return _epoch(model, loader, loss_fn, optimizer, device, step)


@question.mistake("There is no optimizer.step(): gradients are computed and never followed.")
def no_step(model, loader, loss_fn, optimizer, device):
    def step(model, x, y, loss_fn, optimizer):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        return loss

    return _epoch(model, loader, loss_fn, optimizer, device, step)


@question.mistake(
    "There is a single backward() and step() in the epoch, so only the last batch has an effect. "
    "Both belong inside the loop."
)
def step_after_the_loop(model, loader, loss_fn, optimizer, device):
    losses, counts = [], []
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x.to(device)), y.to(device))
        losses.append(loss.item())
        counts.append(len(x))
    loss.backward()
    optimizer.step()
    return _weighted(losses, counts)


@question.mistake(
    "The mean of the batches' means counts a small last batch as much as the others. Weight each "
    "loss by its number of images."
)
def mean_of_means(model, loader, loss_fn, optimizer, device):
    return _epoch(model, loader, loss_fn, optimizer, device, None, lambda a, b: sum(a) / len(a))


@question.mistake(
    "The batches' means are added up and divided by the number of images. Multiply each by the "
    "size of its batch first."
)
def means_over_pictures(model, loader, loss_fn, optimizer, device):
    return _epoch(model, loader, loss_fn, optimizer, device, None, lambda a, b: sum(a) / sum(b))


@question.mistake("The sum of the losses is returned, not their mean over the images.")
def returns_the_sum(model, loader, loss_fn, optimizer, device):
    def total(losses, counts):
        return sum(a * b for a, b in zip(losses, counts, strict=True))

    return _epoch(model, loader, loss_fn, optimizer, device, None, total)


@question.mistake("The loss of the last batch is returned; the mean is over the whole epoch.")
def last_loss(model, loader, loss_fn, optimizer, device):
    return _epoch(model, loader, loss_fn, optimizer, device, None, lambda a, b: a[-1])


@question.mistake(
    "model.train() is missing: a model that was evaluated before stays in evaluation mode, without "
    "dropout and with frozen batch statistics."
)
def no_training_mode(model, loader, loss_fn, optimizer, device):
    return _epoch(model, loader, loss_fn, optimizer, device, train=False)


@question.mistake(
    "Only one batch is trained, and its loss is returned. Is there a return or a break inside the "
    "loop?"
)
def returns_in_the_loop(model, loader, loss_fn, optimizer, device):
    model.train()
    for x, y in loader:
        return _step(model, x.to(device), y.to(device), loss_fn, optimizer).item()
    return 0.0


@question.mistake(
    "The loss is returned as a tensor that still hangs on the graph of its batch; loss.item() is "
    "the plain number."
)
def returns_a_tensor(model, loader, loss_fn, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for x, y in loader:
        total = total + _step(model, x.to(device), y.to(device), loss_fn, optimizer) * len(x)
        count += len(x)
    return total / count
