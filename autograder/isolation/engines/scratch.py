"""The scratch folder of a grader's warm process, and what killed graders left behind."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from autograder.isolation.engines.forked import remove

_PREFIX = "autograder-scratch-"
_LOCK = ".in-use"


class Scratch:
    """A folder that is locked as long as its process lives, in the folder for temporary files.

    The system gives a lock back when its holder ends, however that happens. Each new folder is
    therefore the occasion to remove those of graders that were killed.

    Attributes:
        path: The folder. Other users may pass through it, but not list it.
    """

    def __init__(self) -> None:
        _sweep(Path(tempfile.gettempdir()))
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self.path.chmod(0o711)
            self._lock = FileLock(self.path / _LOCK, mode=0o600)
            with suppress(OSError):
                self._lock.acquire()
                # Somebody who swept before it was locked may have taken it for a dead one's.
                if (self.path / _LOCK).exists():
                    return

    def remove(self) -> None:
        """Remove the folder; never raises."""
        remove(str(self.path))
        self._lock.release()


def _sweep(temporary: Path) -> None:
    """Remove the folders that nobody holds any more."""
    for folder in temporary.glob(f"{_PREFIX}*"):
        # What ends while it is looked at is gone already.
        with suppress(OSError, Timeout):
            about, mark = folder.lstat(), folder / _LOCK
            # Anybody may put a folder or a link here: those of others are not touched.
            if stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and mark.is_file():
                with FileLock(mark, timeout=0, mode=0o600):
                    remove(str(folder))
