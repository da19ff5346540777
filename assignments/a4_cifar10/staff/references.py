"""The networks that the training questions ask for, by the name of the task."""

import torch
from torch import nn

from cnnkit import networks
from gradekit.training.experiment import Experiment, triangle

from ._plan import plan_network


def simple_cnn() -> nn.Sequential:
    """SimpleCNN: two blocks of convolution, ReLU and pooling; two dense layers."""
    return plan_network(networks.simple_cnn())


def improved_cnn() -> nn.Sequential:
    """ImprovedCNN: two blocks of two convolutions with batch normalisation, and dropout."""
    return plan_network(networks.improved_cnn())


def experiment(seed: int, device: str) -> Experiment:
    """The experiment that thresholds are calibrated with: ImprovedCNN and a good recipe."""
    torch.manual_seed(seed)
    model = improved_cnn().to(device)
    optimizer = torch.optim.SGD(
        model.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4
    )
    return Experiment(model, optimizer, epochs=15, batch_size=128, schedule=triangle(0.2))
