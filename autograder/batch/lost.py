"""The result of a submission that its grader process did not survive, again and again."""

from autograder.grading.ungraded import unscored
from autograder.intake.find import Found
from autograder.records.release import Release
from autograder.records.result import SubmissionResult

MOST = 2
"""So often may a grader process end during one submission; then a person looks at it."""


def lost(found: Found, release: Release, how: str) -> SubmissionResult:
    """The result: no score, and to be reviewed.

    Args:
        found: The submission.
        release: The release of the batch.
        how: How the process ended, as a clause.
    """
    note = (
        f"The process that grades it ended {MOST} times in the middle of it ({how}). The others "
        "were graded; look at this one by itself."
    )
    return unscored(found, release, note)
