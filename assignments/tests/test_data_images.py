"""Where CIFAR-10 comes from, how it is cached, and what stands in when there is none."""

import hashlib
import http.server
import io
import multiprocessing
import os
import pickle
import shutil
import socketserver
import tarfile
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnkit import data

REAL = os.environ.get("CNN_DATA", "")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache folder of this test's own."""
    monkeypatch.setenv("CNN_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CNN_DATA", raising=False)
    return tmp_path / "cache"


def picture(label, number):
    """A picture that says which one it is."""
    array = np.full((32, 32, 3), 10 * label, np.uint8)
    array[0, :, 0] = number
    return array


def write_tree(folder, count=2, splits=("train", "test"), form="png"):
    """Lay a tree of pictures into a folder."""
    for split in splits:
        for label, name in enumerate(data.CIFAR10_CLASSES):
            (folder / split / name).mkdir(parents=True)
            for number in range(count):
                file = folder / split / name / f"{number:04}.{form}"
                Image.fromarray(picture(label, number)).save(file)


def expected(count=2):
    """Pictures and labels of that tree: the classes take turns."""
    turns = [(label, number) for number in range(count) for label in range(10)]
    return np.stack([picture(*turn) for turn in turns]), [label for label, _ in turns]


def assert_found(found, count=2):
    images, labels = expected(count)
    np.testing.assert_array_equal(found.images, images)
    assert found.labels.tolist() == labels
    assert found.classes == data.CIFAR10_CLASSES
    assert (found.images.dtype, found.labels.dtype) == (np.uint8, np.int64)
    assert not found.images.flags.writeable
    assert not found.labels.flags.writeable


def write_archive(tree, path):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for file in sorted(tree.rglob("*.png")):
                archive.write(file, f"some-folder/{file.relative_to(tree)}")
    else:
        with tarfile.open(path, "w:gz") as archive:
            archive.add(tree, ".")


@pytest.mark.parametrize("below", [".", "cifar10", "CIFAR-10-images"])
def test_a_tree_of_pictures_is_found_below_the_root(tmp_path, below):
    write_tree(tmp_path / "root" / below)
    assert_found(data.load_cifar10(tmp_path / "root", "train"))


@pytest.mark.parametrize("name", ["cifar10-images.tar.gz", "CIFAR10.tgz", "cifar-10.zip"])
def test_an_archive_is_found_in_the_root_or_is_the_root(tmp_path, name):
    write_tree(tmp_path / "tree")
    (tmp_path / "root").mkdir()
    write_archive(tmp_path / "tree", tmp_path / "root" / name)
    assert_found(data.load_cifar10(tmp_path / "root", "test"))
    assert_found(data.load_cifar10(tmp_path / "root" / name, "test"))


def test_jpeg_pictures_are_read(tmp_path):
    write_tree(tmp_path, form="jpg")
    found = data.load_cifar10(tmp_path, "test")
    assert found.labels.tolist() == expected()[1]
    assert abs(found.images[5].astype(int) - 50)[1:].mean() < 5


def test_a_folder_called_train_of_other_classes_is_not_cifar10(tmp_path):
    (tmp_path / "train" / "cats").mkdir(parents=True)
    with pytest.raises(data.DataMissingError):
        data.load_cifar10(tmp_path)


def write_torchvision(folder, monkeypatch):
    """CIFAR-10 in the form of its authors, of 10 pictures a file; returns the file names."""
    from torchvision.datasets import CIFAR10

    base = folder / "cifar-10-batches-py"
    base.mkdir(parents=True)
    rng = np.random.default_rng(0)
    lists = {"train": [f"data_batch_{number}" for number in range(1, 6)], "test": ["test_batch"]}
    for name in (*lists["train"], *lists["test"]):
        rows = {"data": rng.integers(0, 256, (10, 3072), dtype=np.uint8), "labels": [*range(10)]}
        (base / name).write_bytes(pickle.dumps(rows))
    (base / "batches.meta").write_bytes(pickle.dumps({"label_names": [*data.CIFAR10_CLASSES]}))

    def hashed(names):
        return [[name, hashlib.md5((base / name).read_bytes()).hexdigest()] for name in names]

    # The hashes that torchvision knows are those of the real files.
    monkeypatch.setattr(CIFAR10, "train_list", hashed(lists["train"]))
    monkeypatch.setattr(CIFAR10, "test_list", hashed(lists["test"]))
    meta = {**CIFAR10.meta, "md5": hashed(["batches.meta"])[0][1]}
    monkeypatch.setattr(CIFAR10, "meta", meta)
    return CIFAR10


