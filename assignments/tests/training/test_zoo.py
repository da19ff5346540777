"""Broken networks and harmless rewrites on the quick levels; `bench.levels` asks the others."""

import pytest

from assignments.tests.zoo import (
    improved,
    shifts,
    shifts_harmless,
    simple,
    simple_harmless,
    verdict,
)

BEYOND_FORM = {
    simple.Detached, simple.NoGrad, simple.HugeInit, improved.FrozenNorm, improved.HeavyDropout,
    shifts.TinyCNN, shifts.LinearOnPixels, shifts.AverageOverChannels, shifts.AverageOfColumns,
    shifts.KernelOfTheWholeImage, shifts.LooksAtTheMiddle, shifts.AverageOfPixels,
    shifts.NoReluBeforeAverage, shifts.TwoLayersWithoutRelu, shifts.OneByOne, shifts.Frozen,
    shifts.FrozenFilters, shifts.Detached, shifts.HugeInit, shifts.RunningSum, shifts.FixedRule,
    shifts.TableOfStripes,
}  # fmt: skip
"""Found by a later level than the first."""


@pytest.mark.parametrize(
    ("task", "network"),
    [
        (task, network)
        for task, room in (
            ("simple_cnn", simple), ("improved_cnn", improved), ("shift_tolerant", shifts)
        )
        for network in room.BROKEN
        if network not in BEYOND_FORM
    ],
)  # fmt: skip
def test_the_first_level_finds_what_is_built_wrong(task: str, network: type) -> None:
    assert verdict(task, network, "architecture")


@pytest.mark.parametrize(
    ("network", "says"),
    [
        (shifts.SigmoidOut, "all outputs lie between 0 and 1. Is there a sigmoid at the end?"),
        (shifts.SoftmaxOut, "returns probabilities"),
        (shifts.LayersInList, "use nn.ModuleList or nn.Sequential"),
        (shifts.TrainedAtHome, "starts with the same values whatever the seed is"),
        (shifts.Counting, "two passes over the same images in eval mode differ"),
        (shifts.MaxOverBatch, "gives the same output for every image"),
    ],
)
def test_a_free_network_is_told_what_is_built_wrong(network: type, says: str) -> None:
    assert says in verdict("shift_tolerant", network, "architecture")


@pytest.mark.parametrize("network", [shifts.FixedRule, shifts.TableOfStripes])
def test_a_rule_that_was_not_learnt_does_not_know_which_class_is_called_0(network: type) -> None:
    assert verdict("shift_tolerant", network, "architecture") == ""
    assert verdict("shift_tolerant", network, "overfit") == ""
    assert "reaches 0.0%" in verdict("shift_tolerant", network, "accuracy")


def test_an_output_that_adds_up_along_the_batch_is_found_in_other_batches() -> None:
    said = verdict("shift_tolerant", shifts.RunningSum, "accuracy")
    assert "depends on the other images of its batch" in said


def test_normalisation_that_never_sees_a_batch_does_not_train_as_asked() -> None:
    assert verdict("improved_cnn", improved.FrozenNorm, "architecture") == ""
    said = verdict("improved_cnn", improved.FrozenNorm, "first_steps")
    assert "differs in training mode" in said


def test_a_block_that_is_named_after_its_normalisation_is_none() -> None:
    assert verdict("improved_cnn", improved.NormedBlocks, "first_steps") == ""


@pytest.mark.parametrize("network", [simple.Detached, simple.NoGrad])
def test_the_second_level_finds_what_does_not_train(network: type) -> None:
    assert verdict("simple_cnn", network, "architecture") == ""
    assert "gradients do not reach" in verdict("simple_cnn", network, "first_steps")


@pytest.mark.parametrize("network", simple_harmless.HARMLESS)
def test_another_way_to_write_it_is_as_good(network: type) -> None:
    assert verdict("simple_cnn", network, "architecture") == ""
    assert verdict("simple_cnn", network, "first_steps") == ""


@pytest.mark.parametrize("network", improved.HARMLESS)
def test_another_way_to_write_the_larger_one_is_as_good(network: type) -> None:
    assert verdict("improved_cnn", network, "architecture") == ""


@pytest.mark.parametrize("network", shifts_harmless.HARMLESS)
def test_any_way_to_forget_the_place_is_well_built(network: type) -> None:
    assert verdict("shift_tolerant", network, "architecture") == ""


@pytest.mark.parametrize("network", [shifts_harmless.MaxOverPlaces, shifts_harmless.Lazy])
def test_any_way_to_forget_the_place_is_good(network: type) -> None:
    assert verdict("shift_tolerant", network, "accuracy") == ""


def test_places_tied_to_weights_do_not_pass() -> None:
    said = verdict("shift_tolerant", shifts.TinyCNN, "accuracy")
    assert "at the worst of the shifts" in said
