# %% answer sums_in_64_bits
def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 2:
        raise ValueError("too few sizes")
    sizes = np.asarray(layer_sizes, dtype=np.int64)
    return int((sizes[:-1] * sizes[1:]).sum() + (sizes[1:].sum() if bias else 0))

# %% answer every_size_has_its_biases
def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 2:
        raise ValueError("too few sizes")
    sizes = [int(n) for n in layer_sizes]
    weights = sum(m * n for m, n in zip(sizes, sizes[1:]))
    return weights + (sum(sizes) if bias else 0)

# %% answer wants_a_hidden_layer
def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 3:
        raise ValueError("too few sizes")
    sizes = [int(n) for n in layer_sizes]
    return sum(m * n + (n if bias else 0) for m, n in zip(sizes, sizes[1:]))
