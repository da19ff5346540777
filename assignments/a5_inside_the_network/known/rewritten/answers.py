# %% q5_1
def filters_for_display(w):
    shown = []
    for filter in w.detach():
        largest = filter.abs().max()
        scaled = filter / largest if largest > 0 else filter
        shown.append((scaled.permute(1, 2, 0) + 1) / 2)
    return torch.stack(shown)

# %% q5_2
import contextlib


@contextlib.contextmanager
def observed(model, names, store):
    handles = []
    before = {module: module.training for module in model.modules()}
    try:
        for name in names:
            try:
                module = model.get_submodule(name)
            except AttributeError:
                known = [n for n, _ in model.named_modules()]
                raise KeyError(f"{name} is not one of {known}") from None

            def keep(module, inputs, output, name=name):
                store[name] = torch.clone(output.cpu())

            handles.append(module.register_forward_hook(keep))
        yield model.eval()
    finally:
        for handle in handles:
            handle.remove()
        for module, mode in before.items():
            module.training = mode


def capture_activations(model, x, names):
    store = {}
    with observed(model, names, store) as quiet, torch.inference_mode():
        quiet(x)
    return store

# %% q5_3
def confusion_matrix(truth, predicted, classes):
    matrix = torch.zeros(classes * classes, dtype=torch.int64)
    places = truth.to(torch.int64) * classes + predicted.to(torch.int64)
    matrix.scatter_add_(0, places, torch.ones_like(places))
    return matrix.view(classes, classes)


def per_class_accuracy(matrix):
    shares = []
    for label, row in enumerate(matrix):
        total = row.sum().item()
        shares.append(row[label].item() / total if total else float("nan"))
    return torch.tensor(shares, dtype=torch.float64)


def top_confusions(matrix, k):
    off = matrix.clone()
    off.fill_diagonal_(0)
    order = torch.argsort(off.flatten(), descending=True, stable=True)[:k]
    found = []
    for place in order.tolist():
        t, p = divmod(place, off.shape[1])
        if off[t, p] > 0:
            found.append((t, p, off[t, p].item()))
    return found

# %% q5_4
def saliency(model, x, y):
    was_training = model.training
    model.eval()
    maps = []
    for picture, label in zip(x, y):
        leaf = picture[None].clone().detach().requires_grad_(True)
        score = model(leaf)[0, label]
        maps.append(torch.autograd.grad(score, leaf)[0][0].abs().max(dim=0).values)
    model.train(was_training)
    return torch.stack(maps)

# %% q5_5
import statistics


def run_ablation(factory, grid, seeds, train_fn):
    base = {name: options[0] for name, options in grid.items()}
    plan = [base] + [dict(base, **{n: v}) for n, options in grid.items() for v in options[1:]]
    table = []
    for settings in plan:
        scores = []
        for seed in seeds:
            torch.manual_seed(seed)
            model = factory(**settings)
            scores.append(train_fn(model, seed))
        sd = statistics.stdev(scores) if len(scores) > 1 else float("nan")
        row = {"settings": settings, "scores": scores, "mean": statistics.fmean(scores), "sd": sd}
        table.append(row)
    return table
