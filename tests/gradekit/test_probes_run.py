"""Calling a student's function with parts: what is built, what is noted, what is left behind."""

import copy
import random

import numpy as np
import pytest
import torch
from torch import nn

from gradekit import checks, probes, specs

RNG = checks.rng("run")
W, B = checks.tensor(RNG, 2, 3), checks.tensor(RNG, 2)
X, Y = checks.tensor(RNG, 5, 3), torch.tensor([0, 1, 1, 0, 1])


def train(model, loader, loss_fn, optimizer, device):
    model.train()
    total = count = 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x.to(device)), y.to(device))
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        count += len(x)
    return total / count


def never_zeroed(model, loader, loss_fn, optimizer, device):
    for x, y in loader:
        loss_fn(model(x), y).backward()
        optimizer.step()


def arguments(optimizer=None, **settings):
    net = specs.model(specs.sequential(fc=specs.linear(W, B)), **settings)
    loader, loss = specs.loader(X, Y, 3), specs.loss("cross_entropy")
    return net, loader, loss, optimizer or specs.sgd(0.5), specs.device()


def test_an_epoch_is_told_event_by_event():
    report = probes.run(train, arguments(training=False))
    batch = [
        ["zero_grad", "optimizer"],
        ["forward", "model", "train", "grad"],
        ["loss", "loss"],
        ["backward", "loss"],
        ["step", "optimizer"],
    ]
    expected = [["train", "model"], ["batch", "loader", 0], *batch, ["batch", "loader", 1], *batch]
    assert report["events"] == expected
    assert report["batches"] == [0, 1]
    assert [len(x) for x in report["models"]["model"]["inputs"]] == [3, 2]
    assert not report["models"]["model"]["restored"]


@pytest.mark.parametrize("optimizer", [specs.sgd(0.5, momentum=0.9), specs.adam(0.1)])
def test_values_are_those_of_torch_itself(optimizer):
    report = probes.run(train, arguments(optimizer))
    model = nn.Sequential(nn.Linear(3, 2).double())
    with torch.no_grad():
        model[0].weight.copy_(W)
        model[0].bias.copy_(B)
    kind = getattr(torch.optim, optimizer["kind"])
    batches = [(X[:3], Y[:3]), (X[3:], Y[3:])]
    value = train(
        model,
        batches,
        nn.CrossEntropyLoss(),
        kind(model.parameters(), **optimizer["settings"]),
        "cpu",
    )
    assert report["value"] == pytest.approx(value, rel=1e-12)
    torch.testing.assert_close(report["models"]["model"]["state"]["fc.weight"], model[0].weight)


def test_gradients_at_each_step_show_what_was_not_zeroed():
    right, wrong = (probes.run(f, arguments())["steps"] for f in (train, never_zeroed))
    torch.testing.assert_close(right[0]["fc.weight"], wrong[0]["fc.weight"])
    assert not torch.allclose(right[1]["fc.weight"], wrong[1]["fc.weight"])


def test_gradients_modes_and_hooks_that_are_left_behind_are_seen():
    def careless(model, x):
        model.eval()
        model[0].register_forward_hook(lambda *_: None)
        model(x).sum().backward()
        for value in model.parameters():
            value.requires_grad_(False)

    report = probes.run(careless, (specs.sequential(fc=specs.linear(W)), X))
    told = report["models"]["model"]
    assert (told["hooks"], told["restored"]) == (1, False)
    assert told["grads"]["fc.weight"] is not None
    assert told["requires_grad"] == {"fc.weight": False}


def test_a_model_starts_as_the_part_says():
    net = specs.model(
        specs.sequential(a=specs.sequential(drop=specs.dropout(0.5)), fc=specs.linear(W)),
        training=True,
        frozen=["a.drop"],
        grads=2.0,
    )
    report = probes.run(lambda model: model.fc.weight.grad.sum().item(), (net,))
    assert report["value"] == 12.0
    training = report["models"]["model"]["training"]
    assert training == {"": True, "a": True, "a.drop": False, "fc": True}


def test_a_copy_of_a_model_is_not_the_watched_one():
    def on_a_copy(model, x):
        other = copy.deepcopy(model).eval()
        return other(x)

    report = probes.run(on_a_copy, (specs.sequential(fc=specs.linear(W)), X))
    assert report["events"] == []
    torch.testing.assert_close(report["value"].detach(), X @ W.T)


