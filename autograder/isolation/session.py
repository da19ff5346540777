"""A worker that comes back: when one dies, the next replays the cells that did no harm."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from autograder.intake.submission import Cell
from autograder.isolation.budget import TimeBudget
from autograder.isolation.engines.engine import (
    Engine,
    Worker,
    WorkerCrashed,
    WorkerError,
    WorkerTimeout,
)
from autograder.isolation.printed import Printed
from autograder.isolation.wire.links import Links
from autograder.isolation.written import Written
from autograder.records.assignment import Limits
from gradekit.outcome import Outcome, Raised

T = TypeVar("T")
Calls = Sequence[tuple[Sequence[Any], Mapping[str, Any]]]


class BudgetSpent(WorkerTimeout):
    """The time of the whole submission is used up; nothing more is asked of its worker."""


@dataclass
class Session:
    """One submission's worker over its whole life, deaths included.

    Proxies ask it for variables and calls. Each request has the limit of a call, and all of them
    together the limit of the submission.

    Attributes:
        engine: Starts the workers.
        limits: Limits of the assignment.
        files: Content of the worker's folder.
        seed: Seed of the worker's random generators.
        fault: The last time-out or death since `begin_check`.
        starts: Workers started so far.
        start_seconds: Time spent on starting and replaying.
        links: What is made of the objects that checks hand over and get.
        checked: CPU seconds that its checks have taken in the grader itself.
    """

    engine: Engine
    limits: Limits
    files: Mapping[str, bytes]
    seed: int = 0
    fault: WorkerError | None = None
    starts: int = 0
    start_seconds: float = 0.0
    links: Links = field(default_factory=Links)
    checked: float = 0.0
    _worker: Worker | None = None
    _history: list[Cell] = field(default_factory=list)
    _written: Written = field(default_factory=Written)
    _bound: dict[str, Any] = field(default_factory=dict)
    _printed: Printed = field(default_factory=Printed)
    _in_cell: bool = False
    _crashed_before: bool = False

    def __post_init__(self) -> None:
        self._budget = TimeBudget(self.limits.submission_seconds)

    def begin_check(self) -> None:
        """From now on a fault is one of this check."""
        self.fault = None

    def execute(self, cell: Cell) -> Raised | None:
        """Execute a cell of the notebook.

        A cell that runs out of time or memory, or ends its worker, is left out when the next one
        replays the notebook.

        Returns:
            The exception that it raised, or None.

        Raises:
            WorkerError: If it ran out of time or memory, or ended the worker.
            EngineError: If no worker can be had.
        """
        self._written.add(cell.source, cell.number)
        self._in_cell = True
        try:
            raised = self._ask(lambda worker: self._run(worker, cell))
        finally:
            self._in_cell = False
        self._history.append(cell)
        return raised

    def get(self, name: str) -> Any:
        """A variable's value, or what is known of a function or an object."""
        return self._ask(lambda w: w.get(name, self._within()))

    def call(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Call one of the student's functions."""
        return self._written.told(self._ask(lambda w: w.call(name, args, kwargs, self._within())))

    def call_many(self, name: str, calls: Calls) -> list[Outcome]:
        """Call it several times: together, for speed; one by one if that takes too long."""
        before = self.fault
        try:
            many = self._ask(lambda w: w.call_many(name, calls, self._within()))
            return [self._written.told(outcome) for outcome in many]
        except BudgetSpent:
            raise
        except WorkerTimeout as short:
            # The first call had all of the time, as it has alone.
            if len(calls) == 1 or short.index == 0:
                raise
        self.fault = before
        outcomes: list[Outcome] = []
        try:
            for args, kwargs in calls:
                outcomes.append(self.call(name, args, kwargs))
        except WorkerError as fault:
            fault.index = len(outcomes)
            raise
        return outcomes

    def probe(
        self, probe: str, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Outcome:
        """Run a probe beside the student's code."""
        found = self._ask(lambda w: w.probe(probe, name, args, kwargs, self._within()))
        return self._written.reported(found)

    def use(self, name: str, do: str, args: Sequence[Any]) -> Outcome:
        """Do something to an object that lives in the worker."""
        return self._written.told(self._ask(lambda w: w.use(name, do, args, self._within())))

    def bind(self, values: Mapping[str, Any]) -> None:
        """Give variables other values, in every worker from now on; none: all their own back."""
        self._bound = dict(values)
        if values:
            self._ask(lambda w: w.bind(values, self._within()))
        elif self._worker is not None and self._worker.alive:
            try:
                self._worker.bind({}, self._within())
            except WorkerError:
                # The next one has the student's own.
                self.close()

    def forget(self) -> None:
        """Have the worker let go of what it holds for checks, if there is a worker."""
        if self._worker is not None and self._worker.alive:
            # One that cannot is gone, with all that it held, or costs the next request.
            with suppress(WorkerError):
                self._worker.forget(self._within())

    def cpu_seconds(self) -> float | None:
        """CPU seconds that the worker took for the last request; None where nobody can tell."""
        return self._budget.took

    @contextmanager
    def isolated(self, limits: Limits, files: Mapping[str, bytes]) -> Iterator[Worker]:
        """A worker of its own in the state of the notebook, for work with limits of its own.

        What it takes is not counted against the submission.

        Args:
            limits: Limits of this worker.
            files: Content of its folder beside that of the submission.

        Raises:
            WorkerError: If the notebook's cells end it.
            EngineError: If no worker can be had.
        """
        with self._budget.uncounted():
            worker = self.engine.start(limits, {**self.files, **files}, self.seed)
            try:
                for cell in tuple(self._history):
                    worker.run_cell(cell.source, cell.label, limits.cell_seconds)
                yield worker
            finally:
                worker.close()

    def uncounted(self) -> AbstractContextManager[None]:
        """What the block takes is not counted against the submission."""
        return self._budget.uncounted()

    def source(self, name: str) -> str:
        """Source of a function, read from the cells executed so far: a worker could lie."""
        return self._written.source(name, self._bound)

    def output(self) -> str:
        """What the cells printed; see `Printed`."""
        return self._printed.text()[: self.limits.output_bytes]

    def keep_output(self) -> None:
        """Take over what was printed since the last `keep_output` or `drop_output`."""
        if self._worker is not None:
            self._printed.keep(self._worker)

    def drop_output(self) -> None:
        """Pass over what was printed since."""
        if self._worker is not None:
            self._printed.drop(self._worker)

    def close(self) -> None:
        """End the worker; never raises."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _run(self, worker: Worker, cell: Cell) -> Raised | None:
        seconds = self._within(self.limits.cell_seconds)
        return worker.run_cell(cell.source, cell.label, seconds)

    def _within(self, limit: float | None = None) -> float:
        """Seconds for one request: its own limit or what is left of the submission's."""
        own = self.limits.call_seconds if limit is None else limit
        return self._budget.within(own)

    def _ask(self, request: Callable[[Worker], T]) -> T:
        """Make a request; once a submission, one that ended its worker is made again.

        A process can be ended by the machine, which must cost no student anything and does not
        strike twice. Code that ends its own process does so again.
        """
        printed = self._printed.mark
        try:
            return self._ask_once(request)
        except WorkerCrashed:
            if self._crashed_before:
                raise
            self._crashed_before = True
            self.fault = None
            self._printed.back_to(printed)
            return self._ask_once(request)

    def _ask_once(self, request: Callable[[Worker], T]) -> T:
        try:
            if self._budget.over:
                limit = self.limits.submission_seconds
                raise BudgetSpent(
                    f"The time for the whole submission ({limit:g} s) was used up.", alive=False
                )
            worker = self._ready()
            worker.links = self.links
            with self._budget.spent(worker):
                return request(worker)
        except WorkerError as fault:
            self.fault = fault
            if self._worker is not None and not self._worker.alive:
                if self._in_cell:
                    self.keep_output()
                self.close()
            raise

    def _ready(self) -> Worker:
        """The worker, started and brought to the state of the notebook if there is none."""
        if self._worker is not None and self._worker.alive:
            return self._worker
        self.close()
        began = time.monotonic()
        while self._worker is None:
            with self._budget.uncounted():
                # Ours, and long when the warm process has to be started again.
                worker = self.engine.start(self.limits, self.files, self.seed)
            self.starts += 1
            with self._budget.spent(worker):
                self._worker = worker if self._replay(worker) else None
        self._worker.links = self.links
        if self._bound:
            self._worker.bind(self._bound, self._within())
        self._printed.fresh()
        if self._history:
            # What a replay prints was printed before.
            self._printed.drop(self._worker)
        self.start_seconds += time.monotonic() - began
        return self._worker

    def _replay(self, worker: Worker) -> bool:
        """Run the earlier cells again; one that does harm this time is left out for good."""
        for cell in tuple(self._history):
            try:
                self._run(worker, cell)
            except WorkerError:
                self._history.remove(cell)
                if not worker.alive:
                    worker.close()
                    return False
        return True
