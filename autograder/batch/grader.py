"""What grades in a grader process: a release opened and an engine warm."""

import contextlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.batch.options import About, Job, Setup, as_text
from autograder.batch.unchanged import provenance_key
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine, Library
from autograder.records.course import find_course
from autograder.records.errors import EngineError, IntakeError
from autograder.records.release import read_release
from autograder.records.result import SubmissionResult
from autograder.records.status import Status
from autograder.training.options import Training

TRIES = 3
"""How often a submission is graded at most where our engine fails in the middle of it."""


@dataclass
class Grader:
    """Everything that grades submissions of one assignment. Made by `open_grader`."""

    opened: Any
    engine: Engine
    secret: bytes
    training: Training

    def about(self) -> About:
        """What it grades by."""
        trained = self.training.usable
        form = self.engine.describe().form
        sha256 = self.opened.sha256
        return About(self.engine.name, form, sha256, trained.device, trained.profile)

    def grade(self, job: Job) -> str | None:
        """One submission's result as JSON, or None if the earlier one still holds.

        It never raises for what a submission does: whatever fails is a result.
        """
        from autograder.grading.ungraded import internal_error, refused

        found = job.found
        for last in (*[False] * (TRIES - 1), True):
            try:
                result = self._graded(job)
                if result is None:
                    return None
                text, broken = as_text(result), _broken_off(result)
            except IntakeError as error:
                engine, form, *_ = self.about()
                text = as_text(refused(found, self.opened, error, engine=engine, form=form))
                broken = False
            except Exception as error:  # noqa: BLE001
                # A fault of ours in one submission must not stop the class, and is never a
                # student's zero.
                text = as_text(internal_error(found, self.opened.release, error))
                broken = isinstance(error, EngineError | OSError)
            if last or not broken:
                return text
        raise AssertionError

    def close(self) -> None:
        """End the engine; never raises."""
        self.engine.close()

    def _graded(self, job: Job) -> SubmissionResult | None:
        from autograder.grading.case_seed import keyed
        from autograder.grading.submission import grade_submission
        from autograder.intake.submission import take_in

        submission = take_in(job.found, self.opened.wanted)
        about, assignment = self.about(), self.opened.release.assignment
        seed = keyed(self.secret, assignment, submission.sha256)
        key = provenance_key(about, submission.sha256, seed)
        if job.earlier is not None and job.earlier.items() >= key.items():
            return None
        return grade_submission(
            submission,
            self.opened,
            self.engine,
            secret=self.secret,
            form=about.form,
            training=self.training,
        )


def open_grader(setup: Setup) -> Grader:
    """Start the engine and open the release meanwhile.

    Raises:
        AutograderError: If there is no such release, or no engine to grade it with.
    """
    course = find_course(Path(setup.root))
    release = read_release(course.build / setup.assignment / "release.json")
    # Who trains needs all of torch at once.
    library = replace(Library.of(course), lazy=not release.tasks)
    with ThreadPoolExecutor(1) as starting:
        # Most of its start is the warm process's, and most of ours is reading modules.
        started = starting.submit(pick_engine, setup.engine, setup.strict, library)
        try:
            from autograder.grading.case_seed import course_secret
            from autograder.grading.loaded import open_release
            from autograder.grading.submission import grade_submission  # noqa: F401 - to be there

            opened = open_release(course, setup.assignment)
            secret = course_secret(course)
        except BaseException:
            _close(started)
            raise
        engine = started.result()
    return Grader(opened, engine, secret, setup.training)


def _broken_off(result: SubmissionResult) -> bool:
    """Whether the engine failed while a submission was graded."""
    from autograder.grading.submission import ENGINE_FAILED

    return result.status is Status.INTERNAL_ERROR and any(
        note.startswith(ENGINE_FAILED) for note in result.notes
    )


def _close(started: "Future[Engine]") -> None:
    with contextlib.suppress(EngineError):
        started.result().close()
