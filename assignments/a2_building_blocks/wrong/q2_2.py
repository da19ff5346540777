# %% answer stride_of_a_convolution_is_its_kernel
def trace_shapes(layers, input_shape):
    shapes, shape = [], tuple(input_shape)
    for index, layer in enumerate(layers):
        kind = layer["kind"]
        if kind in ("conv", "pool", "gap") and len(shape) != 4:
            raise ValueError(f"layer {index} expects 4 axes, gets {len(shape)}")
        if kind == "linear" and len(shape) != 2:
            raise ValueError(f"layer {index} expects 2 axes, gets {len(shape)}")
        wanted = layer.get("channels", layer.get("in"))
        if kind in ("conv", "bn", "linear") and wanted != shape[1]:
            raise ValueError(f"layer {index} expects {wanted}, gets {shape[1]}")
        if kind in ("conv", "pool"):
            k, p, d = layer["kernel"], layer.get("padding", 0), layer.get("dilation", 1)
            s = layer.get("stride", 1 if kind == "conv" and p else k)
            axes = zip(shape[2:], pair(k), pair(s), pair(p), pair(d))
            shape = (shape[0], layer.get("out", shape[1]), *(conv_out_size(*a) for a in axes))
        elif kind == "gap":
            shape = shape[:2]
        elif kind == "flatten":
            shape = (shape[0], int(np.prod(shape[1:])))
        elif kind == "linear":
            shape = (shape[0], layer["out"])
        elif kind not in ("relu", "bn", "dropout"):
            raise ValueError(f"layer {index}: unknown")
        shapes.append(shape)
    return shapes

# %% answer always_an_error
def trace_shapes(layers, input_shape):
    raise ValueError("layer 0: expects 1, gets 2")
