"""Parameters of known values: made from name and shape, not from when a layer was made."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def filled(name: str, shape: Sequence[int], seed: int = 0) -> NDArray[np.float64]:
    """Values of a parameter or buffer, the same in every model where this name has this shape.

    Args:
        name: Its name in the model, such as `conv1.weight`.
        shape: Its shape.
        seed: Another seed, other values.

    Returns:
        An array of this shape. Weights are scaled to keep the size of the activations (2 over the
        fan-in, He et al. 2015); variances and scales (weights of one axis) are positive.
    """
    text = f"{seed}|{name}|{tuple(shape)}"
    digest = hashlib.sha256(text.encode()).digest()
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))
    leaf = name.rpartition(".")[2]
    if leaf.endswith("var") or (leaf == "weight" and len(shape) == 1):
        return np.asarray(rng.uniform(0.5, 1.5, shape))
    values = np.asarray(rng.standard_normal(shape))
    fan_in = max(1, int(np.prod(shape[1:])))
    return np.asarray(values * (np.sqrt(2 / fan_in) if len(shape) > 1 else 0.1))
