"""What staff keep beside an assignment: `staff/<question>.py`, and references of training tasks.

The modules are imported under a name of their own, so that two courses, or two assignments of one,
never meet; the file's name is the question's id. They are trusted as the hidden tests are. A module
whose name begins with `_` is a helper of the others.
"""

import hashlib
import importlib
import importlib.util
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.records.course import Course
from autograder.records.errors import ConfigError

STAFF = "staff"
REFERENCES = "references"
_ATTRIBUTE = "question"
_LOADING = threading.RLock()


@dataclass(frozen=True)
class Pack:
    """The staff folder of one assignment, loaded.

    Attributes:
        questions: By question id, what its module calls `question`.
        references: By training task, a right network or experiment.
        root: Folder of the course that it was loaded from, so that another process can load it;
            None where there is none.
        assignment: Id of the assignment.
    """

    questions: Mapping[str, Any] = field(default_factory=dict)
    references: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    root: Path | None = None
    assignment: str = ""

    def reference(self, task: str) -> Callable[..., Any]:
        """The right network or experiment of a training task.

        Raises:
            ConfigError: If staff have none.
        """
        if task not in self.references:
            raise ConfigError(
                f"Training task {task!r} has no reference; write a function of that name in "
                f"{STAFF}/{REFERENCES}.py."
            )
        return self.references[task]


def load_pack(course: Course, assignment: str) -> Pack:
    """Load what staff keep beside an assignment; nothing is a pack, too.

    Args:
        course: The course; its library can be imported from now on.
        assignment: Id of the assignment.

    Raises:
        ConfigError: If a module cannot be imported, or does not define what its name promises.
    """
    use_library(course)
    folder = course.sources / assignment / STAFF
    if not folder.is_dir():
        return Pack()
    with _LOADING:
        package = _package(folder)
        modules = {
            path.stem: _module(package, path)
            for path in sorted(folder.glob("*.py"))
            if not path.stem.startswith("_")
        }
    references = modules.pop(REFERENCES, None)
    questions = {}
    for name, module in modules.items():
        if not hasattr(module, _ATTRIBUTE):
            raise ConfigError(
                f"{folder / name}.py defines no `{_ATTRIBUTE}`; write "
                f'`{_ATTRIBUTE} = Question("name_of_the_function")`, or begin the file\'s name '
                "with an underscore if it is a helper."
            )
        questions[name] = getattr(module, _ATTRIBUTE)
        questions[name].id = name
    return Pack(questions, _functions(references), course.root, assignment)


def use_library(course: Course) -> None:
    """Make the course's library importable here, for its hidden tests and its staff modules.

    Raises:
        ConfigError: If it cannot be imported.
    """
    if course.library is None or str(course.sources) in sys.path:
        return
    # Last: it must not stand in for a library of the same name.
    sys.path.append(str(course.sources))
    try:
        importlib.import_module(course.library.name)
    except Exception as error:
        sys.path.remove(str(course.sources))
        raise ConfigError(
            f"The course's library {course.library} cannot be imported "
            f"({type(error).__name__}: {error}); fix it and try again."
        ) from error


def _package(folder: Path) -> str:
    """Name of the folder's package, registered so that its modules find each other."""
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    name = f"staff_{digest}"
    if name not in sys.modules:
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
        sys.modules[name] = importlib.util.module_from_spec(spec)
    return name


def _module(package: str, path: Path) -> ModuleType:
    try:
        return importlib.import_module(f"{package}.{path.stem}")
    except Exception as error:
        raise ConfigError(
            f"{path} cannot be imported ({type(error).__name__}: {error}); fix it and try again."
        ) from error


def _functions(module: ModuleType | None) -> dict[str, Callable[..., Any]]:
    if module is None:
        return {}
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    }
