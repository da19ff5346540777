"""One submission from its cells to its result."""

import functools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from autograder.grading.case_seed import keyed
from autograder.grading.cells import Step, plan, typed_student_id
from autograder.grading.follow import Followed
from autograder.grading.hints import with_hint
from autograder.grading.judging import Right
from autograder.grading.left_aside import explained
from autograder.grading.loaded import OpenedQuestion, OpenedRelease
from autograder.grading.provenance import provenance
from autograder.grading.questions import EvaluatedQuestion, evaluate, unscored, written
from autograder.grading.replays import Replays
from autograder.grading.seeding import seeding
from autograder.grading.stops import Stops
from autograder.grading.whereabouts import Whereabouts
from autograder.intake.choices import FILE
from autograder.intake.submission import Cell, Submission
from autograder.isolation.engines.engine import Engine, WorkerError
from autograder.isolation.session import Session
from autograder.records.errors import EngineError
from autograder.records.result import CheckpointRecord, QuestionResult, SubmissionResult, of_all
from autograder.records.seal import sealed
from autograder.records.status import Status
from autograder.training.options import Training
from gradekit import checks as public_checks
from gradekit.outcome import Raised

T = TypeVar("T")

ENGINE_FAILED = "The engine failed: "
"""Begins the note of a submission that our engine broke off; it is worth another try."""


