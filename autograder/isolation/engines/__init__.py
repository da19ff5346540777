"""The engines. One is added by a file here and a line in the registry."""

from collections.abc import Callable

from autograder.isolation.engines.container import ContainerEngine
from autograder.isolation.engines.engine import NO_LIBRARY, Engine, Library
from autograder.isolation.engines.local import LocalEngine
from autograder.isolation.engines.native import NativeEngine
from autograder.records.errors import EngineError

ENGINES: dict[str, Callable[[Library], Engine]] = {
    "native": lambda library: NativeEngine(library=library),
    "container": ContainerEngine,
    "local": LocalEngine,
}
"""Name and maker of each, the strongest first."""


def pick_engine(
    name: str | None = None, strict: bool = False, library: Library = NO_LIBRARY
) -> Engine:
    """The engine asked for, or the strongest that this machine can run.

    Args:
        name: Name in the registry; None for the strongest.
        strict: Refuse an engine that isolates nothing.
        library: What workers may import beside the installed packages.

    Raises:
        EngineError: If there is no such engine, it does not work here, or `strict` refuses it.
    """
    if name is not None and name not in ENGINES:
        raise EngineError(f"There is no engine {name!r}; choose one of {', '.join(ENGINES)}.")
    refusals = []
    for candidate in [name] if name is not None else list(ENGINES):
        engine = ENGINES[candidate](library)
        try:
            report = engine.self_test()
        except EngineError as error:
            engine.close()
            refusals.append(f"{candidate}: {error}")
            continue
        if not strict or report.form != "none":
            return engine
        engine.close()
        refusals.append(f"{candidate}: it isolates nothing, and --strict asks for isolation")
    raise EngineError("No engine can run here. " + " | ".join(refusals))
