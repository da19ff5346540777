"""What a machine has for training: device, number format, memory layout."""

import functools
import time

import torch
from torch import nn

GAIN = 1.25
"""How much faster a processor must be in 16 bits before layers compute in them."""


def choose_device(device: str | torch.device | None = None) -> torch.device:
    """The device asked for, else CUDA, else MPS, else the CPU.

    Args:
        device: A device or its name; None chooses.

    Returns:
        The device.
    """
    if device is not None:
        return torch.device(device)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def half_format(device: torch.device) -> torch.dtype | None:
    """The 16-bit format that makes training faster on a device.

    Args:
        device: Where training runs.

    Returns:
        bfloat16 where the processor or the GPU gains by it, float16 on older GPUs, None where full
        precision is faster (most CPUs, MPS). A processor is asked by a short measurement: some
        have the instructions and are slower with them.
    """
    if device.type == "cuda":
        whole = torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.bfloat16 if whole else torch.float16
    if device.type == "cpu" and (
        torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    ):
        return torch.bfloat16 if _gain(torch.bfloat16) >= GAIN else None
    return None


@functools.cache
def _gain(dtype: torch.dtype, size: int = 512, rounds: int = 5) -> float:
    """How much faster this process's processors multiply matrices in a format, in CPU time."""
    best = {}
    for kind in (torch.float32, dtype):
        matrix = torch.ones(size, size, dtype=kind)
        matrix @ matrix
        seconds = []
        for _ in range(rounds):
            began = time.process_time()
            matrix @ matrix
            seconds.append(time.process_time() - began)
        best[kind] = min(seconds)
    return best[torch.float32] / max(best[dtype], 1e-9)


def takes_channels_last(model: nn.Module, sample: torch.Tensor) -> bool:
    """Whether a model runs on pictures that lie channels last in memory, which is faster.

    A model that flattens by `view` does not: its activations have no such view.

    Args:
        model: A model on its device; its mode is restored.
        sample: Pictures `(n, 3, H, W)` on that device.

    Returns:
        False if the forward pass raises on this layout.
    """
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            model(sample.contiguous(memory_format=torch.channels_last))
    except RuntimeError:
        return False
    finally:
        model.train(training)
    return True
