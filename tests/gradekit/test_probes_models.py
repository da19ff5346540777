"""What a probe reports of a student's model, and what the checks make of it."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from gradekit import checks, probes

RNG = checks.rng("models")
STATE = {
    "conv1.weight": checks.tensor(RNG, 4, 1, 3, 3),
    "conv1.bias": checks.tensor(RNG, 4),
    "fc1.weight": checks.tensor(RNG, 2, 64),
    "fc1.bias": checks.tensor(RNG, 2),
}
X = checks.tensor(RNG, 5, 1, 8, 8)
MAPS = functional.max_pool2d(
    functional.relu(functional.conv2d(X, STATE["conv1.weight"], STATE["conv1.bias"], padding=1)), 2
)
RIGHT = MAPS.flatten(1) @ STATE["fc1.weight"].T + STATE["fc1.bias"]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.relu = nn.ReLU()
        self.fc1 = nn.Linear(64, 2)

    def forward(self, x):
        return self.fc1(functional.max_pool2d(self.relu(self.conv1(x)), 2).flatten(1))


class Functional(Net):
    def forward(self, x):
        return self.fc1(
            torch.clone(functional.max_pool2d(functional.relu(self.conv1(x)), 2)).flatten(1)
        )


class Swapped(Net):
    def forward(self, x):
        return self.fc1(self.relu(functional.max_pool2d(self.conv1(x), 2)).flatten(1))


class Softmax(Net):
    def forward(self, x):
        return super().forward(x).softmax(1)


class NoSuper(nn.Module):
    def __init__(self):
        self.conv1 = nn.Conv2d(1, 4, 3)


class Blank(nn.Module):
    def __init__(self):
        super().__init__()
        ...  # noqa: PIE790  (as it is handed out)

    def forward(self, x): ...


class Open(nn.Module):
    def __init__(self):
        raise NotImplementedError


class NoReturn(Net):
    def forward(self, x):
        super().forward(x)


class InAList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Conv2d(1, 4, 3, padding=1)]

    def forward(self, x):
        return self.layers[0](x).sum((1, 2, 3))


class OtherNames(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.fc1 = nn.Linear(64, 2)


class OtherShape(Net):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(256, 2)


class Wide(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 2)


class Raises(Net):
    def forward(self, x):
        return self.fc1(x)


class AcrossTheBatch(Net):
    def forward(self, x):
        return super().forward(x - x.mean(0))


class Merges(Net):
    def forward(self, x):
        return super().forward(x).reshape(-1)


def full_check(factory, hidden):
    """A check as an author would write it."""
    steps = [("eval", X), ("eval", X), ("eval", X[:2])]
    net = checks.built(
        "q3_2", "TinyCNN()", factory, state=STATE, steps=steps, hidden=hidden, topic="given weights"
    )
    checks.parameter_count(net, 170)
    checks.outputs(net, [RIGHT, RIGHT, RIGHT[:2]], hint="And no softmax.")


MESSAGES = [
    (None, "There is no TinyCNN in the notebook. Was its cell run, and is the name written exactly "
     "so? q3_2 asks for TinyCNN().", None),
    (..., "q3_2 is not implemented yet", None),
    (Blank, "q3_2 is not implemented yet", None),
    (Open, "q3_2 is not implemented yet", None),
    (lambda: None, "q3_2 is not implemented yet", None),
    (NoReturn, "q3_2 is not implemented yet: forward returned None; is a return missing?", None),
    (5, "TinyCNN is an int, not a class. Is the name used again for something else?", None),
    (lambda: 5, "TinyCNN() makes an int, not an nn.Module.", None),
    (Wide, "TinyCNN(width) cannot be called as TinyCNN(): missing a required argument: 'width'.",
     None),
    (NoSuper, "TinyCNN, given weights: making it raised AttributeError: cannot assign module "
     "before Module.__init__() call", "TinyCNN, given weights: making it raised AttributeError."),
    (InAList, "TinyCNN has no parameters. A layer counts when it is an attribute of the module: in "
     "a plain Python list it is not found.", None),
    (OtherNames, "TinyCNN has no conv1.weight; it has conv.weight, conv.bias. Layers are "
     "attributes with the names that q3_2 gives them.", None),
    (OtherShape, "TinyCNN: fc1.weight does not have the shape that q3_2 asks for.", None),
    (Raises, "TinyCNN, given weights: its forward pass raised RuntimeError: mat1 and mat2 shapes "
     "cannot be multiplied (40x8 and 64x2)",
     "TinyCNN, given weights: its forward pass raised RuntimeError."),
    (Merges, "TinyCNN, given weights: the output: shape (10,), expected (5,2).\n"
     "The result needs two axes, this one has one axis.\nWorth a look: And no softmax.",
     "TinyCNN, given weights: the output: the shape is wrong.\n"
     "The result needs two axes, this one has one axis."),
]  # fmt: skip


@pytest.mark.parametrize(("factory", "public", "hidden"), MESSAGES)
def test_what_a_student_reads(factory, public, hidden):
    for discreet, told in ((False, public), (True, hidden or public)):
        with pytest.raises(checks.CheckFailed) as caught:
            full_check(factory, discreet)
        assert str(caught.value) == told


def test_wrong_values_are_told_by_place_or_by_hint_alone():
    with pytest.raises(checks.CheckFailed, match=r"the output: .* at \[0, 0\], expected .*10 of"):
        full_check(Softmax, False)
    with pytest.raises(checks.CheckFailed) as caught:
        full_check(Softmax, True)
    assert str(caught.value) == (
        "TinyCNN, given weights: the output: the values are wrong.\nWorth a look: And no softmax."
    )
    assert "checks.seed.set" in caught.value.detail


@pytest.mark.parametrize("factory", [Net, Functional, Swapped])
def test_an_honest_network_passes_however_it_is_written(factory):
    full_check(factory, hidden=True)


def test_a_report_tells_parameters_modules_and_what_was_called():
    report = probes.model(Net, steps=[("train", X)], dtype="float32")
    assert report["class"] == "Net"
    assert report["parameters"] == {name: tuple(value.shape) for name, value in STATE.items()}
    assert report["count"] == 170
    assert report["modules"]["conv1"]["padding"] == (1, 1)
    assert report["steps"][0]["calls"] == ["conv1", "relu", "fc1"]
    assert report["steps"][0]["output"].dtype == torch.float32
    assert checks.layers_of(report["steps"][0]) == ["conv", "relu", "max_pool", "linear"]


def test_the_same_report_but_for_its_form_whether_written_with_modules_or_functions():
    steps = [("train", X, RIGHT), ("eval", X)]
    one, other = (probes.model(kind, steps=steps, state=STATE) for kind in (Net, Functional))
    assert one["steps"][0]["calls"] != other["steps"][0]["calls"]
    assert one["steps"][0]["operations"] != other["steps"][0]["operations"]
    assert probes.calls.same(probes.behaviour(one), probes.behaviour(other))


def test_gradients_and_buffers_are_those_of_torch():
    dout = checks.tensor(RNG, 4, 3, 2, 2)
    x = checks.tensor(RNG, 4, 3, 2, 2)
    report = probes.model(nn.BatchNorm2d, (3,), steps=[("train", x, dout), ("eval", x)], fill=1)
    norm = nn.BatchNorm2d(3).double()
    with torch.no_grad():
        for name, value in (*norm.named_parameters(), *norm.named_buffers()):
            if value.is_floating_point():
                value.copy_(torch.from_numpy(probes.filled(name, value.shape, 1)))
    own = x.clone().requires_grad_()
    (norm(own) * dout).sum().backward()
    step = report["steps"][0]
    torch.testing.assert_close(step["input_grad"], own.grad)
    torch.testing.assert_close(step["grads"]["weight"], norm.weight.grad)
    torch.testing.assert_close(step["buffers"]["running_var"], norm.running_var)
    torch.testing.assert_close(report["steps"][1]["output"], norm.eval()(x))


def test_what_is_made_in_forward_is_named():
    class Fresh(nn.Module):
        def forward(self, x):
            self.conv1 = nn.Conv2d(1, 4, 3).double()
            return self.conv1(x)

    (step,) = probes.model(Fresh, steps=[("eval", X)])["steps"]
    assert step["made"] == ["weight", "bias"]


def test_a_step_may_raise_where_the_test_asks_for_it():
    big = torch.zeros(1, 1, 16, 16)
    net = checks.built("q3_2", "TinyCNN()", Net, steps=[("eval", big), ("eval", X)], may_raise=True)
    assert net.steps[0]["raised"]["type"] == net.raised["type"] == "RuntimeError"
    assert net.outputs[1].shape == (5, 2)


def test_eval_is_repeatable_and_samples_are_independent():
    class Noisy(Net):
        def forward(self, x):
            return super().forward(x) + torch.rand(1, dtype=x.dtype)

    steps = [("eval", X), ("eval", X), ("eval", X[:2])]
    for factory, sound in ((Net, True), (Noisy, False), (AcrossTheBatch, False)):
        net = checks.built("q3_2", "TinyCNN()", factory, steps=steps, fill=2, hidden=True)
        if sound:
            checks.repeats(net)
            checks.independent(net, 0, 2)
        elif factory is Noisy:
            with pytest.raises(checks.CheckFailed, match="another output the second time"):
                checks.repeats(net)
        else:
            with pytest.raises(checks.CheckFailed, match="keep the batch axis"):
                checks.independent(net, 0, 2)


def test_layers_out_of_order_are_found():
    net = checks.built("q4_7", "ImprovedCNN()", Swapped, steps=[("eval", X)])
    checks.layer_order(net, ["conv", "max_pool", "relu", "linear"])
    checks.layer_order(net, ["conv", "linear"])
    with pytest.raises(checks.CheckFailed, match="layer 2 of the forward pass is max_pool"):
        checks.layer_order(net, ["conv", "relu", "max_pool", "linear"])


class Dropping(nn.Module):
    def __init__(self, drop):
        super().__init__()
        self.drop = drop

    def forward(self, x):
        return self.drop(x).flatten(1)


@pytest.mark.parametrize(
    ("drop", "told"),
    [
        (nn.Dropout(0.25), ""),
        (lambda x: functional.dropout(x, 0.25, training=True), ""),
        (lambda x: functional.dropout(x.flatten(1), 0.25), ""),
        (nn.Dropout2d(0.25), "each number by itself"),
        (nn.Identity(), "each number by itself"),
        (lambda x: functional.dropout(functional.dropout(x, 0.25), 0.25), "each number by itself"),
        (nn.Dropout(0.5), "another p"),
    ],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_what_is_dropped_is_seen_whatever_is_drawn(drop, told, seed):
    net = checks.built(
        "q4_7", "Net()", lambda: Dropping(drop), steps=[("train", X)], seed=seed, hidden=True
    )
    if not told:
        checks.dropouts(net, [X.numel()], 0.25)
        return
    with pytest.raises(checks.CheckFailed, match=told):
        checks.dropouts(net, [X.numel()], 0.25)


@pytest.mark.parametrize(
    ("shapes", "told"),
    [
        ({"conv1.weight": (4, 1, 3, 3)}, "TinyCNN has a parameter too many: conv1.bias."),
        ({"conv2.weight": (4, 1, 3, 3)}, "TinyCNN has no parameter conv2.weight; it has conv1"),
        ({"conv1.weight": (8, 1, 3, 3)}, r"conv1.weight has the wrong shape: \(4,1,3,3\), exp"),
    ],
)
def test_parameters_are_told_by_name_and_shape(shapes, told):
    net = checks.built("q3_2", "TinyCNN()", Net, steps=[("eval", X)])
    with pytest.raises(checks.CheckFailed, match=told):
        checks.parameters(net, shapes)


def test_a_wrong_number_of_parameters_is_told_with_both_numbers():
    net = checks.built("q3_2", "TinyCNN()", Net, steps=[("eval", X)])
    with pytest.raises(checks.CheckFailed, match=r"has 170 parameters, expected 1,250\."):
        checks.parameter_count(net, 1250)


def test_the_global_generators_are_left_alone_and_start_the_same():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    one, other = (probes.model(Net, steps=[("eval", X)], initial=True) for _ in range(2))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(one["initial"]["fc1.weight"], other["initial"]["fc1.weight"])
    assert torch.equal(one["steps"][0]["output"], other["steps"][0]["output"])


def test_an_exception_comes_through_unless_it_is_caught():
    with pytest.raises(AttributeError):
        probes.model(NoSuper)
    report = probes.model(NoSuper, catch=True)
    assert report["raised"]["at"] == "building"
    assert "cannot assign module" in report["raised"]["message"]


def test_the_fill_depends_on_name_and_shape_and_nothing_else():
    one = probes.filled("conv1.weight", (4, 3, 3, 3), 1)
    assert np.array_equal(one, probes.filled("conv1.weight", (4, 3, 3, 3), 1))
    assert not np.array_equal(one, probes.filled("conv1.weight", (4, 3, 3, 3), 2))
    assert abs(one.std() - np.sqrt(2 / 27)) < 0.05
    assert (probes.filled("bn1.running_var", (100,), 1) >= 0.5).all()
