"""Hostile checkpoints and classes, through the whole path: each ends with its sentence.

No point is lost by one: the question's own check is passed in every case.
"""

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import torch
from safetensors.torch import save

from assignments.tests.training.conftest import QUESTION, Grade, with_checks
from assignments.tests.training.test_attacks import HONEST
from assignments.tests.training.test_checkpoints import Net, saved, trained
from autograder.grading.loaded import OpenedRelease
from autograder.records.result import CheckpointRecord
from autograder.records.status import Status
from autograder.training import checkpoints, sandbox


class Gadget:
    """Runs a command when it is unpickled."""

    def __reduce__(self) -> Any:
        return os.system, ("echo owned",)


def state(**changes: Any) -> dict[str, Any]:
    return {**Net().state_dict(), **changes}


def deflated(data: bytes) -> bytes:
    """The same archive, its members compressed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in given.namelist():
            packed.writestr(name, given.read(name))
    return out.getvalue()


def tensors(header: dict[str, Any] | bytes, length: int | None = None) -> bytes:
    """A safetensors file with a header of one's own, and eight bytes of numbers."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + bytes(8)


ONE = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
SHARED = torch.randn(8)
HUGE = torch.ones(1).expand(2**20, 2**20)
SPARSE = torch.sparse_coo_tensor(
    torch.zeros(2, 1, dtype=torch.long), torch.ones(1), HUGE.shape, check_invariants=True
)

FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a pickle gadget": (".pt", lambda: saved(state(more=Gadget())), "more than tensors"),
    "the gadget alone": (".pth", lambda: saved(Gadget()), "more than tensors"),
    "the whole model": (".pt", lambda: saved(Net()), "save model.state_dict()"),
    "a list": (".pt", lambda: saved([1, 2]), "no state_dict but a list"),
    "no tensors": (".pt", lambda: saved({}), "holds no tensors"),
    "text": (".pt", lambda: b"hello", "not a checkpoint that torch.save writes"),
    "nothing": (".safetensors", lambda: b"", "not a safetensors file"),
    "a huge header": (".safetensors", lambda: tensors(b"{}", 2**40), "header too large"),
    "a deep header": (".safetensors", lambda: tensors(b"[" * 2**20), "not a safetensors file"),
    "a false shape": (
        ".safetensors",
        lambda: tensors({"a": {**ONE, "shape": [2**40]}}),
        "not a safetensors file",
    ),
    "overlapping tensors": (
        ".safetensors",
        lambda: tensors({"a": ONE, "b": ONE}),
        "not a safetensors file",
    ),
    "wrong names": (
        ".pt",
        lambda: saved({f"x.{name}": value for name, value in state().items()}),
        "lacks 'conv.bias', 'conv.weight', 'fc.bias' and 1 more and holds 'x.conv.bias'",
    ),
    "wrong shapes": (
        ".safetensors",
        lambda: save(state(**{"fc.weight": torch.zeros(2, 9)})),
        "'fc.weight' of shape (2, 9); the network's is (2, 8)",
    ),
    "nan": (".pt", lambda: saved(state(**{"fc.bias": torch.tensor([0, torch.nan])})), "nan or inf"),
    "infinite once rounded": (
        ".pt",
        lambda: saved(state(**{"fc.bias": torch.tensor([0, 1e300], dtype=torch.float64)})),
        "nan or inf",
    ),
    "aliases": (".pt", lambda: saved({"a": SHARED, "b": SHARED}), "share their memory"),
    "stride 0": (".pt", lambda: saved({"a": torch.ones(1).expand(9)}), "repeats its numbers"),
    "2^40 elements": (".pt", lambda: saved({"a": HUGE}), "repeats its numbers"),
    "a sparse bomb": (".pt", lambda: saved({"a": SPARSE}), "of a kind that is not taken"),
    "without numbers": (
        ".pt",
        lambda: saved({"a": torch.empty(HUGE.shape, device="meta")}),
        "of a kind that is not taken",
    ),
    "truth values": (
        ".pt",
        lambda: saved(state(**{"fc.bias": torch.ones(2, dtype=torch.bool)})),
        "of a kind that is not taken",
    ),
    "a deflated bomb": (
        ".pt",
        lambda: deflated(saved({"a": torch.zeros(2**26)})),
        "more room in memory than on the disk",
    ),
    "too many numbers": (".pt", lambda: saved(state(more=torch.zeros(5000))), "at most 2,500"),
    "an axis of no length": (".pt", lambda: saved({"a": torch.zeros(0, 2**40)}), ""),
    "a run's checkpoint": (
        ".safetensors",
        lambda: save({"model/a": torch.ones(2), "optimizer/0/x": torch.ones(2)}),
        "save_weights",
    ),
}

