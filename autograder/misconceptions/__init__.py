"""Named wrong implementations with their hints, one module a question; here is the registry."""

from importlib import import_module

from autograder.misconceptions.base import Collection, Misconception

__all__ = ["MISCONCEPTIONS", "QUESTIONS", "Collection", "Misconception"]

QUESTIONS = (
    *("q1_1", "q1_2", "q1_3", "q1_4", "q1_5", "q1_6", "q1_7", "q1_8", "q1_9"),
    *("q2_1", "q2_2", "q2_3", "q2_4", "q2_5", "q2_6", "q2_7", "q2_8", "q2_9"),
    *("q3_1", "q3_2", "q3_3", "q3_4", "q3_5", "q3_6", "q3_7", "q3_8"),
    *("q4_1", "q4_2", "q4_3", "q4_4", "q4_5", "q4_6", "q4_7", "q4_8", "q4_9"),
    *("q5_1", "q5_2", "q5_3", "q5_4", "q5_5"),
    "q6_1",
)
"""Questions that have misconceptions: each is a module of this package."""

MISCONCEPTIONS: dict[str, Collection] = {
    question: import_module(f"{__name__}.{question}").MISCONCEPTIONS for question in QUESTIONS
}
"""The misconceptions of each question, by question id."""
