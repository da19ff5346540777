# %% q5_2
def capture_activations(model, x, names):
    modules = dict(model.named_modules())
    if set(names) - set(modules):
        raise KeyError(f"unknown name; there are {sorted(modules)}")
    out, handles, training = {}, [], model.training
    try:
        for name in names:
            handles.append(modules[name].register_forward_hook(
                lambda module, inputs, output: out.__setitem__(name, output.detach().clone())
            ))
        model.eval()
        with torch.no_grad():
            model(x)
    finally:
        for handle in handles:
            handle.remove()
        model.train(training)
    return out
