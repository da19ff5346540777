"""What was handed in, kept beside the gradebook so that pages can show it: code, text, plots.

The gradebook holds results and no notebook. `gather` reads a class folder once and keeps each
notebook, and what of it answers which question, under the hash of the submission. It can be made
again at any time, so it is neither audited nor backed up; who is erased from the gradebook is
erased here when the page is next opened.
"""

from autograder.review.work.extract import Answer, AnswerCell, answers_in
from autograder.review.work.gather import GatheredClass, forget_erased, gather
from autograder.review.work.store import WorkStore

__all__ = [
    "Answer",
    "AnswerCell",
    "GatheredClass",
    "WorkStore",
    "answers_in",
    "forget_erased",
    "gather",
]
