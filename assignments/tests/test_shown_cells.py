"""Cells of the notebooks that show something, held against what they claim."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from assignments.tests.small_training import TRAIN, network
from assignments.tests.test_lessons import cells_of
from assignments.tests.unit import COURSE
from autograder.records.notebook import read_notebook, source
from cnnkit import plots
from cnnkit import train as training
from gradekit.display import attempt
from gradekit.training.experiment import triangle


def cell(name: str, start: str) -> str:
    """The source of the only code cell that holds a text."""
    (found,) = (
        source(each)
        for each in cells_of(name)
        if each["cell_type"] == "code" and start in source(each)
    )
    return found


def shown(cells: list[dict[str, Any]], start: str) -> str:
    """What the cell of an executed notebook that holds a text has shown, as text."""
    (found,) = (each for each in cells if start in source(each) and each["cell_type"] == "code")
    outputs = found["outputs"]
    texts = [out.get("text", out.get("data", {}).get("text/plain", "")) for out in outputs]
    return "\n".join(text if isinstance(text, str) else "".join(text) for text in texts)


@pytest.fixture(scope="module")
def inside() -> list[dict[str, Any]]:
    name = "a5_inside_the_network"
    return read_notebook(COURSE.solution(name) / f"{name}.ipynb")["cells"]


def test_the_loop_that_the_notebook_shows_is_the_one_that_trains() -> None:
    names = {"torch": torch, "F": functional, "training": training, "triangle": triangle}
    exec(cell("a4_cifar10", "def train_in_plain"), names)
    plain = names["train_in_plain"](network(), TRAIN, 2, size=50)
    library = training.train_and_evaluate(
        network(), TRAIN, epochs=2, batch_size=50, device="cpu", progress=False
    )
    assert plain == pytest.approx(library.train_loss, rel=0.02)  # 16 bits where they are faster


WRONG = {
    "the kernel turned": lambda k, n: matrix_of(k[::-1, ::-1], n),
    "columns for rows": lambda k, n: matrix_of(k, n).T,
    "a value too many": lambda k, n: matrix_of(k, n) + (np.arange(n * n) == 0),
}


def matrix_of(kernel: np.ndarray, n: int) -> np.ndarray:
    names = {"np": np}
    exec(cell("a1_convolution", "def conv_as_matrix"), names)
    return np.asarray(names["conv_as_matrix"](kernel, n))


def test_the_check_of_the_matrix_knows_right_from_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    check = cell("a1_convolution", "conv_as_matrix is right")

    def told(function: Any) -> str:
        exec(check, {"np": np, "attempt": attempt, "plots": plots, "conv_as_matrix": function})
        return capsys.readouterr().out

    right = told(matrix_of)
    assert "conv_as_matrix is right for four kernels and images" in right
    assert "36 of 144 weights are not zero" in right
    for wrong in WRONG.values():
        assert "is right" not in told(wrong)
    assert "not implemented yet" in told(lambda kernel, n: ...)


PERCENT = re.compile(r"(\d+\.\d)(?= \+-| %|,? and \d+\.\d %)")


@pytest.mark.parametrize("question", ["w5_1", "w5_2", "w5_3", "w5_4"])
def test_the_numbers_of_a_written_answer_stand_in_the_output_above_it(
    question: str, inside: list[dict[str, Any]]
) -> None:
    texts = [source(each) for each in inside]
    head = next(i for i, text in enumerate(texts) if f"### {question} · " in text)
    answer = next(text for text in texts[head:] if "*Conclusion.*" in text)
    run = next(text for text in texts[head:] if text.startswith("prediction = "))
    said = PERCENT.findall(answer.split("*For the reader.*")[0])
    assert said
    there = re.findall(r"\d+\.\d", shown(inside, run))
    assert [number for number in said if number not in there] == []


def test_the_verdict_on_saliency_is_what_the_cells_measured(inside: list[dict[str, Any]]) -> None:
    agreement = shown(inside, "agreement of maps, mean over")
    random, strangers = map(float, re.findall(r": +(\d\.\d\d)$", agreement, re.MULTILINE))
    assert strangers + 0.1 < random < 0.5, "most is gone, and more is left than for two images"
    covered = shown(inside, "def still_right")
    named, chance, least = (
        {int(count): int(share) for share, count in re.findall(r"(\d+)% at (\d+)", line)}
        for line in covered.splitlines()[0].split("; ")
    )
    assert named[0] == chance[0] == least[0] == 100
    for few in (10, 25, 50):
        assert named[few] + 3 < chance[few] <= least[few] + 2
    assert abs(named[200] - chance[200]) <= 3, "a fifth of the image: no better than chance"
    assert least[200] < 80, "not without effect"


def test_full_trainings_learn_from_as_many_images_as_the_text_says() -> None:
    text = "\n".join(source(each) for each in cells_of("a5_inside_the_network"))
    assert "lies what trainings on 45,000 images gave" in text
    for path in Path(training.__file__).parent.glob("recorded/*.json"):
        assert "CIFAR-10, 45,000" in training.recorded(path.stem).provenance


def test_on_moved_photographs_the_global_average_keeps_most_answers_and_not_all() -> None:
    name = "a4_cifar10"
    cells = read_notebook(COURSE.solution(name) / f"{name}.ipynb")["cells"]
    kept = shown(cells, '"Answers that stay as they were"').split("Answers that stay as they were")
    shares = {who: int(share) for who, share in re.findall(r"(\w[\w ]+) (\d+) %", kept[1])}
    assert 100 > shares["global average"] > max(shares["SimpleCNN"], shares["ImprovedCNN"])