def test_what_raises_is_reported_with_what_it_left():
    def capture(model, x):
        model.eval()
        return model(x)

    net = specs.sequential(specs.relu(), specs.raising("KeyError", "conv9"))
    report = probes.run(capture, (net, X), catch=True)
    told = {"at": "call", "type": "KeyError", "message": "'conv9'", "line": ""}
    assert report["raised"] == told, "no line of a notebook had a part in it"
    assert report["models"]["model"]["training"] == {"": False, "0": False, "1": False}
    with pytest.raises(KeyError):
        probes.run(capture, (net, X))


def test_gradients_that_stay_switched_off_are_told_and_put_right():
    report = probes.run(lambda: torch.set_grad_enabled(False) and None)
    assert report["grad_mode"] is False
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("inside", [torch.no_grad, torch.inference_mode])
def test_results_of_inference_come_back_as_plain_tensors(inside):
    def predict(model, x):
        with inside():
            return {"logits": model(x)}

    report = probes.run(predict, (specs.sequential(fc=specs.linear(W)), X))
    assert report["events"][-1] == ["forward", "model", "train", "no grad"]
    assert not report["value"]["logits"].is_inference()
    assert not report["value"]["logits"].requires_grad


def test_a_generator_is_fresh_for_every_call_and_the_global_ones_are_watched():
    def draws(n, generator):
        return torch.randn(n, generator=generator)

    def careless(n, generator):
        return torch.randn(n) + float(np.random.rand()) + random.random()

    one, other = probes.seeded(draws, 3, 4), probes.seeded(draws, 3, 4)
    assert torch.equal(one["value"], other["value"])
    assert one["random"] == []
    assert probes.seeded(careless, 3, 4)["random"] == ["numpy", "random", "torch"]


def test_the_global_generators_are_put_back():
    before = torch.get_rng_state(), np.random.get_state()[1].copy(), random.getstate()
    probes.run(lambda: torch.randn(3) + random.random() + np.random.rand())
    assert torch.equal(before[0], torch.get_rng_state())
    assert np.array_equal(before[1], np.random.get_state()[1])
    assert before[2] == random.getstate()


def test_arguments_that_are_changed_are_named():
    def changes(x, y, *, z):
        x += 1
        z.append(1)
        y.requires_grad_()

    args = torch.zeros(2), torch.zeros(2)
    report = probes.run(changes, args, {"z": []})
    assert report["changed"] == [0, 1, "z"]
    assert torch.equal(args[0], torch.zeros(2))


def test_stubs_note_their_calls_and_answer_alike():
    def ablate(factory, train_fn, seeds):
        scores = {}
        for p in (0.1, 0.5):
            for seed in seeds:
                torch.manual_seed(seed)
                scores[p, seed] = train_fn(factory(dropout=p), seed=seed)
        return scores

    args = specs.stub("factory", "token"), specs.stub("train_fn"), [0, 1]
    one, other = probes.run(ablate, args), probes.run(ablate, args)
    assert one["value"] == other["value"]
    assert len(set(one["value"].values())) == 4
    calls = one["stubs"]["train_fn"]
    made = {"stub": "factory", "args": (), "kwargs": {"dropout": 0.1}}
    assert calls[0]["args"] == (made,)
    assert calls[0]["kwargs"] == {"seed": 0}
    # Paired seeds: the generator is in the same state for the same seed.
    assert calls[0]["random"] == calls[2]["random"] != calls[1]["random"]


def test_a_stub_gives_what_it_is_told_to():
    def twice(f):
        return [f(1), f(1), f(1)]

    for gives, expected in ((7, [7, 7, 7]), ([1, 2], [1, 2, 1])):
        assert probes.run(twice, (specs.stub("f", gives),))["value"] == expected
    built = probes.run(lambda f: f()(X), (specs.stub("f", specs.linear(W)),))["value"]
    torch.testing.assert_close(built.detach(), X @ W.T)


LAYERS = [
    (specs.conv(checks.tensor(RNG, 4, 1, 3, 2), stride=2, padding=1, groups=2), (2, 2, 5, 6)),
    (specs.pool(2, padding=1), (2, 2, 5, 6)),
    (specs.avg_pool(2, 1), (2, 2, 5, 6)),
    (specs.bn(W[0], W[1].abs() + 1), (2, 3, 4, 4)),
    (specs.gap(), (2, 3, 4, 5)),
    (specs.constant(B), (4, 9)),
    (specs.softmax(), (4, 3)),
    (specs.identity(), (4, 3)),
    (specs.flatten(), (4, 3, 2)),
]


