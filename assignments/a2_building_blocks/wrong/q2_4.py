# %% answer the_recurrence_from_the_end_run_from_the_front
def receptive_field(layers):
    size, stride = 1, 1
    for layer in layers:
        if layer["kind"] in ("flatten", "linear", "gap"):
            break
        if layer["kind"] in ("conv", "pool"):
            k = layer["kernel"]
            s = layer.get("stride", k if layer["kind"] == "pool" else 1)
            size = (size - 1) * s + layer.get("dilation", 1) * (k - 1) + 1
            stride *= s
    return size, stride
