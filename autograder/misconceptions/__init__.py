"""Named wrong implementations with their hints, one module a question; here is the registry."""

from autograder.misconceptions import q1_1, q1_2, q1_3, q1_4, q1_5, q1_6, q1_7, q1_8, q1_9
from autograder.misconceptions.base import Collection, Misconception

__all__ = ["MISCONCEPTIONS", "Collection", "Misconception"]

MISCONCEPTIONS: dict[str, Collection] = {
    module.MISCONCEPTIONS.question: module.MISCONCEPTIONS
    for module in (q1_1, q1_2, q1_3, q1_4, q1_5, q1_6, q1_7, q1_8, q1_9)
}
"""The misconceptions of each question, by question id."""
