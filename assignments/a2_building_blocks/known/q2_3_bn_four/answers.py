# %% q2_3
def count_params(layers):
    counts = {}
    for layer in layers:
        if layer["kind"] == "conv":
            kH, kW = pair(layer["kernel"])
            number = layer["out"] * (layer["in"] // layer.get("groups", 1)) * kH * kW
        elif layer["kind"] == "linear":
            number = layer["in"] * layer["out"]
        elif layer["kind"] == "bn":
            counts[layer["name"]] = 4 * layer["channels"]
            continue
        else:
            continue
        if layer.get("bias", True):
            number += layer["out"]
        counts[layer["name"]] = number
    return counts


def fc_share(layers):
    names = {layer["name"] for layer in layers if layer["kind"] == "linear"}
    counts = count_params(layers)
    if not counts:
        return 0.0
    return sum(counts[name] for name in names) / sum(counts.values())
