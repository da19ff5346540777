"""A PostgreSQL server of the tests' own: in a scratch folder, reached through a socket there."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path


class Absent(Exception):  # noqa: N818 - it is no error
    """Why no server can be had here."""


class Server:
    """A server that can be started, stopped and killed. Made as `postgres` where tests are root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._programs = _programs()
        self._prefix: list[str] = []
        if os.geteuid() == 0:
            # The server refuses to run as root.
            try:
                pwd.getpwnam("postgres")
            except KeyError:
                raise Absent("PostgreSQL does not run as root; there is no user postgres") from None
            self._prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            shutil.chown(root, "postgres")
        self._run("initdb", "--username", "autograder", "--auth", "trust", "--encoding", "UTF8",
                  "--locale", "C", "--no-sync")  # fmt: skip

    @property
    def address(self) -> str:
        """Address of a database of the server."""
        return f"postgresql://autograder@/postgres?host={self.root}"

    def start(self) -> None:
        # What a dying process has written is safe without fsync; only a dying machine needs it.
        options = f"-k {self.root} -c listen_addresses='' -c fsync=off -c max_connections=60"
        self._run("pg_ctl", "--wait", "--timeout", "300", "--log", str(self.root / "log"),
                  "--options", options, "start")  # fmt: skip

    def stop(self) -> None:
        self._run("pg_ctl", "--wait", "--timeout", "300", "--mode", "immediate", "stop")

    def kill(self) -> None:
        """Kill the server and all its processes as they stand."""
        lock = self.root / "data" / "postmaster.pid"
        pid = int(lock.read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        killed = [pid, *map(int, children)]
        for one in killed:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        while any(_runs(one) for one in killed):
            time.sleep(0.02)
        # Where nobody reaps orphans, the dead server is a zombie, and its locks seem to be held.
        for held in (lock, self.root / ".s.PGSQL.5432.lock"):
            held.unlink(missing_ok=True)

    def _run(self, program: str, *words: str) -> None:
        command = [*self._prefix, str(self._programs / program), "--pgdata",
                   str(self.root / "data"), *words]  # fmt: skip
        done = subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, check=False, close_fds=True
        )
        log = self.root / "log"
        said = log.read_text() if log.is_file() else ""
        assert done.returncode == 0, done.stdout + done.stderr + said


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _programs() -> Path:
    """Folder of PostgreSQL's server programs, the newest if there are several."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if not folders:
        raise Absent("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return folders[-1].parent
