"""Numbers in the texts of the notebooks, held against what they are computed from."""

import re
from typing import Any

import pytest
import torch

from assignments.tests.test_lessons import cells_of, text_of
from assignments.tests.unit import ASSIGNMENTS, COURSE, REFERENCES
from autograder.records.notebook import read_notebook
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


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_what_goes_in_is_an_image_and_what_is_drawn_a_figure(name: str) -> None:
    """One word for one thing: the table of words in the first notebook says which."""
    bank = COURSE.sources / name / "mcq.toml"
    texts = text_of(cells_of(name)) + (bank.read_text("utf-8") if bank.is_file() else "")
    assert re.findall(r".{0,30}[Pp]icture.{0,20}|the rest is dropped", texts) == []


def test_the_first_notebook_says_what_the_words_of_the_unit_mean() -> None:
    text = text_of(cells_of("a1_convolution"))
    for word in ("image", "channel", "window", "kernel", "filter", "feature map", "activation map"):
        assert f"| **{word}** |" in text


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_figure_of_the_solution_has_an_alternative_text(name: str) -> None:
    cells = read_notebook(COURSE.solution(name) / f"{name}.ipynb")["cells"]
    data = [out.get("data", {}) for cell in cells for out in cell.get("outputs", [])]
    figures = ["".join(each.get("text/html", "")) for each in data if "image/png" in each]
    told = [
        re.match(r"<img alt='([^']{20,})' src='data:image/webp;base64,", each) for each in figures
    ]
    assert all(told)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_question_has_a_box_with_its_importance(name: str) -> None:
    heads = re.findall(r"^### [qw]\d_\d · .*\n\n(.*)$", text_of(cells_of(name)), re.MULTILINE)
    assert heads
    for head in heads:
        assert re.match(
            r"> \*\*[\d.]+ .*difficulty [1-5]/5 · importance [1-5]/5 · about \d+ min", head
        )
