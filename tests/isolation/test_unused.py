"""Libraries that a course makes no use of."""

from contextlib import closing

from autograder.isolation.engines.engine import Library
from autograder.isolation.engines.local import LocalEngine
from autograder.records.assignment import Limits
from tests.isolation.asking import SECONDS, run


def test_what_a_course_does_not_use_is_not_imported_and_the_rest_is() -> None:
    library = Library(unused=("torch", "scipy"))
    with closing(LocalEngine(library)) as engine, engine.start(Limits(), {}) as worker:
        names = "('torch', 'scipy', 'numpy', 'matplotlib')"
        run(worker, f"import sys\nthere = [name for name in {names} if name in sys.modules]")
        assert worker.get("there", SECONDS) == ["numpy", "matplotlib"]
