"""Misconceptions about comparing variants of a network."""

import itertools
import statistics

import torch

from autograder.diagnosis import Question

question = Question("run_ablation")

question.help(
    "What are the settings of the second variant of a factor, and of every other factor "
    "at the same time? When exactly is the seed set?",
    line="settings = {**baseline, factor: ...}",
)


def _plan(grid):
    baseline = {factor: values[0] for factor, values in grid.items()}
    changes = [{f: value} for f, values in grid.items() for value in values[1:]]
    return [baseline, *({**baseline, **change} for change in changes)]


def _spread(scores):
    return statistics.stdev(scores) if len(scores) > 1 else float("nan")


def _rows(
    plan, seeds, factory, train_fn, spread=_spread, seeded=True, own=lambda index, seed: seed
):
    rows = []
    for index, settings in enumerate(plan):
        scores = []
        for seed in seeds:
            if seeded:
                torch.manual_seed(own(index, seed))
            scores.append(float(train_fn(factory(**settings), own(index, seed))))
        mean = statistics.fmean(scores) if scores else float("nan")
        rows.append({"settings": settings, "scores": scores, "mean": mean, "sd": spread(scores)})
    return rows


@question.reference
def right(factory, grid, seeds, train_fn):
    return _rows(_plan(grid), seeds, factory, train_fn)


@question.mistake(
    "These are all combinations of all values. One factor at a time: everything else stays at the "
    "baseline."
)
def all_combinations(factory, grid, seeds, train_fn):
    plan = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    return _rows(plan, seeds, factory, train_fn)


@question.mistake(
    "The changes pile up: a variant still has the change of the one before it. Start each from the "
    "baseline."
)
def changes_pile_up(factory, grid, seeds, train_fn):
    settings = {factor: values[0] for factor, values in grid.items()}
    plan = [dict(settings)]
    for factor, values in grid.items():
        for value in values[1:]:
            settings[factor] = value
            plan.append(dict(settings))
    return _rows(plan, seeds, factory, train_fn)


@question.mistake("The baseline is missing: without it there is nothing to compare with.")
def no_baseline(factory, grid, seeds, train_fn):
    return _rows(_plan(grid)[1:], seeds, factory, train_fn)


@question.mistake(
    "The baseline is trained again for every factor. Once is enough: same settings, same seeds."
)
def baseline_for_every_factor(factory, grid, seeds, train_fn):
    baseline = {factor: values[0] for factor, values in grid.items()}
    plan = [{**baseline, factor: value} for factor, values in grid.items() for value in values]
    return _rows(plan, seeds, factory, train_fn)


@question.mistake(
    "The settings hold only the factor that changed. The factory needs all of them, and so does "
    "whoever reads the table."
)
def settings_of_the_change_only(factory, grid, seeds, train_fn):
    baseline = {factor: values[0] for factor, values in grid.items()}
    changes = [{f: value} for f, values in grid.items() for value in values[1:]]
    return _rows([baseline, *changes], seeds, factory, train_fn)


@question.mistake(
    "The standard deviation is divided by n. The mean comes from the same few numbers, so divide "
    "by n - 1."
)
def divides_by_n(factory, grid, seeds, train_fn):
    def spread(scores):
        return statistics.pstdev(scores) if len(scores) > 1 else float("nan")

    return _rows(_plan(grid), seeds, factory, train_fn, spread)


@question.mistake(
    "A single seed gets the standard deviation 0, as if there were no chance at all. Nothing is "
    "known of the spread then: nan."
)
def no_spread_of_one_seed(factory, grid, seeds, train_fn):
    def spread(scores):
        return statistics.stdev(scores) if len(scores) > 1 else 0.0

    return _rows(_plan(grid), seeds, factory, train_fn, spread)


@question.mistake(
    "This is the variance. Its square root is the standard deviation, in the unit of the scores."
)
def variance_for_deviation(factory, grid, seeds, train_fn):
    def spread(scores):
        return statistics.variance(scores) if len(scores) > 1 else float("nan")

    return _rows(_plan(grid), seeds, factory, train_fn, spread)


@question.mistake(
    "Every variant has seeds of its own, so chance and change cannot be told apart. The same seeds "
    "for all: paired."
)
def seeds_not_paired(factory, grid, seeds, train_fn):
    def own(index, seed):
        return seed + 100 * index

    return _rows(_plan(grid), seeds, factory, train_fn, own=own)


@question.mistake(
    "The random numbers are not seeded before a model is made, so the variants start from "
    "different weights even with the same seed: `torch.manual_seed(seed)` first."
)
def models_not_seeded(factory, grid, seeds, train_fn):
    return _rows(_plan(grid), seeds, factory, train_fn, seeded=False)


@question.mistake(
    "One model serves all the seeds of a variant: it goes on learning where the seed before it "
    "stopped. A fresh model for each."
)
def one_model_for_all_seeds(factory, grid, seeds, train_fn):
    rows = []
    for settings in _plan(grid):
        torch.manual_seed(seeds[0])
        model = factory(**settings)
        scores = [float(train_fn(model, seed)) for seed in seeds]
        mean, sd = statistics.fmean(scores), _spread(scores)
        rows.append({"settings": settings, "scores": scores, "mean": mean, "sd": sd})
    return rows


@question.mistake("The best of the seeds stands for the mean. The best of several is always luck.")
def best_for_mean(factory, grid, seeds, train_fn):
    return [{**row, "mean": max(row["scores"])} for row in right(factory, grid, seeds, train_fn)]
