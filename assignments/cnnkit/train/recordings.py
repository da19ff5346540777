"""Full trainings of this unit's networks that were recorded once, to draw beside one's own."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean, stdev
from typing import NamedTuple

from cnnkit.train.run import History

_FOLDER = Path(__file__).parent / "recorded"


class Recorded(NamedTuple):
    """What is known of a network that was trained in full.

    Attributes:
        runs: One history for each seed.
        seeds: The seeds, in the order of the runs.
        provenance: Data, recipe and machine, in a sentence.
    """

    runs: tuple[History, ...]
    seeds: tuple[int, ...]
    provenance: str

    @property
    def tests(self) -> dict[int, float]:
        """Accuracy on the test images by seed, in per cent; runs without a test are left out."""
        found = zip(self.seeds, self.runs, strict=True)
        return {
            seed: 100 * run.test_accuracy for seed, run in found if run.test_accuracy is not None
        }


def is_recorded(network: str) -> bool:
    """Whether a full training of a network comes with this library (see `recorded`)."""
    return (_FOLDER / f"{network}.json").is_file()


def told(percent: Sequence[float]) -> str:
    """Accuracies in a phrase: each of them and, if there are several, mean and spread."""
    each = ", ".join(f"{value:.1f}" for value in percent)
    if len(percent) < 2:
        return f"{each} %"
    return f"{each} % (mean {fmean(percent):.1f} +- {stdev(percent):.1f})"


def recorded(network: str) -> Recorded:
    """Full trainings of a network on CIFAR-10.

    Args:
        network: `mlp`, `simple_cnn`, `average_pooling`, `improved_cnn`, `third_block`,
            `dropout_0.1`, `dropout_0.5` or `no_batch_norm`.

    Raises:
        ValueError: If none was recorded under this name.
    """
    path = _FOLDER / f"{network}.json"
    if not is_recorded(network):
        known = ", ".join(sorted(file.stem for file in _FOLDER.glob("*.json")))
        raise ValueError(f"There is no full training of {network!r}; there is one of {known}.")
    record = json.loads(path.read_text(encoding="utf-8"))
    runs = tuple(
        History(
            train_loss=tuple(run["train_loss"]),
            valid_loss=tuple(run["valid_loss"]),
            valid_accuracy=tuple(run["valid_accuracy"]),
            test_accuracy=run["test_accuracy"],
        )
        for run in record["runs"]
    )
    recipe = ", ".join(f"{name} {value}" for name, value in record["recipe"].items())
    seeds = tuple(run["seed"] for run in record["runs"])
    made = {
        field: " and ".join(sorted({run[field] for run in record["runs"]}))
        for field in ("device", "computed_in", "torch", "date")
    }
    text = (
        f"{record['data']}, {recipe}; seeds {', '.join(map(str, seeds))}, on {made['device']} in "
        f"{made['computed_in']}, PyTorch {made['torch']}, {made['date']}"
    )
    return Recorded(runs, seeds, text)


def full_trainings(networks: Mapping[str, str]) -> dict[str, tuple[History, ...]]:
    """The full trainings that there are, to draw behind one's own; prints what each reached.

    Args:
        networks: Names for the figure, and of the recordings (see `recorded`).

    Returns:
        Histories of the networks of which one was recorded; of the others it is said.
    """
    found = {}
    for title, network in networks.items():
        if not is_recorded(network):
            print(f"{title}: no full training of it comes with this notebook yet.")
            continue
        full = recorded(network)
        found[title] = full.runs
        print(f"{title}, trained in full: {told(list(full.tests.values()))} of the test images")
        print(f"    ({full.provenance})")
    return found
