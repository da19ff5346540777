"""The restricted form, where namespaces are refused: Landlock, seccomp, limits, a user if root.

It hides no process and not the existence of a path, and it bounds disk only by the size of a file.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.isolation.confine import devices, landlock, linux, root, seccomp
from autograder.isolation.confine.confinements import FIRST_UNUSED, set_limits, settle
from autograder.isolation.confine.memory import Size, size

FIRST_USER = 65_000
USERS = 400


class Restricted:
    """See the module.

    Args:
        scratch: The folder that the workers' folders lie in.
        nodes: Devices of a GPU, for workers that ask for one.
        library: Folder of the course's own package; None if it has none.
    """

    def __init__(self, scratch: str, nodes: Sequence[str], library: str | None) -> None:
        self._scratch = scratch
        self._nodes = nodes
        self._library = library
        self._size = Size()
        self._own_user = False
        self._next_user = 0
        self._visible: list[str | int] = []

    def prepare(self) -> None:
        """Take in the orphans of workers, so that none outlives its worker."""
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)

    def seal(self) -> None:
        """Open what workers may read; a worker's user may not be able to."""
        self.measure()
        paths = _visible(self._nodes, self._library)
        self._visible = [os.open(path, os.O_PATH | os.O_CLOEXEC) for path in paths]
        # Where Python lies in a folder that only root may enter, a worker stays root by name; its
        # capabilities are gone all the same.
        self._own_user = os.geteuid() == 0 and all(map(_open_to_all, [*paths, self._scratch]))
        # Held to nothing yet: to see that the kernel has it, before a worker is asked for.
        landlock.Ruleset().close()

    def measure(self) -> None:
        """See `forms.Confinement`."""
        self._size = size()

    def fork(self) -> int:
        """Fork a child."""
        self._next_user = (self._next_user + 1) % USERS
        return os.fork()

    def enter(self, order: Mapping[str, Any]) -> None:
        """Every layer that needs no namespace."""
        limits, box = order["limits"], order["box"]
        share = devices.share(limits)
        linux.die_with_parent()
        alone = self._own_user and self._become_user(box)
        settle(box)
        devices.set_environment(share)
        linux.drop_capabilities()
        linux.no_new_privileges()
        linux.die_with_parent()
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        rules = landlock.Ruleset()
        rules.allow(self._visible, landlock.READ)
        rules.allow([box], landlock.OWN_FOLDER)
        rules.allow(["/dev/null"], landlock.FILE_RIGHTS)
        if share:
            devices.allow(rules, self._nodes)
        rules.restrict()
        os.closerange(FIRST_UNUSED, FIRST_UNUSED + len(self._visible) + 4096)
        # The limit on processes counts all of a user's: it serves where the user is the worker's.
        set_limits(limits, self._size, limits["threads"] + 1 if alone else None)
        if share:
            devices.keep_threads()
        linux.install_filter(seccomp.program(os.getpid(), gpu=bool(share)))

    def report(self) -> dict[str, bool]:
        """The layers; a missing one would have raised before."""
        return {
            "namespaces": False,
            "own root": False,
            "own user": self._own_user,
            "landlock": True,
            "seccomp": True,
            "limits": True,
        }

    def _become_user(self, box: str) -> bool:
        """As root, become a user that no other worker is; whether the system allows it."""
        user = FIRST_USER + self._next_user
        try:
            os.chown(box, user, user)
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        except PermissionError:
            return False
        return True


def build(settings: Mapping[str, Any]) -> Restricted:
    """The form with the settings of the warm process."""
    return Restricted(settings["scratch"], settings["nodes"], settings["library"])


def _visible(nodes: Sequence[str], library: str | None) -> list[str]:
    """What workers may read: as in the full form, but with the hidden package left out by name."""
    hidden = root.package_folder("autograder")
    paths: list[Path] = []
    for path in (*map(Path, (*root.SYSTEM, *root.DEVICES)), *root.library_folders(nodes)):
        if hidden is not None and hidden.is_relative_to(path.resolve()):
            paths += [entry for entry in path.iterdir() if entry.resolve() != hidden.resolve()]
        elif path.exists():
            paths.append(path)
    return [str(path) for path in (*paths, *root.worker_paths(library))]


def _open_to_all(path: str) -> bool:
    """Whether any user may pass through every folder on the way to a path."""
    real = Path(path).resolve()
    return all(folder.stat().st_mode & 0o001 for folder in real.parents)
