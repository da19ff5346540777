"""A small network and few pictures, for tests of the training loop."""

import torch
from torch import nn

from cnnkit import data
from cnnkit import train as training

SHAPES = data.load_shapes(200, 0)
TRAIN, VALID = SHAPES.take(slice(150)), SHAPES.take(slice(150, 200))


def network(seed=0):
    """A small network with dropout, and with batch normalisation, which has buffers."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(3, 6, 3, stride=2, padding=1),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.AdaptiveAvgPool2d(2),
        nn.Flatten(),
        nn.Linear(24, 10),
    )


def weights(model):
    return torch.cat([value.detach().float().flatten() for value in model.state_dict().values()])


def run(model, **settings):
    """Two epochs on the CPU with nothing printed, unless the settings say otherwise."""
    chosen = {"epochs": 2, "batch_size": 50, "device": "cpu", "progress": False, **settings}
    return training.train_and_evaluate(model, TRAIN, VALID, **chosen)
