"""Results of submissions that were not graded: refused, or kept from it by our fault."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from autograder.grading.provenance import provenance
from autograder.intake.find import Found
from autograder.records.errors import IntakeError
from autograder.records.release import Release
from autograder.records.result import SubmissionResult
from autograder.records.status import Status

if TYPE_CHECKING:
    # The client of a batch has no release opened, and need not wait for what opens one.
    from autograder.grading.loaded import OpenedRelease


def refused(
    found: Found, opened: "OpenedRelease", error: IntakeError, *, engine: str, form: str
) -> SubmissionResult:
    """The result of a submission that was not taken in: no questions, 0 points, to be reviewed.

    Args:
        found: Where the submission lies.
        opened: The release.
        error: Why it was refused; its message is for the student.
        engine: Name of the engine of the batch.
        form: Its form.
    """
    return SubmissionResult(
        assignment=opened.release.assignment,
        student=found.student,
        file=found.file,
        status=Status.ERROR,
        possible=opened.release.possible,
        late=found.late,
        message=str(error),
        notes=found.notes,
        needs_review=True,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        provenance=provenance(opened, "", "", engine, form),
    )


def internal_error(found: Found, release: Release, error: BaseException) -> SubmissionResult:
    """The result of a submission that a fault of ours kept from being graded: no score."""
    text = " ".join(f"{type(error).__name__}: {error}".split())[:2000]
    return unscored(found, release, f"The autograder failed: {text}")


def unscored(found: Found, release: Release, note: str) -> SubmissionResult:
    """The result of a submission that is not graded, through no fault of its author's.

    Args:
        found: Where the submission lies.
        release: The release of the batch.
        note: Why, for the reviewer.
    """
    return SubmissionResult(
        assignment=release.assignment,
        student=found.student,
        file=found.file,
        status=Status.INTERNAL_ERROR,
        possible=release.possible,
        late=found.late,
        message="Not graded: a fault of the autograder, not of your work. A person looks at it.",
        notes=(*found.notes, note),
        needs_review=True,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )
