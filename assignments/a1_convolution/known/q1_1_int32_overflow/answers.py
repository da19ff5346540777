# %% q1_1
def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 2:
        raise ValueError("a network needs an input and an output size")
    sizes = np.array(layer_sizes, dtype=np.int32)
    weights = (sizes[:-1] * sizes[1:]).sum(dtype=np.int32)
    return int(weights + (sizes[1:].sum() if bias else 0))
