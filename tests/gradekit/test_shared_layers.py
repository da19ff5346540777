"""A layer with two names in its network is handed over once, and stays one while it is trained."""

import torch
from torch import nn

from gradekit.training.evaluate import evaluate
from gradekit.training.hand_over import open_program, program_of
from gradekit.training.isolated import factory_of


class Shared(nn.Module):
    """Layers as attributes and once more in a list; the normalisation serves twice."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 3)
        self.norm = nn.BatchNorm2d(3)
        self.again = nn.Conv2d(3, 3, 3)
        self.head = nn.Linear(3 * 4 * 4, 2)
        layers = self.conv, self.norm, nn.ReLU(), self.again, self.norm, nn.Flatten(), self.head
        self.net = nn.Sequential(*layers)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.net(x) + self.head.bias


EXAMPLE = torch.zeros(2, 1, 8, 8)


def programs(network: nn.Module) -> tuple[bytes, bytes]:
    return program_of(network.train(), EXAMPLE), program_of(network.eval(), EXAMPLE)


def test_each_layer_has_the_first_of_its_names() -> None:
    network = Shared()
    loaded = open_program(programs(network)[0])
    assert set(loaded.state_dict) == {
        *dict(network.named_parameters()),
        *dict(network.named_buffers()),
    }
    assert set(loaded.graph_signature.parameters) == set(dict(network.named_parameters()))


def test_a_shared_layer_is_counted_once() -> None:
    network = Shared()
    found = evaluate(programs(network)[1], torch.randn(3, 1, 8, 8).numpy())
    parameters = sum(value.numel() for value in network.parameters())
    assert found["parameters"] == parameters
    assert found["elements"] == parameters + sum(b.numel() for b in network.buffers())


def test_it_is_trained_as_the_network_itself() -> None:
    network = Shared()
    handed = factory_of(*programs(network), None, "cpu")()
    x, y = torch.randn(6, 1, 8, 8), torch.tensor([0, 1, 1, 0, 1, 0])
    network.train()
    for model in (network, handed):
        optimizer = torch.optim.SGD([value for _, value in model.named_parameters()], lr=0.1)
        for _ in range(3):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
    for name, value in network.named_parameters():
        torch.testing.assert_close(dict(handed.named_parameters())[name], value)
    torch.testing.assert_close(handed.eval()(x), network.eval()(x))


def test_an_optimizer_of_the_students_own_trains_what_is_run() -> None:
    network = Shared()
    recipe = {
        "optimizer": "SGD",
        "groups": [{"lr": 0.1, "params": [name for name, _ in network.named_parameters()]}],
        "epochs": 1,
        "batch_size": 2,
        "factors": [1.0],
    }
    made = factory_of(*programs(network), recipe, "cpu")(0, "cpu")
    made.model(torch.randn(4, 1, 8, 8)).square().sum().backward()
    gradients = [value.grad for group in made.optimizer.param_groups for value in group["params"]]
    assert len(gradients) == len(list(network.parameters()))
    assert all(gradient is not None for gradient in gradients)
