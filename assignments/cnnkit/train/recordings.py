"""Full trainings of this unit's networks that were recorded once, to draw beside one's own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cnnkit.train.run import History

_FOLDER = Path(__file__).parent / "recorded"


class Recorded(NamedTuple):
    """What is known of a network that was trained in full.

    Attributes:
        runs: One history for each seed.
        provenance: Data, recipe and machine, in a sentence.
    """

    runs: tuple[History, ...]
    provenance: str


def recorded(network: str) -> Recorded:
    """Full trainings of a network on CIFAR-10.

    Args:
        network: `mlp`, `simple_cnn`, `average_pooling`, `improved_cnn`, `third_block`,
            `dropout_0.1`, `dropout_0.5` or `no_batch_norm`.

    Raises:
        ValueError: If none was recorded under this name.
    """
    path = _FOLDER / f"{network}.json"
    if not path.is_file():
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
    seeds = ", ".join(str(run["seed"]) for run in record["runs"])
    first = record["runs"][0]
    text = (
        f"{network}: {record['data']}, {recipe}; seeds {seeds}, on {first['device']} in "
        f"{first['computed_in']}, PyTorch {first['torch']}, {first['date']}"
    )
    return Recorded(runs, text)


def full_trainings(networks: Mapping[str, str]) -> dict[str, tuple[History, ...]]:
    """The full trainings that there are, to draw behind one's own; prints where each comes from.

    Args:
        networks: Names for the picture, and of the recordings (see `recorded`).

    Returns:
        Histories of the networks of which one was recorded; of the others it is said.
    """
    found = {}
    for title, network in networks.items():
        if not (_FOLDER / f"{network}.json").is_file():
            print(f"{title}: no full training of it comes with this notebook.")
            continue
        found[title], provenance = recorded(network)
        ends = ", ".join(f"{100 * run.valid_accuracy[-1]:.1f}" for run in found[title])
        print(f"{title}, trained in full: {ends} % of the validation images. ({provenance})")
    return found
