"""The grader's side of the warm process: start it, have it fork workers, end it."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from autograder.isolation.confine import cgroup, devices
from autograder.isolation.engines.client import PipeWorker
from autograder.isolation.engines.forked import ForkedProcess, remove
from autograder.isolation.engines.gpu import GpuLimits
from autograder.isolation.engines.process import Ending
from autograder.isolation.engines.scratch import Scratch
from autograder.isolation.wire.pipes import Channel, Output
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError

READY_SECONDS = 120.0
ANSWER_SECONDS = 60.0
PIPE_BYTES = 1 << 20
LINE = 1 << 16
THREAD_SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WarmProcess:
    """One warm process and its control socket. Safe to use from several threads.

    Attributes:
        form: As asked for.
        layers: Layers of confinement and whether each is on.
        alive: False once it has ended or has failed to answer.

    Args:
        form: `full`, `restricted` or `none`.
        settings: More for the confinement, JSON values only.

    Raises:
        EngineError: If it does not become ready.
    """

    def __init__(self, form: str, settings: Mapping[str, Any] | None = None) -> None:
        self.form = form
        self._lock = threading.Lock()
        self.alive = True
        self._groups = cgroup.find() if form != "none" else None
        self._socket, theirs = socket.socketpair()
        scratch = Scratch()
        self._scratch = scratch.path
        # Also when nobody closes it before the grader exits.
        self._clean = weakref.finalize(self, scratch.remove)
        told = {
            "form": form,
            "scratch": str(self._scratch),
            "nodes": devices.found(),
            "library": None,
            "preload": [],
            "unused": [],
        }
        module = "autograder.isolation.worker.zygote"
        # Not its own folder, nor a user's site-packages, nor any variable of the grader's.
        command = [sys.executable, "-P", "-s", "-m", module, str(theirs.fileno())]
        command.append(json.dumps({**told, **(settings or {})}))
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            command,
            cwd="/",
            env=_environment(str(self._scratch)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()
        try:
            self._socket.settimeout(READY_SECONDS)
            self.layers: dict[str, bool] = self._receive()[0]["ready"]
            self.layers["control group"] = self._groups is not None
            self._socket.settimeout(ANSWER_SECONDS)
        except (EngineError, KeyError) as error:
            self.close()
            raise EngineError(f"The warm process did not start. {error}") from None

    def fork(self, limits: Limits, seed: int) -> PipeWorker:
        """A new worker.

        Raises:
            EngineError: If the warm process is gone or cannot fork.
        """
        box = self._box()
        request, response, output = os.pipe(), os.pipe(), os.pipe()
        theirs = [request[0], response[1], output[1]]
        ours = [request[1], response[0], output[0]]
        order = {"op": "fork", "limits": limits.model_dump(), "seed": seed, "box": box}
        try:
            answer, fds = self._exchange(order, theirs)
            if "pid" not in answer:
                raise EngineError(f"No worker can be started: {answer.get('error')}.")
        except EngineError:
            _close(ours)
            remove(box)
            raise
        finally:
            _close(theirs)
        for fd in ours:
            os.set_blocking(fd, False)
            _widen(fd)
        printed = Output(output[0], limits.output_bytes, limits.output_flood_bytes)
        channel = Channel(request[1], response[0], printed, limits.answer_bytes)
        handle = fds[0] if fds else None
        child = ForkedProcess(self, int(answer["pid"]), handle, box, self._group(limits, handle))
        if isinstance(limits, GpuLimits):
            child.watch(limits.memory_bytes)
        return PipeWorker(child, channel, printed, limits)

    def _group(self, limits: Limits, handle: int | None) -> cgroup.ControlGroup | None:
        """A control group with the new worker in it, where there are any."""
        if self._groups is None or handle is None:
            return None
        pid = cgroup.host_pid(handle)
        if pid is None:
            return None
        group = self._groups.make(limits)
        try:
            group.add(pid)
        except OSError:
            # Ours to make but not to fill, as across the scopes of a session: do without.
            group.close()
            self._groups = None
            self.layers["control group"] = False
            return None
        return group

    def ending(self, pid: int) -> Ending:
        """How a child ended; one that has not is ended.

        Raises:
            EngineError: If the warm process is gone.
        """
        answer, _ = self._exchange({"op": "ending", "pid": pid})
        status = int(answer["status"])
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        return Ending(number, float(answer["cpu"]))

    def forget(self, pid: int) -> None:
        """End and reap a child, soon; never raises."""
        with self._lock, suppress(OSError):
            self._socket.sendall(json.dumps({"op": "forget", "pid": pid}).encode() + b"\n")

    def _said(self) -> str:
        """The end of what the warm process wrote to its stderr."""
        size = os.fstat(self._errors.fileno()).st_size
        tail = os.pread(self._errors.fileno(), 800, max(0, size - 800))
        return tail.decode("utf-8", "replace").strip()

    def close(self) -> None:
        """End it and everything below; never raises."""
        self._socket.close()
        self._errors.close()
        try:
            # It would end by itself when the socket closes, but it may be importing something.
            self._process.terminate()
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._groups is not None:
            self._groups.close()
        self._clean()

    @property
    def pid(self) -> int:
        """Process id of what was started."""
        return self._process.pid

    def _box(self) -> str:
        return "" if self.form == "full" else tempfile.mkdtemp(dir=self._scratch)

    def _exchange(
        self, order: Mapping[str, Any], fds: list[int] | None = None
    ) -> tuple[dict[str, Any], list[int]]:
        line = json.dumps(order).encode() + b"\n"
        with self._lock:
            try:
                if fds:
                    socket.send_fds(self._socket, [line], fds)
                else:
                    self._socket.sendall(line)
            except OSError as error:
                self.alive = False
                raise EngineError(f"The warm process has ended: {error.strerror}.") from None
            return self._receive()

    def _receive(self) -> tuple[dict[str, Any], list[int]]:
        try:
            line, fds, _, _ = socket.recv_fds(self._socket, LINE, 1)
        except OSError as error:
            # A late answer would be taken for that to the next order.
            self.alive = False
            self._process.kill()
            raise EngineError(f"The warm process does not answer: {error}.") from None
        if not line:
            self.alive = False
            raise EngineError(f"The warm process has ended: {self._said() or 'it said nothing'}")
        answer: dict[str, Any] = json.loads(line)
        return answer, fds


def _environment(home: str) -> dict[str, str]:
    # Of several GPUs the ones that are ours, as a cluster's scheduler says.
    names = ("LD_LIBRARY_PATH", "TZ", "CUDA_VISIBLE_DEVICES")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | {
        **dict.fromkeys(THREAD_SETTINGS, "1"),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": home,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
    }


def _close(fds: list[int]) -> None:
    for fd in fds:
        os.close(fd)


def _widen(fd: int) -> None:
    """A larger pipe, so that an image's bytes cross in one go; no fault where it is refused."""
    import fcntl

    with suppress(OSError, AttributeError):
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
