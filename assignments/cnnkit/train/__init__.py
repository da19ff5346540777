"""Training a classifier of pictures: the loop of the course.

Pictures stay in memory as bytes, batches are mirrored and normalised as a whole, and layers compute
in 16 bits where the machine gains by it. One step of it is `gradekit.training.step`, as in the
grader.
"""

from cnnkit.train.batches import Batches, to_unit
from cnnkit.train.cost import flops
from cnnkit.train.machine import choose_device, half_format, takes_channels_last
from cnnkit.train.profiles import Profile, profile
from cnnkit.train.recordings import Recorded, full_trainings, is_recorded, recorded, told
from cnnkit.train.rehearsal import rehearse
from cnnkit.train.run import Evaluation, History, evaluate, save_weights, train_and_evaluate

__all__ = [
    "Batches",
    "Evaluation",
    "History",
    "Profile",
    "Recorded",
    "choose_device",
    "evaluate",
    "flops",
    "full_trainings",
    "half_format",
    "is_recorded",
    "profile",
    "recorded",
    "rehearse",
    "save_weights",
    "takes_channels_last",
    "to_unit",
    "told",
    "train_and_evaluate",
]
