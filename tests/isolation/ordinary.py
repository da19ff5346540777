"""Run a script as an ordinary user, even where Python lies in a folder that only root may enter.

    python ordinary.py SCRIPT [ARGUMENT...]

As root only. In a mount namespace of its own every closed folder on the way to Python is covered by
an open one that shows nothing but the way; then root is given up for good.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

USER = 12345


def main() -> None:
    """Open the way, become the user, execute the script."""
    from autograder.isolation.confine import linux

    linux.unshare(linux.CLONE_NEWNS)
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    for wanted in {Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()}:
        _open_the_way(wanted)
    home = Path("/tmp") / f"autograder-user-{os.getpid()}"
    home.mkdir(mode=0o700)
    os.chown(home, USER, USER)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home)}
    try:
        done = subprocess.run(
            [sys.executable, *sys.argv[1:]],
            env=environment,
            user=USER,
            group=USER,
            extra_groups=[],
            cwd=home,
        )
    finally:
        shutil.rmtree(home)
    sys.exit(done.returncode)


def _open_the_way(wanted: Path) -> None:
    from autograder.isolation.confine import linux

    for folder in reversed(wanted.parents):
        if folder.stat().st_mode & 0o001:
            continue
        # The name that leads on, kept by its descriptor while the folder is covered.
        name = wanted.relative_to(folder).parts[0]
        kept = os.open(folder / name, os.O_PATH)
        linux.mount("way", str(folder), "tmpfs", linux.MS_NOSUID, "mode=755,size=64k")
        (folder / name).mkdir()
        linux.mount(f"/proc/self/fd/{kept}", str(folder / name), flags=linux.MS_BIND | linux.MS_REC)
        os.close(kept)


if __name__ == "__main__":
    main()
