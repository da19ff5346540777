"""Checks that this unit's tests alone need, and expected values from PyTorch."""

from cnnkit.checks import modules, reference
from cnnkit.checks.dropping import dropped
from cnnkit.checks.labelled import labelled_images
from cnnkit.checks.pretests import losses, measured
from cnnkit.checks.recipes import recipe
from cnnkit.checks.splits import split
from cnnkit.checks.tracing import TraceTask, trace_task

__all__ = [
    "TraceTask",
    "dropped",
    "labelled_images",
    "losses",
    "measured",
    "modules",
    "recipe",
    "reference",
    "split",
    "trace_task",
]
