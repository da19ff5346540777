# %% q5_5
import itertools


def run_ablation(factory, grid, seeds, train_fn):
    rows = []
    for values in itertools.product(*grid.values()):
        settings, scores = dict(zip(grid, values)), []
        for seed in seeds:
            torch.manual_seed(seed)
            scores.append(train_fn(factory(**settings), seed))
        numbers = torch.tensor(scores, dtype=torch.float64)
        sd = numbers.std().item() if len(scores) > 1 else float("nan")
        row = {"settings": settings, "scores": scores, "mean": numbers.mean().item(), "sd": sd}
        rows.append(row)
    return rows
