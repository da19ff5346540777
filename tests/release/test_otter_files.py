"""Otter's reader of test files without the rest of Otter, which is there when it is asked for."""

import subprocess
import sys

LOADED = """
import sys
from autograder.release.otter_files import create_test_file
print("otter.api" in sys.modules)
import otter.test_files
print(otter.test_files.create_test_file is create_test_file, "otter.api" in sys.modules)
from otter import Notebook
print(Notebook.__module__, otter.api.__name__, hasattr(otter, "nothing"))
"""


def test_the_rest_of_otter_is_loaded_when_it_is_asked_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "False",
        "True False",
        "otter.check.notebook otter.api False",
    ]
