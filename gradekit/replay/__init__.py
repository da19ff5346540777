"""A lost point, seen again in the notebook that lost it: one call, and what should come of it.

    from gradekit.replay import replay; replay("q0_2", "k3f9")

The line stands in the feedback beside the question. It calls the function of the notebook that it
is run in, with the smallest input that was found to show the mistake, and says what came and what
was expected; once the function is mended, it says so. Nothing is asked of any server.

Where the input comes from. It cannot be in the hand-out, which knows nothing of a student's
mistakes, and no generator in the hand-out could tell what is expected, because the reference stays
with staff. So the call and its expected value are one small text (`content`), and the four
characters are its fingerprint. The text itself is inside every file that a student gets back: the
feedback page holds it out of sight, the result as JSON in the open. `replay` looks for it in the
files beside the notebook (`find`); who has only the terminal's or an e-mail's words may give the
text in place of the four characters. What is read is data, never code: numbers, texts, arrays, and
specs of `gradekit.specs`.

What is compared. `judge` holds the outcome of the call against the one of the reference, in the
order of `gradekit.checks`: raised or not, type, shape, dtype, values, arguments left alone. Of a
model or of a function that is handed models, what a probe reports of them is held against the
reference's report, in one part of it: an output, a gradient, the mode that a model is left in. The
grader judges by the same function when it looks for the input, so the line fails in the notebook
exactly where it failed in the grader.

The grader's side, which makes the inputs and never hands out one of a hidden test, is
`autograder.twins`.
"""

from gradekit.replay.comparison import Discrepancy, finding
from gradekit.replay.content import Expected, Scenario
from gradekit.replay.find import Replayed, replay
from gradekit.replay.text import call_source, value_source

__all__ = [
    "Discrepancy",
    "Expected",
    "Replayed",
    "Scenario",
    "call_source",
    "finding",
    "replay",
    "value_source",
]
