"""The form is chosen by what this machine lets happen: as root, as anybody, with less and less."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.isolation.engines import ENGINES, pick_engine
from autograder.isolation.engines.engine import EngineReport
from autograder.records.errors import EngineError

HERE = Path(__file__).parent
PROBE = str(HERE / "probe_form.py")
ORDINARY = str(HERE / "ordinary.py")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the native engine needs Linux")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def probe(*command):
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    if "error" in told and "--forms" not in command:
        pytest.skip(told["error"])
    return told


@as_root
def test_an_ordinary_user_gets_the_full_form():
    told = probe(ORDINARY, PROBE)
    assert (told["form"], told["value"]) == ("full", "content")
    # Control groups are had where a session manager hands them on.
    assert {name for name, on in told["layers"].items() if not on} <= {"control group"}


def test_where_namespaces_are_refused_the_restricted_form_is_taken():
    told = probe(PROBE, "--refuse-namespaces")
    assert (told["form"], told["value"]) == ("restricted", "content")
    assert not told["layers"]["namespaces"]
    assert told["layers"]["landlock"]
    assert told["layers"]["seccomp"]
    assert any("unshare" in reason for reason in told["missing"])


@as_root
def test_an_ordinary_user_without_namespaces_gets_the_restricted_form():
    told = probe(ORDINARY, PROBE, "--refuse-namespaces")
    assert (told["form"], told["value"]) == ("restricted", "content")


def test_where_no_form_holds_the_engine_refuses_to_run():
    told = probe(PROBE, "--refuse-namespaces", "--forms", "full")
    assert "No sandbox can be had" in told["error"]
    assert "unshare" in told["error"]


def test_an_unknown_engine_is_named_with_the_known_ones():
    with pytest.raises(EngineError, match="native"):
        pick_engine("docker")


def test_strict_refuses_an_engine_that_isolates_nothing():
    with pytest.raises(EngineError, match="isolates nothing"):
        pick_engine("local", strict=True)


def test_the_registry_is_tried_from_the_strongest_down(monkeypatch):
    class Absent:
        name = "native"

        def self_test(self) -> EngineReport:
            raise EngineError("not here")

        def close(self) -> None:
            return None

    monkeypatch.setitem(ENGINES, "native", lambda library: Absent())
    monkeypatch.delitem(ENGINES, "container", raising=False)
    with pytest.raises(EngineError, match="native: not here"):
        pick_engine(strict=True)
    engine = pick_engine()
    assert engine.name == "local"
    engine.close()
