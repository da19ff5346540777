"""The process that holds one submission: executes cells, calls functions, answers with values.

It knows no expected answer and decides nothing. Whatever student code does to it costs that
submission alone, and the grader believes no more than that a value was returned.
"""

import gc
import importlib
import linecache
import os
import random
import signal
import sys
import threading
import traceback
import types
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.isolation.confine.memory import out_of_memory
from autograder.isolation.wire.codec import MAX_BODY, Encoder, ProtocolError
from autograder.isolation.wire.pipes import Closed, read_frame, write_all
from autograder.isolation.wire.protocol import NONCE, Message, pack, unpack
from autograder.isolation.worker.namespace import Notebook

TEXT = 4000


class Interrupts:
    """Turns the grader's SIGINT into KeyboardInterrupt, while student code runs and only then."""

    def __init__(self) -> None:
        self.armed = False
        self.hit = False

    def install(self) -> None:
        """Take the signal, again before each cell: an earlier one may have taken it."""
        signal.signal(signal.SIGINT, self._handle)

    def arm(self) -> None:
        """From here on a signal interrupts."""
        self.hit = False
        self.armed = True

    def _handle(self, _signal: int, _frame: types.FrameType | None) -> None:
        if self.armed:
            self.hit = True
            raise KeyboardInterrupt


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
        self._interrupts = Interrupts()
        # Taken before student code runs, so that a cell cannot put another in their place.
        self._probes = _probes()
        self._assemble: Callable[..., Any] = self._probes.get("assemble", _as_given)
        self._operations: Mapping[str, Callable[[Message], Message]] = {
            "cell": self._cell,
            "get": self._get,
            "call": self._call,
            "many": self._many,
            "probe": self._probe,
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
        nonce, before = None, threading.active_count()
        try:
            self._interrupts.arm()
            try:
                message = unpack(header, body, self._resolve)
                nonce = message[NONCE]
                reply = self._operations[message["op"]](message)
                if reply["k"] == "late" and threading.active_count() > before:
                    reply["t"] = True  # what it started goes on, and would slow down all the rest
                return pack({NONCE: nonce, **reply}, self._limit)
            finally:
                self._interrupts.armed = False
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

    def _resolve(self, name: str) -> Any:
        return self._notebook.names[name]

    def _guard(self, action: Callable[[], Message]) -> Message:
        """Run student code; an exception of it becomes a reply."""
        try:
            return action()
        except BaseException as error:
            if self._interrupts.hit and isinstance(error, KeyboardInterrupt):
                return {"k": "late"}
            which = out_of_memory(error)
            reply = {"k": "memory", "w": which} if which else _raised(error)
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

    def _outcome(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Message:
        before = Snapshot(args, kwargs)

        def run() -> Message:
            built, named = self._assemble(args, kwargs)
            return {"k": "ok", "v": self._variable(name)(*built, **named)}

        reply = self._guard(run)
        changed = before.changed()
        return {**reply, "c": changed} if changed else reply

    def _variable(self, name: str) -> Any:
        try:
            return self._notebook.names[name]
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None


class Snapshot:
    """The arguments of a call before it, so that what it changed in place can be told."""

    def __init__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        named: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
        self._before = [(key, value, _content(value)) for key, value in named if _mutable(value)]

    def changed(self) -> dict[int | str, Any]:
        """Position or keyword of every argument that is not what it was, and what it is now."""
        return {key: value for key, value, old in self._before if _content(value) != old}


def _mutable(value: Any) -> bool:
    kind = type(value)
    return kind in (np.ndarray, list, dict) or kind.__name__ in ("Tensor", "Parameter")


def _content(value: Any) -> Any:
    if type(value) is np.ndarray:
        return value.tobytes(), value.shape
    encoder = Encoder(sys.maxsize)
    tree = encoder.tree(value)
    return tree, [bytes(buffer) for buffer in encoder.buffers]


def _as_given(
    args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Sequence[Any], Mapping[str, Any]]:
    """Arguments where no course package is installed that knows of parts."""
    return args, kwargs


def _raised(error: BaseException) -> Message:
    try:
        text = str(error)[:TEXT]
    except Exception:
        text = "(its message could not be made)"
    return {"k": "raised", "t": type(error).__name__[:200], "m": text, "l": _line(error)}


def _line(error: BaseException) -> str:
    """The deepest line of a notebook cell that led to the exception."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f"{error.filename}, line {error.lineno}: {(error.text or '').strip()}"[:TEXT]
    for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
        label = frame.f_code.co_filename
        entry = linecache.cache.get(label)
        if entry is not None and len(entry) == 4 and entry[1] is None:
            return f"{label}, line {number}: {linecache.getline(label, number).strip()}"[:TEXT]
    return ""


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
