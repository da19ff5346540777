"""Train the SimpleCNN that students look into, and write it with its provenance.

    python assignments/a5_inside_the_network/make_checkpoint.py

CIFAR-10 is looked for as everywhere (`CNN_DATA`, then the cache folder). Written beside this file:
`simple_cnn.safetensors` (16-bit floats, the provenance in its metadata) and `simple_cnn.json`.
"""

import datetime
import json
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import nn

from cnnkit.data import load_cifar10
from cnnkit.train import choose_device, evaluate, half_format, train_and_evaluate

FOLDER = Path(__file__).resolve().parent
SEED = 0
RECIPE = {"epochs": 10, "lr": 0.1, "label_smoothing": 0.05}


def simple_cnn() -> nn.Sequential:
    """SimpleCNN of 268,650 parameters, its parameters named as in the notebook."""
    layers = OrderedDict(
        conv1=nn.Conv2d(3, 16, 3, padding=1),
        relu1=nn.ReLU(),
        pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(16, 32, 3, padding=1),
        relu2=nn.ReLU(),
        pool2=nn.MaxPool2d(2),
        flatten=nn.Flatten(),
        fc1=nn.Linear(32 * 8 * 8, 128),
        relu3=nn.ReLU(),
        fc2=nn.Linear(128, 10),
    )
    return nn.Sequential(layers)


def main() -> None:
    """Train, round to 16 bits, test once, write."""
    train, test = load_cifar10(split="train"), load_cifar10(split="test")
    torch.manual_seed(SEED)
    model = simple_cnn()
    train_and_evaluate(model, train, seed=SEED, **RECIPE)
    state = {name: value.half().contiguous() for name, value in model.cpu().state_dict().items()}
    model.load_state_dict(state)
    device, computed_in = choose_device(), half_format(choose_device())
    record: dict[str, Any] = {
        "network": "SimpleCNN",
        "parameters": sum(p.numel() for p in model.parameters()),
        "data": f"CIFAR-10, {len(train):,} training pictures from {train.source}",
        "input": "pictures (N, 3, 32, 32) in [-1, 1]",
        "recipe": RECIPE,
        "seed": SEED,
        "stored_as": "float16",
        "test_pictures": len(test),
        "test_accuracy": round(evaluate(model, test, device="cpu").accuracy, 4),
        "device": device.type,
        "trained_in": str(computed_in or torch.float32).removeprefix("torch."),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "made_by": "python assignments/a5_inside_the_network/make_checkpoint.py",
    }
    metadata = {name: value if isinstance(value, str) else json.dumps(value)
                for name, value in record.items()}  # fmt: skip
    _write(FOLDER / "simple_cnn.safetensors", save(state, metadata))
    _write(FOLDER / "simple_cnn.json", (json.dumps(record, indent=2) + "\n").encode())
    print(json.dumps(record, indent=2))


def _write(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    # Temporary files are for their owner's eyes only.
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


if __name__ == "__main__":
    main()