CLASSES = {
    "says that it has loaded": (
        """
    def load_state_dict(self, state, strict=True):
        return None
""",
        "other numbers than the file",
    ),
    "loads other numbers": (
        """
    def load_state_dict(self, state, strict=True):
        better = {name: value + 0.01 for name, value in state.items()}
        return super().load_state_dict(better, strict=strict)
""",
        "other numbers than the file",
    ),
    "keeps a table": (
        """
    table = torch.randn(64, 64)

    def forward(self, x):
        near = (x.flatten(1) @ self.table).argmax(1)
        return self.fc(F.relu(self.conv(x)).mean(dim=(2, 3))) + self.table[near][:, :2]
""",
        "a table of its own",
    ),
    "refuses to load": (
        """
    def load_state_dict(self, state, strict=True):
        raise OSError("no room <b>here</b>")
""",
        "raised OSError",
    ),
    "leaves": (
        """
    def load_state_dict(self, state, strict=True):
        import os
        os._exit(0)
""",
        "could not take the file's numbers",
    ),
    "sleeps": (
        """
    def load_state_dict(self, state, strict=True):
        import time
        time.sleep(1000)
""",
        "could not take the file's numbers: This code was stopped after",
    ),
    "hands over a program of its own": (
        """
    def load_state_dict(self, state, strict=True):
        import gradekit.training.weights as weights
        weights.program_of = lambda model, example: b"PK" + bytes(200)
        return super().load_state_dict(state, strict=strict)
""",
        "could not be run outside the notebook",
    ),
    "hands over no bytes": (
        """
    def load_state_dict(self, state, strict=True):
        import gradekit.training.weights as weights
        weights.program_of = lambda model, example: {"accuracy": 1.0}
        return super().load_state_dict(state, strict=strict)
""",
        "no network came back",
    ),
}


@pytest.fixture
def bare(opened: OpenedRelease) -> OpenedRelease:
    """The question with nothing but the check that there is a class."""
    return with_checks(opened, QUESTION, ("test_there",))


def refused(grade: Grade, asked: OpenedRelease, cell: str, name: str, content: bytes) -> str:
    """Why there is no score, where every point of the question is kept."""
    result = grade(cell, {name: content}, asked)
    record: CheckpointRecord
    (record,) = result.checkpoints
    assert result.status is Status.PASSED
    assert result.total == sum(check.possible for check in result.questions[0].checks)
    assert not result.needs_review
    assert (record.outcome, record.accuracy, record.share) == ("refused", None, None)
    assert record.reason
    assert len(record.reason) <= 600
    return record.reason


@pytest.mark.parametrize("name", FILES)
def test_hostile_file(name: str, grade: Grade, asked: OpenedRelease) -> None:
    suffix, make, says = FILES[name]
    reason = refused(grade, asked, HONEST, f"shift_tolerant{suffix}", make())
    assert reason.startswith("The file ")
    assert says in reason


@pytest.mark.parametrize("name", CLASSES)
def test_hostile_class(
    name: str, grade: Grade, bare: OpenedRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    more, says = CLASSES[name]
    if name == "sleeps":
        monkeypatch.setattr(sandbox, "ASK_WALL_SECONDS", 6.0)
    content = saved(trained().state_dict())
    assert says in refused(grade, bare, HONEST + more, "shift_tolerant.pt", content)


def test_a_program_that_says_its_numbers_are_the_files_is_still_counted(
    grade: Grade, bare: OpenedRelease
) -> None:
    """A table in a buffer that the file does not know, and that the class does not tell of."""
    more = """
    def state_dict(self, *args, **kwargs):
        return {n: v for n, v in super().state_dict(*args, **kwargs).items() if n != "kept"}

    def load_state_dict(self, state, strict=True):
        self.register_buffer("kept", torch.randn(100, 2))
        return super().load_state_dict(state, strict=False)

    def forward(self, x):
        out = self.fc(F.relu(self.conv(x)).mean(dim=(2, 3)))
        return out + self.kept[:1] if "kept" in self._buffers else out
"""
    content = saved(trained().state_dict())
    reason = refused(grade, bare, HONEST + more, "shift_tolerant.pt", content)
    assert "other numbers than the file" in reason


def test_a_fault_of_ours_costs_nothing(
    grade: Grade, asked: OpenedRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "judge", lambda *args: 1 / 0)
    result = grade(HONEST, {"shift_tolerant.pt": saved(trained().state_dict())}, asked)
    (record,) = result.checkpoints
    assert record.outcome == "not judged"
    assert record.reason == "a fault of the autograder (ZeroDivisionError)."
    assert result.total == 1
