"""What produced a result."""

import functools
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import autograder
from autograder.records.result import Provenance
from autograder.training.options import Training

if TYPE_CHECKING:
    from autograder.grading.loaded import OpenedRelease

_VERSIONS = ("numpy", "torch", "otter-grader", "scipy")


def provenance(
    opened: "OpenedRelease",
    sha256: str,
    seed: str,
    engine: str,
    form: str,
    training: Training | None = None,
) -> Provenance:
    """The provenance of a result.

    Args:
        opened: The release.
        sha256: Of the submission.
        seed: Seed of its random cases.
        engine: Name of the engine.
        form: What the engine says of itself.
        training: How networks were trained; None where nothing was graded.
    """
    trained = training or Training()
    return Provenance(
        submission_sha256=sha256,
        release_sha256=opened.sha256,
        autograder_version=autograder.__version__,
        seed=seed,
        engine=engine,
        engine_form=form,
        device=trained.device,
        profile=trained.profile,
        python=platform.python_version(),
        versions=dict(_versions()),
    )


@functools.cache
def _versions() -> Mapping[str, str]:
    found = {}
    for name in _VERSIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "absent"
    return found
