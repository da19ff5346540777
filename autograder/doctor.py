"""What this machine gives: versions, engines, and layer by layer what the sandbox holds."""

import platform
from collections.abc import Iterator

import autograder
from autograder.isolation.engines import ENGINES, pick_engine
from autograder.isolation.engines.engine import Engine
from autograder.isolation.engines.gpu import look, try_inside
from autograder.records.errors import EngineError


def examine(engine: str | None = None, *, sandbox: bool = False) -> Iterator[str]:
    """Look at the machine.

    Args:
        engine: Only this engine.
        sandbox: Also say which layers hold and what is missing.

    Yields:
        Lines to print.

    Raises:
        EngineError: If the engine asked for cannot run here, or none can.
    """
    yield f"autograder {autograder.__version__}, Python {platform.python_version()}"
    yield f"{platform.system()} {platform.release()} on {platform.machine()}"
    works = False
    for name in ENGINES if engine is None else (engine,):
        try:
            chosen = pick_engine(name)
        except EngineError as error:
            if engine is not None:
                raise
            yield f"engine {name}: no ({error})"
            continue
        try:
            report = chosen.describe()
            first = "" if works else ", used unless another is asked for"
            works = True
            yield f"engine {name}: isolation {report.form}{first}"
            yield f"  gpu: {_gpu(chosen)}"
        finally:
            chosen.close()
        if sandbox:
            yield from (f"  {'ok' if on else '--'}  {layer}" for layer, on in report.layers.items())
            yield from (f"  missing: {missing}" for missing in report.missing)
    if not works:
        raise EngineError("No engine works here, so nothing can be graded on this machine.")


def _gpu(engine: Engine) -> str:
    """Whether workers can train on a GPU, found by trying."""
    found = look()
    if isinstance(found, str):
        return f"none ({found}); networks are trained on the CPU"
    told = f"{found.name}, {found.memory_bytes / 2**30:.0f} GiB"
    hindered = try_inside(engine)
    if hindered:
        return f"{told}: works outside of the sandbox only ({hindered})"
    return f"{told}: works inside the sandbox, {found.at_a_time} trainings at a time"
