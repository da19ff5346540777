"""Misconceptions about looking into a network by hooks."""

import torch

from autograder.diagnosis import Question
from gradekit import specs

question = Question("capture_activations")

question.help(
    "What is left on the model after an exception in the middle? Who removes the hooks then?",
    line="try: ... finally: [handle.remove() for handle in ...]",
)


def _known(model, names):
    modules = dict(model.named_modules())
    for name in names:
        if name not in modules:
            raise KeyError(f"no module {name!r}; there are: {', '.join(filter(None, modules))}")
    return modules


def _capture(
    model,
    x,
    names,
    *,
    look=lambda inputs, output: output.detach().cpu().clone(),
    modules=None,
    evaluate=True,
    restore=True,
    always=True,
    remove=True,
    gradients=False,
):
    """The right way, with one part of it done otherwise."""
    modules = _known(model, names) if modules is None else modules
    captured = {}

    def keep(name):
        return lambda module, inputs, output: captured.__setitem__(name, look(inputs, output))

    training = model.training
    handles = [modules[name].register_forward_hook(keep(name)) for name in names]

    def tidy():
        for handle in handles if remove else ():
            handle.remove()
        if restore:
            model.train(training)

    if evaluate:
        model.eval()
    try:
        with torch.set_grad_enabled(gradients):
            model(x)
    except Exception:
        if always:
            tidy()
        raise
    tidy()
    return captured


FC = specs.linear(torch.ones(1, 1, dtype=torch.float64))
X = torch.tensor([[1.0], [-1.0]], dtype=torch.float64)
for _layers, _names in (
    ({"stem": specs.sequential(fc=FC, act=specs.relu()), "drop": specs.dropout(0.5)},
     ["stem.fc", "drop"]),
    ({"fc": FC, "stop": specs.raising("ValueError")}, ["fc"]),
    ({"fc": FC}, ["fc", "another"]),
    ({"fc": FC, "act": specs.relu(inplace=True)}, ["fc"]),
):  # fmt: skip
    question.starts_from(
        "run", (specs.model(specs.sequential(**_layers)), X, _names), options={"catch": True}
    )


@question.reference
def right(model, x, names):
    return _capture(model, x, names)


@question.mistake(
    "The hooks stay on the model. They go on working in every later call; keep the handles, and "
    "remove each of them."
)
def hooks_left_behind(model, x, names):
    return _capture(model, x, names, remove=False)


@question.mistake(
    "When the model raises, the hooks stay on it and its mode stays changed. What must happen in "
    "any case belongs in `finally`."
)
def tidies_only_after_success(model, x, names):
    return _capture(model, x, names, always=False)


@question.mistake("The model is left in eval mode. Remember its mode, and put it back.")
def left_in_eval_mode(model, x, names):
    return _capture(model, x, names, restore=False)


@question.mistake(
    "The model ends in training mode, whatever it was in before. Somebody who evaluates with it "
    "next gets dropout and batch statistics."
)
def always_back_to_training(model, x, names):
    try:
        return _capture(model, x, names)
    finally:
        model.train()


@question.mistake(
    "The model runs in the mode that it is in. In training mode dropout and BatchNorm make the "
    "activations depend on chance and on the batch: eval mode first."
)
def runs_in_training_mode(model, x, names):
    return _capture(model, x, names, evaluate=False)


@question.mistake(
    "What you keep shares its memory with the network. A later layer that works in place, such as "
    "`nn.ReLU(inplace=True)`, overwrites it: clone."
)
def no_copy(model, x, names):
    return _capture(model, x, names, look=lambda inputs, output: output.detach())


@question.mistake(
    "The tensors still hang on the graph of the network and want gradients. Run it under "
    "`torch.no_grad()` and detach what you keep."
)
def keeps_the_graph(model, x, names):
    return _capture(model, x, names, look=lambda inputs, output: output.clone(), gradients=True)


@question.mistake(
    "This is what goes *into* the modules. A hook gets `(module, inputs, output)`; the activations "
    "are the third."
)
def inputs_for_outputs(model, x, names):
    return _capture(model, x, names, look=lambda inputs, output: inputs[0].detach().cpu().clone())


@question.mistake(
    "Modules inside of modules are not found. `named_children()` knows the outermost ones only; "
    "`named_modules()` knows all."
)
def outermost_modules_only(model, x, names):
    children = dict(model.named_children())
    for name in names:
        if name not in children:
            raise KeyError(f"no module {name!r}; there are: {', '.join(children)}")
    return _capture(model, x, names, modules=children)


@question.mistake(
    "All hooks write under the last name. A function made in a loop looks its variables up when "
    "it is *called*, and by then the loop is over; bind the name when the hook is made."
)
def every_hook_writes_the_last_name(model, x, names):
    found = _capture(model, x, names)
    return {names[-1]: found[names[-1]]} if names else {}


@question.mistake("All modules are in the dictionary, not only those whose names were asked for.")
def keeps_every_module(model, x, names):
    _known(model, names)
    return _capture(model, x, [name for name, _ in model.named_modules() if name])


@question.mistake(
    "An unknown name is passed over in silence. A slip of the pen then looks like an empty result: "
    "raise a KeyError."
)
def unknown_names_passed_over(model, x, names):
    modules = dict(model.named_modules())
    return _capture(model, x, [name for name in names if name in modules])


def _bare_key_error(report):
    """Whether a KeyError about the name that no network has names none of those that it has."""
    raised = (report.get("raised") if isinstance(report, dict) else None) or {}
    message = raised.get("message", "")
    return raised.get("type") == "KeyError" and "bogus" in message and "conv" not in message


@question.mistake(
    "The KeyError says only what is wrong, not what would be right: list the names that there are.",
    _bare_key_error,
)
def key_error_without_names(model, x, names):
    modules = dict(model.named_modules())
    for name in names:
        if name not in modules:
            raise KeyError(name)
    return _capture(model, x, names)


@question.mistake(
    "When a name is unknown, the hooks of the names before it stay on the model. Look at all names "
    "first, or tidy up in any case."
)
def unknown_name_leaves_hooks(model, x, names):
    modules = dict(model.named_modules())
    for name in names:
        if name not in modules:
            modules[names[0]].register_forward_hook(lambda *args: None)
            _known(model, names)
    return _capture(model, x, names)


@question.mistake("The model runs once for every name. One run feeds all the hooks.")
def one_run_for_each_name(model, x, names):
    _known(model, names)
    found = {}
    for name in names:
        found.update(_capture(model, x, [name]))
    return found
