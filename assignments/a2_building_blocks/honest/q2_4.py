# %% answer recursive
def receptive_field(layers, state=(1, 1)):
    if not layers or layers[0]["kind"] in {"flatten", "linear", "gap"}:
        return state
    head, size, stride = layers[0], *state
    if head["kind"] == "conv":
        state = (size + head.get("dilation", 1) * (head["kernel"] - 1) * stride, stride * head.get("stride", 1))
    elif head["kind"] == "pool":
        state = (size + head.get("dilation", 1) * (head["kernel"] - 1) * stride, stride * head.get("stride", head["kernel"]))
    return receptive_field(layers[1:], state)

# %% answer takewhile_and_reduce
from functools import reduce
from itertools import takewhile


def receptive_field(layers):
    trunk = takewhile(lambda l: l["kind"] not in ("flatten", "linear", "gap"), layers)
    windows = (
        (l["kernel"], l.get("stride", 1 if l["kind"] == "conv" else l["kernel"]), l.get("dilation", 1))
        for l in trunk
        if l["kind"] in ("conv", "pool")
    )
    step = lambda state, window: (
        state[0] + window[2] * (window[0] - 1) * state[1],
        state[1] * window[1],
    )
    return reduce(step, windows, (1, 1))

# %% answer backwards_from_one_number
def receptive_field(layers):
    windows = []
    for layer in layers:
        if layer["kind"] in ("flatten", "linear", "gap"):
            break
        if layer["kind"] in ("conv", "pool"):
            k = layer["kernel"]
            stride = layer.get("stride", k if layer["kind"] == "pool" else 1)
            windows.append((k, stride, layer.get("dilation", 1)))
    size, stride = 1, 1
    for k, s, d in windows[::-1]:
        size = (size - 1) * s + d * (k - 1) + 1
        stride = stride * s
    return size, stride

# %% answer dependence_by_sets
def receptive_field(layers):
    """Follow the pixels that outputs 0 and 1 depend on, from the end to the input."""
    trunk = []
    for layer in layers:
        if layer["kind"] in ("flatten", "linear", "gap"):
            break
        trunk.append(layer)

    def pixels(position):
        first = last = position
        for layer in reversed(trunk):
            if layer["kind"] not in ("conv", "pool"):
                continue
            k = layer["kernel"]
            s = layer.get("stride") or (k if layer["kind"] == "pool" else 1)
            first, last = first * s, last * s + layer.get("dilation", 1) * (k - 1)
        return first, last

    (a, b), (c, _) = pixels(0), pixels(1)
    return b - a + 1, c - a

# %% answer cumulative_products
def receptive_field(layers):
    kinds = [layer["kind"] for layer in layers]
    ends = [kinds.index(kind) for kind in ("flatten", "linear", "gap") if kind in kinds]
    trunk = [l for l in layers[: min(ends, default=len(layers))] if l["kind"] in ("conv", "pool")]
    strides = [l.get("stride", {"conv": 1, "pool": l["kernel"]}[l["kind"]]) for l in trunk]
    jumps = np.cumprod([1, *strides])
    reach = [l.get("dilation", 1) * (l["kernel"] - 1) for l in trunk]
    return int(1 + np.dot(reach, jumps[:-1])), int(jumps[-1])
