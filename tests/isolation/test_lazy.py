"""A warm process that is ready before everything is imported: workers notice nothing of it."""

from pathlib import Path

from autograder.isolation.engines.engine import Library
from autograder.isolation.engines.native import NativeEngine
from autograder.records.assignment import Limits

SECONDS = 600.0
TRAIN = """
import torch
model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.Flatten(), torch.nn.Linear(8, 2))
adam = torch.optim.Adam(model.parameters())
before = model[2].weight.detach().clone()
torch.nn.functional.cross_entropy(model(torch.ones(2, 1, 4, 4)), torch.tensor([0, 1])).backward()
adam.step()
moved = bool((model[2].weight != before).any())
"""


def test_a_worker_may_need_at_once_what_is_still_to_be_imported() -> None:
    limits = Limits(cpu_seconds=600)
    engine = NativeEngine(library=Library(lazy=True))
    try:
        with engine.start(limits, {}) as worker:
            pid = engine._warmed.process().pid
            assert worker.run_cell(TRAIN, "cell 1", SECONDS) is None
            assert worker.get("moved", SECONDS) is True
            assert worker.output() == "", "nothing that is imported late says anything"
    finally:
        engine.close()
    assert not Path(f"/proc/{pid}").exists()


def test_a_look_at_the_machine_needs_no_library_and_tells_what_grading_has() -> None:
    bare, whole = (NativeEngine(library=Library(bare=bare, lazy=True)) for bare in (True, False))
    try:
        told, known = bare.describe(), whole.describe()
        assert (told.form, told.layers, told.missing) == (known.form, known.layers, known.missing)
        with bare.start(Limits(), {}) as worker:
            assert worker.run_cell("import sys\ntorch = 'torch' in sys.modules", "1", 20) is None
            assert worker.get("torch", 20) is False
    finally:
        bare.close()
        whole.close()
