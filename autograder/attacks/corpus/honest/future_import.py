# tries = "Imports from the future and annotates everything."

# %% twice
from __future__ import annotations


def double(x: np.ndarray | list[float]) -> NotDefinedAnywhere:
    return np.asarray(x) * 2


if __name__ == "__main__":
    print(double([1.0]))
