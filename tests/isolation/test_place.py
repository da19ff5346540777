"""Where an installation may lie."""

import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

from autograder.isolation.engines.engine import Library
from autograder.isolation.engines.native import NativeEngine

ASK = """
from autograder.isolation.engines.engine import Library
from autograder.isolation.engines.native import NativeEngine
engine = NativeEngine(library=Library(unused=("torch", "scipy")))
print(engine.self_test().form)
engine.close()
"""


def test_libraries_may_lie_among_temporary_files(tmp_path: Path) -> None:
    engine = NativeEngine(library=Library(unused=("torch", "scipy")))
    usual = engine.self_test().form
    engine.close()
    if not tmp_path.resolve().is_relative_to("/tmp"):
        pytest.skip("temporary files are elsewhere on this machine")
    venv.create(tmp_path / "venv")
    site = next((tmp_path / "venv/lib").glob("python*/site-packages"))
    here = sysconfig.get_path("purelib")
    (site / "here.pth").write_text(f"import site; site.addsitedir({here!r})\n", encoding="utf-8")
    python = tmp_path / "venv/bin/python"
    done = subprocess.run([python, "-c", ASK], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.strip() == usual
