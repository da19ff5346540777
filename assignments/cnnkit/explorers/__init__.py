"""Pictures to play with: sliders and buttons in a notebook, one picture and a text without."""

from cnnkit.explorers.attempt import attempt
from cnnkit.explorers.channel_sums import channels
from cnnkit.explorers.pipelines import pipeline
from cnnkit.explorers.pooled_windows import pooling
from cnnkit.explorers.sliding import sliding_window
from cnnkit.explorers.three_patches import patches
from cnnkit.explorers.vectors import flatten, guess_from_vector

__all__ = [
    "attempt",
    "channels",
    "flatten",
    "guess_from_vector",
    "patches",
    "pipeline",
    "pooling",
    "sliding_window",
]
