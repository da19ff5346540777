"""Misconceptions about receptive fields."""

from autograder.diagnosis import Question

question = Question("receptive_field")

question.help(
    "One step of this layer's window is how many pixels of the image wide? Does that "
    "change before or after you use it?",
    line="size += d * (k - 1) * ...",
)

_ENDS = ("flatten", "linear", "gap")


def _windows(layers, pool_stride=None, ends=_ENDS):
    """Kernel, stride and dilation of each window of the trunk."""
    for layer in layers:
        if layer["kind"] in ends:
            return
        if layer["kind"] in ("conv", "pool"):
            k = layer["kernel"]
            default = 1 if layer["kind"] == "conv" else pool_stride or k
            yield k, layer.get("stride", default), layer.get("dilation", 1)


def _grow(windows):
    size, stride = 1, 1
    for k, s, d in windows:
        size += d * (k - 1) * stride
        stride *= s
    return size, stride


@question.reference
def right(layers):
    return _grow(_windows(layers))


@question.mistake(
    "The sizes of the kernels are multiplied. A further convolution adds k - 1 steps to the field."
)
def product_of_kernels(layers):
    size, stride = 1, 1
    for k, s, d in _windows(layers):
        size *= d * (k - 1) + 1
        stride *= s
    return size, stride


@question.mistake(
    "The sizes of the kernels are added up. The field begins as one pixel, and each window adds "
    "k - 1 steps to it, not k."
)
def sum_of_kernels(layers):
    size, stride = 0, 1
    for k, s, d in _windows(layers):
        size += (d * (k - 1) + 1) * stride
        stride *= s
    return max(size, 1), stride


@question.mistake(
    "The stride is multiplied too early: a layer's own stride moves its windows apart, but does "
    "not widen them. Only the strides before it do."
)
def stride_too_early(layers):
    size, stride = 1, 1
    for k, s, d in _windows(layers):
        stride *= s
        size += d * (k - 1) * stride
    return size, stride


@question.mistake(
    "The strides do not widen the steps of later windows in your size: after a pooling of "
    "stride 2, a step is two pixels."
)
def steps_not_widened(layers):
    size, stride = 1, 1
    for k, s, d in _windows(layers):
        size += d * (k - 1)
        stride *= s
    return size, stride


@question.mistake(
    "A step is as wide as the product of all strides before it; you use the last one only."
)
def last_stride_only(layers):
    size, step, stride = 1, 1, 1
    for k, s, d in _windows(layers):
        size += d * (k - 1) * step
        step = s
        stride *= s
    return size, stride


@question.mistake("The strides are added up. Strides in a row are multiplied.")
def strides_added(layers):
    size, stride = 1, 1
    for k, s, d in _windows(layers):
        size += d * (k - 1) * stride
        stride += s - 1
    return size, stride


@question.mistake("Poolings are left out: they are windows, too, and move by their stride.")
def poolings_left_out(layers):
    return _grow(_windows([layer for layer in layers if layer["kind"] != "pool"]))


@question.mistake(
    "Poolings only shrink the maps in your function. A number after one depends on its whole "
    "window: the field grows as well."
)
def poolings_do_not_widen(layers):
    size, stride = 1, 1
    for layer in layers:
        if layer["kind"] in _ENDS:
            break
        for k, s, d in _windows([layer]):
            size += 0 if layer["kind"] == "pool" else d * (k - 1) * stride
            stride *= s
    return size, stride


@question.mistake("A pooling that names no stride moves by its kernel, not by 1.")
def pool_stride_one(layers):
    return _grow(_windows(layers, pool_stride=1))


@question.mistake("A pooling with a stride of its own moves by that, not by its kernel.")
def pool_stride_always_kernel(layers):
    plain = [
        {key: value for key, value in layer.items() if key != "stride" or layer["kind"] != "pool"}
        for layer in layers
    ]
    return _grow(_windows(plain))


@question.mistake("The dilation is not used: weights that lie d apart reach d times as far.")
def dilation_ignored(layers):
    return _grow((k, s, 1) for k, s, _ in _windows(layers))


@question.mistake(
    "Padding widens the field in your function. It adds a border to the map; the field of a number "
    "stays as large as it was."
)
def padding_widens(layers):
    size, stride = right(layers)
    trunk = []
    for layer in layers:
        if layer["kind"] in _ENDS:
            break
        trunk.append(layer)
    return size + 2 * sum(layer.get("padding", 0) for layer in trunk), stride


@question.mistake(
    "You go on after the end of the trunk. It ends at the first flatten, linear or gap."
)
def does_not_stop(layers):
    return _grow(_windows(layers, ends=()))


@question.mistake("The two numbers are swapped: the size comes first, then the stride.")
def numbers_swapped(layers):
    return right(layers)[::-1]


@question.mistake("Only the size is returned; the stride of neighbouring fields is asked as well.")
def size_only(layers):
    return right(layers)[0]
