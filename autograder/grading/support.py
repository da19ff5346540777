"""Support files beside the tests: a check may open them by name and import them, as in Otter.

A check runs in the grader's own process, on a thread, and a working folder belongs to a process.
On Linux a thread can leave that agreement and have one for itself; elsewhere the checks that need
the folder take turns.
"""

import contextlib
import os
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from autograder.isolation.confine import linux
from autograder.records.files import write_bytes

_CLONE_FS = 0x00000200
"""Source: Linux `<linux/sched.h>`."""
_PREFIX = "autograder-support-"
_TURN = threading.RLock()
_OWN = threading.local()


class Support:
    """The support files of a release, on disk while the release is open.

    Args:
        files: By path; nothing is written before a check asks.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._folder: Path | None = None
        self._making = threading.Lock()

    @contextlib.contextmanager
    def entered(self) -> Iterator[None]:
        """The block runs in the folder of the files, and can import those that are Python."""
        if not self._files:
            yield
            return
        with _own_folder():
            folder = self._made()
            _prefer(folder, self._files)
            before = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.chdir(folder)
                yield
            finally:
                os.fchdir(before)
                os.close(before)

    def _made(self) -> Path:
        with self._making:
            if self._folder is None:
                folder = tempfile.TemporaryDirectory(prefix=_PREFIX)
                weakref.finalize(self, folder.cleanup)
                for name, data in self._files.items():
                    write_bytes(Path(folder.name) / name, data)
                self._folder = Path(folder.name).resolve()
            return self._folder


@contextlib.contextmanager
def _own_folder() -> Iterator[None]:
    """A working folder that no other thread shares while the block runs."""
    if sys.platform == "linux" and not getattr(_OWN, "folder", False):
        with contextlib.suppress(OSError):
            # A container's filter may refuse it; then this thread takes turns as elsewhere.
            linux.unshare(_CLONE_FS)
            _OWN.folder = True
    with contextlib.nullcontext() if getattr(_OWN, "folder", False) else _TURN:
        yield


def _prefer(folder: Path, files: Mapping[str, bytes]) -> None:
    """Let imports find the Python files of this folder, and no longer those of another release.

    A process that imports from two releases must do so one after the other, as a batch does.
    """
    names = {
        PurePosixPath(name).parts[0].removesuffix(".py") for name in files if name.endswith(".py")
    }
    here = str(folder)
    others = [path for path in sys.path if _PREFIX in path and path != here]
    if not names or (here in sys.path and not others):
        return
    for path in others:
        sys.path.remove(path)
    if here not in sys.path:
        sys.path.append(here)
    for name in list(sys.modules):
        found = str(getattr(sys.modules[name], "__file__", None))
        if name.partition(".")[0] in names and _PREFIX in found and not found.startswith(here):
            del sys.modules[name]
