"""Templates compiled once: in a process, however many applications there are, and on a machine.

Every class whose pages `autograder grade` writes has an application of its own, and so has every
test. To compile the templates takes half a second, more than to draw the pages of one student; so
they are kept in the user's cache folder, as Python keeps its modules.
"""

import functools
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import CodeType

import platformdirs
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from autograder.records import files


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates by name and content.

    Args:
        folder: Where they outlive the process. One that cannot be written or read only costs time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket what was compiled from the same text."""
        bucket.code = self._held.get((bucket.key, bucket.checksum))
        if bucket.code is not None:
            return
        try:
            bucket.bytecode_from_string(self._file(bucket).read_bytes())
        except (OSError, ValueError, EOFError, TypeError):
            # None there, or half of one: it is compiled.
            bucket.reset()
        self._hold(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._hold(bucket)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            files.write_bytes(self._file(bucket), bucket.bytecode_to_string())
        except OSError:
            return  # The next process compiles it again.

    def _hold(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._held[bucket.key, bucket.checksum] = bucket.code

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}-{bucket.checksum}"


@functools.cache
def compiled_templates() -> CompiledTemplates:
    """Those of this process, and of this version of the program and of Jinja on this machine."""
    # What an application tells the compiler is beside this file; no template's text shows it.
    told = sha256(Path(__file__).with_name("app.py").read_bytes()).hexdigest()[:8]
    kept = platformdirs.user_cache_path("autograder") / "templates"
    return CompiledTemplates(kept / f"{version('jinja2')}-{told}")
