"""P2: the distinct words of a text."""

from autograder.diagnosis import Question

question = Question("distinct")


@question.reference
def right(text):
    return {word.lower() for word in text.split()}


@question.mistake("`The` and `the` are counted as two words; bring them to one case first.")
def case_counts(text):
    return set(text.split())


@question.mistake("You collect the letters of the text, not its words: split it first.")
def letters(text):
    return set(text.lower().replace(" ", ""))
