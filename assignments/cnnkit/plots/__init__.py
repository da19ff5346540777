"""Pictures with a summary in words under each; what a student's function makes of them."""

from cnnkit.plots.arrays import (
    Panel,
    colour_map,
    draw,
    frame,
    graph,
    limits,
    riddle,
    row,
    write_numbers,
)
from cnnkit.plots.histories import accuracies, class_samples, curves, full_curves_figure
from cnnkit.plots.maps import (
    show_activations,
    show_filters,
    show_parameters,
    show_runs,
    show_saliency,
)
from cnnkit.plots.mistakes import show_confusions, show_per_class
from cnnkit.plots.shifts import (
    filters,
    losses,
    shift_curves,
    stripe_predictions,
    stripe_samples,
    template,
)
from cnnkit.plots.trials import show_maps_beside, show_shares

__all__ = [
    "Panel",
    "accuracies",
    "class_samples",
    "colour_map",
    "curves",
    "draw",
    "filters",
    "frame",
    "full_curves_figure",
    "graph",
    "limits",
    "losses",
    "riddle",
    "row",
    "shift_curves",
    "show_activations",
    "show_confusions",
    "show_filters",
    "show_maps_beside",
    "show_parameters",
    "show_per_class",
    "show_runs",
    "show_saliency",
    "show_shares",
    "stripe_predictions",
    "stripe_samples",
    "template",
    "write_numbers",
]
