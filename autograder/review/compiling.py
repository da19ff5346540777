"""Templates compiled once a process, however many applications there are.

Every class whose pages `autograder grade` writes has one of its own, and so has every test.
"""

import functools
from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates by name and content."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket what was compiled from the same text."""
        bucket.code = self._held.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._held[bucket.key, bucket.checksum] = bucket.code


@functools.cache
def compiled_templates() -> CompiledTemplates:
    """Those of this process."""
    return CompiledTemplates()
