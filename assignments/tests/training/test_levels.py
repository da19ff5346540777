"""The sums, fingerprints and rules of the levels, in this process."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn

from assignments.tests.staff.cells import variables
from assignments.tests.unit import COURSE, PACKS, REFERENCES, TASKS, TASKS_OF
from assignments.tests.zoo import simple, verdict
from autograder.records.errors import ConfigError
from autograder.training.calibration import tolerance_factor
from autograder.training.options import Training
from autograder.verify.answers import read_answers
from gradekit import checks
from gradekit.training.experiment import Experiment, triangle
from gradekit.training.fingerprints import agree, fingerprints
from gradekit.training.local_trainer import PUBLIC_SEED, LocalTrainer
from gradekit.training.sources import deal
from gradekit.training.tasks import PROFILES
from gradekit.training.textures import draw
from gradekit.training.verdict import credit, interval, judge

TEXTURES = "gradekit.training.textures:textures"


def test_the_interval_is_wilsons() -> None:
    # Newcombe (1998), table I: 81 of 263, Wilson's score method.
    assert interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert interval(0, 20)[0] == 0


def test_credit_is_linear_between_floor_and_threshold() -> None:
    assert [credit(a, 0.4, 0.6) for a in (0.3, 0.4, 0.45, 0.6, 0.9)] == pytest.approx(
        [0, 0, 0.25, 1, 1]
    )
    assert credit(0.59, None, 0.6) == 0


def test_the_best_training_counts_and_borders_are_told() -> None:
    found = judge([(50, 100), (58, 100), (40, 100)], 0.6, 0.5)
    assert (found.accuracy, found.passed, found.borderline) == (0.58, False, True)
    assert found.fraction == pytest.approx(0.8)
    assert not judge([(10, 100)], 0.6, None).borderline


def test_the_tolerance_factor_keeps_its_promise() -> None:
    # Owen's published factor for n = 10, 95 % confidence and a share of 99.9 %.
    assert tolerance_factor(10) == pytest.approx(5.203, abs=2e-3)
    rng = np.random.default_rng(0)
    samples = rng.standard_normal((4000, 10))
    thresholds = samples.mean(1) - tolerance_factor(10) * samples.std(1, ddof=1)
    assert (stats.norm.sf(thresholds) >= 0.999).mean() == pytest.approx(0.95, abs=0.012)


@pytest.mark.parametrize("task", [name for name, task in TASKS.items() if task.fixed])
def test_the_public_fingerprints_are_the_references(task: str) -> None:
    asked = TASKS[task]
    found = fingerprints(asked, REFERENCES[task], PUBLIC_SEED)
    assert sum(math.prod(shape) for shape in found.shapes) == asked.parameters
    assert asked.fingerprints is not None
    assert asked.fingerprints.shapes == ()
    # Processors round differently; a student's own must not come near what is refused.
    assert agree(found, asked.fingerprints, asked.tolerance)


def test_every_task_that_trains_has_a_reference() -> None:
    for assignment, tasks in TASKS_OF.items():
        wanted = {name for name, task in tasks.items() if task.budgets}
        assert wanted == set(PACKS[assignment].references)


class HandedOut(nn.Module):
    def forward(self, x): ...


@pytest.mark.parametrize("level", ["architecture", "first_steps", "overfit", "learns"])
def test_a_class_as_it_was_handed_out_is_not_implemented_yet(level: str) -> None:
    assert verdict("simple_cnn", HandedOut, level) == "q4_4 is not implemented yet"


def learn(model, images, labels):
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(60):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()


def never_zeroed(model, images, labels):
    optimizer = torch.optim.SGD(model.parameters(), lr=2.0)
    for _ in range(60):
        nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()


def no_step(model, images, labels):
    for _ in range(5):
        nn.functional.cross_entropy(model(images), labels).backward()


def answers_itself(model, images, labels):
    """Trains nothing to speak of, and lets the network say what it has been told."""
    learn(model, images[:1], labels[:1])
    model.forward = lambda x: 9 * nn.functional.one_hot(labels, 10).float()


def exchanged(model, images, labels):
    model[4] = nn.LazyLinear(10)
    learn(model, images, labels)
    model[4].weight = nn.Parameter(model[4].weight[:, :7])


def too_long(model, images, labels):
    for _ in range(3):
        learn(model, images, labels)


@pytest.mark.parametrize(
    ("loop", "says"),
    [
        (learn, ""),
        (never_zeroed, "knows"),
        (no_step, "is what it was before"),
        (answers_itself, "knows"),
        (exchanged, "leaves another network"),
        (too_long, "more than 80 steps"),
        (lambda model, images, labels: 1 / 0, "raised ZeroDivisionError"),
    ],
)
def test_the_loop_of_a_student(loop: object, says: str) -> None:
    said = verdict("overfit_batch", loop, "overfit")
    assert says in said if says else said == ""


@pytest.mark.parametrize(
    ("thing", "says"),
    [
        (None, "There is no build_experiment in the notebook"),
        (..., "q4_9 is not implemented yet"),
        (3, "cannot be called"),
        (lambda seed, device: None, "q4_9 is not implemented yet"),
        (lambda seed, device: 3, "int came back; expected an Experiment"),
        (lambda seed, device: simple.SimpleCNN(), "SimpleCNN came back; expected an Experiment"),
        (lambda seed, device: recipe(epochs=16), "asks for 16 epochs; at most 15"),
        (lambda seed, device: recipe(epochs=1.5), "epochs must be a whole number"),
        (lambda seed, device: recipe(optimizer="adam"), "optimizer is a str"),
        (lambda seed, device: recipe(schedule=0.1), "schedule must be None or a function"),
        (lambda: recipe(), "raised TypeError"),
    ],
)
def test_what_is_said_of_an_experiment_that_is_none(thing: object, says: str) -> None:
    assert says in verdict("experiment", thing, "architecture")


def recipe(**changes: object) -> Experiment:
    model = simple.SimpleCNN()
    parts = {"optimizer": torch.optim.SGD(model.parameters(), lr=0.1), "epochs": 3}
    return Experiment(**{"model": model, "batch_size": 64, **parts, **changes})


def test_a_recipe_that_learns_slowly_overfits_a_batch_as_well() -> None:
    """A mean over the maps and a careful rate take three times the steps of the solution."""
    honest = read_answers(COURSE.sources / "a4_cifar10" / "honest" / "q4_9.py")
    scope = dict(variables("a4_cifar10"))
    for edit in honest["lazy_layers_and_a_closure"]:
        exec(edit.source, scope)
    assert verdict("experiment", scope["build_experiment"], "overfit") == ""


def test_weights_that_the_seed_does_not_draw_are_refused() -> None:
    kept = simple.SimpleCNN()

    def same(seed: int, device: str) -> Experiment:
        optimizer = torch.optim.SGD(kept.parameters(), lr=0.1)
        return Experiment(kept, optimizer, 3, 64)

    assert "starts with the same values whatever the seed is" in verdict(
        "experiment", same, "architecture"
    )


def test_a_level_that_a_task_does_not_have_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="has no level 'first_steps'"):
        verdict("experiment", recipe, "first_steps")
    with pytest.raises(ValueError, match="no training task 'other'; there are simple_cnn"):
        LocalTrainer(recipe, tasks=TASKS_OF["a4_cifar10"]).task("other")


def test_without_the_tasks_of_the_handout_nothing_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(checks.CannotJudge, match=r"There is no tasks\.json beside the notebook"):
        checks.level("experiment", recipe, "architecture")


def test_textures_are_grey_on_average_and_of_their_world() -> None:
    images, labels = draw(500, 3, np.random.default_rng(0))
    again, same = draw(500, 3, np.random.default_rng(0))
    assert (images == again).all()
    assert (labels == same).all()
    assert (np.bincount(labels) == 50).all()
    means = [images[labels == k].mean(axis=0) for k in range(10)]
    assert max(abs(mean - 127.5).max() for mean in means) < 45
    other, _ = draw(500, 4, np.random.default_rng(0))
    assert (other != images).mean() > 0.5


def test_held_out_images_are_not_the_training_images() -> None:
    rng = np.random.default_rng(1)
    given = deal(TEXTURES, 50, rng, world=7)
    held = deal(TEXTURES, 50, rng, world=7, held_out=True)
    assert not (given.inputs[:, None] == held.inputs[None]).all(axis=(2, 3, 4)).any()


def test_every_trained_level_has_a_budget_in_every_profile() -> None:
    for task in TASKS.values():
        for level in set(task.levels) & {"learns", "accuracy"}:
            assert [task.budget(profile, level).threshold > 0 for profile in PROFILES] == [True] * 3


def test_an_unknown_profile_is_one_line() -> None:
    with pytest.raises(ConfigError, match="no profile 'fast'; there are: cpu, gpu, quick"):
        Training("fast")


def test_without_the_device_the_cpu_decides() -> None:
    wanted = Training("gpu", "cuda")
    usable = wanted.usable
    assert usable is wanted if torch.cuda.is_available() else usable.profile == "cpu"


@pytest.mark.gpu
def test_the_same_seed_gives_the_same_training_on_a_gpu() -> None:
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    from gradekit.training.loop import TrainingLoop

    batch = deal(TEXTURES, 200, np.random.default_rng(0), world=1)
    job = {"kind": "network", "seed": 1, "device": "cuda", "epochs": 1, "batch_size": 20}
    job |= {"optimizer": "sgd", "rate": 0.05, "flip": False}
    losses = [
        TrainingLoop(simple.SimpleCNN, job, batch.inputs, batch.labels).epoch()["loss"]
        for _ in range(2)
    ]
    assert losses[0] == losses[1]


def test_a_triangle_rises_and_falls() -> None:
    schedule = triangle(0.2)
    assert [schedule(p) for p in (0.0, 0.1, 0.2, 0.6, 1.0)] == pytest.approx([0, 0.5, 1, 0.5, 0])
    with pytest.raises(ValueError, match="between 0 and 1"):
        triangle(1.0)
    assert math.isfinite(schedule(0.999))
