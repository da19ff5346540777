"""The engines. One is added by a file here and a line in the registry."""

from collections.abc import Callable

from autograder.errors import EngineError
from autograder.isolation.engine import Engine
from autograder.isolation.engines.container import ContainerEngine
from autograder.isolation.engines.local import LocalEngine
from autograder.isolation.engines.native import NativeEngine

ENGINES: dict[str, Callable[[], Engine]] = {
    "native": NativeEngine,
    "container": ContainerEngine,
    "local": LocalEngine,
}
"""Name and maker of each, the strongest first."""


def pick_engine(name: str | None = None, strict: bool = False) -> Engine:
    """The engine asked for, or the strongest that this machine can run.

    Args:
        name: Name in the registry; None for the strongest.
        strict: Refuse an engine that isolates nothing.

    Raises:
        EngineError: If there is no such engine, it does not work here, or `strict` refuses it.
    """
    if name is not None and name not in ENGINES:
        raise EngineError(f"There is no engine {name!r}; choose one of {', '.join(ENGINES)}.")
    refusals = []
    for candidate in [name] if name is not None else list(ENGINES):
        engine = ENGINES[candidate]()
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
