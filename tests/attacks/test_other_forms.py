"""The attack suite on the restricted form, without any form, and for an ordinary user."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.attacks.suite import Suite, open_suite, run_suite
from autograder.attacks.tries import CORPUS, CorpusCase
from autograder.isolation.engines.engine import Engine, EngineReport
from autograder.isolation.engines.local import LocalEngine
from autograder.isolation.engines.native import NativeEngine
from tests.attacks.cases import ATTACKS, ids
from tests.sampling import COMPLETE, sampled

NOBODY = 65534
# The restricted form is tried with what its own layers must hold; the rest is the same code. A
# third of it by default, which covers every layer: the full form has met all of it.
RESTRICTED = ("files/", "processes/", "privilege/", "network/", "covert/")


def restricted() -> Engine:
    return NativeEngine(forms=("restricted",))


@pytest.fixture(scope="module")
def confined() -> Iterator[Suite]:
    with open_suite(CORPUS, restricted) as suite:
        yield suite


@pytest.mark.parametrize(
    "case",
    sampled(
        [c for c in ATTACKS if c.name.startswith(RESTRICTED) and "restricted" in c.header.forms],
        one_of=3,
        name=ids,
    ),
    ids=ids,
)
def test_the_restricted_form_contains(confined: Suite, case: CorpusCase) -> None:
    verdict = confined.run(case)
    assert verdict.escapes == ()
    assert verdict.surprises == ()


def test_the_restricted_form_says_what_it_cannot_contain() -> None:
    only_full = {case.name for case in ATTACKS if "restricted" not in case.header.forms}
    assert only_full == {"covert/load_average", "files/path_exists", "processes/list_others"}


def test_an_attack_that_gets_out_is_reported() -> None:
    """Without isolation the home folder is read: the suite must see that."""
    names = ("files/home_folder", "network/tcp_loopback", "processes/daemon")
    report = run_suite(CORPUS, _Pretender, only=lambda case: case.name in names)
    assert (report.tried, report.contained) == (3, 0)
    assert any("read a secret" in line for line in report.escapes["files/home_folder"])
    assert any("was reached" in line for line in report.escapes["network/tcp_loopback"])
    assert any("is left" in line for line in report.escapes["processes/daemon"])
    assert report.as_json()["contained"] == 0


class _Pretender(LocalEngine):
    """The local engine under the name of a form that it is not."""

    def describe(self) -> EngineReport:
        return replace(super().describe(), form="full")


ALONE = """
import json
from pathlib import Path

from autograder.attacks.suite import run_suite

CATEGORIES = ("files", "processes", "privilege", "network", "covert")
turn = 0


def only(case):
    global turn
    turn += case.category in CATEGORIES
    return case.category in CATEGORIES and turn % EVERY == 0


print(json.dumps(run_suite(Path(CORPUS), "native", only=only).as_json()))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs the tests above already")
def test_an_ordinary_user_is_as_safe() -> None:
    """Attacks on the machine, graded by a process without any privilege."""
    every = 3 if COMPLETE else 6
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        home = Path(name)
        home.chmod(0o755)
        python = _python_for_everybody(home)
        (home / "home").mkdir(mode=0o700)
        os.chown(home / "home", NOBODY, NOBODY)
        done = subprocess.run(
            [python, "-c", f"CORPUS = {str(CORPUS)!r}\nEVERY = {every}\n{ALONE}"],
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            cwd=home / "home",
            env={"HOME": str(home / "home"), "TMPDIR": str(home / "home"), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=1800,
        )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["tried"] >= 75 // every
    assert report["escapes"] == {}


def _python_for_everybody(folder: Path) -> Path:
    """An interpreter with this one's packages that an ordinary user may run."""
    here = Path(sys.executable)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    system = shutil.which(version, path="/usr/bin:/usr/local/bin")
    if _reachable(here):
        return here
    if system is None or not _reachable(Path(sysconfig.get_path("purelib"))):
        pytest.skip("an ordinary user can reach no interpreter with these packages")
    made = subprocess.run(
        [system, "-m", "venv", "--without-pip", str(folder / "venv")], capture_output=True
    )
    if made.returncode:
        pytest.skip(f"{system} makes no virtual environment")
    packages = folder / "venv" / "lib" / version / "site-packages" / "all.pth"
    packages.write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    return folder / "venv" / "bin" / "python"


def _reachable(path: Path) -> bool:
    """Whether everybody may enter every folder above a file, links followed."""
    real = path.resolve()
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (real, *real.parents))
