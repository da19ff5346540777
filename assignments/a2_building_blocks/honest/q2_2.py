# %% answer table_of_handlers
# %% before q2_2
class Mismatch(ValueError):
    """A layer that does not fit."""

    def __init__(self, index, kind, expected, got):
        super().__init__(f"layer {index} ({kind}) expects {expected}, gets {got}")

# %% q2_2
def trace_shapes(layers, input_shape):
    def need(index, layer, expected, got):
        if expected != got:
            raise Mismatch(index, layer["kind"], expected, got)

    def windows(layer, shape, stride):
        settings = (layer["kernel"], stride, layer.get("padding", 0), layer.get("dilation", 1))
        k, s, p, d = map(pair, settings)
        return [conv_out_size(shape[2 + a], k[a], s[a], p[a], d[a]) for a in (0, 1)]

    def conv(index, layer, shape):
        need(index, layer, 4, len(shape))
        need(index, layer, layer["in"], shape[1])
        return [shape[0], layer["out"], *windows(layer, shape, layer.get("stride", 1))]

    def pool(index, layer, shape):
        need(index, layer, 4, len(shape))
        return [*shape[:2], *windows(layer, shape, layer.get("stride", layer["kernel"]))]

    def gap(index, layer, shape):
        need(index, layer, 4, len(shape))
        return shape[:2]

    def flatten(index, layer, shape):
        features = 1
        for size in shape[1:]:
            features *= size
        return [shape[0], features]

    def linear(index, layer, shape):
        need(index, layer, 2, len(shape))
        need(index, layer, layer["in"], shape[1])
        return [shape[0], layer["out"]]

    def bn(index, layer, shape):
        need(index, layer, layer["channels"], shape[1])
        return shape

    same = lambda index, layer, shape: shape
    table = {f.__name__: f for f in (conv, pool, gap, flatten, linear, bn)}
    table |= {"relu": same, "dropout": same}
    found = [list(input_shape)]
    for index, layer in enumerate(layers):
        if layer["kind"] not in table:
            raise ValueError(f"layer {index} is of the unknown kind {layer['kind']}")
        found.append(table[layer["kind"]](index, layer, found[-1]))
    return [tuple(shape) for shape in found[1:]]

# %% answer match_statement
import math


def trace_shapes(layers, input_shape):
    def fail(expects, gets):
        raise ValueError(f"layer {index}: expects {expects}, gets {gets}: {layer}")

    shapes = []
    now = tuple(input_shape)
    for index, layer in enumerate(layers):
        N, *rest = now
        match layer:
            case {"kind": "conv" | "pool" | "gap"} if len(now) != 4:
                fail(4, len(now))
            case {"kind": "linear"} if len(now) != 2:
                fail(2, len(now))
            case {"kind": "conv" | "linear", "in": wanted} if wanted != now[1]:
                fail(wanted, now[1])
            case {"kind": "bn", "channels": wanted} if wanted != now[1]:
                fail(wanted, now[1])
            case {"kind": "conv" | "pool" as kind, "kernel": kernel}:
                k, p = pair(kernel), pair(layer.get("padding", 0))
                s = pair(layer.get("stride", kernel if kind == "pool" else 1))
                d = pair(layer.get("dilation", 1))
                H = conv_out_size(now[2], k[0], s[0], p[0], d[0])
                W = conv_out_size(now[3], k[1], s[1], p[1], d[1])
                now = (N, layer.get("out", now[1]) if kind == "conv" else now[1], H, W)
            case {"kind": "gap"}:
                now = now[:2]
            case {"kind": "flatten"}:
                now = (N, math.prod(rest))
            case {"kind": "linear", "out": out}:
                now = (N, out)
            case {"kind": "relu" | "bn" | "dropout"}:
                pass
            case _:
                raise ValueError(f"layer {index}: unknown kind")
        shapes += [now]
    return shapes

# %% answer recursive
def trace_shapes(layers, input_shape, index=0):
    if not layers:
        return []
    layer, *others = layers
    kind, shape = layer["kind"], tuple(input_shape)
    axes = {"conv": 4, "pool": 4, "gap": 4, "linear": 2}.get(kind)
    if axes is not None and len(shape) != axes:
        raise ValueError(f"layer {index} ({kind}): expects {axes} axes and gets {len(shape)}")
    channels = layer.get("channels" if kind == "bn" else "in") if kind in ("bn", "conv", "linear") else None
    if channels is not None and channels != shape[1]:
        raise ValueError(f"layer {index} ({kind}): expects {channels} and gets {shape[1]}")
    if kind in ("conv", "pool"):
        default = 1 if kind == "conv" else layer["kernel"]
        sizes = tuple(
            conv_out_size(n=n, k=k, s=s, p=p, d=d)
            for n, k, s, p, d in zip(
                shape[2:],
                pair(layer["kernel"]),
                pair(layer.get("stride", default)),
                pair(layer.get("padding", 0)),
                pair(layer.get("dilation", 1)),
            )
        )
        out = (shape[0], layer["out"] if kind == "conv" else shape[1]) + sizes
    elif kind == "gap":
        out = shape[:2]
    elif kind == "flatten":
        out = (shape[0], int(np.prod(shape[1:], dtype=int)))
    elif kind == "linear":
        out = (shape[0], layer["out"])
    elif kind in ("relu", "bn", "dropout"):
        out = shape
    else:
        raise ValueError(f"layer {index}: {kind} is no kind of layer")
    return [out] + trace_shapes(others, out, index + 1)

# %% answer generator_with_state
class Tracer:
    def __init__(self, shape):
        self.shape = tuple(shape)

    def check(self, expects, gets):
        if expects != gets:
            raise ValueError(f"layer {self.index}: expects {expects}, gets {gets}")

    def slide(self, layer, default_stride):
        self.check(4, len(self.shape))
        stride = layer["stride"] if "stride" in layer else default_stride
        keys = [layer["kernel"], stride, layer.get("padding", 0), layer.get("dilation", 1)]
        vertical, horizontal = zip(*map(pair, keys))
        return conv_out_size(self.shape[2], *vertical), conv_out_size(self.shape[3], *horizontal)

    def walk(self, layers):
        for self.index, layer in enumerate(layers):
            step = getattr(self, "do_" + layer["kind"], None)
            if step is None:
                raise ValueError(f"layer {self.index}: kind {layer['kind']!r} does not exist")
            self.shape = step(layer) or self.shape
            yield self.shape

    def do_conv(self, layer):
        self.check(4, len(self.shape))
        self.check(layer["in"], self.shape[1])
        return self.shape[0], layer["out"], *self.slide(layer, 1)

    def do_pool(self, layer):
        return self.shape[:2] + self.slide(layer, layer["kernel"])

    def do_gap(self, layer):
        self.check(4, len(self.shape))
        return self.shape[:2]

    def do_flatten(self, layer):
        return self.shape[0], int(np.prod(self.shape[1:]))

    def do_linear(self, layer):
        self.check(2, len(self.shape))
        self.check(layer["in"], self.shape[1])
        return self.shape[0], layer["out"]

    def do_bn(self, layer):
        self.check(layer["channels"], self.shape[1])

    do_relu = do_dropout = lambda self, layer: None


def trace_shapes(layers, input_shape):
    return list(Tracer(input_shape).walk(layers))
