"""The result of a submission that its grader process did not survive, again and again."""

from datetime import UTC, datetime

from autograder.intake.find import Found
from autograder.records.release import Release
from autograder.records.result import SubmissionResult
from autograder.records.status import Status

MOST = 2
"""So often may a grader process end during one submission; then a person looks at it."""


def lost(found: Found, release: Release, how: str) -> SubmissionResult:
    """The result: no score, and to be reviewed.

    Args:
        found: The submission.
        release: The release of the batch.
        how: How the process ended, as a clause.
    """
    return SubmissionResult(
        assignment=release.assignment,
        student=found.student,
        file=found.file,
        status=Status.INTERNAL_ERROR,
        possible=release.possible,
        late=found.late,
        message="Not graded: a fault of the autograder, not of your work. A person looks at it.",
        notes=(
            *found.notes,
            f"The process that grades it ended {MOST} times in the middle of it ({how}). The others"
            " were graded; look at this one by itself.",
        ),
        needs_review=True,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )
