"""Full trainings of this unit's networks that were recorded once, to draw beside one's own."""

import json
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
