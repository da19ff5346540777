"""Otter's reader of test files without what it brings, which is there when it is asked for."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

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


IRIS = """
import sys
import autograder.release.otter_files
import jsonschema
print("lark" in sys.modules)
checker = jsonschema.FormatChecker()
print([checker.conforms(text, "iri") for text in ("http://a/\\u00e9", "a b", "http://a")])
import rfc3987_syntax
print("lark" in sys.modules, rfc3987_syntax.is_valid_syntax.__module__)
"""


@pytest.mark.skipif(
    find_spec("rfc3987_syntax") is None,
    reason="this environment's jsonschema, as in constraints.txt, needs no such grammar",
)
def test_the_grammar_of_iris_is_compiled_when_one_is_held_against_it() -> None:
    done = subprocess.run([sys.executable, "-c", IRIS], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "False",
        "[True, False, True]",
        "True rfc3987_syntax.syntax_helpers",
    ]
