"""For each question that lost points: the smallest call that shows it, to be run again at home."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from autograder.diagnosis.question import Question
from autograder.grading.loaded import OpenedQuestion
from autograder.grading.questions import EvaluatedQuestion
from autograder.isolation.engines.engine import WorkerError
from autograder.isolation.session import Session
from autograder.isolation.wire.links import Links
from autograder.records.errors import EngineError
from autograder.records.plain_text import visible
from autograder.records.result import QuestionResult, Replay
from autograder.records.status import Status
from autograder.twins import Evidence, Twin, find_twin
from autograder.twins.call_forms import Call
from autograder.twins.search import Ask
from gradekit.outcome import Outcome
from gradekit.probes.plain_values import GENERATORS
from gradekit.replay import call_source, value_source
from gradekit.replay.comparison import part_of
from gradekit.replay.content import fingerprint
from gradekit.replay.find import name_of

ENDED = frozenset({Status.TIMEOUT, Status.CRASHED, Status.OUT_OF_MEMORY})
"""A check that ended so is not tried again: its call takes long, or ends the worker."""


@dataclass
class Replays:
    """What failed questions showed, kept until every question is graded.

    Calls of a search change what the notebook's variables hold, as any call may. So they come last,
    and no point can hang on them.

    Attributes:
        seed: The numbers of the calls are drawn from it.
    """

    seed: str
    _kept: dict[str, Evidence] = field(default_factory=dict)

    def keep(
        self,
        question: OpenedQuestion,
        staff: Question | None,
        evaluation: EvaluatedQuestion,
        result: QuestionResult,
    ) -> None:
        """Remember what a failed question showed.

        Args:
            question: The question.
            staff: What staff know of it.
            evaluation: What its checks saw.
            result: Its result, with the mistake that was named.
        """
        if staff is None or not (staff.references or staff.telling_calls):
            return
        if any(check.status in ENDED for check in result.checks):
            return
        blank = f"{result.id} is not implemented yet"
        failing = {
            place
            for place, check in enumerate(result.checks)
            if check.status is not Status.PASSED and check.message != blank
        }
        hidden = {place for place, check in enumerate(question.checks) if check.spec.hidden}
        named = (item for item in staff.mistakes if item.id == result.misconception)
        self._kept[result.id] = Evidence(
            staff,
            evaluation.calls,
            failing,
            hidden,
            tuple(result.checks[place].message for place in failing),
            next(named, None),
        )

    def added(
        self, results: tuple[QuestionResult, ...], session: Session, notes: list[str]
    ) -> tuple[QuestionResult, ...]:
        """The results, with a replay on each question for which one was found.

        Args:
            results: All questions.
            session: The worker, in the state that the notebook has left.
            notes: For the reviewer.
        """
        # One that was followed through may have all its points by now.
        failed = {one.id for one in results if one.status is not Status.PASSED}
        searched = {name: one for name, one in self._kept.items() if name in failed}
        if not searched:
            return results
        found: dict[str, Replay] = {}
        session.links = Links()
        with suppress(WorkerError, EngineError), session.uncounted():
            # A worker that ends here has nothing more to say; the points stand.
            for name, evidence in searched.items():
                try:
                    with GENERATORS:  # As for a hint: references and mistakes draw from them.
                        twin = find_twin(evidence, _asking(session), f"{self.seed}|{name}")
                    if twin is not None:
                        found[name] = _record(twin)
                except (WorkerError, EngineError):
                    raise
                except Exception as error:  # noqa: BLE001
                    # A reference or a mistake of ours met inputs that it was not made for.
                    told = f"{type(error).__name__}: {error}"[:200]
                    notes.append(f"{name}: no replay was made ({told}).")
        session.drop_output()
        return tuple(
            one.model_copy(update={"replay": found[one.id]}) if one.id in found else one
            for one in results
        )


def _asking(session: Session) -> Ask:
    def ask(name: str, probe: str, calls: Sequence[Call]) -> list[Outcome]:
        if not probe:
            return session.call_many(name, calls)
        return [session.probe(probe, name, args, kwargs) for args, kwargs in calls]

    return ask


def _record(twin: Twin) -> Replay:
    scenario, wanted = twin.scenario, twin.scenario.expected
    packed = scenario.pack()
    came = part_of(twin.outcome.value, wanted.part) if wanted.part else twin.outcome.value
    silent = twin.outcome.raised is not None or bool(wanted.error)
    code = fingerprint(packed)
    where = f"{name_of(wanted.part)}: " if wanted.part else ""
    return Replay(
        code=code,
        line=f'from gradekit.replay import replay; replay("{scenario.question}", "{code}")',
        call=visible(call_source(scenario)),
        found=visible(f"{where}{twin.found.text}"),
        expected="" if wanted.error else value_source(wanted.value),
        came="" if silent else visible(value_source(came)),
        numbers=twin.numbers,
        twin=twin.made,
        data=f"{scenario.question}:{code}:{packed}",
    )
