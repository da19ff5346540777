"""The attack suite on every form of the native engine, through the whole path."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.attack_corpus import Case, read_corpus
from autograder.attack_suite import Suite, open_suite, run_suite
from autograder.isolation.engine import Engine
from autograder.isolation.engines.native import NativeEngine

CORPUS = Path(__file__).parent / "attacks"
CASES = read_corpus(CORPUS)
ATTACKS = [case for case in CASES if not case.honest]
HONEST = [case for case in CASES if case.honest]

# What the restricted form is tried with: it cannot hide paths and processes, and one case of each
# kind is enough where the full form has shown that the layer holds.
RESTRICTED = ("files/", "processes/", "privilege/", "network/", "covert/")


def ids(case: Case) -> str:
    return case.name


def restricted() -> Engine:
    return NativeEngine(forms=("restricted",))


@pytest.fixture(scope="module")
def full() -> Iterator[Suite]:
    with open_suite(CORPUS, "native") as suite:
        if suite.form != "full":
            pytest.skip("this machine gives no full form; the report says what is missing")
        yield suite


@pytest.fixture(scope="module")
def confined() -> Iterator[Suite]:
    with open_suite(CORPUS, restricted) as suite:
        yield suite


def test_the_corpus_covers_what_is_specified() -> None:
    assert len(ATTACKS) >= 120
    assert len(HONEST) >= 25
    assert {case.category for case in ATTACKS} == {
        *("answers", "archives", "covert", "files", "network", "notebook", "privilege"),
        *("processes", "resources", "shown"),
    }


@pytest.mark.parametrize("case", ATTACKS, ids=ids)
def test_the_full_form_contains(full: Suite, case: Case) -> None:
    verdict = full.run(case)
    assert verdict.escapes == ()
    assert verdict.surprises == ()


@pytest.mark.parametrize("case", HONEST, ids=ids)
def test_awkward_but_honest_work_keeps_every_point(full: Suite, case: Case) -> None:
    verdict = full.run(case)
    assert verdict.surprises == ()
    assert verdict.escapes == ()


@pytest.mark.parametrize(
    "case",
    [c for c in ATTACKS if c.name.startswith(RESTRICTED) and "restricted" in c.header.forms],
    ids=ids,
)
def test_the_restricted_form_contains(confined: Suite, case: Case) -> None:
    verdict = confined.run(case)
    assert verdict.escapes == ()
    assert verdict.surprises == ()


def test_the_restricted_form_says_what_it_cannot_contain() -> None:
    only_full = {case.name for case in ATTACKS if "restricted" not in case.header.forms}
    assert only_full == {"covert/load_average", "files/path_exists", "processes/list_others"}


def test_an_attack_that_gets_out_is_reported(tmp_path: Path) -> None:
    """Without isolation the home folder is read: the suite must see that."""
    report = run_suite(CORPUS, _pretender, only=lambda case: case.name == "files/home_folder")
    assert report.tried == 1
    assert report.contained == 0
    assert any("ESCAPED" in line for line in report.escapes["files/home_folder"])


class _Pretender:
    """The local engine under the name of a form that it is not."""

    name = "pretender"

    def __init__(self) -> None:
        from autograder.isolation.engines.local import LocalEngine

        self._engine = LocalEngine()
        self.start = self._engine.start
        self.close = self._engine.close

    def describe(self):  # type: ignore[no-untyped-def]
        from dataclasses import replace

        return replace(self._engine.describe(), form="full")

    self_test = describe


def _pretender() -> Engine:
    return _Pretender()  # type: ignore[return-value]


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs the tests above already")
def test_an_ordinary_user_is_as_safe(tmp_path: Path) -> None:
    """A third of the attacks, graded by a process without any privilege."""
    code = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from autograder.attack_suite import run_suite\n"
        "chosen = [0]\n"
        "def only(case):\n"
        "    chosen[0] += case.category in ('files', 'processes', 'privilege', 'network', 'covert')\n"
        "    return case.category in ('files', 'processes', 'privilege', 'network', 'covert') "
        "and chosen[0] % 3 == 0\n"
        f"report = run_suite(Path({str(CORPUS)!r}), 'native', only=only)\n"
        "print(json.dumps(report.as_json()))\n"
    )
    tmp_path.chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-c", code],
        user=65534,
        group=65534,
        extra_groups=[],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=300,
    )
    if "Permission denied" in done.stderr and str(CORPUS.parent.parent) in done.stderr:
        pytest.skip("an ordinary user cannot read this checkout")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["tried"] >= 25
    assert report["escapes"] == {}
