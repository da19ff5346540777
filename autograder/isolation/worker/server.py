"""The process that holds one submission: executes cells, calls functions, answers with values.

It knows no expected answer and decides nothing. Whatever student code does to it costs that
submission alone, and the grader believes no more than that a value was returned.
"""

import gc
import importlib
import os
import random
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.isolation.confine.memory import out_of_memory
from autograder.isolation.wire.bounds import MAX_BODY, ProtocolError
from autograder.isolation.wire.pipes import Closed, read_frame, write_all
from autograder.isolation.wire.protocol import NONCE, Message, nonce_of, pack, unpack
from autograder.isolation.worker.interrupts import Interrupts
from autograder.isolation.worker.namespace import Notebook
from autograder.isolation.worker.objects import Objects, exception
from autograder.isolation.worker.snapshot import Snapshot
from autograder.isolation.worker.student_errors import raised
from autograder.isolation.worker.usual import usual_numbers

NESTED = 16
"""Functions of the grader's that wait for one another."""


class Server:
    """Answers requests until the pipe closes.

    Args:
        request: Descriptor that requests are read from.
        response: Descriptor that replies are written to.
        limit: Bytes that the body of a reply may have.
    """

    def __init__(self, request: int, response: int, limit: int = MAX_BODY) -> None:
        self._request = request
        self._response = response
        self._limit = limit
        self._notebook = Notebook()
        self._objects = Objects(self._notebook.names, self._call_back)
        self._interrupts = Interrupts()
        self._asked: list[Any] = []  # nonces of the requests that are being answered
        # Taken before student code runs, so that a cell cannot put another in their place.
        self._probes = _probes()
        self._assemble: Callable[..., Any] = self._probes.get("assemble", _as_given)
        self._operations: Mapping[str, Callable[[Message], Message]] = {
            "cell": self._cell,
            "get": self._get,
            "call": self._call,
            "many": self._many,
            "probe": self._probe,
            "use": self._use,
            "forget": self._forget,
            "bind": self._bind,
            "write": self._write,
        }

    def serve(self) -> None:
        """Answer until the grader closes its end."""
        os.set_blocking(self._request, False)
        self._interrupts.install()
        while True:
            try:
                header, body = read_frame(self._request)
            except Closed:
                return
            write_all(self._response, self._reply(header, body))

    def _reply(self, header: bytearray, body: bytearray) -> list[Any]:
        nonce, before, armed = None, threading.active_count(), self._interrupts.armed
        try:
            self._interrupts.arm()
            try:
                nonce = nonce_of(header)
                self._asked.append(nonce)
                message = unpack(header, body, self._objects)
                reply = self._operations[message["op"]](message)
                if reply["k"] == "late" and threading.active_count() > before:
                    reply["t"] = True  # what it started goes on, and would slow down all the rest
                return self._packed({NONCE: nonce, **reply})
            finally:
                self._interrupts.armed = armed
                self._asked.pop()
                _flush()
        except ProtocolError as error:
            reply = {"k": "answer", "m": str(error)}
        except MemoryError:
            reply = {"k": "memory"}
        except KeyboardInterrupt:
            reply = {"k": "late"}
        except Exception as error:
            # Student classes may fail while they are described.
            reply = {"k": "answer", "m": type(error).__name__}
        return pack({NONCE: nonce, **reply})

    def _packed(self, message: Message) -> list[Any]:
        return pack(message, self._limit, self._objects.outgoing)

    def _call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Have the grader call a function of its own; it may ask for something meanwhile."""
        if not self._asked or threading.current_thread() is not threading.main_thread():
            raise RuntimeError("a function of the test can be called only while the test waits")
        if len(self._asked) >= NESTED:
            raise RecursionError("functions of the test wait for one another")
        nonce = self._asked[-1]
        message = {"k": "callback", "f": number, "a": list(args), "kw": kwargs}
        write_all(self._response, self._packed({NONCE: nonce, **message}))
        while True:
            header, body = read_frame(self._request)
            if not header.startswith(b'{"back":'):
                write_all(self._response, self._reply(header, body))
                continue
            answer = unpack(header, body, self._objects)["back"]
            if answer["k"] == "raised":
                raise exception(answer["t"], answer["m"])
            return answer["v"]

    def _guard(self, action: Callable[[], Message]) -> Message:
        """Run student code; an exception of it becomes a reply."""
        try:
            return action()
        except BaseException as error:
            if self._interrupts.hit and isinstance(error, KeyboardInterrupt):
                return {"k": "late"}
            which = out_of_memory(error)
            reply = {"k": "memory", "w": which} if which else raised(error)
            # The frames hold the arrays that did not fit.
            error.__traceback__ = None
        if reply["k"] == "memory":
            gc.collect()
        return reply

    def _cell(self, message: Message) -> Message:
        self._interrupts.install()
        source = message["source"].decode("utf-8", "surrogatepass")

        def run() -> Message:
            self._notebook.run(source, message["label"])
            return {"k": "ok"}

        return self._guard(run)

    def _write(self, message: Message) -> Message:
        for name, content in message["files"].items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return {"k": "ok"}

    def _get(self, message: Message) -> Message:
        names = self._notebook.names
        name = message["name"]
        return {"k": "ok", "v": names[name]} if name in names else {"k": "missing"}

    def _call(self, message: Message) -> Message:
        return self._outcome(message["name"], message["args"], message["kwargs"])

    def _many(self, message: Message) -> Message:
        outcomes = []
        for index, (args, kwargs) in enumerate(message["calls"]):
            outcome = self._outcome(message["name"], args, kwargs)
            outcomes.append(outcome)
            if outcome["k"] in ("late", "memory"):
                return {"k": outcome["k"], "w": outcome.get("w"), "i": index}
        return {"k": "ok", "v": outcomes}

    def _probe(self, message: Message) -> Message:
        probe = self._probes.get(message["probe"])
        if probe is None:
            return {"k": "answer", "m": f"there is no probe {message['probe']}"}

        def run() -> Message:
            target = self._variable(message["name"])
            return {"k": "ok", "v": probe(target, *message["args"], **message["kwargs"])}

        return self._guard(run)

    def _use(self, message: Message) -> Message:
        """Do something to an object: read an attribute, compare it, take the next item."""

        def run() -> Message:
            use = self._objects.uses[message["do"]]
            return {"k": "ok", "v": use(self._variable(message["name"]), *message["args"])}

        return self._guard(run) if self._objects.holds(message["name"]) else {"k": "gone"}

    def _forget(self, _: Message) -> Message:
        self._objects.forget()
        return {"k": "ok"}

    def _bind(self, message: Message) -> Message:
        self._objects.bind(message["values"])
        return {"k": "ok"}

    def _outcome(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Message:
        if not self._objects.holds(name):
            return {"k": "gone"}
        before = Snapshot(args, kwargs, self._objects.outgoing)

        def run() -> Message:
            with usual_numbers():
                built, named = self._assemble(args, kwargs)
            return {"k": "ok", "v": self._variable(name)(*built, **named)}

        reply = self._guard(run)
        changed = before.changed()
        return {**reply, "c": changed} if changed else reply

    def _variable(self, name: str) -> Any:
        try:
            return self._objects.variable(name)
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None


def _as_given(
    args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Sequence[Any], Mapping[str, Any]]:
    """Arguments where no course package is installed that knows of parts."""
    return args, kwargs


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            # Closed or replaced by student code; there is nothing left to flush.
            continue


def _probes() -> Mapping[str, Callable[..., Any]]:
    try:
        module = importlib.import_module("gradekit.probes")
    except ModuleNotFoundError:
        return {}
    return {name: f for name, f in vars(module).items() if callable(f) and name[:1] != "_"}


def reseed(seed: int) -> None:
    """Start every random generator that a notebook uses from `seed`."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch = sys.modules.get("torch")
    if torch is not None:
        # torch.manual_seed would walk all accelerator modules.
        torch.default_generator.manual_seed(seed)


def redirect(output: int) -> None:
    """Send everything that is printed, by compiled code too, to `output`; input is empty."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    for fd in {null, output} - {0, 1, 2}:
        os.close(fd)
    sys.stdin = open(0, closefd=False)
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def run(request: int, response: int, seed: int, limit: int) -> None:
    """Be the worker until the grader closes the request pipe."""
    reseed(seed)
    Server(request, response, limit).serve()
