"""The warm process: imports everything once, then forks one worker for each submission.

It is executed afresh (`python -m autograder.isolation.worker.zygote`), with a cleared environment,
so that nothing of the grader is in its memory. It obeys one socket; when that closes, it ends, and
in its full form, where it is process 1 of its namespace, everything below ends with it.
"""

import fcntl
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from typing import Any, NoReturn

from autograder.isolation.confine import devices
from autograder.isolation.confine.confinements import Confinement, confinement
from autograder.isolation.confine.memory import use_large_pages
from autograder.isolation.worker.preload import later, preload

LINE = 1 << 16
# The descriptors of a worker: nothing, output, output, request, response.
REQUEST, RESPONSE, SPARE = 3, 4, 64
REAP_MILLISECONDS = 20
FORKS_BEFORE_LARGE_PAGES = 3
# The canaries', a first submission's, and there is another one.
FORKS_BEFORE_THE_REST = 3


class Zygote:
    """Forks workers as the socket asks.

    Args:
        control: One JSON object a line each way; descriptors travel beside it.
        confine: What a child does to itself before it serves.
        starts_cuda: Whether CUDA is started in a child that is given a GPU.
        rest: Steps of what is still to be imported, made while nothing is asked.
    """

    def __init__(
        self,
        control: socket.socket,
        confine: Confinement,
        starts_cuda: bool,
        rest: Iterator[None] | None = None,
    ) -> None:
        self._control = control
        self._confine = confine
        self._starts_cuda = starts_cuda
        self._rest = rest
        self._children: set[int] = set()
        self._forgotten: set[int] = set()
        self._forks = 0
        self._heard = b""
        # Those of the one fork that can be under way: the grader waits for its answer.
        self._fds: list[int] = []

    def serve(self) -> None:
        """Obey until the grader closes the socket."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        while True:
            ready = poll.poll(self._patience())
            self._reap()
            if not ready and self._loads:
                self._load()
            elif not ready and self._forks >= FORKS_BEFORE_LARGE_PAGES:
                # Nothing is asked right now, and there are more to come: it takes half a second.
                self._forks = -sys.maxsize
                use_large_pages()
            if ready:
                data, fds, _, _ = socket.recv_fds(self._control, LINE, 3)
                if not data:
                    return
                self._heard += data
                self._fds += fds
            while b"\n" in self._heard:
                line, _, self._heard = self._heard.partition(b"\n")
                self._obey(json.loads(line))

    def _patience(self) -> int | None:
        """How long to wait for an order, in milliseconds; None for as long as it takes."""
        if self._loads:
            return 0
        return REAP_MILLISECONDS if self._forgotten else None

    @property
    def _loads(self) -> bool:
        """Whether it is worth while to go on with what is still to be imported.

        A submission that is the only one would wait for it, and need none of it.
        """
        return self._rest is not None and self._forks >= FORKS_BEFORE_THE_REST

    def _load(self) -> None:
        """One step of what is still to be imported; limits are on top of what it takes."""
        assert self._rest is not None
        if next(self._rest, self) is self:
            self._rest = None
        self._confine.measure()

    def _obey(self, order: dict[str, Any]) -> None:
        if order["op"] == "fork":
            self._fork(order)
        elif order["op"] == "ending":
            self._ending(order["pid"])
        elif order["op"] == "forget":
            for pid in {order["pid"]} & self._children:
                os.kill(pid, signal.SIGKILL)
                self._forgotten.add(pid)

    def _fork(self, order: dict[str, Any]) -> None:
        self._forks += 1
        fds, self._fds = self._fds, []
        try:
            pid = self._confine.fork()
        except OSError as error:
            self._answer({"error": f"fork: {error.strerror}"})
        else:
            if pid == 0:
                self._child(order, fds)
            self._children.add(pid)
            handle = [os.pidfd_open(pid)] if hasattr(os, "pidfd_open") else []
            self._answer({"pid": pid}, handle)
            fds = fds + handle
        for fd in fds:
            os.close(fd)

    def _child(self, order: dict[str, Any], fds: list[int]) -> NoReturn:
        # Imported by `preload`, after the confinement is prepared.
        from autograder.isolation.worker import server

        code = 1
        try:
            # Moved up first, then down: a source may be among the targets.
            request, response, output = (fcntl.fcntl(fd, fcntl.F_DUPFD, SPARE) for fd in fds)
            os.dup2(request, REQUEST)
            os.dup2(response, RESPONSE)
            os.dup2(output, 2)
            server.redirect(2)
            self._confine.enter(order)
            share = devices.share(order["limits"])
            if share and self._starts_cuda:
                devices.start(share)
            server.run(REQUEST, RESPONSE, order["seed"], order["limits"]["answer_bytes"])
            code = 0
        except SystemExit as refusal:
            os.write(2, str(refusal).encode()[:LINE])
        except BaseException:
            os.write(2, traceback.format_exc(limit=-3).encode()[:LINE])
        finally:
            os._exit(code)

    def _ending(self, pid: int) -> None:
        """How a child ended; one that has not is ended."""
        status, usage = 0, 0.0
        if pid in self._children:
            os.kill(pid, signal.SIGKILL)
            _, status, used = os.wait4(pid, 0)
            usage = used.ru_utime + used.ru_stime
            self._children.discard(pid)
            self._forgotten.discard(pid)
        self._answer({"status": status, "cpu": usage})

    def _reap(self) -> None:
        """Collect forgotten children that have ended."""
        for pid in list(self._forgotten):
            if os.waitpid(pid, os.WNOHANG)[0]:
                self._forgotten.discard(pid)
                self._children.discard(pid)

    def _answer(self, message: dict[str, Any], fds: list[int] | None = None) -> None:
        line = json.dumps(message).encode() + b"\n"
        if fds:
            socket.send_fds(self._control, [line], fds)
        else:
            self._control.sendall(line)


def _imported(settings: dict[str, Any]) -> Iterator[None] | None:
    """Import what workers need, and give the steps of what is left of it."""
    if settings.get("bare", False):
        importlib.import_module("autograder.isolation.worker.server")
        return None
    preload(settings["library"], settings["preload"], settings["unused"])
    rest = later(settings["unused"])
    if settings.get("lazy", False):
        return rest
    for _ in rest:
        continue
    return None


def main() -> None:
    """Arguments: number of the control socket, settings as JSON."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    settings = json.loads(sys.argv[2])
    confine = confinement(settings)
    confine.prepare()
    rest = _imported(settings)
    confine.seal()
    control.sendall(json.dumps({"ready": confine.report()}).encode() + b"\n")
    Zygote(control, confine, settings.get("starts_cuda", True), rest).serve()
    # Nothing is left to do, and to take thousands of modules apart takes a second.
    os._exit(0)


if __name__ == "__main__":
    main()
