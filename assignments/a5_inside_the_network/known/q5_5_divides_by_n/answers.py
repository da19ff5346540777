# %% q5_5
def run_ablation(factory, grid, seeds, train_fn):
    baseline = {name: values[0] for name, values in grid.items()}
    plan = [baseline]
    for name in grid:
        for value in grid[name][1:]:
            plan.append({**baseline, name: value})
    rows = []
    for settings in plan:
        scores = []
        for seed in seeds:
            torch.manual_seed(seed)
            scores.append(train_fn(factory(**settings), seed))
        numbers = torch.tensor(scores, dtype=torch.float64)
        row = {"settings": settings, "scores": scores, "mean": numbers.mean().item(),
               "sd": numbers.std(correction=0).item() if len(scores) > 1 else float("nan")}
        rows.append(row)
    return rows
