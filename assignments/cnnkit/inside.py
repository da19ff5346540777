"""What the notebook on the inside of a network needs: pictures, a trained network, a laboratory."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from cnnkit.data import CIFAR10_CLASSES, Images, load_cifar10, load_images
from cnnkit.plots import show_runs
from cnnkit.train import evaluate, profile, to_unit, train_and_evaluate
from cnnkit.unveil import unveil
from gradekit.display import attempt

__all__ = [
    "Lab",
    "Pictures",
    "example",
    "pictures",
    "predictions",
    "trained",
]

# Pictures to train, validate and test on, and epochs, by profile: the laboratory's small budget.
_SIZES = {
    "tiny": (128, 64, 128, 1),
    "small": (600, 600, 2_000, 4),
    "full": (45_000, 5_000, 10_000, 10),
}
# Test pictures of CIFAR-10 that come with the notebook; what they are is said inside.
_SAMPLE = Path("cifar10_sample.zip")
# Epochs on generated shapes, where the supplied network does not fit.
_SHAPE_EPOCHS = 8


@dataclass(frozen=True)
class Pictures:
    """Labelled pictures to train on, to choose by, and to test with; none is in two of them."""

    train: Images
    valid: Images
    test: Images


def pictures() -> Pictures:
    """A few thousand pictures of CIFAR-10, or of generated shapes; prints which.

    Where CIFAR-10 is not on the machine, the pictures to look at are the few real ones that came
    with the notebook, so that nobody looks into a network that has never seen what it is shown.

    Returns:
        Random ones, always the same; how many is the profile's affair.
    """
    train_size, valid_size, test_size, _ = _SIZES[profile().name]
    source, test = load_images("train"), load_images("test")
    if test.classes != CIFAR10_CLASSES and _SAMPLE.is_file():
        test = load_cifar10(_SAMPLE, "test")
        print(
            f"{len(test)} test images of CIFAR-10 came with this notebook: these are what the "
            "network is shown. What you train yourself is trained on the shapes."
        )
    # Whoever stores pictures may sort them by class.
    order = np.random.default_rng(0).permutation(len(source))
    test_order = np.random.default_rng(1).permutation(len(test))
    train = source.take(order[valid_size:][:train_size])
    return Pictures(train, source.take(order[:valid_size]), test.take(test_order[:test_size]))


def trained(model: nn.Module, file: Path | str, given: Pictures) -> tuple[nn.Module, str]:
    """A model with the weights of a file, or trained here where they do not fit the pictures.

    Args:
        model: The network that the file was made for.
        file: A safetensors file with its provenance in the metadata.
        given: The pictures of the notebook.

    Returns:
        The model in eval mode, and where its weights come from, in a few lines.
    """
    if given.test.classes != CIFAR10_CLASSES:
        train_and_evaluate(model, given.train, epochs=_SHAPE_EPOCHS, progress=False)
        share = evaluate(model, given.test).accuracy
        text = (
            f"Trained just now on {len(given.train):,} generated shapes: the supplied network "
            f"knows CIFAR-10 only. Accuracy on {len(given.test):,} others: {share:.1%}."
        )
        return model.cpu().eval(), text
    from safetensors import safe_open

    with safe_open(str(file), framework="pt") as opened:
        facts: Mapping[str, str] = opened.metadata()
        state = {name: opened.get_tensor(name).float() for name in opened.keys()}  # noqa: SIM118
    model.load_state_dict(state)
    return model.eval(), _provenance(facts)


def _provenance(facts: Mapping[str, str]) -> str:
    recipe = ", ".join(f"{key} {value}" for key, value in json.loads(facts["recipe"]).items())
    return (
        f"{facts['network']}, {int(facts['parameters']):,} parameters, in {facts['stored_as']}\n"
        f"trained on {facts['data']}\n"
        f"with {recipe}, seed {facts['seed']}, PyTorch {facts['torch']}, {facts['date']}\n"
        f"test accuracy {float(facts['test_accuracy']):.2%} on "
        f"{int(facts['test_pictures']):,} images"
    )


def tensors(images: Images) -> Tensor:
    """Pictures as a network takes them: float32 (N, 3, H, W) in [-1, 1]."""
    return to_unit(torch.from_numpy(np.array(images.images))).contiguous()


def example(model: nn.Module, images: Images, label: int = 7) -> int:
    """Position of the picture of a class (7 is the horse) that a model is surest of.

    Where there is none of this class, every picture counts.

    Args:
        model: The network.
        images: Pictures with their labels.
        label: The class.
    """
    own = np.flatnonzero(images.labels == label)
    own = own if len(own) else np.arange(len(images))
    with torch.no_grad():
        scores = model.eval()(tensors(images.take(own))).softmax(1)
    return int(own[int(scores[:, label].argmax())])


def predictions(model: nn.Module, images: Images) -> Tensor:
    """The class that a model says for each picture, int64 (N,)."""
    model.eval()
    with torch.no_grad():
        return torch.cat([model(batch).argmax(1) for batch in tensors(images).split(500)])


@dataclass(frozen=True)
class Scores:
    """One training: accuracies in eval mode, and the last training loss as the loop saw it.

    Attributes:
        valid_accuracy: On pictures that were not trained on, in [0, 1].
        train_accuracy: On pictures that were; nan where it was not asked for.
        train_loss: Mean over the last epoch, in training mode.
    """

    valid_accuracy: float
    train_accuracy: float
    train_loss: float


class Lab:
    """Trains variants of a network on a small budget, by a student's `run_ablation`.

    Args:
        given: The pictures of the notebook.
        run_ablation: The student's function.
        device: Where to train.
    """

    seeds = (0, 1)

    def __init__(
        self, given: Pictures, run_ablation: Callable[..., Any], device: str = "cpu"
    ) -> None:
        self._given, self._run, self._device = given, run_ablation, device
        self._epochs = _SIZES[profile().name][3]

    @property
    def budget(self) -> str:
        """The budget in a sentence."""
        return (
            f"Budget of a run: {len(self._given.train):,} images, {self._epochs} epochs, Adam; "
            f"judged on {len(self._given.valid):,} others; seeds "
            f"{' and '.join(str(seed) for seed in self.seeds)} for every variant."
        )

    def train(self, model: nn.Module, seed: int, rate: float = 1e-3, both: bool = False) -> Scores:
        """Train a model on the budget and measure it in eval mode.

        Args:
            model: What to train, in place.
            seed: Seed of the run.
            rate: Learning rate.
            both: Whether to measure it on the training pictures, too.
        """
        history = train_and_evaluate(
            model,
            self._given.train,
            epochs=self._epochs,
            lr=rate,
            batch_size=32,
            optimizer="adam",
            weight_decay=0.0,
            schedule="constant",
            device=self._device,
            seed=seed,
            progress=False,
        )
        return Scores(
            evaluate(model, self._given.valid).accuracy,
            evaluate(model, self._given.train).accuracy if both else math.nan,
            history.train_loss[-1],
        )

    def compare(
        self,
        prediction: object,
        factory: Callable[..., nn.Module],
        grid: Mapping[str, Sequence[Any]],
        *,
        rate: float = 1e-3,
        both: bool = False,
        full: Mapping[str, str] | None = None,
    ) -> None:
        """Run an experiment, print its table and draw it; only after a prediction.

        What a full training of the same variants gave comes last, folded away.

        Args:
            prediction: What the student expects, a sentence.
            factory: Makes a network of the settings.
            grid: Values of each factor, the baseline's first.
            rate: Learning rate.
            both: Whether to print accuracy and loss on the training pictures, too.
            full: Names of variants and of their recordings (see `cnnkit.train.recorded`).
        """
        if not isinstance(prediction, str) or not prediction.strip():
            print("Write your prediction first, a sentence in quotes; the experiment runs then.")
            return
        trials: list[Scores] = []

        def train(model: nn.Module, seed: int) -> float:
            trials.append(self.train(model, seed, rate, both))
            return trials[-1].valid_accuracy

        rows = attempt(self._run, factory, dict(grid), list(self.seeds), train)
        if rows is None:
            return
        if not _is_table(rows) or len(trials) != len(rows) * len(self.seeds):
            print("run_ablation did not return what q5_5 asks for; fix it first.")
            return
        names = [_variant(row["settings"]) for row in rows]
        print(f"learning rate {rate:g}; accuracy on images that were not trained on")
        for name, row in zip(names, rows, strict=True):
            size = sum(p.numel() for p in factory(**row["settings"]).parameters())
            scores = "  ".join(f"{score:.1%}" for score in row["scores"])
            spread = "" if math.isnan(row["sd"]) else f" +- {100 * row['sd']:.1f}"
            mean = f"{100 * row['mean']:.1f}{spread}"
            print(f"{name:<24} {size:>9,} parameters   {scores}   mean {mean} %")
        if both:
            _print_training(names, trials, len(self.seeds))
        shares = [[float(score) for score in row["scores"]] for row in rows]
        show_runs(names, shares, self.seeds, f"learning rate {rate:g}")
        if full:
            unveil(full)


def _print_training(names: Sequence[str], trials: Sequence[Scores], seeds: int) -> None:
    print("\nin eval mode, mean over the seeds; and the training loss with dropout on")
    for index, name in enumerate(names):
        own = trials[index * seeds : (index + 1) * seeds]
        seen, others, loss = (
            sum(getattr(trial, field) for trial in own) / seeds
            for field in ("train_accuracy", "valid_accuracy", "train_loss")
        )
        print(
            f"{name:<24} training {seen:.1%}  validation {others:.1%}  "
            f"gap {100 * (seen - others):.1f} points  loss in training {loss:.2f}"
        )


def _is_table(rows: Any) -> bool:
    keys = {"settings", "scores", "mean", "sd"}
    return (
        isinstance(rows, list)
        and bool(rows)
        and all(
            isinstance(row, dict) and keys <= set(row) and isinstance(row["settings"], dict)
            for row in rows
        )
    )


def _variant(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())
