"""The read-only root of the full form: Python, its libraries, the worker's own modules."""

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from autograder.isolation.confine import devices, linux

BOX = "/box"
SYSTEM = (
    *("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo"),
    *("/etc/ld.so.cache", "/etc/localtime"),
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


def package_folder(name: str) -> Path | None:
    """Where a package lies; None if it is not installed."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def library_folders(nodes: Sequence[str] = ()) -> list[Path]:
    """Folders that Python imports from: the standard library and what is installed.

    Args:
        nodes: Devices of a GPU; with any, the folders of its driver are among them.
    """
    keys = ("stdlib", "platstdlib", "purelib", "platlib")
    found = [sysconfig.get_path(key) for key in keys]
    found += [sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("DESTSHARED")]
    # Debian's own Python adds folders that sysconfig does not name.
    found += [path for path in sys.path if path.endswith("-packages")]
    found += devices.DRIVER_FOLDERS if nodes else ()
    return _outermost([Path(path) for path in found if path and os.path.isdir(path)])


def worker_paths(library: str | None) -> list[Path]:
    """What the worker imports of this project: nothing that grades, no test, no solution.

    Args:
        library: Folder of the course's own package; None if it has none.
    """
    paths = []
    own = package_folder("autograder")
    if own is not None:
        paths += [own / "__init__.py", own / "isolation"]
    kit = package_folder("gradekit")
    paths += [kit] if kit is not None else []
    return paths + ([Path(library)] if library is not None else [])


def build(base: str, nodes: Sequence[str] = (), library: str | None = None) -> None:
    """Build the root on `base` and enter it; to be called in new mount and PID namespaces.

    Args:
        base: An empty folder.
        nodes: Devices of a GPU, laid aside for workers that ask for one.
        library: Folder of the course's own package; None if it has none.

    Raises:
        OSError: If the kernel refuses one of the mounts.
    """
    linux.mount("none", "/", flags=linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("root", base, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=4m,mode=755")
    new = _Tree(base)
    for path in (*map(Path, SYSTEM), *library_folders(nodes)):
        new.bind(path)
    own = package_folder("autograder")
    if own is not None:
        # In an ordinary installation it lies among the libraries: hide it, then show the worker.
        new.hide(own)
    for path in worker_paths(library):
        new.bind(path)
    for device in DEVICES:
        new.bind(Path(device), device=True)
    for folder in (BOX, "/proc", "/old"):
        os.mkdir(base + folder)
    if nodes:
        _lay_aside(base, nodes)
    # The worker's own, unless libraries lie there; TMPDIR names the box in any case.
    if not os.path.lexists(base + "/tmp"):  # noqa: S108
        os.symlink(BOX.removeprefix("/"), base + "/tmp")  # noqa: S108
    linux.mount("proc", base + "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    # For the warm process itself; every worker mounts its own over it.
    linux.mount("box", base + BOX, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=64m,mode=700")
    os.chdir(base)
    linux.pivot_root(".", "old")
    os.chdir("/")
    linux.unmount("/old")
    os.rmdir("/old")
    linux.mount("none", "/", flags=linux.MS_BIND | _REMOUNT | _root_flags())


def _lay_aside(base: str, nodes: Sequence[str]) -> None:
    """A second /dev, with the nodes of a GPU, and a /sys: what `devices.show` puts in place."""
    os.mkdir(base + "/sys")
    stage = base + devices.STAGE
    os.mkdir(stage)
    linux.mount("gpu", stage, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=1m,mode=755")
    tree = _Tree(stage)
    for device in (*DEVICES, *nodes):
        tree.bind(Path(device), device=True)
    # CUDA may keep a file in shared memory: here it counts against the worker's own folder.
    os.symlink(BOX, f"{stage}/dev/shm")  # noqa: S108
    os.makedirs(stage + os.path.dirname(devices.SYSTEM))
    tree.bind(Path(devices.SYSTEM))


_REMOUNT = 32


def _root_flags() -> int:
    return linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV


def _outermost(paths: list[Path]) -> list[Path]:
    """Without those that lie in another one."""
    unique = sorted(set(paths))
    return [p for p in unique if not any(p != q and p.is_relative_to(q) for q in unique)]


class _Tree:
    """The new root in the making: every path lies where it lies outside."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._bound: list[Path] = []

    def bind(self, path: Path, device: bool = False) -> None:
        """Show a file or a folder, read-only; a path that does not exist is left out."""
        if not path.exists():
            return
        self._links(path)
        real = path.resolve()
        inside = any(real.is_relative_to(bound) for bound in self._bound)
        if inside:
            return
        target = self._base + str(real)
        if real.is_dir():
            os.makedirs(target, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            Path(target).touch()
        linux.mount(str(real), target, flags=linux.MS_BIND | linux.MS_REC)
        attributes = linux.ATTR_NOSUID | linux.ATTR_RDONLY
        linux.set_mount_attributes(target, attributes | (0 if device else linux.ATTR_NODEV))
        if real.is_dir():
            self._bound.append(real)

    def hide(self, folder: Path) -> None:
        """Put an empty folder over one that a bound folder contains."""
        real = folder.resolve()
        if any(real.is_relative_to(bound) for bound in self._bound):
            linux.mount("hidden", self._base + str(real), "tmpfs", linux.MS_NOSUID, "size=64k")
            self._bound = [b for b in self._bound if not real.is_relative_to(b)]

    def _links(self, path: Path) -> None:
        """Repeat the symbolic links on the way to a path."""
        for part in (*reversed(path.parents), path):
            target = Path(self._base + str(part))
            if part.is_symlink():
                if not target.is_symlink() and not target.exists():
                    os.makedirs(target.parent, exist_ok=True)
                    target.symlink_to(os.readlink(part))
                return self._links(Path(os.path.join(part.parent, os.readlink(part))))
        return None
