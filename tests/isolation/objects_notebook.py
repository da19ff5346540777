"""A notebook with classes, generators and functions that are handed other functions."""

NOTEBOOK = '''
import collections, dataclasses, enum, functools, math
import numpy as np
import numpy as arrays
import torch

class Stack:
    """Last in, first out."""
    kind = "stack"
    def __init__(self, items=()):
        self.items = list(items)
    @classmethod
    def of(cls, *items): return cls(items)
    def push(self, x):
        self.items.append(x)
        return self
    def __len__(self): return len(self.items)
    def __getitem__(self, k): return self.items[k]
    def __setitem__(self, k, x): self.items[k] = x
    def __delitem__(self, k): del self.items[k]
    def __iter__(self): return iter(self.items)
    def __contains__(self, x): return x in self.items
    def __repr__(self): return f"Stack({self.items})"

class Deep(Stack): pass

@functools.total_ordering
class Money:
    def __init__(self, cents): self.cents = cents
    def __add__(self, other): return Money(self.cents + getattr(other, "cents", other))
    __radd__ = __add__
    def __eq__(self, other): return isinstance(other, Money) and self.cents == other.cents
    def __lt__(self, other): return self.cents < other.cents
    def __hash__(self): return hash(self.cents)
    def __neg__(self): return Money(-self.cents)
    def __float__(self): return self.cents / 100
    def __bool__(self): return self.cents != 0
    def __matmul__(self, other): return "matmul"
    def __call__(self, rate): return Money(round(self.cents * rate))

@dataclasses.dataclass
class Point:
    x: int
    y: int = 0

class Color(enum.Enum):
    RED = 1
    BLUE = 2

class Node:
    def __init__(self, value, next=None): self.value, self.next = value, next

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)
    def forward(self, x): return self.layer(x)

class Bag:
    def __enter__(self): self.open = True; return self
    def __exit__(self, kind, error, trace):
        self.open = False
        self.seen = None if error is None else type(error).__name__
        return kind is KeyError

Pair = collections.namedtuple("Pair", "left right")
net = Net()
stack = Stack([1, 2])
two = Node(2); one = Node(1, two)
shapes = {"a": Point(1, 2), "f": math.sqrt, "g": lambda v: v + 1}
drawn = []

def count(n):
    for i in range(n):
        drawn.append(i)
        yield i
def forever():
    n = 0
    while True:
        yield n
        n += 1
def breaks():
    yield 1
    raise KeyError("gone")
def pair(): return Pair(1, "b")
def same(x): return x
def moved(p): return Point(p.x + 1, p.y)
def apply(f, x): return f(x)
def fold(f, xs):
    total = 0
    for x in xs: total = f(total, x)
    return total
def safe(f, x):
    try: return f(x)
    except ValueError as error: return f"caught {error}"
def traced(f):
    @functools.wraps(f)
    def inside(*args): return ("called", f.__name__, f(*args))
    return inside
def collect(xs): return [x for x in xs]
def calls_forever(f):
    while True: f(1)
kept = []
def keep(f): kept.append(f)
def use_kept(x): return kept[0](x)
def grow(s): s.add(9)
def fill(b): b.extend(b"xy")
def add_column(t): t["c"] = t["a"] * 2
def mean(x): return np.mean(x)
def name_of(module): return module.__name__
def makes(error): raise error("made")
'''
