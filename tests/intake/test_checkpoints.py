"""Checkpoints beside a notebook: which is taken, and what is set aside without losing the work."""

import json
import zipfile
from pathlib import Path

import pytest

from autograder.intake.choose import Wanted
from autograder.intake.find import Found
from autograder.intake.submission import Submission, take_in

MIB = 1024 * 1024
WANTED = Wanted("a4", ("q4_4",), (), ("answers.json",), ("simple_cnn", "improved_cnn"))
BOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"autograder": {"assignment": "a4"}},
    "cells": [],
}


def taken(source: Path) -> Submission:
    return take_in(Found("ada", source), WANTED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "ada"
    path.mkdir()
    (path / "a4.ipynb").write_text(json.dumps(BOOK))
    return path


def packed(folder: Path, *names: str) -> Path:
    target = folder.parent / "ada.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a4.ipynb", *names):
            archive.write(folder / name, name)
    return target


@pytest.mark.parametrize("name", ["simple_cnn.safetensors", "simple_cnn.pt", "work/simple_cnn.pth"])
@pytest.mark.parametrize("zipped", [False, True])
def test_it_may_lie_anywhere_in_folder_or_zip(folder: Path, name: str, *, zipped: bool) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"weights")
    found = taken(packed(folder, name) if zipped else folder)
    (one,) = found.checkpoints
    assert (one.task, one.file, one.data, one.refused) == ("simple_cnn", name, b"weights", "")
    assert found.files == {}


def test_it_may_lie_beside_the_zip(folder: Path) -> None:
    packed(folder).rename(folder / "a4.zip")
    (folder / "a4.ipynb").unlink()
    (folder / "simple_cnn.pt").write_bytes(b"weights")
    (one,) = taken(folder).checkpoints
    assert one.data == b"weights"


def test_names_of_other_tasks_and_litter_are_left_alone(folder: Path) -> None:
    (folder / "__MACOSX").mkdir()
    names = (
        *("experiment.pt", "simple_cnn.npz", "my_simple_cnn.pt", "overfit_batch.pt"),
        *("._simple_cnn.pt", "__MACOSX/simple_cnn.pt"),
    )
    for name in names:
        (folder / name).write_bytes(b"x")
    assert taken(folder).checkpoints == ()
    assert taken(packed(folder, *names)).checkpoints == ()


def test_a_checkpoint_is_part_of_the_hash(folder: Path) -> None:
    hashes = [taken(folder).sha256]
    for content in (b"one", b"two"):
        (folder / "simple_cnn.pt").write_bytes(content)
        hashes.append(taken(folder).sha256)
    assert len(set(hashes)) == 3


@pytest.mark.parametrize("size", [33 * MIB, 300 * MIB])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_large_one_is_set_aside_and_the_work_is_kept(
    folder: Path, size: int, *, zipped: bool
) -> None:
    with (folder / "simple_cnn.pt").open("wb") as file:
        file.truncate(size)
    (folder / "improved_cnn.pt").write_bytes(b"weights")
    names = ("simple_cnn.pt", "improved_cnn.pt")
    found = taken(packed(folder, *names) if zipped else folder)
    large, small = found.checkpoints
    assert large.data == b""
    assert large.refused.startswith("larger than 32 MiB")
    assert small.data == b"weights"
    assert found.file == "a4.ipynb"


def test_of_several_for_one_network_none_is_chosen(folder: Path) -> None:
    (folder / "old").mkdir()
    (folder / "simple_cnn.pt").write_bytes(b"one")
    (folder / "simple_cnn.safetensors").write_bytes(b"two")
    (one,) = taken(folder).checkpoints
    assert one.file == "simple_cnn.pt, simple_cnn.safetensors"
    assert one.refused == "2 checkpoints of one network were handed in; leave one."
    (folder / "simple_cnn.safetensors").unlink()
    (folder / "old/simple_cnn.pt").write_bytes(b"one")
    (same,) = taken(folder).checkpoints
    assert same.data == b"one"
