"""What a model must be like: its parameters, its outputs, the order of its layers."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from gradekit.checks.examined import UNREGISTERED, Examined, agrees, fails
from gradekit.checks.failures import advised
from gradekit.checks.show import is_tensor, shape_text
from gradekit.probes.calls import same

LAYERS = {
    "convolution": "conv",
    "batch_norm": "batch_norm",
    "relu": "relu",
    "max_pool": "max_pool",
    "avg_pool": "avg_pool",
    "bernoulli": "dropout",
    "dropout": "dropout",
    "addmm": "linear",
    "softmax": "softmax",
}
"""What a layer is called in `layer_order`, by a part of the name of its ATen operation."""


def parameters(examined: Examined, shapes: Mapping[str, Sequence[int]]) -> None:
    """Fail unless a model has these parameters and no others.

    Args:
        examined: What `built` returned.
        shapes: Expected shapes by name.
    """
    name, question = examined.subject.name, examined.subject.question
    own = examined.report["parameters"]
    if not own:
        fails(examined, f"{name} has no parameters. {UNREGISTERED}")
    for key, shape in shapes.items():
        if key not in own:
            held = ", ".join(item for item in own if item not in shapes) or "none in its place"
            fails(
                examined,
                f"{name} has no parameter {key}; it has {held}. Layers are attributes with the "
                f"names that {question} gives them.",
            )
        if tuple(own[key]) != tuple(shape):
            numbers = f" {shape_text(own[key])}, expected {shape_text(shape)}"
            told = f"the wrong shape{'' if examined.subject.discreet else ':' + numbers}"
            fails(examined, f"{name}: {key} has {told}.")
    extra = [key for key in own if key not in shapes]
    if extra:
        fails(examined, f"{name} has a parameter too many: {extra[0]}.")


def parameter_count(examined: Examined, expected: int, hint: str = "") -> None:
    """Fail unless a model has this many numbers to learn.

    Args:
        examined: What `built` returned.
        expected: Their number.
        hint: A sentence on the likely slip.
    """
    name, count = examined.subject.name, examined.report["count"]
    if count == expected:
        return
    told = f"{name} has {count:,} parameters, expected {expected:,}."
    if examined.subject.discreet:
        told = f"{name} has the wrong number of parameters."
    fails(examined, "\n".join(filter(None, (told, advised(hint)))))


def outputs(examined: Examined, expected: Sequence[Any], hint: str = "") -> None:
    """Fail unless every step of a model gave the expected output.

    Args:
        examined: What `built` returned.
        expected: One tensor a step.
        hint: A sentence on the likely slip.
    """
    for got, wanted in zip(examined.outputs, expected, strict=True):
        agrees(examined, "the output", got, wanted, hint)


def repeats(examined: Examined, first: int = 0, second: int = 1) -> None:
    """Fail unless two steps on the same input gave the same output.

    Args:
        examined: What `built` returned.
        first: Index of a step.
        second: Index of another one.
    """
    if not same(examined.outputs[first], examined.outputs[second]):
        fails(
            examined,
            f"{examined.place}: the same input gave another output the second time. In eval mode "
            "nothing is left to chance, and no earlier batch counts.",
        )


def independent(examined: Examined, whole: int = 0, fewer: int = 1) -> None:
    """Fail unless a step on the first samples of a batch gave the first outputs of the batch.

    Args:
        examined: What `built` returned.
        whole: Index of the step on the batch.
        fewer: Index of the step on its first samples.
    """
    full, part = examined.outputs[whole], examined.outputs[fewer]
    if not is_tensor(full) or not is_tensor(part) or len(part) > len(full):
        agrees(examined, "the output for fewer samples", part, full)
        return
    hint = (
        "Each sample is computed by itself: keep the batch axis, and let no sample see the others."
    )
    agrees(examined, "the output for fewer samples", part, full[: len(part)], hint)


def layer_order(examined: Examined, expected: Sequence[str], step: int = 0, hint: str = "") -> None:
    """Fail unless a forward pass takes these layers in this order.

    Layers that are not among the expected kinds are passed over. It is the operations that count,
    so that `F.relu(x)` is as good as `nn.ReLU()`.

    Args:
        examined: What `built` returned.
        expected: Kinds in order, each a value of `LAYERS`.
        step: Index of the step.
        hint: A sentence on the likely slip.
    """
    found = [kind for kind in layers_of(examined.steps[step]) if kind in expected]
    if found == list(expected):
        return
    place = next(
        (i for i, (one, other) in enumerate(zip(found, expected, strict=False)) if one != other),
        min(len(found), len(expected)),
    )
    told = f"{examined.place}: the layers do not come in the order that is asked for."
    if not examined.subject.discreet:
        came = found[place] if place < len(found) else "nothing"
        wanted = expected[place] if place < len(expected) else "nothing"
        told = (
            f"{examined.place}: layer {place + 1} of the forward pass is {came}, expected {wanted} "
            f"({' - '.join(expected)})."
        )
    fails(examined, "\n".join(filter(None, (told, advised(hint)))))


def dropouts(
    examined: Examined, expected: Sequence[int], p: float, step: int = 0, hint: str = ""
) -> None:
    """Fail unless a forward pass draws for so many numbers, one by one, whether they are dropped.

    It is what is drawn that counts, so that `F.dropout` is as good as `nn.Dropout`, and neither the
    seed nor the numbers that pass through decide.

    Args:
        examined: What `built` returned.
        expected: Numbers in all that each dropout of the pass is given, in order.
        p: Probability of a zero.
        step: Index of the step.
        hint: A sentence on the likely slip.
    """
    draws = [(prod(shape), share) for shape, share in examined.steps[step]["draws"]]
    if [count for count, _ in draws] != list(expected):
        told = "dropout does not come where it is asked for, for each number by itself."
    elif any(share is None or abs(1 - share - p) > 1e-6 for _, share in draws):
        told = "the dropout has another p."
    else:
        return
    fails(examined, "\n".join(filter(None, (f"{examined.place}: {told}", advised(hint)))))


def layers_of(step: Mapping[str, Any]) -> list[str]:
    """The kinds of layers that a forward pass went through, in order, as `LAYERS` names them."""
    found = []
    for operation in step["operations"]:
        kind = next((LAYERS[part] for part in LAYERS if part in operation), None)
        if kind is not None:
            found.append(kind)
    return found
