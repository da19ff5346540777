"""Untrusted programs: honest ones pass unchanged, whatever could run code is not opened."""

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from autograder.training.programs import ProgramRefused, checked
from gradekit.training.hand_over import open_program, program_of

MODEL = "archive/models/model.json"
WEIGHTS = "archive/data/weights/model_weights_config.json"
INPUTS = "archive/data/sample_inputs/model.pt"

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def honest() -> bytes:
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Dropout(0.1))
    return program_of(network.train(), torch.zeros(2, 1, 8, 8))


def files_of(program: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(program)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files, method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def edited(name: str, change: Callable[[Any], None]) -> Callable[[Files], None]:
    """A change of a JSON file."""

    def edit(files: Files) -> None:
        content = json.loads(files[name])
        change(content)
        files[name] = json.dumps(content).encode()

    return edit


def graph(model: Any) -> Any:
    return model["graph_module"]["graph"]


def calls(target: str) -> Callable[[Files], None]:
    return edited(MODEL, lambda model: graph(model)["nodes"][0].update(target=target))


def says(key: str, value: Any) -> Callable[[Files], None]:
    return edited(MODEL, lambda model: graph(model).update({key: value}))


def test_an_honest_program_computes_what_it_did(honest: bytes) -> None:
    x = torch.randn(5, 1, 8, 8)
    torch.manual_seed(0)
    expected = open_program(honest).module()(x)
    torch.manual_seed(0)
    assert torch.equal(open_program(checked(honest)).module()(x), expected)
    assert checked(checked(honest)) == checked(honest)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (calls("torch.load"), "calls 'torch.load'"),
        (calls("torch.hub.load"), "calls"),
        (calls("torch.ops.aten.from_file.default"), "calls"),
        (calls("torch.ops.inductor.anything.default"), "calls"),
        (calls("#custom"), "calls"),
        (calls("_operator.methodcaller"), "calls"),
        (calls("math.__loader__"), "calls"),
        (says("expr_str", "__import__('os').system('true')"), "not a size"),
        (says("expr_str", "Symbol('s0').__class__"), "not a size"),
        (says("expr_str", ["s0"]), "not a size"),
        (says("expr_str", "1" * 60 + "!"), "not a size"),  # no time for every way to split it
        (edited(MODEL, lambda model: model.update(guards_code=["print(1)"])), "guards_code"),
        (says("custom_obj_values", {"x": {"class_fqn": "os"}}), "custom_obj_values"),
        (
            edited(WEIGHTS, lambda c: next(iter(c["config"].values())).update(use_pickle=True)),
            "pickled",
        ),
        (lambda files: files.update({"archive/extra/code.py": b"print(1)"}), "holds 'extra/code"),
        (lambda files: files.update({"other/models/model.json": b"{}"}), "twice"),
        (lambda files: files.pop(MODEL), "no program"),
        (lambda files: files.update({MODEL: b"[" * 10**5}), "too deep"),
        (lambda files: files.update({WEIGHTS: b"[]"}), "no program"),
    ],
)
def test_what_could_run_code_is_refused(
    honest: bytes, spoil: Callable[[Files], Any], why: str
) -> None:
    files = files_of(honest)
    spoil(files)
    with pytest.raises(ProgramRefused, match=why):
        checked(packed(files))


def test_what_inflates_is_refused(honest: bytes) -> None:
    with pytest.raises(ProgramRefused, match="larger than it looks"):
        checked(packed(files_of(honest), zipfile.ZIP_DEFLATED))


@pytest.mark.parametrize("garbage", [b"", b"PK" + bytes(200), bytes(10**5)])
def test_garbage_is_refused(garbage: bytes) -> None:
    with pytest.raises(ProgramRefused):
        checked(garbage)


class Gadget:
    """Makes a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


def test_a_gadget_among_the_example_inputs_is_not_run(honest: bytes, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    saved = io.BytesIO()
    torch.save(Gadget(trace), saved)
    files = files_of(honest)
    files[INPUTS] = saved.getvalue()
    with pytest.raises((RuntimeError, pickle.UnpicklingError)):
        open_program(checked(packed(files)))
    assert not trace.exists()
    # The gadget is alive: torch.export does this where weights alone do not load.
    torch.load(io.BytesIO(saved.getvalue()), weights_only=False)
    assert trace.exists()


def test_what_the_archive_hides_behind_its_own_list_is_gone(honest: bytes) -> None:
    hidden = b"hidden" * 100
    assert hidden not in checked(hidden + honest)
