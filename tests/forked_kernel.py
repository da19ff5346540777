"""Real kernels without the seconds of imports: each is forked from a process that made them before.

`serve` puts a kernel specification `python3` on Jupyter's path. Its command is this file, a small
client that asks the server for a fork over a Unix socket, hands over its descriptors, folder and
environment, and lives as long as the kernel does. Every kernel starts from the same fresh state.
"""

import array
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

SOCKET = "FORKED_KERNEL_SOCKET"
UNUSED = (SOCKET, "JPY_PARENT_PID")
MODULES = ("ipykernel.kernelapp", "matplotlib.pyplot", "otter", "torch")


@contextmanager
def serve(folder: Path) -> Iterator[dict[str, str]]:
    """Start the server; it ends with the context.

    Args:
        folder: Where the socket and the kernel specification may lie; a short path.

    Yields:
        The environment that makes Jupyter start its kernels here.
    """
    place = folder / "kernels" / "python3"
    place.mkdir(parents=True)
    spec = {
        "argv": [sys.executable, "-S", str(Path(__file__).resolve()), "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    address = str(folder / "s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        # A fresh process: no settings or threads of this one get into the kernels.
        command = [sys.executable, "-P", __file__, "--serve", str(listener.fileno())]
        server = subprocess.Popen(command, pass_fds=[listener.fileno()])
    try:
        yield {"JUPYTER_PATH": str(folder), SOCKET: address}
    finally:
        server.kill()
        server.wait()


def _accept_for_ever(listener: socket.socket) -> NoReturn:
    # What the kernel would set before pyplot is imported.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    for name in MODULES:
        __import__(name)
    while True:
        client, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _watch(client)
        client.close()
        _bury()


def _watch(client: socket.socket) -> None:
    """Fork the kernel; end it when its client is gone, and the client when it is."""
    data, ancillary, _, _ = client.recvmsg(1 << 20, socket.CMSG_SPACE(12))
    descriptors = array.array("i", ancillary[0][2])
    kernel = os.fork()
    if kernel == 0:
        client.close()
        _be_kernel(json.loads(data), list(descriptors))
    select.select([client, os.pidfd_open(kernel)], [], [])
    os.kill(kernel, signal.SIGKILL)
    os._exit(0)


def _bury() -> None:
    """Take note of kernels that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue
    except ChildProcessError:
        return


def _be_kernel(asked: dict[str, object], descriptors: list[int]) -> None:
    os.setsid()
    for target, descriptor in enumerate(descriptors):
        os.dup2(descriptor, target)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    sys.argv = ["ipykernel_launcher", "-f", asked["connection"]]
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
    os._exit(0)


def main() -> None:
    """Ask for a kernel and wait for its end; an interrupt, as at a shutdown, is the end."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    asked = {
        "connection": sys.argv[1],
        "folder": str(Path.cwd()),
        "environment": {k: v for k, v in os.environ.items() if k not in UNUSED},
    }
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(os.environ[SOCKET])
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))
        server.sendmsg([json.dumps(asked).encode()], [rights])
        server.recv(1)


if __name__ == "__main__":
    if sys.argv[1] == "--serve":
        _accept_for_ever(socket.socket(fileno=int(sys.argv[2])))
    main()
