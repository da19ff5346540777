# %% q1_1
def mlp_param_count(layer_sizes, bias=True):
    if len(layer_sizes) < 2:
        raise ValueError("at least two sizes")
    total = 0
    for a, b in zip(layer_sizes[:-1], layer_sizes[1:]):
        for step in range(2000):
            print("layer", a, b, "step", step, end="\r")
        total += int(a) * int(b) + (int(b) if bias else 0)
    return total
