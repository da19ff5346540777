"""What the training loop makes of pictures before a network sees them."""

import pytest
import torch
from torch.nn import functional

from assignments.tests.small_training import TRAIN
from cnnkit.train import Batches, to_unit


def test_bytes_become_what_totensor_and_normalize_make_of_them():
    transforms = pytest.importorskip("torchvision.transforms", reason="torchvision is missing")
    usual = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)]
    )
    ours = to_unit(torch.from_numpy(TRAIN.images[:4].copy()))
    torch.testing.assert_close(
        ours, torch.stack([usual(image) for image in TRAIN.images[:4].copy()])
    )
    assert ours.is_contiguous(memory_format=torch.channels_last)


def seen(epoch, data_=TRAIN, **settings):
    batches = Batches(data_, torch.device("cpu"))
    return [
        torch.cat(parts) for parts in zip(*batches.shuffled(epoch, 32, **settings), strict=True)
    ]


def rows(pictures):
    """Pictures as a sorted list: the same for any order."""
    return sorted(pictures.flatten(1).sum(1).tolist())


def test_an_epoch_deals_every_picture_once_in_an_order_of_its_own():
    pictures, labels = seen(0, flip=False)
    whole = to_unit(torch.from_numpy(TRAIN.images.copy()))
    assert rows(pictures) == pytest.approx(rows(whole))
    assert sorted(labels.tolist()) == sorted(TRAIN.labels.tolist())
    assert not torch.equal(labels, seen(1, flip=False)[1])
    assert torch.equal(labels, seen(0, flip=False)[1])
    assert not torch.equal(labels, seen(0, flip=False, seed=1)[1])


def test_two_epochs_show_both_forms_of_every_picture():
    few = TRAIN.take(slice(20))
    plain = to_unit(torch.from_numpy(few.images.copy()))
    both = torch.cat([plain, plain.flip(3)])
    pictures = torch.cat([seen(epoch, few)[0] for epoch in (4, 5)])
    key = torch.linspace(0, 1, 32)  # tells a picture from its mirror image
    assert sorted((pictures * key).sum((1, 2, 3)).tolist()) == pytest.approx(
        sorted((both * key).sum((1, 2, 3)).tolist()), abs=1e-3
    )


def test_moved_pictures_are_windows_of_the_padded_ones():
    few = TRAIN.take(slice(12))
    padded = functional.pad(to_unit(torch.from_numpy(few.images.copy())), [2] * 4, mode="reflect")
    windows = padded.unfold(2, 32, 1).unfold(3, 32, 1)  # (12, 3, 5, 5, 32, 32)
    windows = windows.permute(0, 2, 3, 1, 4, 5).reshape(12 * 25, -1)
    pictures, _ = seen(0, few, flip=False, crop=2)
    nearest = torch.cdist(pictures.flatten(1), windows).min(1)
    assert nearest.values.max() < 0.05
    assert sorted((nearest.indices // 25).tolist()) == list(range(12))
    assert len(set((nearest.indices % 25).tolist())) > 4


@pytest.mark.parametrize(("size", "sizes"), [(75, [75, 75]), (149, [150]), (40, [40, 40, 40, 30])])
def test_no_batch_is_of_one_picture(size, sizes):
    batches = Batches(TRAIN, torch.device("cpu"))
    assert [len(labels) for _, labels in batches.shuffled(0, size)] == sizes
    assert batches.steps(size) == len(sizes)
