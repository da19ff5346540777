"""The stripes of pictures and graders, held against the contract of the question about them."""

import numpy as np
import pytest
import torch
from torch import nn

from assignments.tests.staff.cells import variables
from cnnkit import plots
from cnnkit.stripes import CLASSES, stripes

SOLVED = variables("a3_tiny_cnn")
SHIFTS = range(-3, 4)


@pytest.mark.parametrize(("size", "shift"), [(8, 0), (8, 3), (8, -3), (5, 1), (4, -1), (2, 0)])
def test_without_noise_they_are_those_of_the_question(size, shift):
    dealt = stripes(9, shift, seed=4, size=size, noise=0.0)
    X, y = SOLVED["make_stripes"](9, size, shift, 0.0, torch.Generator().manual_seed(0))
    assert (dealt.images.dtype, dealt.labels.dtype) == (np.float32, np.int64)
    assert dealt.images.shape == X.shape
    for label in range(len(CLASSES)):
        pattern = X[y == label][0].numpy()
        assert (dealt.images[dealt.labels == label] == pattern).all()
    assert abs(int((dealt.labels == 0).sum()) - int((dealt.labels == 1).sum())) == 1


@pytest.mark.parametrize("shift", [4, -4, 9])
def test_a_stripe_outside_is_refused_as_the_question_asks(shift):
    with pytest.raises(ValueError, match="fit"):
        stripes(2, shift, seed=0)
    with pytest.raises(ValueError, match="inside"):
        SOLVED["make_stripes"](2, shift=shift)


def test_the_noise_is_normal_and_comes_from_the_seed():
    dealt, clean = stripes(400, seed=7), stripes(400, seed=7, noise=0.0)
    assert (dealt.labels == clean.labels).all()
    left = dealt.images - clean.images
    assert abs(float(left.mean())) < 0.005
    assert abs(float(left.std()) - 0.2) < 0.005
    assert (stripes(400, seed=7).images == dealt.images).all()
    assert not (stripes(400, seed=8).images == dealt.images).any()


def trained(factory, seed):
    """A model after the ten epochs of the notebook, and its accuracy by shift."""
    dealt = stripes(400, seed=1)
    data = torch.utils.data.TensorDataset(
        torch.from_numpy(dealt.images), torch.from_numpy(dealt.labels)
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = factory()
        loader = torch.utils.data.DataLoader(data, batch_size=32, shuffle=True)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(10):
            SOLVED["train_one_epoch"](model, loader, nn.CrossEntropyLoss(), optimizer, "cpu")
    return SOLVED["shift_curve"](model, SHIFTS)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def test_what_the_notebook_says_of_tiny_networks_and_moved_stripes():
    assert sum(p.numel() for p in SOLVED["TinyCNN"]().parameters()) == 170
    assert sum(p.numel() for p in SOLVED["linear_baseline"]().parameters()) == 130
    for seed in range(3):
        tiny = trained(SOLVED["TinyCNN"], seed)
        assert tiny[0] == 1.0
        assert (tiny[-2] + tiny[2]) / 2 <= 0.51
    linear = trained(SOLVED["linear_baseline"], 0)
    assert linear[0] == 1.0
    assert max(linear[-2], linear[2]) < 0.05


def test_the_tolerant_network_holds_from_eight_random_starts():
    for seed in range(8):
        curve = trained(SOLVED["ShiftTolerantNet"], seed)
        assert min(curve[shift] for shift in range(-2, 3)) >= 0.999


def test_pictures_say_in_words_what_they_show(capsys):
    dealt = stripes(8, seed=0)
    plots.stripe_samples(dealt.images, dealt.labels)
    plots.losses([0.5, 0.1])
    plots.filters(np.full((4, 1, 3, 3), -0.25, np.float32))
    plots.template(np.array([[0.5, -1.0]]))
    both = np.stack([dealt.images[dealt.labels == k][0] for k in (0, 1)])
    shares = np.array([[0.9, 0.1], [0.8, 0.2]], np.float32)
    plots.stripe_predictions({0: both, 1: both}, {0: shares, 1: shares})
    falls, holds = {-2: 0.0, 0: 1.0, 2: 0.5}, {-2: 1.0, 0: 1.0, 2: 1.0}
    plots.shift_curves({"falls": [falls, holds], "holds": [holds]})
    assert capsys.readouterr().out.splitlines() == [
        "8 images of 8x8: 4 vertical and 4 horizontal.",
        "The loss falls from 0.500 in epoch 1 to 0.1000 at the end.",
        "4 filters; the largest weight is 0.25 in absolute value.",
        "Weights for horizontal minus those for vertical, from -1.00 to 0.50.",
        "2 of 4 predictions are wrong.",
        "Accuracy on moved stripes, mean of the shifts by -2 and 2 pixels, by run: "
        "falls 25 to 100 %; holds 100 %.",
    ]
