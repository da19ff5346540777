"""Misconceptions about the shapes in a network."""

from math import ceil, prod

from autograder.diagnosis import Question

from ._pair import pair
from ._tracing import Tracer

question = Question("trace_shapes")

question.help(
    "What does a layer of each kind do to each of the four numbers (N, C, H, W)? Which of"
    " them does it leave as it is?",
    line="shape = (shape[0], layer['out'], conv_out_size(...), conv_out_size(...))",
)


@question.reference
def right(layers, input_shape):
    return Tracer(layers, input_shape).run()


def _tracer(hint, **more):
    """Register a subclass of Tracer: its run is the misconception."""

    def register(kind):
        def implementation(layers, input_shape):
            return kind(layers, input_shape).run()

        implementation.__name__ = kind.__name__
        question.mistake(hint, **more)(implementation)
        return kind

    return register


@_tracer("Your ReLU shrinks the maps. It acts on every number for itself, and the shape stays.")
class relu_changes_shape(Tracer):
    def relu(self, layer, shape):
        return (*shape[:2], *(size // 2 for size in shape[2:]))


@_tracer(
    "Your flatten counts the images as features: all of the batch becomes one row. The first "
    "axis stays."
)
class flatten_merges_batch(Tracer):
    def flatten(self, layer, shape):
        return 1, prod(shape)


@_tracer(
    "Your flatten keeps the channels apart. It lays channels, rows and columns out in one row of "
    "features."
)
class flatten_keeps_channels(Tracer):
    def flatten(self, layer, shape):
        return (*shape[:2], prod(shape[2:]))


@_tracer(
    "You put the channels last. Shapes are (N, C, H, W) here, as in PyTorch: channels before "
    "height and width."
)
class channels_last(Tracer):
    def conv(self, layer, shape):
        found = super().conv(layer, shape)
        return found[0], found[2], found[3], found[1]


@_tracer("Height and width are swapped in your shapes: the height comes first.")
class sizes_swapped(Tracer):
    def window(self, layer, shape, stride):
        return super().window(layer, shape, stride)[::-1]


@_tracer("The width is computed from the height: images need not be square.")
class width_from_height(Tracer):
    def window(self, layer, shape, stride):
        return super().window(layer, (*shape[:3], shape[2]), stride)


@_tracer("In pairs the vertical number comes first, and goes with the height.")
class pairs_exchanged(Tracer):
    def window(self, layer, shape, stride):
        turned = {
            name: pair(value)[::-1]
            for name, value in layer.items()
            if name in ("kernel", "stride", "padding", "dilation")
        }
        return super().window({**layer, **turned}, shape, pair(stride)[::-1])


@_tracer(
    "A pooling that names no stride moves by its kernel, so that windows lie side by side. Yours "
    "moves by 1."
)
class pool_stride_one(Tracer):
    def pool_stride(self, layer):
        return 1


@_tracer("Poolings ignore their own stride: where one is given, it counts, not the kernel.")
class pool_stride_always_kernel(Tracer):
    def pool(self, layer, shape):
        return super().pool({key: layer[key] for key in layer if key != "stride"}, shape)


@_tracer(
    "Sizes are rounded up. A window that hangs over the edge has no place: 15 pixels, pooled by 2, "
    "give 7."
)
class rounds_up(Tracer):
    def places(self, n, k, s, p, d):
        return max(ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1, 1)


@_tracer("The padding of a layer is not used in the sizes.")
class padding_ignored(Tracer):
    def places(self, n, k, s, p, d):
        return super().places(n, k, s, 0, d)


@_tracer("The dilation of a layer is not used in the sizes.")
class dilation_ignored(Tracer):
    def places(self, n, k, s, p, d):
        return super().places(n, k, s, p, 1)


@_tracer("The stride of a layer is not used in the sizes.")
class stride_ignored(Tracer):
    def places(self, n, k, s, p, d):
        return super().places(n, k, 1, p, d)


@_tracer(
    "Global average pooling leaves axes of length 1 in your shapes. Here it goes from (N, C, H, "
    "W) to (N, C).",
    about_raising=True,
)
class gap_keeps_axes(Tracer):
    def gap(self, layer, shape):
        return (*super().gap(layer, shape), 1, 1)


@_tracer(
    "A batch size of None becomes a number. It stands for any number, and is handed on as it is."
)
class batch_made_a_number(Tracer):
    def __init__(self, layers, input_shape):
        super().__init__(layers, (input_shape[0] or 1, *input_shape[1:]))


@_tracer(
    "Channels are not compared: a convolution or a batch normalisation made for another number of "
    "channels than it gets must be refused."
)
class channels_not_compared(Tracer):
    def channels(self, wanted, shape):
        pass


@_tracer("Features are not compared: a dense layer fits one number of features only.")
class features_not_compared(Tracer):
    def features(self, wanted, shape):
        pass


@_tracer(
    "A dense layer is let through on maps with four axes. Without a flatten or a global pooling "
    "before it, it must be refused."
)
class linear_takes_maps(Tracer):
    def linear(self, layer, shape):
        self.features(layer["in"], shape)
        return (*shape[:-1], layer["out"])


@_tracer(
    "A kind of layer that does not exist is let through, and so would a misspelt one be: raise a "
    "ValueError."
)
class unknown_kind_passes(Tracer):
    def unknown(self, layer, shape):
        return shape


@_tracer(
    "Batch normalisation is refused after a flatten. It takes maps and rows of features alike.",
    about_raising=True,
)
class bn_needs_maps(Tracer):
    def bn(self, layer, shape):
        self.expect(4, len(shape))
        return super().bn(layer, shape)


@question.mistake(
    "The list begins with the shape of the input. There is one shape for each layer: what comes "
    "out of it."
)
def input_shape_included(layers, input_shape):
    return [tuple(input_shape), *right(layers, input_shape)]


@question.mistake("Only the last shape is returned; a list with one shape for each layer is asked.")
def last_shape_only(layers, input_shape):
    return right(layers, input_shape)[-1]
