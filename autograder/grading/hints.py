"""The hint of the misconception that explains a question's failing checks, if one does."""

from typing import Any

from autograder.diagnosis.diagnose import diagnose
from autograder.grading.questions import EvaluatedQuestion
from autograder.records.result import QuestionResult
from autograder.records.status import Status
from gradekit.probes.plain_values import GENERATORS
from gradekit.remote import StandIn


def with_hint(evaluation: EvaluatedQuestion, staff: Any) -> tuple[QuestionResult, tuple[str, ...]]:
    """A question's result with its hint, and notes for the reviewer.

    Args:
        evaluation: How the question was graded.
        staff: What staff know of it; None if nothing.
    """
    result = evaluation.result
    # Nothing was done where there is no answer yet, right or wrong.
    blank = f"{result.id} is not implemented yet"
    failing = [
        position
        for position, check in enumerate(result.checks)
        if check.status is not Status.PASSED and check.message != blank
    ]
    plain = {n: v for n, v in evaluation.values.items() if not isinstance(v, StandIn)}
    try:
        # Mistakes draw from the global generators; whether one moved them is a part of it.
        with GENERATORS:
            found = diagnose(staff, evaluation.calls, failing, plain)
    except Exception as error:  # noqa: BLE001
        # A wrong implementation of ours met inputs that it was not made for. The points stand.
        return result, (f"{result.id}: diagnosis failed ({type(error).__name__}: {error}).",)
    if found is None:
        return result, ()
    return result.model_copy(update={"hint": found.hint, "misconception": found.id}), ()
