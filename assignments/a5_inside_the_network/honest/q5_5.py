# %% answer statistics_module
import statistics


def run_ablation(factory, grid, seeds, train_fn):
    base = {name: values[0] for name, values in grid.items()}
    variants = [dict(base)] + [
        base | {name: value} for name, values in grid.items() for value in values[1:]
    ]

    def score(settings, seed):
        torch.manual_seed(seed)
        return float(train_fn(factory(**settings), seed))

    rows = []
    for settings in variants:
        scores = [score(settings, seed) for seed in seeds]
        rows.append(
            dict(
                settings=settings,
                scores=scores,
                mean=statistics.fmean(scores),
                sd=statistics.stdev(scores) if len(scores) >= 2 else float("nan"),
            )
        )
    return rows

# %% answer generator_and_numpy
import numpy as np


def _variants(grid):
    first = dict((factor, values[0]) for factor, values in grid.items())
    yield first
    for factor in grid:
        for value in list(grid[factor])[1:]:
            changed = first.copy()
            changed[factor] = value
            yield changed


def run_ablation(factory, grid, seeds, train_fn):
    result = []
    for settings in _variants(grid):
        scores = []
        for seed in seeds:
            _ = torch.manual_seed(seed)
            model = factory(**settings)
            scores.append(float(train_fn(model, seed)))
        sd = float(np.std(scores, ddof=1)) if len(scores) > 1 else np.nan
        result.append({"settings": settings, "scores": scores, "mean": float(np.mean(scores)), "sd": sd})
    return result

# %% answer nested_comprehensions
import math


def run_ablation(factory, grid, seeds, train_fn):
    def trained(settings, seed):
        return (torch.manual_seed(seed), float(train_fn(factory(**settings), seed)))[1]

    def row(settings):
        scores = [trained(settings, s) for s in seeds]
        n, mean = len(scores), math.fsum(scores) / len(scores)
        spread = math.sqrt(sum((s - mean) ** 2 for s in scores) / (n - 1)) if n > 1 else math.nan
        return {"settings": settings, "scores": scores, "mean": mean, "sd": spread}

    baseline = {f: v for f, (v, *_) in grid.items()}
    changes = [{}] + [{f: v} for f, (_, *rest) in grid.items() for v in rest]
    return [row({**baseline, **change}) for change in changes]
