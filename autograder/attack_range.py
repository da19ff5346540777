"""Where attacks are tried: a compiled target, planted secrets, and a watch over what is left behind.

Everything lies in one scratch folder. Markers are planted where a secret would lie; a marker that
turns up anywhere else is a leak. The processes, mounts, descriptors and files of the grader are
counted before and after each case.
"""

import hashlib
import os
import secrets
import shutil
import site
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import cnnkit

from autograder import files
from autograder.attack_corpus import TARGET
from autograder.course import Course, find_course
from autograder.drafts import Material, read_material
from autograder.grading.secret import course_secret
from autograder.release.build import build

PLANTED = "PLANTED-"
_PATIENCE = 3.0
_VARIABLE = "GRADER_TOKEN"


@dataclass(frozen=True)
class Snapshot:
    """What the grader's process and its folders hold at one moment."""

    processes: frozenset[int]
    mounts: frozenset[str]
    descriptors: int
    temporary: frozenset[str]
    secrets: Mapping[str, str]


@dataclass
class Listeners:
    """Servers on the grader's machine that student code must not reach."""

    tcp: socket.socket
    udp: socket.socket
    path: socket.socket
    abstract: socket.socket

    def contacts(self) -> list[str]:
        """Names of those that were reached since the last time."""
        reached = []
        for name, plug in vars(self).items():
            try:
                if plug.type == socket.SOCK_DGRAM:
                    plug.recvfrom(1024)
                else:
                    plug.accept()[0].close()
                reached.append(f"the {name} server was reached")
            except BlockingIOError:
                continue
        return reached

    def close(self) -> None:
        """Stop listening."""
        for plug in vars(self).values():
            plug.close()


@dataclass
class Range:
    """The scratch folder with all that a case needs; a context manager.

    Attributes:
        corpus: Folder of the corpus.
        folder: The scratch folder.
        course: The course of the target, compiled.
        material: The target's notebooks.
        token: Name of whatever an attack leaves behind.
        places: What an attack may know: where everything lies. See `preamble.py` of the corpus.
    """

    corpus: Path
    folder: Path
    course: Course
    material: Material
    token: str
    listeners: Listeners
    markers: tuple[str, ...]
    places: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> "Range":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.listeners.close()

    def snapshot(self) -> Snapshot:
        """Count everything that must be the same after a case."""
        return Snapshot(
            processes=frozenset(descendants()),
            mounts=frozenset(self._mounts()),
            descriptors=len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0,
            temporary=frozenset(os.listdir(tempfile.gettempdir())),
            secrets={path: _fingerprint(Path(path)) for path in self.places["all"]},
        )

    def left_behind(self, before: Snapshot) -> list[str]:
        """What differs from a snapshot, after some patience: processes take a moment to be gone."""
        until = time.monotonic() + _PATIENCE
        while True:
            found = self._differences(before, self.snapshot())
            if not found or time.monotonic() > until:
                return found + self.listeners.contacts() + self._tokens()
            time.sleep(0.02)

    def leaks(self, out: Path) -> list[str]:
        """Markers in the files below a folder."""
        found = []
        for path in sorted(out.rglob("*")):
            data = path.read_bytes() if path.is_file() else b""
            names = [m for m in self.markers if m.encode() in data or m in path.name]
            found += [f"{path.name} holds the secret {name[:14]}..." for name in names]
        return found

    def _mounts(self) -> list[str]:
        """Mounts below the scratch folder; elsewhere other programs may make their own."""
        path = Path("/proc/self/mountinfo")
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [line for line in lines if str(self.folder) in line]

    def _differences(self, before: Snapshot, now: Snapshot) -> list[str]:
        found = [f"process {pid} is left" for pid in sorted(now.processes - before.processes)]
        found += [f"a mount is left: {line}" for line in sorted(now.mounts - before.mounts)]
        if now.descriptors > before.descriptors:
            found.append(f"{now.descriptors - before.descriptors} descriptors are left")
        found += [f"{name} is left" for name in sorted(now.temporary - before.temporary)]
        changed = [path for path in before.secrets if now.secrets[path] != before.secrets[path]]
        return found + [f"{path} was changed" for path in changed]

    def _tokens(self) -> list[str]:
        """Files named with the token where a student's code has no business."""
        folders = [Path(p) for p in ("/", "/etc", "/tmp", "/var/tmp", "/dev/shm", "/run", "/root")]
        folders += [Path(sys.prefix), Path.cwd(), *map(Path, site.getsitepackages())]
        folders += [self.folder, *(Path(path).parent for path in self.places["all"])]
        found = set()
        for folder in folders:
            if os.access(folder, os.R_OK | os.X_OK):
                found |= {folder / name for name in os.listdir(folder) if self.token in name}
        for path in found:
            path.unlink()
        return [f"{path} was written" for path in sorted(found)]


