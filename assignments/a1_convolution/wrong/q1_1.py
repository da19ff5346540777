# %% answer sums_in_64_bits
def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 2:
        raise ValueError("too few sizes")
    sizes = np.asarray(layer_sizes, dtype=np.int64)
    return int((sizes[:-1] * sizes[1:]).sum() + (sizes[1:].sum() if bias else 0))
