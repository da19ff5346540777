"""A container for each worker, by podman or docker: for machines where `native` is not available.

The image is empty and made here; Python and its libraries are bound into it, read-only, at the
places where they lie. A worker imports torch afresh, which takes seconds.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from autograder.isolation.confine import devices, processor, root
from autograder.isolation.engines.canaries import try_canaries
from autograder.isolation.engines.client import PipeWorker
from autograder.isolation.engines.engine import NO_LIBRARY, EngineReport, Library
from autograder.isolation.engines.gpu import GpuLimits
from autograder.isolation.engines.process import Ending
from autograder.isolation.wire.pipes import Channel, Output
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError

RUNTIMES = ("podman", "docker")
IMAGE = "autograder-empty"
USER = "60001:60001"
START_SECONDS = 120.0
COMMAND_SECONDS = 60.0
IMPORTED_BYTES = 1 << 30
"""Memory that the imports take, which `memory_bytes` is on top of."""
VARIABLES = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "LANG": "C.UTF-8",
}


class ContainerEngine:
    """See the module.

    Args:
        library: What workers may import beside the installed packages.
    """

    name = "container"

    def __init__(self, library: Library = NO_LIBRARY) -> None:
        self._library = library
        self._runtime = ""
        self._report: EngineReport | None = None

    def self_test(self) -> EngineReport:
        """Make the image and try the canaries in a container.

        Raises:
            EngineError: If neither podman nor docker works here, or a canary gets through.
        """
        if self._report is None:
            self._runtime = _working_runtime()
            _make_image(self._runtime)
            with tempfile.NamedTemporaryFile() as marker:
                os.chmod(marker.name, 0o644)
                with self.start(Limits(), {}) as worker:
                    canaries = try_canaries(worker, marker.name, os.getpid())
            escaped = [canary.name for canary in canaries if not canary.held]
            if escaped:
                raise EngineError(
                    f"A container of {self._runtime} does not hold back: {', '.join(escaped)}."
                )
            layers = {"container": True, "seccomp": True, "limits": True}
            self._report = EngineReport("full", layers | {c.name: True for c in canaries})
        return self._report

    def describe(self) -> EngineReport:
        """What `self_test` found."""
        return self.self_test()

    def start(self, limits: Limits, files: Mapping[str, bytes], seed: int = 0) -> PipeWorker:
        """A fresh worker. See `engine.Engine`."""
        if not self._runtime:
            self.self_test()
        name = f"autograder-{uuid.uuid4().hex}"
        worker = launch(
            command(self._runtime, name, limits, seed, self._library), limits, self._runtime, name
        )
        worker.write(files, START_SECONDS)
        return worker

    def close(self) -> None:
        """Nothing is kept between workers; never raises."""


def command(
    runtime: str, name: str, limits: Limits, seed: int, library: Library = NO_LIBRARY
) -> list[str]:
    """The command line that runs one worker.

    Args:
        runtime: `podman` or `docker`.
        name: Name of the container.
        limits: Limits of the submission.
        seed: Seed of the worker's random generators.
        library: What it may import beside the installed packages.
    """
    memory = str(limits.memory_bytes + IMPORTED_BYTES)
    box = f"{root.BOX}:rw,noexec,nosuid,nodev,size={limits.disk_bytes},mode=1777"
    mounts = [option for path in shown(library.folder) for option in ("-v", f"{path}:{path}:ro")]
    variables = [option for pair in VARIABLES.items() for option in ("-e", "=".join(pair))]
    nodes = devices.found() if isinstance(limits, GpuLimits) else []
    settings = {"limits": limits.model_dump(), "seed": seed, "box": root.BOX}
    settings |= library.settings()
    return [
        *(runtime, "run", "--interactive", "--name", name, "--network", "none", "--read-only"),
        *("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--user", USER),
        *("--pids-limit", str(limits.threads + 1), "--memory", memory, "--memory-swap", memory),
        *("--ulimit", "core=0", "--log-driver", "none", "--pull", "never"),
        *(option for node in nodes for option in ("--device", node)),
        *("--tmpfs", box, "--workdir", root.BOX, *mounts, *variables),
        *(IMAGE, sys.executable, "-P", "-s", "-m", "autograder.isolation.worker.alone"),
        json.dumps(settings),
    ]


def shown(library: str | None) -> list[Path]:
    """What is bound into the container: libraries and the worker's modules.

    Args:
        library: Folder of the course's own package; None if it has none.

    Raises:
        EngineError: If the grader is installed among the libraries, which would show it.
    """
    libraries = [p for p in (*map(Path, root.SYSTEM), *root.library_folders()) if p.exists()]
    own = root.package_folder("autograder")
    if own is not None and any(own.resolve().is_relative_to(p.resolve()) for p in libraries):
        raise EngineError(
            "The grader lies among Python's libraries, where a container would see it; install it "
            "with `pip install -e`, or use the native engine."
        )
    python = Path(sys.executable)
    links = {
        python,
        python.resolve(),
        python.parent / "pyvenv.cfg",
        python.parents[1] / "pyvenv.cfg",
    }
    return [*libraries, *root.worker_paths(library), *sorted(p for p in links if p.exists())]


def launch(line: Sequence[str], limits: Limits, runtime: str, name: str) -> PipeWorker:
    """Run a worker's command line and put a client before it.

    Raises:
        EngineError: If the program cannot be started.
    """
    request, response, output = os.pipe(), os.pipe(), os.pipe()
    theirs = (request[0], response[1], output[1])
    try:
        process = subprocess.Popen(
            line, stdin=theirs[0], stdout=theirs[1], stderr=theirs[2], start_new_session=True
        )
    except OSError as error:
        for fd in (request[1], response[0], output[0]):
            os.close(fd)
        raise EngineError(f"{line[0]} cannot be started: {error.strerror}.") from None
    finally:
        for fd in theirs:
            os.close(fd)
    for fd in (request[1], response[0], output[0]):
        os.set_blocking(fd, False)
    printed = Output(output[0], limits.output_bytes, limits.output_flood_bytes)
    channel = Channel(request[1], response[0], printed, limits.answer_bytes)
    return PipeWorker(ContainerProcess(process, runtime, name), channel, printed, limits)


class ContainerProcess:
    """A container behind its client program. See `process.Process`.

    Args:
        process: The client program, or the worker itself if there is no runtime.
        runtime: `podman` or `docker`; empty for a worker that runs in no container.
        name: Name of the container.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", runtime: str, name: str) -> None:
        self._process = process
        self._runtime = runtime
        self._name = name
        self._waiting = None if runtime else processor.Waiting(process.pid)

    def send_signal(self, number: int) -> None:
        """Send a signal; never raises."""
        if self._runtime:
            self._tell("kill", "--signal", str(int(number)), self._name)
        else:
            self._process.send_signal(number)

    def cpu_seconds(self) -> float | None:
        """CPU time so far; the process of a container is not one of ours to look at."""
        return None if self._runtime else processor.cpu_seconds(self._process.pid)

    def waited(self) -> float | None:
        """Seconds without a processor so far, likewise."""
        return None if self._waiting is None else self._waiting.seconds()

    def ending(self) -> Ending:
        """How it ended; it is ended if it has not."""
        with suppress(subprocess.TimeoutExpired):
            # Let a dying process report its own cause.
            self._process.wait(0.5)
        killed_here = self._process.poll() is None
        if killed_here:
            self.send_signal(9)
        code = self._process.wait()
        memory = (
            self._runtime
            and self._tell("inspect", "--format", "{{.State.OOMKilled}}", self._name) == "true"
        )
        number = -code if code < 0 else code - 128 if code > 128 else 0
        return Ending(number, out_of_memory=bool(memory) and not killed_here)

    def close(self) -> None:
        """Remove the container; never raises."""
        if self._runtime:
            self._tell("rm", "--force", self._name)
        self._process.kill()
        self._process.wait()
        if self._waiting is not None:
            self._waiting.close()

    def _tell(self, *words: str) -> str:
        try:
            done = subprocess.run(
                [self._runtime, *words], capture_output=True, text=True, timeout=COMMAND_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.strip()


def empty_image() -> bytes:
    """A tar file with no program in it: folders to mount on, and the links that libraries need."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ("box", "tmp", "proc", "dev", "sys", "etc", "usr"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(folder)
        for name in ("lib", "lib64"):
            if Path("/", name).is_symlink():
                link = tarfile.TarInfo(name)
                link.type, link.linkname = tarfile.SYMTYPE, os.readlink(Path("/", name))
                archive.addfile(link)
    return buffer.getvalue()


def _working_runtime() -> str:
    reasons = []
    for name in RUNTIMES:
        if shutil.which(name) is None:
            reasons.append(f"{name} is not installed")
            continue
        try:
            done = subprocess.run([name, "info"], capture_output=True, timeout=COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            reasons.append(f"{name} does not answer")
            continue
        if done.returncode == 0:
            return name
        reasons.append(f"{name} is installed, but its service does not run")
    raise EngineError(
        f"No container can be had: {'; '.join(reasons)}. Install podman, or start docker."
    )


def _make_image(runtime: str) -> None:
    done = subprocess.run(
        [runtime, "import", "-", IMAGE],
        input=empty_image(),
        capture_output=True,
        timeout=COMMAND_SECONDS,
    )
    if done.returncode:
        text = done.stderr.decode("utf-8", "replace").strip()[-300:]
        raise EngineError(f"{runtime} cannot make an image: {text}")
