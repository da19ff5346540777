"""The grader's side of one worker: requests with a deadline, replies that are only data."""

import secrets
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from autograder.isolation.engines.deadline import Deadline
from autograder.isolation.engines.endings import died, flooded, too_much
from autograder.isolation.engines.process import Ending, Process
from autograder.isolation.engines.replies import at, called, late, outcome_of, outcomes
from autograder.isolation.wire.bounds import MAX_BODY, EncodeError, ProtocolError
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.pipes import Channel, Closed, Flood, Late, Output
from autograder.isolation.wire.protocol import NONCE, Message, pack
from autograder.isolation.wire.values import (
    MISSING,
    WorkerCrashed,
    WorkerError,
    WorkerOutOfMemory,
    WorkerTimeout,
)
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError
from gradekit.outcome import Outcome, Raised

START_SECONDS = 20.0
GRACE_SECONDS = 0.5
MAX_CALLBACKS = 100_000
"""Of functions of a test in one request."""

NUDGE_SECONDS = 0.1

T = TypeVar("T")


class PipeWorker:
    """A worker behind three pipes. See `engine.Worker`.

    Args:
        process: Signals and end of the process.
        channel: The pipes.
        output: What the worker prints.
        limits: Limits of the submission.
    """

    def __init__(self, process: Process, channel: Channel, output: Output, limits: Limits) -> None:
        self._process = process
        self._channel = channel
        self._output = output
        self._limits = limits
        self._alive = True
        self._closed = False
        self.links = Links()

    @property
    def alive(self) -> bool:
        """Whether requests can still be made."""
        return self._alive

    def write(self, files: Mapping[str, bytes], seconds: float = START_SECONDS) -> None:
        """Put files into the working folder, before any student code runs.

        Args:
            files: Relative path and content.
            seconds: For the worker to start and take them.

        Raises:
            EngineError: If the worker did not start or has no room for them.
        """
        batch: dict[str, bytes] = {}
        try:
            for name, content in files.items():
                if batch and sum(map(len, batch.values())) + len(content) > MAX_BODY // 2:
                    self._ask({"op": "write", "files": batch}, seconds)
                    batch = {}
                batch[name] = content
            reply = self._ask({"op": "write", "files": batch}, seconds)
        except (WorkerError, EncodeError) as error:
            self.close()
            raise EngineError(
                f"The worker did not start: {error} {self.output().strip()[-500:]}".strip()
            ) from None
        if reply["k"] != "ok":
            self.close()
            raise EngineError(
                f"The support files did not fit into the worker's folder ({reply.get('m')}); "
                "raise disk_bytes or file_bytes in assignment.toml."
            )

    def run_cell(self, source: str, label: str, seconds: float) -> Raised | None:
        """Execute one notebook cell. See `engine.Worker`."""
        raw = source.encode("utf-8", "surrogatepass")
        reply = self._ask({"op": "cell", "source": raw, "label": label}, seconds)
        return self._checked(outcome_of, reply).raised

    def get(self, name: str, seconds: float) -> Any:
        """A variable: its plain value, a `FunctionInfo`, or `MISSING`."""
        reply = self._ask({"op": "get", "name": name}, seconds)
        if reply["k"] == "missing":
            return MISSING
        outcome = self._checked(outcome_of, reply)
        return MISSING if outcome.raised else outcome.value

    def call(
        self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], seconds: float
    ) -> Outcome:
        """Call what the variable `name` holds now."""
        message = {"op": "call", "name": name, "args": list(args), "kwargs": dict(kwargs)}
        return self._checked(outcome_of, self._ask(message, seconds))

    def call_many(
        self, name: str, calls: Sequence[tuple[Sequence[Any], Mapping[str, Any]]], seconds: float
    ) -> list[Outcome]:
        """Several calls in one round trip; `seconds` bounds them together."""
        pairs = [[list(args), dict(kwargs)] for args, kwargs in calls]
        reply = self._ask({"op": "many", "name": name, "calls": pairs}, seconds)
        if reply["k"] == "answer":
            # Too large together: one by one each keeps its own outcome.
            return [self.call(name, args, kwargs, seconds) for args, kwargs in calls]
        outcome = self._checked(outcome_of, reply)
        return self._checked(outcomes, (outcome.value, len(pairs)))

    def probe(
        self, probe: str, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], seconds: float
    ) -> Outcome:
        """Run `gradekit.probes.<probe>` beside the student's code on the variable `name`."""
        message: Message = {"op": "probe", "probe": probe, "name": name}
        message |= {"args": list(args), "kwargs": dict(kwargs)}
        return self._checked(outcome_of, self._ask(message, seconds))

    def use(self, name: str, do: str, args: Sequence[Any], seconds: float) -> Outcome:
        """Do something to an object of the worker. See `engine.Worker`."""
        message = {"op": "use", "name": name, "do": do, "args": list(args)}
        return self._checked(outcome_of, self._ask(message, seconds))

    def forget(self, seconds: float) -> None:
        """Let go of the objects that were handed out by handles."""
        self._ask({"op": "forget"}, seconds)

    def waited(self) -> float | None:
        """Seconds without a processor so far. See `engine.Worker`."""
        return self._process.waited() if self._alive else None

    def cpu_seconds(self) -> float | None:
        """CPU time of the process so far. See `engine.Worker`."""
        return self._process.cpu_seconds() if self._alive else None

    def bind(self, values: Mapping[str, Any], seconds: float) -> None:
        """Give variables other values, for a while. See `engine.Worker`."""
        self._ask({"op": "bind", "values": dict(values)}, seconds)

    def output(self) -> str:
        """Captured stdout and stderr so far, bounded."""
        if not self._closed:
            try:
                self._output.drain()
            except Flood:
                self._end()
        return self._output.text()

    def close(self) -> None:
        """End the process and everything it started; never raises."""
        if self._closed:
            return
        with suppress(EngineError):
            self.output()
        self._closed = True
        self._alive = False
        self._process.close()
        self._channel.close()

    def __enter__(self) -> "PipeWorker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, message: Message, seconds: float) -> Message:
        """One request and its reply, whatever the reply says."""
        if not self._alive:
            raise WorkerCrashed("The worker has ended.")
        nonce = secrets.token_hex(8)
        frame = pack({NONCE: nonce, **message}, other=self.links.outgoing)
        deadline = Deadline(seconds, self._process.waited)
        try:
            self._channel.quiet()
            self._channel.send(frame, deadline.guard)
            reply = self._received(deadline)
            if reply.get("k") == "callback":
                reply = self._served(reply, nonce, deadline)
        except Late:
            reply = self._interrupt(seconds)
        except Closed:
            raise died(self._end(), self._limits) from None
        except Flood:
            self._end()
            raise flooded(self._limits) from None
        except ProtocolError as error:
            self._end()
            raise WorkerCrashed(f"The worker broke the protocol: {error}.") from None
        if reply.get(NONCE) != nonce or type(reply.get("k")) is not str:
            self._end()
            raise WorkerCrashed("The worker broke the protocol: an answer that was not asked for.")
        if reply["k"] == "late":
            if reply.get("t"):
                self._end()
                raise at(WorkerTimeout(late(seconds), alive=False), reply)
            raise at(WorkerTimeout(late(seconds), alive=True), reply)
        if reply["k"] == "gone":
            raise WorkerCrashed("An object of this check went with the process that held it.")
        if reply["k"] == "memory":
            raise at(WorkerOutOfMemory(too_much(self._limits, reply.get("w")), alive=True), reply)
        return reply

    def _received(self, deadline: Deadline) -> Message:
        """The next frame.

        Raises:
            Late: If the deadline passes before it is there.
        """
        while True:
            try:
                return self._channel.receive(deadline.next_look, self.links)
            except Late:
                if deadline.over:
                    raise

    def _served(self, reply: Message, nonce: str, deadline: Deadline) -> Message:
        """Call functions of the test for the worker, until it answers.

        Only what the question's checks lent can be called. What such a function does is the
        test's own word, as when it looks at what a call returned; the worker chooses its arguments.
        """
        for _ in range(MAX_CALLBACKS):
            if reply.get("k") != "callback":
                return reply
            if deadline.over:
                raise Late
            if reply.get(NONCE) != nonce:
                raise ProtocolError("a function was called that nothing was asked of")
            try:
                function = self.links.callback(reply["f"], "")
                args, kwargs = list(reply["a"]), {str(k): v for k, v in reply["kw"].items()}
            except (KeyError, TypeError, AttributeError):
                raise ProtocolError("a function was called that was never lent") from None
            began = time.monotonic()
            try:
                answer = called(self.links, function, args, kwargs)
            except BaseException:
                # The worker waits for an answer that will never come.
                if self._alive:
                    self._end()
                raise
            deadline.moved(time.monotonic() - began)
            self._channel.send(answer, deadline.guard)
            reply = self._received(deadline)
        raise ProtocolError(f"a function of the test was called {MAX_CALLBACKS} times")

    def _interrupt(self, seconds: float) -> Message:
        """After the deadline: interrupt softly, and end the worker if that does not help."""
        grace = Deadline(GRACE_SECONDS, self._process.waited)
        while not grace.over:
            self._process.send_signal(signal.SIGINT)
            try:
                reply = self._channel.receive(time.monotonic() + NUDGE_SECONDS)
            except Late:
                continue
            except (Closed, Flood, ProtocolError):
                break
            if reply.get("k") == "callback":
                continue
            # The answer may have been on its way already; it is late all the same.
            return {**reply, "k": "late"}
        self._end()
        raise WorkerTimeout(late(seconds), alive=False)

    def _end(self) -> Ending:
        self._alive = False
        return self._process.ending()

    def _checked(self, read: Callable[[Any], T], reply: Any) -> T:
        """Read a reply; one that is not a reply ends the worker."""
        try:
            return read(reply)
        except (KeyError, TypeError, ValueError, AttributeError):
            self._end()
            raise WorkerCrashed("The worker broke the protocol: a malformed answer.") from None
