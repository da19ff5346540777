"""The full answer to an experiment: trainings that were recorded, folded away until asked for."""

from collections.abc import Mapping
from statistics import fmean

from cnnkit.plots import full_curves_figure
from cnnkit.train import Recorded, is_recorded, recorded, told
from gradekit.display import show_folded

TITLE = "What full trainings say. Decide first what you expect, then open."


def unveil(networks: Mapping[str, str]) -> None:
    """Show full trainings of the variants of an experiment, behind a line to click on.

    Where none of them was recorded, a line says so.

    Args:
        networks: Names of the variants, the baseline first, and of their recordings (see
            `cnnkit.train.recorded`).
    """
    found = {title: recorded(name) for title, name in networks.items() if is_recorded(name)}
    missing = [title for title in networks if title not in found]
    if not found:
        print(
            f"No full training of {' or '.join(missing)} comes with this notebook yet: the small "
            "run is all that you have to go by."
        )
        return
    figure = full_curves_figure({title: full.runs for title, full in found.items()})
    show_folded(TITLE, figure, answer_lines(found, missing))


def answer_lines(found: Mapping[str, Recorded], missing: list[str]) -> list[str]:
    """What full trainings came to: accuracies, differences by seed, what is missing, provenance.

    Args:
        found: Recordings of the variants, the baseline first.
        missing: Variants of which there is none.
    """
    lines = [
        "Accuracy on the test images, by seed: "
        + "; ".join(f"{title}: {told(list(full.tests.values()))}" for title, full in found.items())
    ]
    first, *others = found
    for title in others:
        one, other = found[first].tests, found[title].tests
        gaps = [one[seed] - other[seed] for seed in one if seed in other]
        if gaps:
            each = ", ".join(f"{gap:+.1f}" for gap in gaps)
            lines.append(f"{first} minus {title}, seed by seed: {each} points" + _mean(gaps))
    lines += [f"{title}: no full training was recorded yet." for title in missing]
    for full in found.values():
        if f"Recorded: {full.provenance}" not in lines:
            lines.append(f"Recorded: {full.provenance}")
    return lines


def _mean(gaps: list[float]) -> str:
    return f", mean {fmean(gaps):+.1f}." if len(gaps) > 1 else ". One pair has no spread."
