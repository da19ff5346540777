"""Explorers by structure: what they compute, what they draw, and that controls move them."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from cnnkit.data import Images
from cnnkit.data.drawn_digits import generated_digits
from cnnkit.explorers import channels, flatten, guess_from_vector, patches, sliding_window
from cnnkit.explorers.controls import Slider, follow, make_buttons, make_sliders
from cnnkit.explorers.digits import (
    Game,
    connect,
    find_patches,
    flatten_view,
    patches_view,
    vector_view,
)
from cnnkit.explorers.sliding import animation, slide_of, sliding_view, step_image, vertical_edge
from cnnkit.explorers.windows import channels_view, example_layer
from gradekit.display import attempt


@pytest.fixture(scope="module")
def digits():
    """Generated digits, so that no test needs a data set."""
    return Images(*generated_digits(30, seed=0), tuple("0123456789"), "generated")


class Screen:
    """Stands where a notebook's output area does, and keeps what it was sent."""

    def __init__(self):
        self.summaries = []

    def update(self, figure, summary):
        self.summaries.append(summary)


def correlate(image, kernel):
    """A right `corr2d`."""
    return correlate2d(image, kernel, mode="valid")


def titles(figure):
    return [ax.get_title() for ax in figure.axes]


# 1 and 2: vectors


def test_flattening_shows_both_shapes_and_marks_the_row(digits):
    view = flatten_view(digits.images[0], 7, row=14)
    assert titles(view.figure) == ["the image, shape (28, 28)", "the vector, shape (784,)"]
    assert "entries 392 to 419" in view.summary
    assert "28 entries apart" in view.summary


def test_the_vector_hides_the_digit_until_it_is_revealed(digits):
    hidden, shown = (vector_view(digits.images[0], 3, revealed) for revealed in (False, True))
    assert "3" not in titles(hidden.figure)[0]
    assert "Which digit" in hidden.summary
    assert titles(shown.figure)[0] == "it is a 3"


def test_guessing_reveals_counts_once_and_goes_on(digits):
    game = Game(digits, vector_view, np.random.default_rng(0))
    game.new()
    screen = Screen()
    buttons = make_buttons([str(digit) for digit in range(10)])
    (another,) = make_buttons(["New image"])
    connect(game, screen, [], buttons, another)
    truth = int(digits.labels[game.index])
    buttons[truth].click()
    buttons[(truth + 1) % 10].click()
    assert f"You guessed {truth}. It is a {truth}." in screen.summaries[0]
    assert "Right so far: 1 of 1." in screen.summaries[1]
    another.click()
    assert "Which digit is it?" in screen.summaries[2]


# 3: patches


@pytest.mark.parametrize("size", [2, 3, 8, 14, 27, 28])
def test_patches_fit_and_every_position_is_a_candidate(size):
    last = 28 - size
    image = np.zeros((28, 28), np.uint8)
    image[27, 27] = 255  # only a window at the very last position(s) sees this pixel
    corners = find_patches(image, size, count=1)
    assert min(corners[0]) + size >= 28
    image = np.random.default_rng(0).integers(0, 256, (28, 28)).astype(np.uint8)
    for row, column in find_patches(image, size):
        assert min(row, column) >= 0
        assert max(row, column) <= last


def test_patches_are_varied_and_do_not_overlap_where_there_is_room(digits):
    image = digits.images[4]
    corners = find_patches(image, 6)
    assert len(corners) == 3
    for index, (row, column) in enumerate(corners):
        assert image[row : row + 6, column : column + 6].std() > image.std() / 2
        for other_row, other_column in corners[:index]:
            assert max(abs(row - other_row), abs(column - other_column)) >= 6


def test_the_whole_picture_is_one_patch(digits):
    assert find_patches(digits.images[0], 28) == [(0, 0)]


def test_rectangles_appear_when_the_digit_is_revealed(digits):
    hidden, shown = (patches_view(digits.images[1], 5, r, 7) for r in (False, True))
    assert len(hidden.figure.axes[-1].patches) == 0
    assert len(shown.figure.axes[-1].patches) == 3
    assert "of 484 possible 7x7 patches" in shown.summary


def test_a_slider_changes_the_patch_size(digits):
    game = Game(digits, patches_view, np.random.default_rng(0), size=8)
    game.new()
    screen = Screen()
    (slider,) = make_sliders([Slider("patch size", 2, 28, 8)])
    connect(game, screen, [slider], [], make_buttons(["New image"])[0])
    slider.value = 28
    assert "1 of 1 possible 28x28 patches" in screen.summaries[-1]
    assert (slider.min, slider.max) == (2, 28)


# 4: the sliding window


@pytest.fixture
def slide():
    """The slide of a right function."""
    return slide_of(correlate, step_image(), vertical_edge())


