# %% q2_4
def receptive_field(layers):
    size, jump = 1, 1
    for layer in layers:
        if layer["kind"] in {"flatten", "gap", "linear"}:
            return size, jump
        if layer["kind"] not in {"conv", "pool"}:
            continue
        default = layer["kernel"] if layer["kind"] == "pool" else 1
        jump = jump * layer.get("stride", default)
        size = size + (layer["kernel"] - 1) * layer.get("dilation", 1) * jump
    return size, jump
