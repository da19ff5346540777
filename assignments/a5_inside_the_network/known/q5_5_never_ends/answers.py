# %% q5_5
def run_ablation(factory, grid, seeds, train_fn):
    rows = []
    while len(rows) < len(seeds):
        model = factory(**{name: values[0] for name, values in grid.items()})
        train_fn(model, seeds[0])
    return rows
