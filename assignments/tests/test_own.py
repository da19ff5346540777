"""A student's own layers, found in the notebooks of earlier assignments."""

import ast
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from assignments.tests.test_inside import SimpleCNN
from assignments.tests.test_lessons import cells_of
from autograder.records.notebook import source
from cnnkit.own import find_functions

ROOT = Path(__file__).parents[2]


def forward():
    """The forward pass as the second notebook writes it."""
    (cell,) = (
        source(c) for c in cells_of("a2_building_blocks") if "def forward_by_hand" in source(c)
    )
    names = {}
    body = [node for node in ast.parse(cell).body if isinstance(node, ast.FunctionDef)]
    exec(compile(ast.Module(body, []), "a2", "exec"), names)
    return names["forward_by_hand"]


WANTED = {
    "a1_convolution": ["conv2d_im2col"],
    "a2_building_blocks": ["relu", "max_pool2d", "flatten_batch"],
}


@pytest.mark.parametrize("solved", [True, False])
def test_a_network_of_ones_own_layers_has_the_logits_of_pytorch(
    solved, tmp_path, monkeypatch, capsys
):
    here = tmp_path / "here"
    here.mkdir()
    for name in WANTED if solved else ():
        shutil.copytree(ROOT / "solutions" / name, tmp_path / name)
    monkeypatch.chdir(here)
    mine = find_functions(WANTED, {})
    model = SimpleCNN()
    x = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0)) * 2 - 1
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    logits = forward()(mine, weights, x.numpy())
    assert np.abs(logits - model(x).detach().numpy()).max() < 1e-5
    said = capsys.readouterr().out
    assert said.count("yours, from ../") == (4 if solved else 0)
    assert said.count("PyTorch's for now") == (0 if solved else 4)


def test_what_is_pasted_into_the_notebook_comes_first(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert find_functions({"a2_building_blocks": ["relu"]}, {"relu": abs})["relu"] is abs
    assert "yours, from this notebook" in capsys.readouterr().out
