"""Building a student's model beside the student's code, and what can be seen of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradekit.probes.forward import probe

Step = tuple[Any, ...]
"""`("train" | "eval", x)`, or with a third item the gradient of the output, for a backward pass."""

OF_THE_CODE = frozenset({"loop_steps", "operations", "source"})
"""Probes that say how code is written; a mistake can be written in many ways."""

FORM = frozenset({"calls", "class", "events", "line", "made", "message", "modules", "operations"})
"""Keys of a report that say how code is written; all others say what it does."""


@probe
def model(
    factory: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    steps: Sequence[Step] = (),
    state: Mapping[str, Any] | None = None,
    fill: int | None = None,
    dtype: str = "float64",
    seed: int = 0,
    initial: bool = False,
    catch: bool = False,
) -> dict[str, Any]:
    """Build a model and take steps on it: forward passes, with a backward pass where asked.

    Args:
        factory: The student's class, or a function that makes the model.
        args: Its positional arguments.
        kwargs: Its keyword arguments.
        steps: What to do with the model, in order; inputs are cast to `dtype` if they are floats.
        state: Values of all parameters and buffers by name, loaded strictly.
        fill: Instead of `state`: seed of values made from name and shape (`filled`).
        dtype: What the model's floats are converted to.
        seed: Seed of the global generators; they are put back afterwards.
        initial: Also report the parameters as they were constructed.
        catch: Report exceptions of student code instead of letting them through; one in a step
            does not keep the next steps from being taken.

    Returns:
        class, is_module: Name of what was built, and whether it is a module. If it is none, the
            keys below are missing.
        raised: None, or the first exception: `at` (`building`, `loading`, `step 2 (train)`), `type`
            and `message`.
        parameters, buffers: Shapes by name. trainable: by name. count: numbers in all parameters.
        modules: By name, `type` and the settings of PyTorch's own layers.
        steps: For each step `mode`, `output`, `raised`; `calls` (innermost modules in order),
            `operations` (ATen operations in order), `draws` (of zeros and ones: shape, and share
            of ones), `made` (parameters registered meanwhile), `buffers` (values afterwards), and
            after a backward pass `grads` and `input_grad`.
        initial: Parameters by name, if asked for.

    Raises:
        Exception: What the student's code raises, unless `catch`.
    """
    from gradekit.probes.examine import examine
    from gradekit.probes.plain_values import global_seed

    with global_seed(seed):
        return examine(
            factory,
            args,
            kwargs or {},
            steps=steps,
            state=state,
            fill=fill,
            dtype=dtype,
            initial=initial,
            catch=catch,
        )


def behaviour(report: Any) -> Any:
    """A report without what says how the code is written; see `FORM`."""
    if isinstance(report, dict):
        return {key: behaviour(item) for key, item in report.items() if key not in FORM}
    if isinstance(report, list | tuple):
        return type(report)(behaviour(item) for item in report)
    return report