@pytest.mark.parametrize("inside", [False, True])
def test_a_folder_of_torchvision_holds_what_torchvision_reads(tmp_path, monkeypatch, inside):
    cifar10 = write_torchvision(tmp_path / "root", monkeypatch)
    theirs = cifar10(str(tmp_path / "root"), train=True)
    root = tmp_path / "root" / ("cifar-10-batches-py" if inside else "")
    found = data.load_cifar10(root, "train")
    np.testing.assert_array_equal(found.images, theirs.data)
    assert found.labels.tolist() == theirs.targets
    assert found.classes == tuple(theirs.classes)


def test_a_damaged_folder_of_torchvision_is_never_unpickled(tmp_path, monkeypatch):
    write_torchvision(tmp_path, monkeypatch)
    (tmp_path / "cifar-10-batches-py" / "test_batch").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(ValueError, match="incomplete or damaged"):
        data.load_cifar10(tmp_path, "test")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server that prints nothing."""

    def log_message(self, *_):
        pass


def test_a_download_goes_into_the_cache_folder(tmp_path, monkeypatch, cache):
    cifar10 = write_torchvision(tmp_path / "made", monkeypatch)
    served = tmp_path / "served" / "cifar.tar.gz"
    served.parent.mkdir()
    with tarfile.open(served, "w:gz") as archive:
        archive.add(tmp_path / "made" / "cifar-10-batches-py", "cifar-10-batches-py")
    digest = hashlib.md5(served.read_bytes()).hexdigest()
    monkeypatch.setattr(cifar10, "tgz_md5", digest)
    os.utime(served)

    def handler(*arguments):
        return Quiet(*arguments, directory=str(served.parent))

    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/{served.name}"
        monkeypatch.setattr(cifar10, "url", address)
        found = data.load_cifar10(split="test", download=True)
        server.shutdown()
    assert len(found) == 10
    assert (cache / "cifar-10-batches-py").is_dir()


def test_without_a_network_a_download_is_no_wait_and_no_trace(monkeypatch):
    from torchvision.datasets import CIFAR10

    monkeypatch.setattr(CIFAR10, "url", "http://127.0.0.1:9/cifar.tar.gz")
    with pytest.raises(data.DataMissingError):
        data.load_cifar10(download=True)


def test_the_cache_is_memory_mapped_and_serves_when_the_source_is_gone(tmp_path, monkeypatch):
    write_tree(tmp_path / "root")
    monkeypatch.setenv("CNN_DATA", str(tmp_path / "root"))
    data.load_cifar10(split="train")
    found = data.load_cifar10(split="train")
    assert isinstance(found.images, np.memmap)
    monkeypatch.delenv("CNN_DATA")
    shutil.rmtree(tmp_path / "root")
    found = data.load_cifar10(split="train")
    assert_found(found)
    assert found.source == "the cache"
    with pytest.raises(data.DataMissingError):
        data.load_cifar10(split="test")


def test_a_small_source_does_not_displace_the_cache_of_another(tmp_path, monkeypatch, capsys):
    for name, count in (("large", 4), ("small", 1)):
        write_tree(tmp_path / name, count)
    assert len(data.load_cifar10(tmp_path / "large")) == 40
    assert len(data.load_cifar10(tmp_path / "small")) == 10
    capsys.readouterr()
    assert len(data.load_cifar10(tmp_path / "large")) == 40
    assert capsys.readouterr().out == "", "it was decoded again"


def test_a_torn_or_outdated_cache_is_made_again(tmp_path, cache):
    write_tree(tmp_path / "root")
    data.load_cifar10(tmp_path / "root")
    (cached,) = cache.glob("cifar10-train-*.npy")
    cached.write_bytes(cached.read_bytes()[:-1])
    assert_found(data.load_cifar10(tmp_path / "root"))
    write_tree(tmp_path / "more", 3)
    shutil.rmtree(tmp_path / "root")
    (tmp_path / "more").rename(tmp_path / "root")
    assert_found(data.load_cifar10(tmp_path / "root"), 3)


def load_from(root):
    return int(data.load_cifar10(root, "train").images.sum())


def test_several_processes_may_make_the_cache_at_once(tmp_path, cache):
    write_tree(tmp_path / "root", 3)
    with multiprocessing.get_context("fork").Pool(4) as pool:
        sums = pool.map(load_from, [tmp_path / "root"] * 4)
    assert sums == [int(expected(3)[0].sum())] * 4
    assert len(list(cache.glob("*.npy"))) == 1
    assert {path.suffix for path in cache.iterdir()} <= {".npy", ".lock"}, "remains of writing"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"no picture", "is not an image that can be read"), (None, "is 8x9, CIFAR-10 is 32x32")],
)
def test_a_bad_picture_is_named(tmp_path, content, said):
    write_tree(tmp_path, 1)
    if content is None:
        buffer = io.BytesIO()
        Image.fromarray(np.zeros((9, 8, 3), np.uint8)).save(buffer, "png")
        content = buffer.getvalue()
    (tmp_path / "test" / "frog" / "0000.png").write_bytes(content)
    with pytest.raises(ValueError, match=rf"test/frog/0000\.png {said}"):
        data.load_cifar10(tmp_path, "test")


@pytest.mark.parametrize("name", ["cifar10.tar.gz", "cifar10.zip"])
def test_a_damaged_or_empty_archive_is_named(tmp_path, name):
    (tmp_path / name).write_bytes(b"not an archive")
    with pytest.raises(ValueError, match=rf"{name} is damaged"):
        data.load_cifar10(tmp_path)
    write_tree(tmp_path / "tree", 1, splits=["test"])
    write_archive(tmp_path / "tree", tmp_path / name)
    with pytest.raises(ValueError, match=rf"{name} holds no images under train/"):
        data.load_cifar10(tmp_path)


def test_without_cifar10_a_line_to_paste_and_the_folder_are_named_once(capsys, cache):
    with pytest.raises(data.DataMissingError) as missing:
        data.load_cifar10()
    message = str(missing.value)
    for way in ("cifar-10-batches-py", "cifar10-images.tar.gz", f"into {cache}", "CNN_DATA"):
        assert way in message
    (line,) = [line for line in message.splitlines() if line.startswith("    ")]
    assert line.strip().endswith("load_cifar10(download=True)")
    train, test = data.load_images("train"), data.load_images("test")
    assert (train.source, test.source) == ("generated shapes", "generated shapes")
    assert (train.images.shape, test.images.shape) == ((10_000, 32, 32, 3), (2_000, 32, 32, 3))
    said = capsys.readouterr().out
    assert said.count(message) == 1
    assert "10,000 generated shapes stand in for its train split" in said
    assert "2,000 generated shapes stand in for its test split" in said


def test_load_images_says_what_it_found(tmp_path, monkeypatch, capsys):
    write_tree(tmp_path)
    monkeypatch.setenv("CNN_DATA", str(tmp_path))
    assert_found(data.load_images("train"))
    assert capsys.readouterr().out.endswith("CIFAR-10: 20 train images from $CNN_DATA.\n")


def test_where_pictures_come_from_does_not_tell_where_the_folder_is(tmp_path, monkeypatch, capsys):
    write_tree(tmp_path / "private")
    monkeypatch.setenv("CNN_DATA", str(tmp_path / "private"))
    data.load_images("train")
    assert str(tmp_path) not in capsys.readouterr().out


def test_an_unknown_split_is_refused():
    with pytest.raises(ValueError, match='split is "train" or "test", not \'valid\''):
        data.load_images("valid")


def test_some_of_the_pictures_can_be_taken():
    shapes = data.load_shapes(50, 3)
    few = shapes.take([7, 3, 7])
    np.testing.assert_array_equal(few.images, shapes.images[[7, 3, 7]])
    np.testing.assert_array_equal(few.labels, shapes.labels[[7, 3, 7]])
    assert (len(few), few.classes, few.source) == (3, shapes.classes, shapes.source)
    assert np.shares_memory(shapes.take(slice(10, 20)).images, shapes.images)
    assert len(shapes.take([])) == 0
    with pytest.raises(ValueError, match="read-only"):
        few.images[0] = 0


@pytest.mark.skipif(
    not any(Path(REAL).glob("cifar*")), reason="CNN_DATA is not set, or holds no CIFAR-10"
)
def test_the_real_test_split_is_read(monkeypatch):
    monkeypatch.setenv("CNN_DATA", REAL)
    monkeypatch.delenv("CNN_CACHE")  # decoded once for all runs
    found = data.load_cifar10(split="test")
    assert found.images.shape == (10_000, 32, 32, 3)
    assert np.bincount(found.labels).tolist() == [1000] * 10
    # Means of the channels over the test split of the original arrays.
    mean = found.images.mean(axis=(0, 1, 2)) / 255
    np.testing.assert_allclose(mean, (0.494, 0.485, 0.450), atol=0.01)
