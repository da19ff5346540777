"""Explorers of the second assignment: what they compute, what they draw, what they say."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnnkit.checks import modules
from cnnkit.explorers import pipeline, pooling
from cnnkit.explorers.controls import Slider, follow, make_sliders
from cnnkit.explorers.pipelines import make_pipeline, pipeline_view, shapes_of
from cnnkit.explorers.windows import example_map, pooling_view, pools_of
from gradekit.style import WINDOW


class Screen:
    """Stands where a notebook's output area does, and keeps what it was sent."""

    def __init__(self):
        self.summaries = []

    def update(self, figure, summary):
        self.summaries.append(summary)


def texts(figure):
    """What is written in a figure, with its colour."""
    return {(text.get_text(), to_hex(text.get_color())) for text in figure.axes[0].texts}


# 6: pooling


def test_the_four_windows_give_the_known_maps():
    pools = pools_of(example_map())
    assert example_map().tolist() == [[1, 3, 2, 4], [5, 6, 1, 2], [7, 2, 3, 1], [0, 8, 4, 5]]
    assert pools.largest.tolist() == [[6, 4], [8, 5]]
    assert pools.mean.tolist() == [[3.75, 2.25], [4.25, 3.25]]


def test_the_maps_fill_up_window_by_window():
    pools = pools_of(example_map())
    view = pooling_view(pools, 1)
    assert [ax.get_title() for ax in view.figure.axes] == [
        "map, 4x4", "max pooling", "average pooling",
    ]  # fmt: skip
    window = view.figure.axes[0].patches[0]
    assert (window.get_x(), window.get_y(), window.get_width()) == (1.5, -0.5, 2)
    for ax in view.figure.axes[1:]:
        assert np.isfinite(np.asarray(ax.images[0].get_array(), float)).sum() == 2
    assert view.summary == (
        "Window 2 of 4 holds 2, 4, 1, 2: maximum 4, mean 2.25. So far max [6 4], mean [3.75 2.25]."
    )


def test_a_slider_moves_the_pooling_window():
    pools, screen = pools_of(example_map()), Screen()
    controls = make_sliders([Slider("window", 1, 4, 4)])
    follow(controls, lambda number: pooling_view(pools, number - 1), screen)
    controls[0].value = 1
    assert screen.summaries == [pooling_view(pools, 0).summary]


# 7: pipeline


def test_the_pipeline_has_the_blocks_that_it_names():
    network = make_pipeline(2, 1, 32)
    kinds = [[layer["kind"] for layer in row] for row in network.rows]
    block = ["conv", "bn", "relu", "pool", "dropout"]
    assert kinds == [[], block, block, ["flatten"], ["linear", "relu", "dropout"], ["linear"]]
    assert network.titles == ("Image", "block 1", "block 2", "", "dense 1", "output")


@pytest.mark.parametrize("size", [8, 31, 33])
@pytest.mark.parametrize(("conv_blocks", "dense_blocks"), [(1, 0), (3, 2)])
def test_every_setting_is_a_network_that_runs(conv_blocks, dense_blocks, size):
    network = make_pipeline(conv_blocks, dense_blocks, size)
    assert modules.shapes(network.layers, network.input_shape)[-1] == (1, 10)
    view = pipeline_view(modules.shapes, conv_blocks, dense_blocks, size)
    assert view.summary.endswith("-> FC (1, 10).")
    assert "PyTorch" not in view.summary


def test_every_arrow_carries_the_shape_of_the_students_function():
    view = pipeline_view(modules.shapes, 1, 1, 8)
    shown = {text for text, _ in texts(view.figure)}
    assert {"(1, 3, 8, 8)", "(1, 16, 8, 8)", "(1, 16, 4, 4)", "(1, 256)", "(1, 64)"} <= shown
    assert {"Conv 3x3", "BN", "ReLU", "Pool 2x2", "Dropout", "Flatten", "FC", "Image"} <= shown
    assert WINDOW not in {colour for _, colour in texts(view.figure)}


def test_a_wrong_function_labels_wrongly_and_is_told_where():
    def keeps_pixels(layers, input_shape):
        shapes = modules.shapes(layers, input_shape)
        return [(1, 16, 8, 8) if shape == (1, 16, 4, 4) else shape for shape in shapes]

    view = pipeline_view(keeps_pixels, 1, 0, 8)
    assert ("(1, 16, 8, 8)", WINDOW) in texts(view.figure)
    assert view.summary.endswith(
        "After Pool 2x2, layer 3, your trace_shapes says (1, 16, 8, 8), PyTorch (1, 16, 4, 4)."
    )


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ([(1, 2)], "trace_shapes returned 1 shapes for 7 layers."),
        (5, "trace_shapes returned int, not a list."),
    ],
)
def test_an_odd_result_leaves_question_marks(result, said):
    network = make_pipeline(1, 0, 8)
    shapes, problem = shapes_of(lambda layers, shape: result, network)
    assert problem == said
    assert shapes.count("?") >= 6
    assert said in pipeline_view(lambda layers, shape: result, 1, 0, 8).summary


def test_an_exception_at_a_later_setting_becomes_a_sentence():
    def fragile(layers, shape):
        raise KeyError("stride")

    assert "trace_shapes raised KeyError: 'stride'" in pipeline_view(fragile, 1, 0, 8).summary


def test_a_picture_that_is_too_small_is_said_to_be():
    assert pipeline_view(modules.shapes, 3, 0, 7).summary == (
        "An image of 7x7 is too small for 3 poolings: there is nothing left to look at."
    )


def test_sliders_change_blocks_and_size():
    screen = Screen()
    controls = make_sliders([Slider("N", 1, 3, 2), Slider("M", 0, 2, 0), Slider("size", 4, 64, 8)])
    follow(controls, lambda N, M, size: pipeline_view(modules.shapes, N, M, size), screen)
    controls[0].value = 1
    controls[2].value = 16
    assert [text.split(" -> ")[0] for text in screen.summaries] == [
        "(1, 3, 8, 8)",
        "(1, 3, 16, 16)",
    ]
    assert "Conv 3x3 (1, 32" not in screen.summaries[0]


def test_without_a_notebook_there_is_a_line_of_text(capsys):
    pooling()
    pipeline(modules.shapes)
    pipeline(lambda layers, input_shape: ...)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Window 4 of 4 holds 3, 1, 4, 5: maximum 5, mean 3.25.")
    assert lines[2] == "<lambda> is not implemented yet. Run this cell again when it is."