def test_the_step_image_gives_0_3_3_0_in_every_row(slide):
    assert slide.positions == 16
    assert slide.map.tolist() == [[0, 3, 3, 0]] * 4


def test_products_add_up_to_the_map_at_every_position(slide):
    for position in range(slide.positions):
        assert slide.products(position).sum() == slide.map.flat[position]
        assert np.isfinite(slide.filled(position)).sum() == position + 1


def test_plotly_has_a_frame_and_a_step_for_each_position(slide):
    pytest.importorskip("plotly", reason="plotly is an extra")
    figure = animation(slide)
    assert len(figure.frames) == len(figure.layout.sliders[0].steps) == 16
    assert [frame.name for frame in figure.frames] == [str(i) for i in range(16)]
    assert {frame.traces for frame in figure.frames} == {(1, 2)}
    assert [list(line) for line in figure.frames[-1].data[1].z] == slide.map.tolist()
    window = figure.frames[5].layout.shapes[0]
    assert (window.x0, window.x1, window.y0, window.y1) == (0.5, 3.5, 0.5, 3.5)


def test_matplotlib_draws_window_products_and_map(slide):
    view = sliding_view(slide, 5)
    assert titles(view.figure) == ["image and window", "kernel", "products", "map"]
    window = view.figure.axes[0].patches[0]
    assert (window.get_x(), window.get_y(), window.get_width()) == (0.5, 0.5, 3)
    assert "add up to 3, which goes into the map" in view.summary


def test_a_wrong_function_animates_wrongly():
    flipped = slide_of(lambda x, k: correlate(x, k[::-1, ::-1]), step_image(), vertical_edge())
    assert "add up to 3, but your corr2d says -3" in sliding_view(flipped, 1).summary
    short = slide_of(lambda x, k: correlate(x, k)[:-1, :-1], step_image(), vertical_edge())
    assert short.positions == 9
    long = slide_of(lambda x, k: np.zeros((5, 5)), step_image(), vertical_edge())
    assert "the window leaves the image" in sliding_view(long, 24).summary


@pytest.mark.parametrize("result", [None, ...])
def test_a_function_that_is_not_written_is_said_to_be_missing(capsys, result):
    def corr2d(image, kernel):
        return result

    sliding_window(corr2d)
    assert capsys.readouterr().out == (
        "corr2d is not implemented yet. Run this cell again when it is.\n"
    )


@pytest.mark.parametrize("result", ["text", [[1], [1, 2]], 3, np.zeros((0, 4)), np.zeros((99, 99))])
def test_an_odd_result_is_named_and_not_drawn(capsys, result):
    sliding_window(lambda image, kernel: result)
    assert "corr2d returned" in capsys.readouterr().out


def test_an_exception_becomes_a_sentence(capsys):
    def corr2d(image, kernel):
        raise IndexError("index 6 is out of bounds")

    assert attempt(corr2d, 1, 2) is None
    assert "corr2d raised IndexError: index 6 is out of bounds." in capsys.readouterr().out


def test_a_slider_moves_the_window(slide):
    screen = Screen()
    controls = make_sliders([Slider("position", 0, 15, 0)])
    follow(controls, lambda position: sliding_view(slide, position), screen)
    controls[0].value = 15
    assert screen.summaries == [sliding_view(slide, 15).summary]


def test_the_slider_of_positions_counts_as_the_sentence_under_the_picture(monkeypatch):
    asked = []
    monkeypatch.setattr("cnnkit.explorers.sliding.explore", lambda *given: asked.append(given))
    monkeypatch.setattr("cnnkit.explorers.sliding._has_plotly", lambda: False)
    sliding_window(correlate)
    ((draw, (slider,)),) = asked
    for number in (slider.low, slider.high):
        assert draw(number).summary.startswith(f"Position {number} of 16, ")
    assert (slider.low, slider.high) == (1, 16)


# 5: channels


def test_a_filter_adds_its_channels_and_one_bias():
    layer = example_layer()
    for f in range(4):
        by_hand = sum(correlate(layer.x[c], layer.w[f, c]) for c in range(3)) + layer.b[f]
        np.testing.assert_array_equal(layer.output(f), by_hand)


def test_channels_show_three_slices_a_sum_and_the_count_of_weights():
    view = channels_view(example_layer(), 1)
    assert "sum - bias 2" in titles(view.figure)
    assert sum(title.startswith("filter 2, ") for title in titles(view.figure)) == 3
    assert "108 weights and 4 biases" in view.summary


# without a front end


def test_every_explorer_leaves_a_line_of_text_where_there_is_no_notebook(digits, capsys):
    for show in (flatten, guess_from_vector, patches):
        show(digits)
    sliding_window(correlate)
    channels()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert all(line.endswith(".") for line in lines)
