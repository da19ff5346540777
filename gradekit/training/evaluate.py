"""A trained network without its author's code: opened, counted, run."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.flop_counter import FlopCounterMode

from gradekit.training.hand_over import open_program
from gradekit.training.loop import outputs

PART = 64
"""Inputs of the comparison between batch sizes."""


def evaluate(
    program: bytes, inputs: NDArray[Any], state: Mapping[str, torch.Tensor] | None = None
) -> dict[str, Any]:
    """Run an exported program on inputs, in several ways.

    Args:
        program: What `export.program_of` gave.
        inputs: As `TrainingLoop` takes them.
        state: Weights and buffers that take the place of the program's; None leaves those.

    Returns:
        A dictionary: outputs: for all inputs in batches of 100; again: the same once more; and for
        the first inputs: ones: one by one; sevens: in batches of 7, in reverse order (put back into
        order); elements: numbers held by the program, constants included; parameters: those that
        were trained; flops: operations of convolutions and matrix products for one input.
    """
    torch.set_num_threads(1)
    loaded = open_program(program)
    model = loaded.module()
    if state is not None:
        model.load_state_dict(dict(state))
    found = ways(lambda part, size: outputs(model, torch.from_numpy(part), size), inputs)
    held = [*loaded.state_dict.values(), *loaded.constants.values()]
    numbers = {id(item): item.numel() for item in held if isinstance(item, torch.Tensor)}
    with FlopCounterMode(display=False) as counter:
        outputs(model, torch.from_numpy(np.array(inputs[:1])), 1)
    trained = loaded.graph_signature.parameters
    return {
        **found,
        "elements": sum(numbers.values()),
        "parameters": sum(loaded.state_dict[name].numel() for name in trained),
        "flops": int(counter.get_total_flops()),
    }


def ways(run: Any, inputs: NDArray[Any]) -> dict[str, NDArray[np.float32]]:
    """Outputs for the same inputs in several ways; see `evaluate`.

    Args:
        run: Gives the outputs of inputs, in batches of a size.
        inputs: Held-out inputs.
    """
    part = np.ascontiguousarray(inputs[:PART])
    return {
        "outputs": run(inputs, 100),
        "sevens": run(np.ascontiguousarray(part[::-1]), 7)[::-1].copy(),
        "ones": run(part, 1),
        "again": run(inputs, 100),
    }