def grade_submission(
    submission: Submission,
    opened: OpenedRelease,
    engine: Engine,
    *,
    secret: bytes,
    form: str | None = None,
    training: Training | None = None,
    told: Callable[[QuestionResult], object] = lambda question: None,
) -> SubmissionResult:
    """Grade one submission; partial results are always given.

    Args:
        submission: What intake took in.
        opened: The release.
        engine: Runs the student's code.
        secret: Secret of the course; hidden random cases are seeded with it.
        form: What the engine says of itself; asked when None.
        training: How networks are trained; on the CPU when None.
        told: Called with each question that is graded, in the order of grading.

    Returns:
        The result under its seal. A fault of ours gives questions without points and asks for a
        review.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    began = time.monotonic()
    seed = keyed(secret, opened.release.assignment, submission.sha256)
    files = {**opened.files, **submission.files, FILE: submission.answers.file()}
    session = Session(engine, opened.release.limits, files, seed=int(seed[:8], 16))
    wanted = training or Training()
    training = _prepared(wanted, opened, secret)
    grader = _Grader(submission, opened, session, seed, secret, training, told)
    if training.device != wanted.device:
        grader.notes.append(
            f"There is no {wanted.device} device here: profile {wanted.profile} was skipped, "
            f"networks were trained by profile {training.profile}."
        )
    try:
        questions = explained(grader.run(), submission.untaken, opened.release.packages)
        session.keep_output()
        checkpoints = grader.checkpoints()
        questions = grader.replays.added(questions, session, grader.notes)
    finally:
        session.close()
    status = of_all(questions)
    grader.timings["start"] = session.start_seconds
    grader.timings["total"] = time.monotonic() - began
    result = SubmissionResult(
        assignment=opened.release.assignment,
        student=submission.student,
        file=submission.file,
        status=status,
        possible=opened.release.possible,
        late=submission.late,
        questions=questions,
        checkpoints=checkpoints,
        notes=(*submission.notes, *grader.notes),
        needs_review=not status.scored or grader.stops.ask_for_review,
        output=session.output(),
        timings={phase: round(seconds, 6) for phase, seconds in grader.timings.items()},
        started=started,
        provenance=provenance(
            opened,
            submission.sha256,
            seed,
            engine.name,
            engine.describe().form if form is None else form,
            training,
        ),
    )
    return sealed(result, secret)


def _prepared(training: Training, opened: OpenedRelease, secret: bytes) -> Training:
    """With the assignment's tasks and a seed that the course's secret is in."""
    release = opened.release
    prescribed = int(keyed(secret, release.assignment, "prescribed weights")[:12], 16)
    return replace(
        training.usable,
        tasks=release.tasks,
        prescribed=prescribed,
        references=opened.pack.references,
    )


@dataclass
class _Grader:
    """The walk through one notebook: each question where its check stands."""

    submission: Submission
    opened: OpenedRelease
    session: Session
    seed: str
    secret: bytes
    training: Training
    told: Callable[[QuestionResult], object]
    notes: list[str] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    _results: dict[str, QuestionResult] = field(default_factory=dict)
    _failed: dict[str, tuple[EvaluatedQuestion, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        order = tuple(question.spec.id for question in self.opened.questions)
        self._followed = Followed(self.opened.oracle, order)
        self.replays = Replays(self.seed)
        self.stops = Stops(self.opened.release.setup, self.submission)

    def run(self) -> tuple[QuestionResult, ...]:
        questions = {question.spec.id: question for question in self.opened.questions}
        steps = plan(self.submission.cells, questions.keys())
        try:
            for step in steps:
                clean = self._timed("cells", functools.partial(self._execute, step))
                # A cell that stopped may not have come to its check: graded at the end, as Otter.
                for ended in step.ends if clean else ():
                    self._grade(questions[ended])
            for question in self.opened.questions:
                if question.spec.id not in self._results:
                    self._grade(question)
            self._follow_late()
        except EngineError as error:
            self.notes.append(f"{ENGINE_FAILED}{error}")
            for question in self.opened.questions:
                if question.spec.id not in self._results:
                    read = question.spec.kind == "written"
                    cells = self.submission.cells
                    result = written(question, cells) if read else unscored(question, str(error))
                    self._results[question.spec.id] = result
        self._compare_student_id(steps)
        results = [self._results[name] for name in questions]
        where = Whereabouts(self.submission.cells, steps, self.stops, self.opened.release.given)
        told = where.told(results, {name: one.variables for name, one in questions.items()})
        self.notes.extend(self.stops.notes())
        return told

    def checkpoints(self) -> tuple[CheckpointRecord, ...]:
        """What the submitted checkpoints came to, once all cells have run."""
        if not (given := self.submission.checkpoints):
            return ()
        # Loads torch, which few submissions need here.
        from autograder.training.checkpoints import judge_checkpoints

        judge = functools.partial(judge_checkpoints, given, self.session, self.training)
        return self._timed("checkpoints", functools.partial(judge, self._seeder))

    def _execute(self, step: Step) -> bool:
        """Run a cell; what goes wrong is remembered for its question."""
        raised = self._attempt(step.cell)
        if raised is not None:
            self.stops.note(step, raised, self._attempt)
        return raised is None

    def _attempt(self, cell: Cell) -> Raised | WorkerError | None:
        try:
            if (before := seeding(self.opened.release, cell)) is not None:
                self.session.execute(before)
            return self.session.execute(cell)
        except WorkerError as fault:
            return fault

    def _grade(self, question: OpenedQuestion) -> None:
        if question.spec.kind == "written":
            self._keep(written(question, self.submission.cells))
            return
        first = self._timed("checks", lambda: self._evaluated(question))
        staff = self.opened.pack.questions.get(question.spec.id)
        if staff is not None:
            self._followed.note(question, first.result, staff)
        self._finish(question, self._follow(question, first))
        if first.result.status is not Status.PASSED:
            self._failed[question.spec.id] = first, len(self._followed.wrong)

    def _evaluated(self, question: OpenedQuestion, **more: Any) -> EvaluatedQuestion:
        spec, opened = question.spec, self.opened
        staff = opened.pack.questions.get(spec.id)
        self.session.keep_output()
        evaluation = evaluate(
            question,
            self.session,
            incident=self.stops.incidents.get(spec.id),
            seed=self._seeder(spec.id),
            training=self.training,
            modules=opened.modules,
            right=Right(opened.release.verified, staff.references if staff else {}),
            recorded=self.submission.answers.recorded(spec.id) if spec.kind == "mcq" else {},
            **more,
        )
        self.session.drop_output()
        return evaluation

    def _follow(self, question: OpenedQuestion, first: EvaluatedQuestion) -> EvaluatedQuestion:
        """The better of two gradings, where an earlier mistake may have cost points here."""
        staff = self.opened.pack.questions.get(question.spec.id)
        if staff is None:
            return first
        again = functools.partial(self._evaluated, question)
        better = functools.partial(self._followed.better, question, first, self.session)
        return self._timed("follow-through", lambda: better(staff, again))

    def _follow_late(self) -> None:
        """Follow through what was graded before the question that it depends on.

        The check of a question whose cell stopped comes at the very end.
        """
        for question in self.opened.questions:
            first, known = self._failed.get(question.spec.id, (None, 0))
            followed = self._results[question.spec.id].follow_through is not None
            if first is not None and known < len(self._followed.wrong) and not followed:
                better = self._follow(question, first)
                if better is not first:
                    self._finish(question, better)

    def _finish(self, question: OpenedQuestion, evaluation: EvaluatedQuestion) -> None:
        spec, result = question.spec, evaluation.result
        self.notes.extend(evaluation.notes)
        if spec.kind == "mcq":
            result = self._with_answer(result, evaluation.values.get(spec.id))
        elif result.status is not Status.PASSED and result.status.scored:
            staff = self.opened.pack.questions.get(spec.id)
            result, notes = self._timed("diagnosis", lambda: with_hint(evaluation, staff))
            self.notes.extend(notes)
            self.replays.keep(question, staff, evaluation, result)
        self._keep(result)

    def _keep(self, result: QuestionResult) -> None:
        self._results[result.id] = result
        self.told(result)

    def _seeder(self, question: str) -> Callable[[], object]:
        assignment, sha256 = self.opened.release.assignment, self.submission.sha256
        seed = keyed(self.secret, assignment, question, sha256)
        return lambda: public_checks.seed.set(seed)

    def _with_answer(self, result: QuestionResult, value: object) -> QuestionResult:
        """Add which option counted and where it was recorded."""
        found = self.submission.answers.by_question.get(result.id)
        choice = value if isinstance(value, str) and 0 < len(value) <= 16 else None
        if choice is None:
            return result
        source = found.source if found is not None and found.choice == choice else "typed"
        if found is not None and found.choice != choice:
            self.notes.append(
                f"{result.id}: the notebook's variable holds {choice!r}, "
                f"{found.source} has {found.choice!r}; the variable counts."
            )
        return result.model_copy(update={"answer": choice, "answer_source": source})

    def _compare_student_id(self, steps: Sequence[Step]) -> None:
        typed = typed_student_id(steps)
        known, student = self.submission.known_as, self.submission.student
        if typed and known and not any(typed in one for one in known):
            self.notes.append(f"student_id in the notebook is {typed[:80]!r}, not {student!r}.")

    def _timed(self, phase: str, action: Callable[[], T]) -> T:
        began = time.monotonic()
        try:
            return action()
        finally:
            self.timings[phase] = self.timings.get(phase, 0.0) + time.monotonic() - began
