"""What an exported network carries along."""

from assignments.tests.zoo import shifts
from cnnkit.stripes import stripes
from gradekit.training.loop import TrainingLoop


def test_a_program_does_not_grow_with_the_training_images() -> None:
    job = {"kind": "network", "seed": 1, "device": "cpu", "epochs": 1, "batch_size": 16}
    job |= {"optimizer": "sgd", "rate": 0.05, "flip": False}
    sizes = []
    for count in (64, 2048):
        batch = stripes(count, 0, seed=1)
        loop = TrainingLoop(shifts.Averaging, job, batch.images, batch.labels)
        sizes.append(len(loop.export()))
    assert abs(sizes[0] - sizes[1]) < 1000
