"""A trained network without its author's code: opened, counted, run."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.flop_counter import FlopCounterMode

from gradekit.training.trainer import open_program, outputs

PART = 64
"""Images of the comparison between batch sizes."""


def evaluate(
    program: bytes, images: NDArray[Any], state: Mapping[str, torch.Tensor] | None = None
) -> dict[str, Any]:
    """Run an exported program on images, in several ways.

    Args:
        program: What `trainer.program_of` gave.
        images: As `Trainer` takes them.
        state: Weights and buffers that take the place of the program's; None leaves those.

    Returns:
        A dictionary: outputs: for all images in batches of 100; again: the same once more; and for
        the first images: ones: one by one; sevens: in batches of 7, in reverse order (put back into
        order); elements: numbers held by the program, constants included; parameters: those that
        were trained; flops: operations of convolutions and matrix products for one image.
    """
    torch.set_num_threads(1)
    loaded = open_program(program)
    model = loaded.module()
    if state is not None:
        model.load_state_dict(dict(state))
    found = ways(lambda part, size: outputs(model, torch.from_numpy(part), size), images)
    held = [*loaded.state_dict.values(), *loaded.constants.values()]
    numbers = {id(item): item.numel() for item in held if isinstance(item, torch.Tensor)}
    with FlopCounterMode(display=False) as counter:
        outputs(model, torch.from_numpy(np.array(images[:1])), 1)
    trained = loaded.graph_signature.parameters
    return {
        **found,
        "elements": sum(numbers.values()),
        "parameters": sum(loaded.state_dict[name].numel() for name in trained),
        "flops": int(counter.get_total_flops()),
    }


def ways(run: Any, images: NDArray[Any]) -> dict[str, NDArray[np.float32]]:
    """Outputs for the same images in several ways; see `evaluate`.

    Args:
        run: Outputs of images and a batch size.
        images: Of the held-out set.
    """
    part = np.ascontiguousarray(images[:PART])
    return {
        "outputs": run(images, 100),
        "sevens": run(np.ascontiguousarray(part[::-1]), 7)[::-1].copy(),
        "ones": run(part, 1),
        "again": run(images, 100),
    }
