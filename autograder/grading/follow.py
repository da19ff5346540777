"""Follow-through marks: a mistake costs the question that it was made in, and no later one.

A question that fails and calls a function that an earlier question found wrong is graded once more,
with right results of that function. The right implementation never enters a worker: its name is
bound to a function of the grader's, which answers by values.

What may stand in is narrow, because a student can read off what an answer gives: a function of an
earlier question that has failed in this very run, for a question whose checks do not take that
function themselves and whose own right answer is another function.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from autograder.diagnosis.question import Question
from autograder.grading.judging import Right
from autograder.grading.loaded import OpenedQuestion
from autograder.grading.oracle import Answerer, CallRefused, Oracle
from autograder.grading.questions import EvaluatedQuestion
from autograder.isolation.session import Session
from autograder.records.result import FollowThrough, QuestionResult
from autograder.records.status import Status
from gradekit import syntax
from gradekit.checks.compare import difference
from gradekit.outcome import CallRecord

MOST_COMPARED = 4


@dataclass
class Followed:
    """Functions that earlier questions found wrong, in one submission.

    Attributes:
        oracle: Knows right results.
        order: Ids of the questions, in the order of the notebook.
        wrong: The question that found it wrong, by name of the function.
    """

    oracle: Oracle
    order: tuple[str, ...]
    wrong: dict[str, str] = field(default_factory=dict)

    def note(self, question: OpenedQuestion, result: QuestionResult, staff: Question) -> None:
        """Take note of what a question found wrong of its own functions."""
        failed = {check.id for check in result.checks if check.status is not Status.PASSED}
        for check in question.checks:
            if check.spec.id in failed:
                own = [name for name in check.parameters if name in staff.references]
                self.wrong.update(dict.fromkeys(own, question.spec.id))

    def better(
        self,
        question: OpenedQuestion,
        first: EvaluatedQuestion,
        session: Session,
        staff: Question,
        grade: Callable[..., EvaluatedQuestion],
    ) -> EvaluatedQuestion:
        """The better of two gradings of a question.

        Args:
            question: The question.
            first: How it was graded with the student's own functions.
            session: The worker.
            staff: What staff know of the question.
            grade: Grades it once more, with functions `instead` of the student's.
        """
        instead = self.instead(question, first, session, staff)
        if not instead:
            return first
        again = grade(instead=Answerer(self.oracle, instead).functions)
        found = better(first.result, again.result, instead)
        return first if found is None else replace(again, result=found)

    def instead(
        self, question: OpenedQuestion, first: EvaluatedQuestion, session: Session, staff: Question
    ) -> dict[str, str]:
        """The functions that may be replaced for a question, and where each was found wrong.

        Args:
            question: A question that failed.
            first: How.
            session: The worker, for what the question's functions call.
            staff: What staff know of the question.
        """
        result = first.result
        over = (Status.PASSED, Status.TIMEOUT)
        if result.status in over or not result.status.scored or result.training:
            return {}
        if not self.wrong or not self.oracle.available or not staff.references:
            return {}
        taken = {name for check in question.checks for name in check.parameters}
        earlier = self.order[: self.order.index(question.spec.id)]
        used = set().union(*(_loads(session.source(name)) for name in taken))
        found = {
            name: of
            for name, of in self.wrong.items()
            if of in earlier and name in used - taken - staff.references.keys()
        }
        right = Right(references=staff.references)
        return {
            name: of for name, of in found.items() if not self.same(of, name, first.calls, right)
        }

    def same(self, question: str, name: str, calls: Iterable[CallRecord], right: Right) -> bool:
        """Whether a function does what a later question asks for, told by what both return.

        Args:
            question: The question that asks for the function.
            name: The function.
            calls: Of the later question's functions.
            right: What the later question asks for.
        """
        due: dict[str, list[tuple[CallRecord, object]]] = {}
        for call in calls:
            value = None if call.probe else right.returned(call)
            if value is not None:
                due.setdefault(call.name, []).append((call, value))
        # A question may ask for several functions: one of them that is the same is enough.
        return any(
            all(self._gives(question, name, *one) for one in of_one[:MOST_COMPARED])
            for of_one in due.values()
        )

    def _gives(self, question: str, name: str, call: CallRecord, value: object) -> bool:
        """Whether the earlier function returns a value for the arguments of a call."""
        try:
            outcome, _ = self.oracle.ask(question, name, call.args, call.kwargs)
        except CallRefused:
            return False
        return outcome.raised is None and difference(outcome.value, value) is None


def better(
    first: QuestionResult, again: QuestionResult, instead: Mapping[str, str]
) -> QuestionResult | None:
    """The second result with the first one's marks in it; None if it gained nothing.

    Args:
        first: With the student's own functions.
        again: With right ones in the place of some.
        instead: Which ones, and where they were found wrong.
    """
    if again.points is None or first.points is None or again.points <= first.points:
        return None
    kept = FollowThrough(instead=dict(instead), status=first.status, points=first.points)
    found = again.model_copy(update={"follow_through": kept})
    message = f"{found.followed}\n{again.message}".rstrip()
    return found.model_copy(update={"message": message})


def _loads(source: str) -> set[str]:
    """Names that a piece of source reads."""
    return {
        node.id
        for node in ast.walk(syntax.parse(source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
