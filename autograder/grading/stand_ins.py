"""Stand-ins for objects of a student's: attributes, items, comparison, arithmetic, iteration.

Whatever is done to one is done to the object in the worker, by name; a plain value comes back as
itself, anything else as a further stand-in. An attribute that is a list is a copy of it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from autograder.grading.signature import read_signature
from autograder.isolation.wire.values import FunctionInfo
from gradekit.outcome import Outcome
from gradekit.remote import Call, Remote, StandIn, remote_of

if TYPE_CHECKING:
    from gradekit.training.trainer import Trainer

ONE_BY_ONE = 32
"""Items of an iterator that are fetched singly: code that watches what it gives sees no more."""

MOST_AT_ONCE = 512
MOST_ITEMS = 1 << 20
"""Items of one iterator; an endless one must end somewhere."""

REFLECTED = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "lshift", "rshift")
LOGICAL = ("and", "or", "xor")
PLAIN = (
    *("len", "iter", "reversed", "neg", "pos", "abs", "invert", "bool", "int", "float", "complex"),
    *("index", "str", "repr", "hash", "trunc", "floor", "ceil", "getitem", "setitem", "delitem"),
    *("contains", "divmod", "round", "eq", "ne", "lt", "le", "gt", "ge", "enter"),
    *(prefix + name for prefix in ("", "r", "i") for name in (*REFLECTED, *LOGICAL)),
)


class Asking(Protocol):
    """What answers for the objects of a worker; `proxies.StudentEnv` does."""

    def use(self, name: str, do: str, args: Sequence[Any]) -> Any:
        """Do something to an object and return or raise what comes of it."""
        ...

    def call(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call an object and return or raise what comes of it."""
        ...

    def call_many(self, name: str, calls: Sequence[Call]) -> list[Outcome]:
        """Call an object several times."""
        ...

    def run_probe(
        self, name: str, probe: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        """Run a probe on an object."""
        ...

    def trainer(self, name: str) -> "Trainer | None":
        """What trains the networks that an object makes."""
        ...

    def cpu_seconds(self) -> float | None:
        """CPU seconds that the last request took."""
        ...


class Elsewhere:
    """An object in a worker; see `gradekit.remote.Remote`.

    Attributes:
        env: Answers for it.
        name: Name of the variable that holds it, or its handle.
        info: What the worker said of it.
        ahead: Items of an iterator that were fetched and not yet given.
        given: Number of the items that were.
    """

    def __init__(self, env: Asking, name: str, info: FunctionInfo) -> None:
        self.env = env
        self.name = name
        self.info = info
        self.ahead: list[Any] = []
        self.given = 0
        self.ended = False

    def use(self, do: str, *args: Any) -> Any:
        """Do something to it."""
        return self.env.use(self.name, do, args)

    def call_many(self, calls: Sequence[Call]) -> list[Outcome]:
        """Call it several times in one round trip."""
        return self.env.call_many(self.name, calls)

    def probe(self, probe: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Run a probe on it where it lives."""
        return self.env.run_probe(self.name, probe, args, kwargs)

    def cpu_seconds(self) -> float | None:
        """CPU seconds that the last request took; None where nobody can tell."""
        return self.env.cpu_seconds()

    def train(self) -> "Trainer | None":
        """What trains the networks that it makes; None where nothing is trained."""
        return self.env.trainer(self.name)

    def following(self) -> Any:
        """The next item.

        Raises:
            StopIteration: If there is none.
            ValueError: If there have been too many.
        """
        if not self.ahead and not self.ended:
            count = 1 if self.given < ONE_BY_ONE else min(self.given, MOST_AT_ONCE)
            items, self.ended = self.use("take", count)
            self.ahead = items[::-1]
        if not self.ahead:
            raise StopIteration
        self.given += 1
        if self.given > MOST_ITEMS:
            raise ValueError(f"the iterator gives more than {MOST_ITEMS} items")
        return self.ahead.pop()


def elsewhere(value: object) -> Elsewhere:
    """Where a stand-in's object is."""
    remote: Remote | None = remote_of(value)
    assert isinstance(remote, Elsewhere), "every stand-in here is made of one"
    return remote


class StudentObject(StandIn):
    """An object of the student's; its class has the special methods that the student's has."""

    # NumPy asks the stand-in, and does not try its own arithmetic on it.
    __array_ufunc__ = None

    def __repr__(self) -> str:
        return f"<{elsewhere(self).info.name} object>"

    def __getattr__(self, name: str) -> Any:
        if name[:2] == name[-2:] == "__":
            raise AttributeError(f"{elsewhere(self).info.name!r} object has no attribute {name!r}")
        return elsewhere(self).use("getattr", name)

    def __setattr__(self, name: str, value: Any) -> None:
        elsewhere(self).use("setattr", name, value)

    def __delattr__(self, name: str) -> None:
        elsewhere(self).use("delattr", name)

    def __dir__(self) -> list[str]:
        return [name for name in elsewhere(self).use("dir") if isinstance(name, str)]

    def __copy__(self) -> "StudentObject":
        return self

    def __deepcopy__(self, memo: object) -> "StudentObject":
        return self


class StudentFunction(StudentObject):
    """A student's function or class, or an object that can be called; called in the worker.

    An array, list or dictionary that the function changes in place is changed in the caller's too.
    A builtin exception is raised as that type with its message, any other as `StudentError`.
    """

    def __init__(self, remote: Elsewhere) -> None:
        super().__init__(remote)
        info = remote.info
        told = {
            "__name__": info.name or remote.name,
            "__qualname__": info.name or remote.name,
            "__doc__": info.doc or None,
            "__signature__": read_signature(info.signature),
        }
        for name, value in told.items():
            if name != "__signature__" or value is not None:
                object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        info = elsewhere(self).info
        return f"<{'class' if info.kind == 'class' else 'function'} {info.name}>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; see the class."""
        remote = elsewhere(self)
        return remote.env.call(remote.name, args, kwargs)

    def __instancecheck__(self, value: object) -> bool:
        return isinstance(value, StandIn) and bool(elsewhere(self).use("isinstance", value))

    def __subclasscheck__(self, kind: type) -> bool:
        return isinstance(kind, StandIn) and bool(elsewhere(self).use("issubclass", kind))


def _method(name: str) -> Callable[..., Any]:
    def method(self: StudentObject, *args: Any) -> Any:
        return elsewhere(self).use(name, *args)

    method.__name__ = f"__{name}__"
    return method


def _next(self: StudentObject) -> Any:
    return elsewhere(self).following()


def _exit(self: StudentObject, kind: type | None, error: BaseException | None, _: object) -> Any:
    told = (None, "") if kind is None else (kind.__name__, str(error))
    return bool(elsewhere(self).use("exit", *told))


METHODS: Mapping[str, Callable[..., Any]] = {
    **{name: _method(name) for name in PLAIN},
    "next": _next,
    "exit": _exit,
}


@lru_cache(maxsize=1024)
def class_for(called: bool, name: str, can: tuple[str, ...]) -> type[StudentObject]:
    """A class for the stand-ins of a student's class.

    Args:
        called: Whether they can be called.
        name: Name of the student's class, as messages name it.
        can: Names of the special methods that it has; unknown ones are passed over.
    """
    base = StudentFunction if called else StudentObject
    methods: dict[str, Any] = {f"__{m}__": METHODS[m] for m in can if m in METHODS}
    return type(name if name.isidentifier() else base.__name__, (base,), methods)
