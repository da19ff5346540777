"""What a student's code did, explained: mistakes with hints, and which of them is at work."""

from autograder.diagnosis.question import Misconception, Question

__all__ = ["Misconception", "Question"]
