"""Misconceptions about the shift curve."""

import torch

from autograder.diagnosis import Question
from cnnkit.stripes import stripes
from gradekit import specs

question = Question("shift_curve")

question.help(
    "Which two functions of this notebook do the work? What is the key and what the value"
    " of each entry?",
    line="return {shift: evaluate(model, ..., device)[...] for shift in shifts}",
)


def _accuracy(model, shift, device="cpu", mode=True):
    dealt = stripes(400, shift, seed=3)
    was_training = model.training
    if mode:
        model.eval()
    with torch.no_grad():
        # In batches, as a loader would hand them out: dropout draws anew for each.
        batches = torch.from_numpy(dealt.images).to(device).to(_dtype(model)).split(100)
        said = torch.cat([model(batch) for batch in batches]).argmax(1).cpu()
    model.train(was_training)
    return (said == torch.from_numpy(dealt.labels)).sum().item() / len(said)


def _dtype(model):
    return next((p.dtype for p in model.parameters()), torch.float32)


question.shown_by(
    "traits",
    specs.constant(torch.tensor([1.0, 0.0])),
    [1, 0],
    part=("keys in order",),
    expected=[1, 0],
)


@question.reference
def right(model, shifts, device="cpu"):
    return {shift: _accuracy(model, shift, device) for shift in shifts}


@question.mistake("The stripes are never moved: every entry is the accuracy on centred ones.")
def never_moved(model, shifts, device="cpu"):
    return {shift: _accuracy(model, 0, device) for shift in shifts}


@question.mistake("The values are in per cent; shares between 0 and 1 are expected.")
def in_per_cent(model, shifts, device="cpu"):
    return {shift: 100 * _accuracy(model, shift, device) for shift in shifts}


@question.mistake("The curve is a list; a dict says which value belongs to which shift.")
def a_list(model, shifts, device="cpu"):
    return [_accuracy(model, shift, device) for shift in shifts]


@question.mistake("The shifts are always -3 to 3; take those that are given.")
def fixed_shifts(model, shifts, device="cpu"):
    return {shift: _accuracy(model, shift, device) for shift in range(-3, 4)}


@question.mistake("The values are whole pairs of accuracy and loss; take the accuracy alone.")
def pairs(model, shifts, device="cpu"):
    curve = {}
    for shift in shifts:
        share = _accuracy(model, shift, device)
        curve[shift] = (share, _loss(model, shift, device))
    return curve


def _loss(model, shift, device):
    dealt = stripes(400, shift, seed=3)
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(torch.from_numpy(dealt.images).to(device).to(_dtype(model)))
        loss = torch.nn.functional.cross_entropy(logits, torch.from_numpy(dealt.labels))
    model.train(was_training)
    return loss.item()


@question.mistake(
    "The model is measured in training mode: with dropout every curve is another one."
)
def in_training_mode(model, shifts, device="cpu"):
    return {shift: _accuracy(model, shift, device, mode=False) for shift in shifts}


@question.mistake("The model is trained on the moved stripes before it is measured; only measure.")
def trained_again(model, shifts, device="cpu"):
    curve = {}
    for shift in shifts:
        dealt = stripes(400, shift, seed=3)
        x = torch.from_numpy(dealt.images).to(device).to(_dtype(model))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(5):
            optimizer.zero_grad()
            logits = model(x)
            torch.nn.functional.cross_entropy(logits, torch.from_numpy(dealt.labels)).backward()
            optimizer.step()
        curve[shift] = _accuracy(model, shift, device)
    return curve


def _keys_are_sorted(value):
    # A check asks for the shifts 2, -1, 1: as dictionaries both orders are equal.
    return isinstance(value, dict) and list(value) == [-1, 1, 2]


@question.mistake(
    "The shifts are sorted; keep them in the order in which they are given.", _keys_are_sorted
)
def sorted_shifts(model, shifts, device="cpu"):
    return {shift: _accuracy(model, shift, device) for shift in sorted(shifts)}
