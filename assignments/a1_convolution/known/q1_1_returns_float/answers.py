# %% q1_1
def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 2:
        raise ValueError("need at least two sizes")
    count = 0.0
    for i in range(1, len(layer_sizes)):
        count += float(layer_sizes[i - 1]) * layer_sizes[i]
        if bias:
            count += layer_sizes[i]
    return count
