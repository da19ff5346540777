"""What the course's recipes reach: trained on all training pictures, tested once at the end.

Run: `python -m bench.recipes simple_cnn|improved_cnn [--seeds 0 1 ...] [--device cuda]
[--json FILE]`. It needs CIFAR-10 (`CNN_DATA`) and takes from two minutes (SimpleCNN) to an hour
(ImprovedCNN) a seed on one thread of a CPU.
"""

import argparse
import json
import statistics
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from assignments.tests.unit import REFERENCES
from bench.report import machine, write
from cnnkit.data import DataMissingError, load_cifar10
from cnnkit.train import choose_device, half_format, train_and_evaluate

RECIPES: Mapping[str, Mapping[str, Any]] = {
    "simple_cnn": {"epochs": 8, "lr": 0.1, "label_smoothing": 0.05},
    "improved_cnn": {"epochs": 20, "lr": 0.1, "label_smoothing": 0.1, "crop": 2},
}
"""What reaches the accuracies in docs/benchmarks.md: arguments of `train_and_evaluate`."""

PROMISED = {"simple_cnn": 0.7240, "improved_cnn": 0.8409}
"""What the tutorial that these networks are known from promises."""


def reach(name: str, seed: int, device: torch.device) -> dict[str, Any]:
    """One run of a recipe.

    Args:
        name: The network, as in `RECIPES`.
        seed: Seed of the weights and of the run.
        device: Where to train.

    Returns:
        Seed, test accuracy, CPU seconds and wall seconds of this process.
    """
    try:
        train, test = load_cifar10(split="train"), load_cifar10(split="test")
    except DataMissingError as error:
        raise SystemExit(str(error)) from error
    torch.manual_seed(seed)
    model = REFERENCES[name]()
    started, computed = time.perf_counter(), time.process_time()
    history = train_and_evaluate(
        model,
        train,
        test=test,
        device=device,
        seed=seed,
        **RECIPES[name],
    )
    if history.test_accuracy is None:
        raise SystemExit("The run was interrupted before its test.")
    return {
        "seed": seed,
        "accuracy": history.test_accuracy,
        "cpu_s": time.process_time() - computed,
        "wall_s": time.perf_counter() - started,
    }


def main() -> None:
    """Train with every seed and print accuracy, mean and standard deviation."""
    parser = argparse.ArgumentParser(description="What the course's recipes reach.")
    parser.add_argument("name", choices=sorted(RECIPES))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--device", default=None)
    parser.add_argument("--json", type=Path, default=None)
    options = parser.parse_args()
    device = choose_device(options.device)
    runs = []
    for seed in options.seeds:
        runs.append(reach(options.name, seed, device))
        print(f"seed {seed}: {runs[-1]['accuracy']:.2%}, {runs[-1]['cpu_s']:.0f} CPU s", flush=True)
    accuracies = [run["accuracy"] for run in runs]
    found = {
        "network": options.name,
        "recipe": dict(RECIPES[options.name]),
        "device": str(device),
        "computed_in": str(half_format(device) or torch.float32).removeprefix("torch."),
        "threads": torch.get_num_threads(),
        "runs": runs,
        "mean": statistics.fmean(accuracies),
        "sd": statistics.stdev(accuracies) if len(runs) > 1 else None,
        "promised": PROMISED[options.name],
    }
    print(json.dumps(found))
    write(options.json, {"machine": machine(), **found})


if __name__ == "__main__":
    main()
