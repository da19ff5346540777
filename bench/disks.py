"""A disk that can be filled: a small file system of its own where one can be mounted."""

import os
import subprocess
from pathlib import Path
from typing import Self

MIB = 1 << 20
SIZE = 64 * MIB


class SmallDisk:
    """A folder on a disk of 64 MiB. A context manager.

    Without the right to mount there is no disk to be filled, and `fill` does nothing.

    Attributes:
        folder: The folder.
        real: Whether it can be filled.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.real = False
        self._filler = folder / "filler"

    def __enter__(self) -> Self:
        self.folder.mkdir()
        options = ["-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(self.folder)]
        if os.geteuid() == 0:
            self.real = subprocess.run(["mount", *options], capture_output=True).returncode == 0
        return self

    def __exit__(self, *error: object) -> None:
        if self.real:
            # Also when somebody still has a file of it open.
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def fill(self) -> bool:
        """Leave no byte free; whether that can be done here."""
        if not self.real:
            return False
        for step in (MIB, 4096):
            try:
                with self._filler.open("ab", buffering=0) as file:
                    while True:
                        file.write(b"x" * step)
            except OSError:
                continue
        return True

    def free(self) -> None:
        """Make room again."""
        self._filler.unlink(missing_ok=True)
