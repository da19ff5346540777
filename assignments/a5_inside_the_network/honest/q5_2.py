# %% answer exit_stack
from contextlib import ExitStack


def capture_activations(model, x, names):
    table = dict(model.named_modules())
    for name in names:
        if name not in table:
            raise KeyError(f"unknown: {name}; known: {sorted(filter(None, table))}")
    seen = {}
    with ExitStack() as stack:
        stack.callback(model.train, model.training)
        for name in names:
            keep = lambda m, i, o, name=name: seen.__setitem__(name, o.detach().to("cpu", copy=True))
            handle = table[name].register_forward_hook(keep)
            stack.callback(handle.remove)
        model.eval()
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(torch.no_grad())
        model(x)
    return seen

# %% answer context_manager_class
# %% before q5_2
class Recorder:
    def __init__(self, model, names):
        self.model, self.names, self.found = model, list(names), {}

    def __enter__(self):
        self.mode = self.model.training
        self.model.eval()
        self.handles = []
        for name in self.names:
            module = self.model.get_submodule(name)
            self.handles.append(module.register_forward_hook(self.hook(name)))
        return self

    def hook(self, name):
        def record(module, args, output):
            self.found[name] = torch.clone(output.detach()).cpu()

        return record

    def __exit__(self, *error):
        for handle in self.handles:
            handle.remove()
        self.model.train(self.mode)
        return False

# %% q5_2
def capture_activations(model, x, names):
    known = [name for name, _ in model.named_modules()]
    if not set(names) <= set(known):
        raise KeyError(f"there are {', '.join(known)}")
    with Recorder(model, names) as recorder, torch.no_grad():
        model(x)
    return recorder.found

# %% answer functools_partial
from functools import partial


def _keep(store, name, module, inputs, output):
    store[name] = output.clone().detach().cpu()


def capture_activations(model, x, names):
    modules = {name: module for name, module in model.named_modules()}
    missing = set(names).difference(modules)
    if missing:
        raise KeyError("no " + ", ".join(missing) + " in " + ", ".join(modules))
    store, was = {}, model.training
    hooks = [modules[n].register_forward_hook(partial(_keep, store, n)) for n in set(names)]
    model.eval()
    try:
        torch.no_grad()(model)(x)
    finally:
        [hook.remove() for hook in hooks]
        model.train(was)
    return {name: store[name] for name in names}
