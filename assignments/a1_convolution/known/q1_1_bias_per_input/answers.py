# %% q1_1
def mlp_param_count(layer_sizes, bias=True):
    total = 0
    for n_in, n_out in zip(layer_sizes[:-1], layer_sizes[1:]):
        total += n_in * n_out
        if bias:
            total += n_in
    return total
