"""Full trainings of the unit's networks: the curves that notebooks show behind a student's own.

    python -m bench.recipes                                    every network, seeds 0 to 2
    python -m bench.recipes mlp simple_cnn --seeds 0 1 2 3 4
    python -m bench.recipes --device cuda

45,000 training pictures of CIFAR-10 (`CNN_DATA`) teach, 5,000 are watched after each epoch, and the
10,000 test pictures are looked at once, at the end. A finished run is written at once to
`assignments/cnnkit/train/recorded/<network>.json` and not run again: stop it whenever you like,
and start it again. On one thread of a CPU a run takes a minute (mlp) to an hour (improved_cnn).
"""

import argparse
import datetime
import json
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from assignments.tests.unit import COURSE
from autograder.records.files import write_text
from bench.report import machine, table
from cnnkit.data import DataMissingError, Images, load_cifar10
from cnnkit.networks import improved_cnn, mlp, simple_cnn
from cnnkit.train import choose_device, half_format, train_and_evaluate
from gradekit.layers import Layer, build

RECORDED = COURSE.sources / "cnnkit" / "train" / "recorded"
VALIDATION = 5_000

_SHORT: Mapping[str, Any] = {"epochs": 10, "lr": 0.1, "label_smoothing": 0.05}
_LONG: Mapping[str, Any] = {"epochs": 20, "lr": 0.1, "label_smoothing": 0.1, "crop": 2}
# Nothing but the network differs within a pair that the fifth assignment compares.
NETWORKS: Mapping[str, tuple[Callable[[], nn.Module], Mapping[str, Any]]] = {
    "mlp": (lambda: assembled(mlp()), _SHORT),
    "simple_cnn": (lambda: assembled(simple_cnn()), _SHORT),
    "average_pooling": (lambda: assembled(simple_cnn(), pool={"kind": "avg_pool"}), _SHORT),
    "improved_cnn": (lambda: assembled(improved_cnn()), _LONG),
    "third_block": (lambda: assembled(improved_cnn(third_block=True)), _LONG),
    "dropout_0.1": (lambda: assembled(improved_cnn(), dropout={"p": 0.1}), _LONG),
    "dropout_0.5": (lambda: assembled(improved_cnn(), dropout={"p": 0.5}), _LONG),
    "no_batch_norm": (lambda: assembled(improved_cnn(), bn={"kind": "identity"}), _LONG),
}


def assembled(layers: list[Layer], **changes: Layer) -> nn.Sequential:
    """A network of a list of layers, newly initialised.

    Args:
        layers: As in `cnnkit.networks`.
        changes: By kind: settings that every layer of this kind takes instead of its own.
    """
    modules, axes = [], 4
    for layer in layers:
        modules.append(build({**layer, **changes.get(layer["kind"], {})}, axes))
        axes = 2 if layer["kind"] == "flatten" else axes
    return nn.Sequential(*modules)


def split(pictures: Images) -> tuple[Images, Images]:
    """Training and validation pictures: the same ones in every run."""
    order = np.random.default_rng(0).permutation(len(pictures))
    return pictures.take(order[VALIDATION:]), pictures.take(order[:VALIDATION])


def train(name: str, seed: int, device: torch.device, given: tuple[Images, Images, Images]) -> Any:
    """One run from new weights to the test.

    Args:
        name: The network.
        seed: Seed of the weights and of the run.
        device: Where to train.
        given: Pictures for training, validation and test.

    Returns:
        What was measured, ready for JSON; losses and accuracies epoch by epoch.
    """
    make, recipe = NETWORKS[name]
    torch.manual_seed(seed)
    model = make()
    computed = time.process_time()
    history = train_and_evaluate(
        model, given[0], given[1], test=given[2], device=device, seed=seed, **recipe
    )
    if history.interrupted:
        raise SystemExit("Interrupted; the runs finished before it are kept.")
    return {
        "seed": seed,
        "train_loss": [round(loss, 4) for loss in history.train_loss],
        "valid_loss": [round(loss, 4) for loss in history.valid_loss],
        "valid_accuracy": history.valid_accuracy,
        "test_accuracy": history.test_accuracy,
        "cpu_seconds": round(time.process_time() - computed),
        "threads": torch.get_num_threads(),
        "device": device.type,
        "computed_in": str(half_format(device) or torch.float32).removeprefix("torch."),
        "torch": torch.__version__,
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
    }


def finished(name: str) -> dict[str, Any]:
    """What is known of a network; no runs if it was never trained or its recipe has changed."""
    path, (make, recipe) = RECORDED / f"{name}.json", NETWORKS[name]
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if known.get("recipe") == recipe:
        return known
    parameters = sum(parameter.numel() for parameter in make().parameters())
    return {"network": name, "parameters": parameters, "recipe": dict(recipe), "runs": []}


def main() -> None:
    """Train what is missing, and print a line for each network."""
    parser = argparse.ArgumentParser(description="Full trainings of the unit's networks.")
    parser.add_argument("names", nargs="*", choices=[*NETWORKS, []], help="all when none is named")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--device", default=None)
    options = parser.parse_args()
    device = choose_device(options.device)
    try:
        pictures = load_cifar10(split="train")
        given = (*split(pictures), load_cifar10(split="test"))
    except DataMissingError as error:
        raise SystemExit(str(error)) from error
    names = options.names or list(NETWORKS)
    # Seed by seed, so that every network has its first run early.
    for seed in options.seeds:
        for name in names:
            known = finished(name)
            if any(run["seed"] == seed for run in known["runs"]):
                continue
            print(f"{name}, seed {seed}", flush=True)
            run = train(name, seed, device, given)
            runs = sorted([*known["runs"], run], key=lambda one: one["seed"])
            data = f"CIFAR-10, {len(given[0]):,} training images from {pictures.source}"
            record = {**known, "data": data, "runs": runs}
            RECORDED.mkdir(parents=True, exist_ok=True)
            write_text(RECORDED / f"{name}.json", json.dumps(record, indent=1) + "\n")
    rows = []
    for name in names:
        reached = [100 * run["test_accuracy"] for run in finished(name)["runs"]]
        if reached:
            spread = statistics.stdev(reached) if len(reached) > 1 else "-"
            rows.append((name, len(reached), round(statistics.fmean(reached), 2), spread))
    table("Test accuracy", ("network", "runs", "mean, %", "sd"), rows)
    print(machine())


if __name__ == "__main__":
    main()
