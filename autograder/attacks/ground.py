"""Where attacks are tried: a compiled target, planted secrets, a watch over what is left behind.

Everything lies in one scratch folder. Markers are planted where a secret would lie; a marker that
turns up anywhere else is a leak. The processes, mounts, descriptors and files of the grader are
counted before and after each case.
"""

import os
import secrets
import shutil
import site
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.attacks.tries import TARGET
from autograder.attacks.witness import (
    Listeners,
    WitnessedState,
    decoy,
    descendants,
    fingerprint,
    listening,
)
from autograder.grading.case_seed import course_secret
from autograder.records import files
from autograder.records.course import Course, find_course
from autograder.release.build import build
from autograder.specimens import Material, read_material

PLANTED = "PLANTED-"
_PATIENCE = 3.0
_SHARED = ("/", "/etc", "/tmp", "/var/tmp", "/dev/shm", "/run", "/root")  # noqa: S108  (looked at)
_VARIABLE = "GRADER_TOKEN"


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

    def snapshot(self) -> WitnessedState:
        """Count everything that must be the same after a case."""
        return WitnessedState(
            processes=frozenset(descendants(str(self.folder))),
            mounts=frozenset(self._mounts()),
            descriptors=len(_names(Path("/proc/self/fd"))),
            temporary=frozenset(_names(Path(tempfile.gettempdir()))),
            secrets={path: fingerprint(Path(path)) for path in self.places["all"]},
        )

    def left_behind(self, before: WitnessedState) -> list[str]:
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

    def _differences(self, before: WitnessedState, now: WitnessedState) -> list[str]:
        found = [f"process {pid} is left" for pid in sorted(now.processes - before.processes)]
        found += [f"a mount is left: {line}" for line in sorted(now.mounts - before.mounts)]
        if now.descriptors > before.descriptors:
            found.append(f"{now.descriptors - before.descriptors} descriptors are left")
        found += [f"{name} is left" for name in sorted(now.temporary - before.temporary)]
        changed = [path for path in before.secrets if now.secrets[path] != before.secrets[path]]
        return found + [f"{path} was changed" for path in changed]

    def _tokens(self) -> list[str]:
        """Files named with the token where a student's code has no business."""
        folders = [Path(folder) for folder in _SHARED]
        folders += [Path(sys.prefix), Path.cwd(), *map(Path, site.getsitepackages())]
        folders += [self.folder, *(Path(path).parent for path in self.places["all"])]
        found = set()
        for folder in folders:
            if os.access(folder, os.R_OK | os.X_OK):
                found |= {folder / name for name in _names(folder) if self.token in name}
        for path in found:
            path.unlink()
        return [f"{path} was written" for path in sorted(found)]


@contextmanager
def open_range(corpus: Path, form: str = "full") -> Iterator[Range]:
    """Compile the target, plant secrets in it, around it and in this process's environment.

    The warm process of an engine has to be started inside, so that it inherits what it could leak.

    Args:
        corpus: Folder of the corpus.
        form: Form of the engine that is tried; an attack may know it.
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
    with listening(root / "server", token) as listeners, decoy(marker["env"]) as process:
        written = _planted(course)
        secret = course_secret(course).hex()
        made = Range(corpus, root, course, material, token, listeners, ())
        made.markers = (*marker.values(), *written, secret)
        made.places.update(_places(made, home, temporary / "grader-notes", neighbour, form))
        made.places["decoy"] = process
        with made:
            yield made


def _course(corpus: Path, root: Path) -> Course:
    shutil.copytree(corpus / TARGET, root)
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


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []
