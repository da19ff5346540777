# %% answer the_first_of_two_runs_counts
def capture_activations(model, x, names):
    modules = dict(model.named_modules())
    for name in names:
        if name not in modules:
            raise KeyError(f"no {name}; there are {', '.join(modules)}")
    captured = {}

    def keep(name):
        def hook(module, inputs, output):
            captured.setdefault(name, output.detach().cpu().clone())

        return hook

    training = model.training
    handles = [modules[name].register_forward_hook(keep(name)) for name in names]
    try:
        model.eval()
        with torch.no_grad():
            model(x)
    finally:
        for handle in handles:
            handle.remove()
        model.train(training)
    return captured