@contextmanager
def open_range(corpus: Path, form: str = "full") -> Iterator[Range]:
    """Compile the target, plant secrets in it, around it and in this process's environment.

    The warm process of an engine has to be started inside, so that it inherits what it could leak.

    Args:
        corpus: Folder of the corpus.
        form: Of the engine that is tried; an attack may know it.
    """
    kept = {name: os.environ.get(name) for name in ("HOME", "TMPDIR", _VARIABLE)}
    root = Path(tempfile.mkdtemp(prefix="autograder-attacks-")).resolve()
    root.chmod(0o755)
    kept_tempdir = tempfile.tempdir
    try:
        with _laid_out(corpus, root, form) as made:
            yield made
    finally:
        tempfile.tempdir = kept_tempdir
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def _laid_out(corpus: Path, root: Path, form: str) -> Iterator[Range]:
    course = _course(corpus, root / "course")
    home, temporary = root / "home", root / "tmp"
    temporary.mkdir()
    marker = {name: PLANTED + secrets.token_hex(16) for name in ("env", "home", "tmp", "peer")}
    for name in (".netrc", ".ssh/id_ed25519", ".bash_history", "notes.txt"):
        files.write_text(home / name, marker["home"] + "\n")
    files.write_text(temporary / "grader-notes", marker["tmp"] + "\n")
    os.environ.update({"HOME": str(home), "TMPDIR": str(temporary), _VARIABLE: marker["env"]})
    tempfile.tempdir = str(temporary)
    material = read_material(course, TARGET)
    neighbour = root / "class" / "neighbour" / f"{TARGET}.ipynb"
    text = material.draft().notebook_bytes().decode()
    files.write_text(neighbour, text.replace("That is all.", marker["peer"]))
    (root / "out").mkdir()
    token = "left-" + secrets.token_hex(6)
    with _listeners(root / "server", token) as listeners:
        written = _planted(course)
        secret = course_secret(course).hex()
        made = Range(corpus, root, course, material, token, listeners, ())
        made.markers = (*marker.values(), *written, secret)
        made.places.update(_places(made, home, temporary / "grader-notes", neighbour, form))
        with made:
            yield made


def _course(corpus: Path, root: Path) -> Course:
    shutil.copytree(corpus / TARGET, root)
    kit = Path(str(cnnkit.__file__)).parent
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(kit, root / "assignments" / "cnnkit", ignore=skipped)
    course = find_course(root)
    build(course, TARGET)
    return course


def _planted(course: Course) -> set[str]:
    """Markers that stand in the target itself: in a hidden test, in the feedback of a key."""
    found = set()
    for path in (course.sources / TARGET).iterdir():
        text = path.read_text(encoding="utf-8")
        at = text.find(PLANTED)
        while at >= 0:
            found.add(text[at : at + len(PLANTED) + 32])
            at = text.find(PLANTED, at + 1)
    return found


def _places(made: Range, home: Path, notes: Path, neighbour: Path, form: str) -> dict[str, Any]:
    course = made.course
    places: dict[str, Any] = {
        "hidden": str(course.build / TARGET / "autograder.zip"),
        "release": str(course.build / TARGET / "release.json"),
        "solution": str(course.solution(TARGET) / f"{TARGET}.ipynb"),
        "sources": str(course.sources / TARGET / f"{TARGET}.ipynb"),
        "secret": str(course.build / course.settings.secret_file),
        "neighbour": str(neighbour),
        "tmp": str(notes),
    }
    places["all"] = [*places.values(), str(home / ".netrc")]
    sockets = made.listeners
    return places | {
        "home": str(home),
        "class": str(neighbour.parent.parent),
        "out": str(made.folder / "out"),
        "grader": os.getpid(),
        "parent": os.getppid(),
        "group": os.getpgid(0),
        "tcp": sockets.tcp.getsockname()[1],
        "udp": sockets.udp.getsockname()[1],
        "unix": str(made.folder / "server"),
        "abstract": made.token,
        "token": made.token,
        "form": form,
    }


@contextmanager
def _listeners(path: Path, name: str) -> Iterator[Listeners]:
    plugs = []
    for family, kind, address in (
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        (socket.AF_UNIX, socket.SOCK_STREAM, str(path)),
        (socket.AF_UNIX, socket.SOCK_STREAM, "\0" + name),
    ):
        plug = socket.socket(family, kind)
        plug.bind(address)
        if kind == socket.SOCK_STREAM:
            plug.listen()
        plug.setblocking(False)
        plugs.append(plug)
    path.chmod(0o777)
    yield Listeners(*plugs)


def descendants() -> list[int]:
    """Ids of all processes below this one, and of orphans of its warm processes."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            # It ended while the list was read.
            continue
        state, parent = stat.rpartition(")")[2].split()[:2]
        if state != "Z":
            parents[int(entry.name)] = int(parent)
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found - {os.getpid()})


def _fingerprint(path: Path) -> str:
    try:
        mode = oct(path.stat().st_mode)
        return f"{mode} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    except OSError as error:
        return type(error).__name__
