"""One warm process for each engine and form; starting one takes seconds."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from autograder.isolation.engines import ENGINES
from autograder.isolation.engines.client import PipeWorker
from autograder.isolation.engines.engine import NO_LIBRARY, Engine, Library
from autograder.isolation.engines.native import NativeEngine
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError

FORMS = ("full", "restricted")
# The registry, with the forms of the native engine apart.
MAKERS: dict[str, Callable[[Library], Engine]] = {
    **{name: maker for name, maker in ENGINES.items() if name != "native"},
    **{
        f"native-{form}": lambda library, form=form: NativeEngine((form,), library=library)
        for form in FORMS
    },
}
Start = Callable[..., PipeWorker]


Opened = Callable[[str], Engine]
SOON = Library(unused=("torch", "scipy"))
"""For workers that need neither: the warm process starts in a second."""


def opened(name: str, library: Library = NO_LIBRARY) -> Engine:
    """An engine of the registry, or a skip that says why there is none here."""
    engine = MAKERS[name](library)
    try:
        engine.self_test()
    except EngineError as error:
        engine.close()
        pytest.skip(f"{name}: {error}")
    return engine


@pytest.fixture(scope="session")
def kept() -> Iterator[Opened]:
    """As `opened`, once each: a parametrised fixture would start them anew for every file."""
    engines: dict[str, Engine] = {}

    def one(name: str) -> Engine:
        if name not in engines:
            engines[name] = opened(name)
        return engines[name]

    yield one
    for engine in engines.values():
        engine.close()


@pytest.fixture(scope="session", params=sorted(MAKERS))
def engine(request: pytest.FixtureRequest, kept: Opened) -> Engine:
    return kept(request.param)


@pytest.fixture(scope="session", params=[f"native-{form}" for form in FORMS])
def sandbox(request: pytest.FixtureRequest, kept: Opened) -> Engine:
    return kept(request.param)


def starter(engine: Engine) -> Iterator[Start]:
    """Start workers that are closed in the end; keywords are limits."""
    workers: list[PipeWorker] = []

    def begin(files: Mapping[str, bytes] | None = None, seed: int = 0, **limits) -> PipeWorker:
        workers.append(engine.start(Limits(**limits), files or {}, seed))
        return workers[-1]

    yield begin
    for worker in workers:
        worker.close()


@pytest.fixture
def start(engine: Engine) -> Iterator[Start]:
    yield from starter(engine)


@pytest.fixture
def confined(sandbox: Engine) -> Iterator[Start]:
    yield from starter(sandbox)