@pytest.mark.parametrize(("part", "shape"), LAYERS, ids=lambda value: str(value)[:24])
def test_layers_compute_what_torch_does(part, shape):
    x = checks.tensor(RNG, *shape)
    functions = {
        "conv": lambda: torch.conv2d(x, part["values"]["weight"], None, 2, 1, 1, 2),
        "pool": lambda: torch.max_pool2d(x, 2, padding=1),
        "avg_pool": lambda: nn.functional.avg_pool2d(x, 2, 1),
        "bn": lambda: nn.functional.batch_norm(
            x, part["values"]["running_mean"], part["values"]["running_var"]
        ),
        "gap": lambda: x.mean((2, 3)),
        "constant": lambda: B.expand(4, 2),
        "softmax": lambda: x.softmax(1),
        "identity": lambda: x,
        "flatten": lambda: x.flatten(1),
    }
    net = specs.model(part, training=False)
    value = probes.run(lambda model: model(x), (net,))["value"].detach()
    torch.testing.assert_close(
        value, functions[part["layer"]["kind"] if "layer" in part else part["spec"]]()
    )


def test_parts_may_stand_in_the_cases_of_a_function():
    def drop(x, p, generator):
        return x * (torch.rand(x.shape, generator=generator) > p)

    expected = torch.ones(6) * (torch.rand(6, generator=torch.Generator().manual_seed(4)) > 0.5)
    case = checks.case(expected, torch.ones(6), 0.5, specs.generator(4))
    checks.function("q4_6", "my_dropout(x, p, generator)", drop, [case])
    with pytest.raises(checks.CheckFailed) as caught:
        checks.function("q4_6", "my_dropout(x, p, generator)", lambda x, p, generator: x, [case])
    assert "p=0.5, generator=generator(4)) returned 1 at [" in str(caught.value)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (specs.sequential(specs.flatten(), fc=specs.linear(W)), "sequential(flatten, linear)"),
        (specs.model(specs.conv(checks.tensor(RNG, 2, 1, 3, 5), stride=2)), "conv 3x5 (stride 2)"),
        (specs.pool(2), "pool 2x2"),
        (specs.loader(X, Y, 3), "loader of 5 in batches of 3"),
        (specs.sgd(0.1), "SGD(lr=0.1)"),
        (specs.dropout(0.5), "dropout(0.5)"),
        (specs.loss("mse"), "mse"),
        (specs.stub("train_fn"), "train_fn"),
        (specs.gap(), "gap"),
        (specs.device(), "device(cpu)"),
    ],
)
def test_a_part_is_told_in_a_few_words(part, words):
    assert specs.describe(part) == words


RAN = [
    (None, "There is no train in the notebook. Was its cell run, and is the name written exactly "
     "so? q3_3 asks for train(model, x).", None),
    (..., "q3_3 is not implemented yet", None),
    (lambda model, x: None, "q3_3 is not implemented yet", None),
    (3, "train is an int, not a function. Is the name used again for something else?", None),
    (lambda model, x: model(x[:, :2]), "train, one batch: the call raised RuntimeError: mat1 and "
     "mat2 shapes cannot be multiplied (5x2 and 3x2)",
     "train, one batch: the call raised RuntimeError."),
    (lambda model, x: model(x).sum(0), "train, one batch: the result: shape (2,), expected (5,2)."
     "\nThe result needs two axes, this one has one axis.\nWorth a look: One row a sample.",
     "train, one batch: the result: the shape is wrong.\n"
     "The result needs two axes, this one has one axis."),
]  # fmt: skip


def whole_check(function, hidden):
    """A check as an author would write it."""
    done = checks.ran(
        "q3_3",
        "train(model, x)",
        function,
        (specs.sequential(fc=specs.linear(W)), X),
        hidden=hidden,
        topic="one batch",
    )
    checks.agrees(done, "the result", done.value, X @ W.T, hint="One row a sample.")


@pytest.mark.parametrize(("function", "public", "hidden"), RAN)
def test_what_a_student_reads_of_a_call(function, public, hidden):
    for discreet, told in ((False, public), (True, hidden or public)):
        with pytest.raises(checks.CheckFailed) as caught:
            whole_check(function, discreet)
        assert str(caught.value) == told


def test_a_call_may_raise_where_the_test_asks_for_it():
    net = specs.raising("ValueError", "stop")
    done = checks.ran("q5_2", "f(model, x)", lambda m, x: m(x), (net, X), may_raise=True)
    assert done.raised["type"] == "ValueError"


def test_a_watched_model_may_be_differentiated_by_torch_func():
    def slope(model, x):
        output, pullback = torch.func.vjp(model, x)
        return pullback(torch.ones_like(output))[0]

    report = probes.run(slope, (specs.sequential(fc=specs.linear(W)), X))
    assert torch.equal(report["value"].detach(), W.sum(0).expand_as(X))


def test_a_module_may_run_twice():
    report = probes.run(lambda model, x: model(x), (specs.twice(specs.layer("relu")), -X.abs()))
    assert not report["value"].any()
