"""Which results still hold, told without a grader: one takes seconds to start."""

import functools
from collections.abc import Mapping
from typing import Any

import autograder
from autograder.batch.options import About, Setup
from autograder.grading.case_seed import course_secret, keyed
from autograder.intake.find import Found
from autograder.intake.of_course import graded_of
from autograder.intake.submission import take_in
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Library
from autograder.records.course import Course
from autograder.records.errors import EngineError, IntakeError, ReleaseError
from autograder.records.release import Release, release_sha256


def provenance_key(about: About, submission_sha256: str, seed: str) -> dict[str, str]:
    """What a result's provenance has to agree in for the result to be kept.

    Args:
        about: What is graded by now.
        submission_sha256: Of the hand-in, as it is taken in now.
        seed: Of its hidden random cases.
    """
    return {
        "submission_sha256": submission_sha256,
        "release_sha256": about.release_sha256,
        "autograder_version": autograder.__version__,
        "seed": seed,
        "engine": about.engine,
        "engine_form": about.form,
        "device": about.device,
        "profile": about.profile,
    }


class Unchanged:
    """The results of a class, held against what graders of this machine would grade by.

    Args:
        course: The course.
        release: The release that is graded.
        setup: What graders are started with.
    """

    def __init__(self, course: Course, release: Release, setup: Setup) -> None:
        self._course = course
        self._release = release
        self._setup = setup
        self._wanted = graded_of(release)

    @functools.cached_property
    def about(self) -> About | None:
        """What they would grade by; None where only they can tell, or say why not.

        The engine is the very one, up to its canaries, but has imported nothing.
        """
        trained = self._setup.training.usable
        try:
            sha256 = release_sha256(self._course.build / self._release.assignment)
            engine = pick_engine(self._setup.engine, self._setup.strict, Library(bare=True))
        except (EngineError, ReleaseError):
            return None
        form = engine.describe().form
        engine.close()
        return About(engine.name, form, sha256, trained.device, trained.profile)

    def holds(self, found: Found, earlier: Mapping[str, Any]) -> bool:
        """Whether a submission is the one that a result was made of, and all else is as it was.

        Args:
            found: The hand-in.
            earlier: Provenance of the result.
        """
        if self.about is None:
            return False
        try:
            sha256 = take_in(found, self._wanted).sha256
        except IntakeError:
            return False
        seed = keyed(self._secret, self._release.assignment, sha256)
        return earlier.items() >= provenance_key(self.about, sha256, seed).items()

    @functools.cached_property
    def _secret(self) -> bytes:
        return course_secret(self._course)
