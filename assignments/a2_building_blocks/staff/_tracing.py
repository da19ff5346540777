"""A tracer of shapes with places to go wrong in: what the misconceptions of q2_2 are made of."""

from collections.abc import Sequence
from math import prod
from typing import Any

from ._pair import pair

Shape = tuple[Any, ...]


class Tracer:
    """One call; a misconception overrides a step.

    Args:
        layers: The network.
        input_shape: What goes into it.
    """

    def __init__(self, layers: Sequence[dict[str, Any]], input_shape: Shape) -> None:
        self.layers = layers
        self.input_shape = tuple(input_shape)
        self.index = 0

    def run(self) -> list[Shape]:
        """The shape after each layer."""
        shape, shapes = self.input_shape, []
        for index, layer in enumerate(self.layers):
            self.index = index
            step = getattr(self, layer["kind"], None)
            shape = self.unknown(layer, shape) if step is None else step(layer, shape)
            shapes.append(shape)
        return shapes

    def unknown(self, layer: dict[str, Any], shape: Shape) -> Shape:
        """A kind that does not exist."""
        raise ValueError(f"layer {self.index}: no kind {layer['kind']}")

    def expect(self, wanted: Any, got: Any) -> None:
        """Refuse what does not match."""
        if wanted != got:
            raise ValueError(f"layer {self.index}: expects {wanted}, gets {got}")

    def conv(self, layer: dict[str, Any], shape: Shape) -> Shape:
        """A convolution."""
        self.expect(4, len(shape))
        self.channels(layer["in"], shape)
        return (shape[0], layer["out"], *self.window(layer, shape, 1))

    def channels(self, wanted: int, shape: Shape) -> None:
        """The channels of a convolution or a normalisation."""
        self.expect(wanted, shape[1])

    def pool(self, layer: dict[str, Any], shape: Shape) -> Shape:
        """A pooling."""
        self.expect(4, len(shape))
        return (*shape[:2], *self.window(layer, shape, self.pool_stride(layer)))

    def pool_stride(self, layer: dict[str, Any]) -> Any:
        """The stride of a pooling that names none."""
        return layer["kernel"]

    def window(self, layer: dict[str, Any], shape: Shape, stride: Any) -> tuple[int, int]:
        """Height and width after a window."""
        kernel, steps = pair(layer["kernel"]), pair(layer.get("stride", stride))
        padding, dilation = pair(layer.get("padding", 0)), pair(layer.get("dilation", 1))
        return (
            self.places(shape[2], kernel[0], steps[0], padding[0], dilation[0]),
            self.places(shape[3], kernel[1], steps[1], padding[1], dilation[1]),
        )

    def places(self, n: int, k: int, s: int, p: int, d: int) -> int:
        """Number of places on one axis."""
        found = (n + 2 * p - d * (k - 1) - 1) // s + 1
        if found < 1:
            raise ValueError("no place")
        return found

    def relu(self, layer: dict[str, Any], shape: Shape) -> Shape:
        """A ReLU."""
        return shape

    def dropout(self, layer: dict[str, Any], shape: Shape) -> Shape:
        """A dropout."""
        return shape

    def bn(self, layer: dict[str, Any], shape: Shape) -> Shape:
        """A batch normalisation."""
        self.channels(layer["channels"], shape)
        return shape

    def flatten(self, layer: dict[str, Any], shape: Shape) -> Shape:
        """From maps to rows."""
        return shape[0], prod(shape[1:])

    def linear(self, layer: dict[str, Any], shape: Shape) -> Shape:
        """A dense layer."""
        self.expect(2, len(shape))
        self.features(layer["in"], shape)
        return shape[0], layer["out"]

    def features(self, wanted: int, shape: Shape) -> None:
        """The features of a dense layer."""
        self.expect(wanted, shape[-1])

    def gap(self, layer: dict[str, Any], shape: Shape) -> Shape:
        """Global average pooling."""
        self.expect(4, len(shape))
        return shape[:2]
