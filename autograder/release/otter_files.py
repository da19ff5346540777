"""Otter's reader of test files, without what else Otter brings.

`import otter` loads its API, and with it nbconvert, pandas and widgets: most of the time that a
grader takes to start. What reads test files needs none of them. It does load `nbformat` and by that
`jsonschema`, which has the grammar of IRIs compiled, a second's work, whoever may ask for it.
"""

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__all__ = ["NBMetadataConfig", "create_test_file"]


def _put_off(name: str) -> None:
    """Have a package there whose modules can be imported, and whose own code runs when asked for.

    Args:
        name: Of the package; nothing is done if it is loaded or not installed.
    """
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    package = importlib.util.module_from_spec(spec)
    package.__dict__["__getattr__"] = lambda wanted: _run(package, spec, wanted)
    sys.modules[name] = package


def _put_off_function(name: str, wanted: str) -> None:
    """The same for a package of which one function is imported by name: it runs when called."""
    _put_off(name)
    package = sys.modules.get(name)
    if package is None or "__getattr__" not in package.__dict__:
        return

    def later(*args: Any, **kwargs: Any) -> Any:
        function = package.__dict__[wanted]
        if function is later:
            package.__dict__.pop(wanted)
            function = getattr(package, wanted)
        return function(*args, **kwargs)

    package.__dict__[wanted] = later


def _run(package: ModuleType, spec: ModuleSpec, wanted: str) -> Any:
    """Run the package's own code; what was asked for is there then, if it ever is."""
    if wanted.startswith("__"):
        raise AttributeError(f"module {spec.name!r} has no attribute {wanted!r}")
    package.__dict__.pop("__getattr__", None)
    assert spec.loader is not None
    spec.loader.exec_module(package)
    return getattr(package, wanted)


_put_off("otter")
_put_off_function("rfc3987_syntax", "is_valid_syntax")

from otter.nbmeta_config import NBMetadataConfig  # noqa: E402 - Otter is put off first
from otter.test_files import create_test_file  # noqa: E402
