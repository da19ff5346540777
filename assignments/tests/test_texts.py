"""Numbers in the texts of the notebooks, held against what they are computed from."""

import re
from typing import Any

import pytest
import torch

from assignments.tests.test_lessons import cells_of, text_of
from assignments.tests.unit import ASSIGNMENTS, REFERENCES
from cnnkit.train import flops

# A row of a table: a sum of products between backquotes, then its value in bold.
WRITTEN_OUT = re.compile(r"`([-0-9*+() ]+)` \| \*\*(-?[0-9]+)\*\*")


def test_a_sum_that_is_written_out_comes_out() -> None:
    found = WRITTEN_OUT.findall(text_of(cells_of("a1_convolution")))
    assert len(found) >= 2
    for terms, total in found:
        assert eval(terms) == int(total), terms


def test_the_two_places_are_those_of_the_image_and_the_kernel_shown() -> None:
    image = torch.tensor([[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 0]]).float()
    kernel = torch.tensor([[1, 0], [-1, 2]]).float()
    out = torch.nn.functional.conv2d(image[None, None], kernel[None, None])[0, 0]
    assert (out[0, 0], out[0, 2], tuple(out.shape)) == (3, -1, (2, 3))
    shown = text_of(cells_of("a1_convolution"))
    assert r"1 & 2 & 0 & 1 \\ 0 & 1 & 3 & 1 \\ 2 & 0 & 1 & 0" in shown
    assert r"1 & 0 \\ -1 & 2" in shown


def test_improved_cnn_does_as_many_times_the_arithmetic_as_the_text_says() -> None:
    said = re.search(r"does ([\d.]+) times the arithmetic", text_of(cells_of("a4_cifar10")))
    assert said is not None
    ratio = flops(REFERENCES["improved_cnn"]()) / flops(REFERENCES["simple_cnn"]())
    assert round(ratio, 1) == float(said[1])


@pytest.mark.parametrize("name", ASSIGNMENTS[:-1])
def test_every_notebook_says_where_to_read_on(name: str) -> None:
    assert "**Read on.**" in text_of(cells_of(name))


# What reads as a translation, or as a slip, wherever it stands.
FOREIGN = (
    *(
        "has the word",
        "have the word",
        "What you have won",
        "The output are",
        "screw",
        "a loss a step",
    ),
    *("numbers a channel", "mean and variance a channel", "numbers a picture", "to look through"),
)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_known_slips_of_language_do_not_come_back(name: str) -> None:
    cells: list[dict[str, Any]] = cells_of(name)
    assert not [phrase for phrase in FOREIGN if phrase in text_of(cells)]


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_headings_have_the_same_levels_in_every_notebook(name: str) -> None:
    headings = re.findall(r"^(#+) (.*)$", text_of(cells_of(name)), re.MULTILINE)
    assert [level for level, _ in headings].count("#") == 1
    parts = {level for level, title in headings if title.startswith(("Part ", "Set-up", "Hand in"))}
    assert parts == {"##"}
    questions = {level for level, title in headings if re.match(r"[qw]\d_\d · ", title)}
    assert questions <= {"###"}
