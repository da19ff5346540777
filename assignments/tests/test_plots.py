"""Colours, labels and summaries of pictures."""

import numpy as np
import pytest

from cnnkit.plots import Panel, limits, row
from cnnkit.plots.arrays import row_figure
from gradekit.style import STYLE, styled


@pytest.mark.parametrize("values", [[[-3.0, 1.0]], [[-3.0, -1.0]], [[0.5, 3.0]]])
def test_signed_values_have_white_in_the_middle(values):
    norm = limits(np.array(values), "signed")
    assert (norm.vmin, norm.vmax) == (-3, 3)


@pytest.mark.parametrize("kind", ["signed", "image", "activation"])
@pytest.mark.parametrize("values", [np.zeros((2, 2)), np.full((2, 2), np.nan), np.ones((2, 2))])
def test_constant_and_empty_arrays_have_usable_limits(kind, values):
    norm = limits(values, kind)
    assert norm.vmin < norm.vmax


def test_every_panel_has_a_title_labels_and_the_map_of_its_kind():
    values = np.arange(9.0).reshape(3, 3)
    figure = row_figure([Panel(kind, values, kind) for kind in ("image", "signed", "activation")])
    assert [ax.images[0].cmap.name for ax in figure.axes] == ["gray", "RdBu", "viridis"]
    for ax in figure.axes:
        assert ax.get_title()
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("column", "row")


def test_small_arrays_carry_their_numbers_and_large_ones_do_not():
    small, large = row_figure([Panel("s", np.eye(3)), Panel("l", np.eye(9))]).axes
    assert len(small.texts) == 9
    assert len(large.texts) == 0


def test_outside_a_notebook_the_summary_is_printed(capsys):
    row([Panel("eye", np.eye(2))], "An identity matrix.")
    assert capsys.readouterr().out == "An identity matrix.\n"


def test_the_style_leaves_the_readers_settings_alone():
    import matplotlib

    before = dict(matplotlib.rcParams)
    with styled():
        assert matplotlib.rcParams["image.cmap"] == "viridis"
        changed = matplotlib.rcParams["axes.labelcolor"]
    assert STYLE.is_file()
    assert changed != before["axes.labelcolor"]
    assert dict(matplotlib.rcParams) == before
