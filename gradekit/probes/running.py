"""Calling a student's function with things that are built beside it, and what became of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gradekit import specs
from gradekit.probes.calls import same
from gradekit.probes.forward import probe
from gradekit.probes.plain_values import copied, failure, global_seed, plain


@probe
def run(
    function: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    seed: int = 0,
    catch: bool = False,
) -> dict[str, Any]:
    """Call a function once, with parts among its arguments, and report what became of them.

    Args:
        function: The student's function.
        args: Positional arguments; see `gradekit.specs` for what may be among them.
        kwargs: Keyword arguments.
        seed: Seed of the global generators during the call; they are put back afterwards.
        catch: Report an exception of the function instead of letting it through.

    Returns:
        value: What came back, in plain data.
        raised: None, or `{"at": "call", "type": ..., "message": ..., "line": ...}`.
        changed: Positions and keywords of arguments that are not as they were, gradients included.
        events: What happened to watched things, in order: `["train" | "eval", model]`,
            `["batch", loader, index]`, `["zero_grad", optimizer or model]`, `["forward", model,
            "train" | "eval", "grad" | "no grad"]`, `["loss", name]`, `["backward", name]`,
            `["step", optimizer]`, `["call", stub]`.
        models: For each watched model `training` (mode of every submodule, the model itself under
            ""), `restored` (modes as before), `hooks` (how many more than before), `grads`,
            `requires_grad` and `state` by parameter, `inputs` and `outputs` of its forward passes.
        steps: Gradients at every step of an optimizer.
        batches: Indices of the batches handed out.
        stubs: Calls of each stub: `args`, `kwargs`, and `random`, a number for the state of torch's
            global generator.
        random: Which of the global generators `numpy`, `random`, `torch` the call moved.
        grad_mode: Whether gradients are still enabled as they were.

    Raises:
        Exception: What the function raises, unless `catch`.
    """
    import torch

    from gradekit.probes.assembly import Assembler
    from gradekit.probes.journal import Journal

    journal = Journal()
    given = copied({**dict(enumerate(args)), **(kwargs or {})})
    before = copied(given)
    own = tuple(given[i] for i in range(len(args)))
    positional, named = Assembler(journal).arguments(own, {key: given[key] for key in kwargs or {}})
    start = {name: _condition(module) for name, module in journal.models.items()}
    enabled = torch.is_grad_enabled()
    value, raised = None, None
    with global_seed(seed) as moved:
        try:
            value = function(*positional, **named)
        except (Exception, SystemExit) as error:
            if not catch:
                raise
            raised = failure("call", error)
        finally:
            kept = torch.is_grad_enabled() == enabled
            torch.set_grad_enabled(enabled)
    return {
        "value": plain(value),
        "raised": raised,
        "changed": [key for key in given if not same(before[key], given[key])],
        "events": journal.events,
        "models": {name: _report(name, journal, start[name]) for name in start},
        "steps": journal.steps,
        "batches": journal.batches,
        "stubs": journal.stubs,
        "random": sorted(moved),
        "grad_mode": kept,
    }


@probe
def seeded(function: Callable[..., Any], seed: int, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Call a function with `generator`, a torch generator that starts from `seed`.

    Args:
        function: The student's function.
        seed: Seed of the generator.
        *args: Positional arguments.
        **kwargs: Keyword arguments.

    Returns:
        As `run`: `value`, and in `random` the global generators that it should not have moved.
    """
    return run(function, args, {**kwargs, "generator": specs.generator(seed)})


def _condition(module: Any) -> dict[str, Any]:
    """Modes and hooks of a module, which a function leaves as they are."""
    modules = dict(module.named_modules())
    return {
        "training": {name: item.training for name, item in modules.items()},
        "hooks": sum(len(hooks) for item in modules.values() for hooks in _hooks(item)),
    }


def _hooks(module: Any) -> list[Any]:
    return [
        held
        for key, held in vars(module).items()
        if key.endswith("_hooks") and isinstance(held, dict)
    ]


def _report(name: str, journal: Any, start: dict[str, Any]) -> dict[str, Any]:
    module = journal.models[name]
    end = _condition(module)
    parameters = dict(module.named_parameters())
    return {
        "training": end["training"],
        "restored": end["training"] == start["training"],
        "hooks": end["hooks"] - start["hooks"],
        "grads": {key: plain(value.grad) for key, value in parameters.items()},
        "requires_grad": {key: value.requires_grad for key, value in parameters.items()},
        "state": {key: plain(value.detach()) for key, value in module.state_dict().items()},
        "inputs": journal.inputs[name],
        "outputs": journal.outputs[name],
    }
