"""The full form: namespaces, a root of its own, a user of its own, and the layers of `restricted`.

The warm process becomes process 1 of its namespaces, so that killing it kills everything below.
Each worker is process 1 of a PID namespace of its own, with a file system that it alone can write.
"""

import os
import signal
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.isolation.confine import devices, landlock, linux, root, seccomp
from autograder.isolation.confine.confinements import FIRST_UNUSED, set_limits, settle
from autograder.isolation.confine.memory import Size, size

SHARED = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET
SHARED |= linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
OWN = linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS | linux.CLONE_NEWCGROUP
FIRST_USER = 60_000
USERS = 5_000
BOX_FLAGS = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC


class Full:
    """See the module.

    Args:
        scratch: An empty folder to build the root on.
        nodes: Devices of a GPU, for workers that ask for one.
        library: Folder of the course's own package; None if it has none.
    """

    def __init__(self, scratch: str, nodes: Sequence[str], library: str | None) -> None:
        self._scratch = scratch
        self._library = library
        self._nodes = nodes
        self._size = Size()
        self._own_pids = -1
        self._next_user = 0
        self._users = False
        self._nested = True
        self._filter = self._gpu_filter = b""

    def prepare(self) -> None:
        """Enter the namespaces and the root."""
        self._users = _unshare_with_users()
        _become_first_process()
        linux.sethostname("worker")
        root.build(self._scratch, self._nodes, self._library)
        settle(root.BOX)

    def seal(self) -> None:
        """Take what every child needs."""
        self.measure()
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        # A worker is process 1 of its own namespace.
        self._filter, self._gpu_filter = seccomp.program(1), seccomp.program(1, gpu=True)
        self._nested = _can_nest()

    def measure(self) -> None:
        """See `forms.Confinement`."""
        self._size = size()

    def fork(self) -> int:
        """Fork into a new PID namespace, without a process in between."""
        linux.unshare(linux.CLONE_NEWPID)
        self._next_user = (self._next_user + 1) % USERS
        pid = os.fork()
        if pid:
            linux.setns(self._own_pids, linux.CLONE_NEWPID)
        return pid

    def enter(self, order: Mapping[str, Any]) -> None:
        """Every layer, from the outermost in."""
        limits = order["limits"]
        share = devices.share(limits)
        linux.die_with_parent()
        linux.unshare(OWN)
        user = os.geteuid() if self._users else FIRST_USER + self._next_user
        options = f"size={limits['disk_bytes']},nr_inodes={limits['inodes']},mode=700"
        linux.mount("box", root.BOX, "tmpfs", BOX_FLAGS, f"{options},uid={user},gid={user}")
        own = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        if share:
            devices.show()
        else:
            linux.unmount("/proc")
        devices.hide()
        if not self._users:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        if self._nested:
            # Threads are counted by user and user namespace: no worker starves another.
            group = os.getegid()
            linux.prctl(linux.PR_SET_DUMPABLE, 1)
            linux.unshare(linux.CLONE_NEWUSER)
            map_user(own, user, group)
        settle(root.BOX)
        devices.set_environment(share)
        linux.drop_capabilities()
        linux.no_new_privileges()
        linux.die_with_parent()
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        rules = landlock.Ruleset()
        if share:
            # All but /proc, of which only pieces are for it.
            rules.allow([f"/{name}" for name in os.listdir("/") if name != "proc"], landlock.READ)
            devices.allow(rules, self._nodes)
        else:
            rules.allow(["/"], landlock.READ)
        rules.allow([root.BOX], landlock.OWN_FOLDER)
        rules.allow(["/dev/null"], landlock.FILE_RIGHTS)
        rules.restrict()
        os.closerange(FIRST_UNUSED, limits["open_files"] + 4096)
        alone = self._nested or not self._users
        set_limits(limits, self._size, limits["threads"] + 1 if alone else None)
        if share:
            devices.keep_threads()
        linux.install_filter(self._gpu_filter if share else self._filter)

    def report(self) -> dict[str, bool]:
        """The layers; a missing one would have raised before."""
        return {
            "namespaces": True,
            "own root": True,
            "own user": True,
            "landlock": True,
            "seccomp": True,
            "limits": True,
        }


def build(settings: Mapping[str, Any]) -> Full:
    """The form with the settings of the warm process."""
    return Full(settings["scratch"], settings["nodes"], settings["library"])


def map_user(own: int, user: int, group: int) -> None:
    """In a new user namespace, keep the ids that the process has.

    Args:
        own: Descriptor of this process's folder in /proc.
        user: Id of the user, outside and inside.
        group: Id of the group.
    """
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        fd = os.open(name, os.O_WRONLY | os.O_CLOEXEC, dir_fd=own)
        os.write(fd, line.encode())
        os.close(fd)


def _unshare_with_users() -> bool:
    """Enter new namespaces, through a user namespace where privilege is lacking; whether so."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        try:
            linux.unshare(SHARED)
        except PermissionError:
            # Root of a container, without the capability.
            pass
        else:
            return False
    linux.unshare(linux.CLONE_NEWUSER | SHARED)
    own = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    map_user(own, user, group)
    os.close(own)
    return True


def _become_first_process() -> None:
    """Go on in a child, which is process 1 of the new PID namespace; the parent waits for it."""
    child = os.fork()
    if child == 0:
        linux.die_with_parent()
        return
    # The control socket must close when the child's copy closes.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Process 1 is deaf to it; when that is killed, everything below is gone once it is reaped.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _can_nest() -> bool:
    """Whether a child may have a user namespace of its own, found by trying."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            linux.unshare(linux.CLONE_NEWUSER)
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0
