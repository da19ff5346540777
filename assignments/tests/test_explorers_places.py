"""Windows on a row of pixels, and fields, as they are drawn."""

from itertools import product

from cnnkit import networks
from cnnkit.explorers.places import field_figure, starts, windows_view


def test_there_are_as_many_windows_as_the_formula_says() -> None:
    for n, k, s, p, d in product(range(1, 9), (1, 2, 3, 5), (1, 2, 3), (0, 1, 2), (1, 2)):
        room = n + 2 * p - d * (k - 1) - 1
        assert len(starts(n, k, s, p, d)) == (room // s + 1 if room >= 0 else 0)


def test_the_picture_says_which_pixels_are_never_used() -> None:
    view = windows_view(8, 3, 2, 0, 1)
    assert "3 windows, starting at [0, 2, 4]; never used: pixels [7]" in view.summary
    assert [text.get_text() for text in view.figure.axes[0].texts].count("\u00d7") == 1
    assert "0 windows" in windows_view(2, 5, 1, 0, 1).summary


def test_a_field_is_as_wide_as_the_receptive_field() -> None:
    trunks = ((networks.tiny_cnn(), 4), (networks.simple_cnn(), 10), (networks.improved_cnn(), 16))
    for layers, size in trunks:
        assert field_figure(layers, "trunk")[1][0] == size
