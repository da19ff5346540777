# %% q2_2
def trace_shapes(layers, input_shape):
    shape, shapes = tuple(input_shape), []
    for index, layer in enumerate(layers):
        kind = layer["kind"]
        if kind in ("conv", "pool"):
            if len(shape) != 4:
                raise ValueError(f"layer {index} ({kind}) needs 4 axes, not {len(shape)}")
            kH, kW = pair(layer["kernel"])
            sH, sW = pair(layer.get("stride", 1 if kind == "conv" else layer["kernel"]))
            pH, pW = pair(layer.get("padding", 0))
            dH, dW = pair(layer.get("dilation", 1))
            N, C, H, W = shape
            H, W = conv_out_size(H, kH, sH, pH, dH), conv_out_size(W, kW, sW, pW, dW)
            if kind == "conv":
                if C != layer["in"]:
                    raise ValueError(f"layer {index}: expects {layer['in']}, gets {C}")
                C = layer["out"]
            shape = (N, C, H, W)
        elif kind == "gap":
            if len(shape) != 4:
                raise ValueError(f"layer {index} (gap) needs 4 axes")
            shape = shape[:2]
        elif kind == "flatten":
            features = 1
            for size in shape[1:]:
                features *= size
            shape = (shape[0], features)
        elif kind == "linear":
            if len(shape) != 2:
                raise ValueError(f"layer {index} (linear) needs 2 axes")
            if shape[1] != layer["in"]:
                raise ValueError(f"layer {index}: expects {layer['in']}, gets {shape[1]}")
            shape = (shape[0], layer["out"])
        elif kind == "bn":
            if shape[1] != layer["channels"]:
                raise ValueError(f"layer {index}: expects {layer['channels']}, gets {shape[1]}")
        elif kind not in ("relu", "dropout"):
            raise ValueError("what is " + kind)
        shapes.append(shape)
    return shapes
