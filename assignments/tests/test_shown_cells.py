"""Cells of the notebooks that show something, held against what they claim."""

import re
from pathlib import Path
from typing import Any

import pytest

from assignments.tests.test_lessons import cells_of
from assignments.tests.unit import COURSE
from autograder.records.notebook import read_notebook, source
from cnnkit import train as training


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
