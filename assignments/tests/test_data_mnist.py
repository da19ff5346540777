"""Where MNIST comes from, how it is cached, and what is said when there is none."""

import gzip
import os

import numpy as np
import pytest

from cnnkit import data
from cnnkit.data.drawn_digits import generated_digits

NAMES = ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache folder of this test's own."""
    monkeypatch.setenv("CNN_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CNN_DATA", raising=False)
    return tmp_path / "cache"


def idx(array):
    """Bytes of an IDX file."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def write_mnist(folder, count=20, seed=0, packed=True):
    """Lay MNIST-like files into a folder; returns pictures and labels."""
    folder.mkdir(parents=True, exist_ok=True)
    images, labels = generated_digits(count, seed)
    for name, array in zip(NAMES, (images, labels), strict=True):
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(idx(array)))
        else:
            (folder / name).write_bytes(idx(array))
    return images, labels


@pytest.mark.parametrize(
    ("below", "packed"), [("mnist", True), ("MNIST/raw", False), ("MNIST/raw", True), (".", True)]
)
def test_raw_files_and_torchvision_folders_are_found(tmp_path, below, packed):
    images, labels = write_mnist(tmp_path / "root" / below, packed=packed)
    found = data.load_mnist(tmp_path / "root")
    np.testing.assert_array_equal(found.images, images)
    np.testing.assert_array_equal(found.labels, labels)
    assert found.images.dtype == np.uint8
    assert not found.images.flags.writeable


def test_torchvision_reads_what_we_read(tmp_path):
    datasets = pytest.importorskip("torchvision.datasets", reason="torchvision is not installed")
    folder = tmp_path / "root" / "MNIST" / "raw"
    write_mnist(folder, packed=False)
    for name in NAMES:
        (folder / name.replace("t10k", "train")).write_bytes((folder / name).read_bytes())
    theirs = datasets.MNIST(str(tmp_path / "root"), train=False)
    np.testing.assert_array_equal(data.load_mnist(tmp_path / "root").images, theirs.data.numpy())


def test_the_argument_goes_before_the_environment_and_that_before_the_cache(
    tmp_path, cache, monkeypatch
):
    for number, name in enumerate(("argument", "environment")):
        write_mnist(tmp_path / name / "mnist", count=5 + number)
    write_mnist(cache / "mnist", count=7)
    assert len(data.load_mnist().labels) == 7
    monkeypatch.setenv("CNN_DATA", str(tmp_path / "environment"))
    assert len(data.load_mnist().labels) == 6
    assert len(data.load_mnist(tmp_path / "argument").labels) == 5


def test_the_cache_is_one_memory_mapped_array(tmp_path, cache):
    images, _ = write_mnist(tmp_path / "mnist")
    data.load_mnist(tmp_path)
    assert len(list(cache.glob("*.npy"))) == 1
    found = data.load_mnist(tmp_path)
    assert isinstance(found.images, np.memmap)
    np.testing.assert_array_equal(found.images, images)


def test_a_torn_or_outdated_cache_is_made_again(tmp_path, cache):
    images, _ = write_mnist(tmp_path / "mnist")
    data.load_mnist(tmp_path)
    (cached,) = cache.glob("*.npy")
    cached.write_bytes(cached.read_bytes()[:-1])
    np.testing.assert_array_equal(data.load_mnist(tmp_path).images, images)
    images, _ = write_mnist(tmp_path / "mnist", count=9, seed=1)
    np.testing.assert_array_equal(data.load_mnist(tmp_path).images, images)


def test_the_cache_serves_when_the_files_are_gone(tmp_path, cache, monkeypatch):
    monkeypatch.setenv("CNN_DATA", str(tmp_path / "root"))
    images, _ = write_mnist(tmp_path / "root" / "mnist")
    data.load_mnist()
    monkeypatch.delenv("CNN_DATA")
    np.testing.assert_array_equal(data.load_mnist().images, images)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, cache, capsys):
    cache.write_text("a file where the folder should be")
    images, _ = write_mnist(tmp_path / "mnist")
    np.testing.assert_array_equal(data.load_mnist(tmp_path).images, images)
    assert "cannot be written" in capsys.readouterr().out


def test_without_mnist_a_line_to_paste_and_the_folder_are_named(capsys, cache):
    with pytest.raises(data.DataMissingError) as missing:
        data.load_mnist()
    message = str(missing.value)
    for way in ("t10k-images-idx3-ubyte.gz", f"into {cache}", "CNN_DATA"):
        assert way in message
    found = data.digits()
    assert found.source == "generated"
    assert found.images.shape == (1000, 28, 28)
    assert "generated digits" in capsys.readouterr().out


def test_the_line_of_the_message_downloads_when_it_is_pasted(monkeypatch, capsys):
    """Here from a port at which nobody answers: no wait, no trace, the same message again."""
    from torchvision.datasets import MNIST

    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/"])
    with pytest.raises(data.DataMissingError) as missing:
        data.load_mnist()
    (line,) = [line for line in str(missing.value).splitlines() if line.startswith("    ")]
    with pytest.raises(data.DataMissingError):
        exec(line.strip(), {})
    assert "The download of MNIST failed" in capsys.readouterr().out


def test_where_pictures_come_from_does_not_tell_where_the_home_folder_is(
    tmp_path, monkeypatch, capsys
):
    write_mnist(tmp_path / "private" / "mnist")
    monkeypatch.setenv("CNN_DATA", str(tmp_path / "private"))
    data.digits()
    assert "$CNN_DATA/mnist" in (said := capsys.readouterr().out)
    assert str(tmp_path) not in said


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\x08", b"\0\0\x0d\x01" + bytes(8), idx(np.zeros((3, 2), np.uint8))[:-1]]
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_damaged_file_is_named(tmp_path, content, packed):
    write_mnist(tmp_path, packed=packed)
    name = NAMES[0] + (".gz" if packed else "")
    (tmp_path / name).write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(ValueError, match=f"{name} is damaged"):
        data.load_mnist(tmp_path)


def test_a_truncated_gzip_is_named(tmp_path):
    write_mnist(tmp_path)
    path = tmp_path / f"{NAMES[1]}.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ValueError, match=rf"{NAMES[1]}\.gz is damaged"):
        data.load_mnist(tmp_path)


def test_generated_digits_repeat_by_seed_and_hold_every_digit():
    images, labels = generated_digits(200, seed=3)
    again, _ = generated_digits(200, seed=3)
    np.testing.assert_array_equal(images, again)
    assert set(labels.tolist()) == set(range(10))
    assert images.dtype == np.uint8
    assert images.max(axis=(1, 2)).min() == 255
    assert not (images == generated_digits(200, seed=4)[0]).all()


@pytest.mark.skipif("CNN_DATA" not in os.environ, reason="CNN_DATA is not set")
def test_real_mnist_is_read_where_it_is(monkeypatch):
    monkeypatch.setenv("CNN_DATA", REAL)
    found = data.load_mnist()
    assert found.images.shape == (10_000, 28, 28)
    assert np.bincount(found.labels).tolist() == REAL_COUNTS


REAL = os.environ.get("CNN_DATA", "")
# Digits 0 to 9 in MNIST's test split, as its authors count them.
REAL_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
