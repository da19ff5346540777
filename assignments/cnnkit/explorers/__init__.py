"""Pictures to play with: sliders and buttons in a notebook, one picture and a text without."""

from cnnkit.explorers.digits import flatten, guess_from_vector, patches
from cnnkit.explorers.kernels import dense_to_kernel, learn_kernel
from cnnkit.explorers.network import open_network
from cnnkit.explorers.pipelines import pipeline
from cnnkit.explorers.places import field, window_places
from cnnkit.explorers.sliding import sliding_window
from cnnkit.explorers.windows import channels, pooling

__all__ = [
    "channels",
    "dense_to_kernel",
    "field",
    "flatten",
    "guess_from_vector",
    "learn_kernel",
    "open_network",
    "patches",
    "pipeline",
    "pooling",
    "sliding_window",
    "window_places",
]
