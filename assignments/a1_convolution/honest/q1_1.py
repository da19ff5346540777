# %% answer recursive
def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 2:
        raise ValueError("two sizes at least")
    first, second = int(layer_sizes[0]), int(layer_sizes[1])
    here = (first + bool(bias)) * second
    return here if len(layer_sizes) == 2 else here + mlp_param_count(layer_sizes[1:], bias)

# %% answer dot_product_of_objects
def mlp_param_count(layer_sizes, bias=True):
    sizes = np.array([int(size) for size in layer_sizes], dtype=object)
    if sizes.size < 2:
        raise ValueError("a network has an input and an output")
    return int(np.dot(sizes[:-1], sizes[1:]) + (sizes[1:].sum() if bias else 0))

# %% answer reduce_with_lambda
from functools import reduce

mlp_param_count = lambda layer_sizes, bias=True: (
    reduce(
        lambda state, size: (state[0] + (state[1] + (1 if bias else 0)) * size, size),
        [int(s) for s in list(layer_sizes)[1:]],
        (0, int(list(layer_sizes)[0])),
    )[0]
    if len(list(layer_sizes)) > 1
    else (_ for _ in ()).throw(ValueError("too few sizes"))
)

# %% answer step_by_step
def mlp_param_count(layer_sizes, bias=True):
    sizes = [int(n) for n in layer_sizes]
    if len(sizes) < 2:
        raise ValueError("too few sizes")
    total = 0
    for inputs, outputs in zip(sizes, sizes[1:]):
        total += inputs * outputs
        if bias:
            total += outputs
    return total

# %% answer pairwise_and_annotations
from collections.abc import Iterable
from itertools import pairwise


def mlp_param_count(layer_sizes: Iterable[int], bias: bool = True) -> int:
    sizes: list[int] = [*map(int, layer_sizes)]
    match sizes:
        case [] | [_]:
            raise ValueError(f"{len(sizes)} sizes are too few")
        case _:
            return sum(a * b for a, b in pairwise(sizes)) + bool(bias) * sum(sizes[1:])

# %% answer callable_object
class ParamCounter:
    def __init__(self):
        self.calls = 0

    def __call__(self, layer_sizes, bias=True):
        self.calls += 1
        if not len(layer_sizes) >= 2:
            raise ValueError("Fewer than two sizes are not a network.")
        total, before = 0, None
        for size in layer_sizes:
            size = int(size)
            if before is not None:
                total += before * size
                total += size if bias else 0
            before = size
        return total


mlp_param_count = ParamCounter()

# %% answer iterator_and_one_factor
def mlp_param_count(layer_sizes, bias=True):
    sizes = iter(layer_sizes)
    before, total, seen = next(sizes, None), 0, 0
    for after in sizes:
        total, before, seen = total + (int(before) + bool(bias)) * int(after), after, seen + 1
    if not seen:
        raise ValueError
    return total
